import { ProviderSettings } from "../../../assembly/config/provider-settings";
import { StatusPatterns } from "../../../assembly/config/status-patterns";
import { RetryPolicy, TokenPolicy } from "../../../assembly/config/token-failover";
import { textOf } from "../../../assembly/text/bytes";
import { providerOf, Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

const TOKENS = `"type":"openai","apiTokens":["a","b"]`;

/** What is wrong with a provider that has two tokens and these members, each problem on a line. */
function reportOf(members: string): string {
  return new Reading(`{"provider":{${TOKENS},${members}}}`).report;
}

function withFailover(members: string): ProviderSettings {
  return providerOf(`${TOKENS},"failover":{"enabled":true,${members}}`);
}

function tokenPolicyOf(members: string): TokenPolicy {
  const policy = withFailover(members).tokenPolicy;
  expect(policy === null).toBe(false, members);
  return policy === null ? new TokenPolicy() : policy;
}

function retryPolicyOf(members: string): RetryPolicy {
  const policy = providerOf(`${TOKENS},"retryOnFailure":{"enabled":true${members}}`).retryPolicy;
  expect(policy === null).toBe(false, members);
  return policy === null ? new RetryPolicy() : policy;
}

/** The statuses that match, as ranges. */
function rangesOf(statuses: StatusPatterns): string {
  const ranges: Array<string> = [];
  for (let status = -1000; status < 2000; status++) {
    if (!statuses.matches(status)) continue;
    const first = status;
    while (statuses.matches(status + 1)) status++;
    ranges.push(first == status ? `${first}` : `${first}-${status}`);
  }
  return ranges.join(" ");
}

describe("failover", () => {
  it("has Higress' defaults, also for 0", () => {
    const left = tokenPolicyOf(`"healthCheckModel":"m"`);
    const zero = tokenPolicyOf(
      `"healthCheckModel":"m","failureThreshold":0,"successThreshold":0,"healthCheckInterval":0,"healthCheckTimeout":0,"cooldownDuration":0,"failoverOnStatus":[]`,
    );
    const both = [left, zero];
    for (let i = 0; i < both.length; i++) {
      expect(both[i].failureThreshold).toBe(3);
      expect(both[i].successThreshold).toBe(1);
      expect(both[i].cooldownMs).toBe(0);
      expect(textOf(both[i].healthCheckModel)).toBe("m");
      expect(both[i].healthCheckIntervalMs).toBe(5000);
      expect(both[i].healthCheckTimeoutMs).toBe(5000);
      expect(rangesOf(both[i].statuses)).toBe("400-599");
    }
  });

  it("takes each key, in either spelling", () => {
    const policy = tokenPolicyOf(
      `"failureThreshold":1,"success_threshold":"2","healthCheckInterval":3,"health_check_timeout":4,"cooldownDuration":5,"failover_on_status":[401,"429"]`,
    );
    expect(policy.failureThreshold).toBe(1);
    expect(policy.successThreshold).toBe(2);
    expect(policy.healthCheckIntervalMs).toBe(3);
    expect(policy.healthCheckTimeoutMs).toBe(4);
    expect(policy.cooldownMs).toBe(5);
    expect(policy.healthCheckModel.byteLength).toBe(0);
    expect(rangesOf(policy.statuses)).toBe("401 429");
  });

  it("is none unless it is enabled, and there are tokens", () => {
    expect(providerOf(TOKENS).tokenPolicy === null).toBe(true);
    expect(providerOf(`${TOKENS},"failover":{}`).tokenPolicy === null).toBe(true);
    expect(providerOf(`${TOKENS},"failover":{"enabled":false}`).tokenPolicy === null).toBe(true);
    expect(providerOf(`${TOKENS},"failover":null`).tokenPolicy === null).toBe(true);
    const reading = new Reading(`{"provider":{"type":"vllm","failover":{"enabled":true,"cooldownDuration":1}}}`);
    expect(reading.report).toBe("warning: provider.failover: there are no apiTokens to choose from, ignored");
    expect(reading.ids).toBe("[vllm]");
  });

  it("is none where Envoy retries, which is a warning", () => {
    const policies = `"failover":{"enabled":true,"cooldownDuration":1},"retryOnFailure":{"enabled":true}`;
    const reading = new Reading(`{"mode":"upstream","provider":{${TOKENS},${policies}}}`);
    expect(reading.report).toBe(
      "warning: provider.failover: Envoy fails over in this mode, ignored\n" +
        "warning: provider.retryOnFailure: Envoy retries in this mode, ignored",
    );
    const settings = reading.settings;
    expect(settings === null).toBe(false);
    if (settings === null) return;
    expect(settings.providers[0].tokenPolicy === null).toBe(true);
    expect(settings.providers[0].retryPolicy === null).toBe(true);
  });

  it("holds for one token, and for requests that pass as they are, too", () => {
    expect(
      providerOf(`"type":"openai","apiTokens":"a","failover":{"enabled":"true","cooldownDuration":1}`).tokenPolicy ===
        null,
    ).toBe(false);
    const provider = providerOf(
      `${TOKENS},"passthrough":{"paths":["/x"]},"failover":{"enabled":true,"cooldownDuration":1},"retryOnFailure":{"enabled":true}`,
    );
    const passing = provider.passing;
    expect(passing !== null && passing.tokenPolicy === provider.tokenPolicy).toBe(true);
    expect(passing !== null && passing.retryPolicy === provider.retryPolicy).toBe(true);
  });

  it("with an error makes its provider unusable", () => {
    const table = rowsOf(`
      "enabled":true | healthCheckModel: missing healthCheckModel in failover config
      "enabled":true,"healthCheckModel":"" | healthCheckModel: missing healthCheckModel in failover config
      "enabled":true,"cooldownDuration":"0" | healthCheckModel: missing healthCheckModel in failover config
      "enabled":"yes" | enabled: expected true or false, found a string (yes)
      "failureThreshold":-1 | failureThreshold: expected a whole number, 0 or more, found a number (-1)
      "cooldownDuration":1.5 | cooldownDuration: expected a whole number, 0 or more, found a number (1.5)
      "healthCheckModel":[] | healthCheckModel: expected a string, found a list
      "failoverOnStatus":{} | failoverOnStatus: expected a list of strings, found an object
      "failoverOnStatus":["4.*","("] | failoverOnStatus[1]: bad pattern: missing ) for the ( at byte 0
      "failoverOnStatus":[{}] | failoverOnStatus[0]: expected a string, found an object
    `);
    for (let i = 0; i < table.length; i++) {
      const reading = new Reading(`{"provider":{${TOKENS},"failover":{${table[i][0]}}}}`);
      expect(reading.report.split("\n")[0]).toBe(`error: provider.failover.${table[i][1]}`);
      expect(reading.ids).toBe("(none)");
    }
  });

  it("has a nearest key for what is misspelt", () => {
    expect(reportOf(`"failover":{"failureTreshold":1,"other":1}`)).toBe(
      'warning: provider.failover.failureTreshold: unknown key, did you mean "failureThreshold"?\n' +
        "warning: provider.failover.other: unknown key, ignored",
    );
  });
});

describe("retryOnFailure", () => {
  it("has Higress' defaults, also for 0", () => {
    const both = [retryPolicyOf(""), retryPolicyOf(`,"maxRetries":0,"retryTimeout":0,"retryOnStatus":null`)];
    for (let i = 0; i < both.length; i++) {
      expect(both[i].maxRetries).toBe(1);
      expect(both[i].timeoutMs).toBe(30_000);
      expect(rangesOf(both[i].statuses)).toBe("400-599");
    }
  });

  it("takes each key, and is none unless it is enabled", () => {
    const policy = retryPolicyOf(`,"maxRetries":"3","retryTimeout":1000,"retryOnStatus":"5.."`);
    expect(policy.maxRetries).toBe(3);
    expect(policy.timeoutMs).toBe(1000);
    expect(rangesOf(policy.statuses)).toBe("500-599");
    expect(providerOf(`${TOKENS},"retryOnFailure":{"maxRetries":2}`).retryPolicy === null).toBe(true);
    expect(providerOf(`"type":"vllm","retryOnFailure":{"enabled":true}`).retryPolicy === null).toBe(false);
  });

  it("with an error makes its provider unusable", () => {
    const reading = new Reading(`{"provider":{${TOKENS},"retryOnFailure":{"maxRetries":"x"}}}`);
    expect(reading.report.split("\n")[0]).toBe(
      "error: provider.retryOnFailure.maxRetries: expected a whole number, 0 or more, found a string (x)",
    );
    expect(reading.ids).toBe("(none)");
  });
});

describe("patterns of statuses", () => {
  it("mean the whole status", () => {
    const table = rowsOf(`
      "4.*" | 400-499
      "5.*" | 500-599
      ["4.*","5.*"] | 400-599
      ["429","5\\\\d[02]"] | 429 500 502 510 512 520 522 530 532 540 542 550 552 560 562 570 572 580 582 590 592
      429 | 429
      "^429$" | 429
      "401|403" | 401 403
      ".*" | 100-599
      "20?[0-3]" | 200-203
    `);
    for (let i = 0; i < table.length; i++) {
      expect(rangesOf(retryPolicyOf(`,"retryOnStatus":${table[i][0]}`).statuses)).toBe(table[i][1], table[i][0]);
    }
  });

  it("that mean no status are a warning", () => {
    const table = rowsOf(`
      "4"
      "^4"
      " "
      "4xx"
      "600"
      "0"
    `);
    for (let i = 0; i < table.length; i++) {
      const text = table[i][0].split('"').join("");
      expect(reportOf(`"retryOnFailure":{"retryOnStatus":["5.*",${table[i][0]}]}`)).toBe(
        `warning: provider.retryOnFailure.retryOnStatus[1]: "${text}" is no whole status, such as 429 or 4.*`,
      );
    }
  });

  it("are as many as can be tried", () => {
    const many = new Array<string>(32).fill("429").join(",");
    expect(reportOf(`"retryOnFailure":{"retryOnStatus":[${many}]}`)).toBe("");
    expect(reportOf(`"retryOnFailure":{"retryOnStatus":[${many},1]}`).split("\n")[0]).toBe(
      "error: provider.retryOnFailure.retryOnStatus: expected at most 32 patterns, found 33",
    );
  });
});
