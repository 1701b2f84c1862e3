import { Limits } from "../../../assembly/config/limits";
import { Settings } from "../../../assembly/config/settings";
import { findCapabilityByName } from "../../../assembly/protocol/capability";
import { utf8 } from "../../../assembly/text/bytes";
import { Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

function limitsOf(root: string, provider: string): Limits {
  const reading = new Reading(`{${root}"provider":{"type":"openai"${provider}}}`);
  expect(reading.report).toBe("", root + provider);
  const settings = reading.settings;
  return settings === null ? new Limits() : firstLimits(settings);
}

function firstLimits(settings: Settings): Limits {
  return settings.providers.length == 0 ? new Limits() : settings.providers[0].limits;
}

function allows(limits: Limits, name: string): bool {
  return limits.allows(findCapabilityByName(utf8(name)));
}

describe("limits", () => {
  it("are wide when nothing is configured", () => {
    const limits = limitsOf("", "");
    expect(limits.maxRequestBytes).toBe(104857600);
    expect(limits.isStrict || limits.trustsEnvoyHeaders).toBe(false);
    expect(limits.models === null).toBe(true);
    expect(allows(limits, "openai/v1/files")).toBe(true);
    expect(limits.allows(null)).toBe(true);
  });

  it("of a provider win over those of the whole, key by key", () => {
    // Whole, provider, bytes, strict, trusting, model a, model b
    const table = rowsOf(`
      "maxRequestBytes":5, | "" | 5 | false | false | true | true
      "maxRequestBytes":5, | ,"maxRequestBytes":7 | 7 | false | false | true | true
      "maxRequestBytes":5, | ,"maxRequestBytes":0 | 5 | false | false | true | true
      "maxRequestBytes":0, | "" | 104857600 | false | false | true | true
      "strictRequests":true, | "" | 104857600 | true | false | true | true
      "strictRequests":"true", | ,"strictRequests":false | 104857600 | false | false | true | true
      "strictRequests":true, | ,"strictRequests":null | 104857600 | true | false | true | true
      "trustEnvoyHeaders":true, | "" | 104857600 | false | true | true | true
      "trustEnvoyHeaders":true, | ,"trustEnvoyHeaders":false | 104857600 | false | false | true | true
      "allowModels":["a"], | "" | 104857600 | false | false | true | false
      "allowModels":"a", | "" | 104857600 | false | false | true | false
      "allowModels":["a"], | ,"allowModels":["~^b"] | 104857600 | false | false | false | true
      "allowModels":["a"], | ,"allowModels":["*"] | 104857600 | false | false | true | true
      "allowModels":[], | "" | 104857600 | false | false | false | false
    `);
    for (let i = 0; i < table.length; i++) {
      const row = table[i];
      const limits = limitsOf(row[0], row[1]);
      const about = row[0] + row[1];
      const models = limits.models;
      expect(limits.maxRequestBytes.toString()).toBe(row[2], about);
      expect(limits.isStrict.toString()).toBe(row[3], about);
      expect(limits.trustsEnvoyHeaders.toString()).toBe(row[4], about);
      expect((models === null || models.matches(utf8("a"))).toString()).toBe(row[5], about);
      expect((models === null || models.matches(utf8("b"))).toString()).toBe(row[6], about);
    }
  });

  it("name the capabilities that are allowed; an unknown path is none of them", () => {
    const limits = limitsOf('"allowCapabilities":["openai/v1/chatcompletions"],', "");
    expect(allows(limits, "openai/v1/chatcompletions")).toBe(true);
    expect(allows(limits, "openai/v1/files")).toBe(false);
    expect(limits.allows(null)).toBe(false);
    const own = limitsOf('"allowCapabilities":"openai/v1/files",', ',"allowCapabilities":["openai/v1/models"]');
    expect(allows(own, "openai/v1/files")).toBe(false);
    expect(allows(own, "openai/v1/models")).toBe(true);
    expect(allows(limitsOf('"allowCapabilities":[],', ""), "openai/v1/models")).toBe(false);
  });

  it("that are wrong at the top leave no provider usable, and every mistake is told", () => {
    const reading = new Reading('{"provider":{"type":"openai"},"allowModels":["a","~("],"allowCapabilities":["x"]}');
    expect(reading.settings === null).toBe(true);
    expect(reading.problems.errors.length).toBe(3);
  });
});
