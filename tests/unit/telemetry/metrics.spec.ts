import { Settings } from "../../../assembly/config/settings";
import { ExchangeRecord } from "../../../assembly/telemetry/exchange-record";
import { Metrics } from "../../../assembly/telemetry/metrics";
import { EMPTY, utf8 } from "../../../assembly/text/bytes";
import { FakeHost } from "../support/fake-host";
import { recordOf, settingsOf } from "../support/records";

const SETTINGS = settingsOf('{"provider":{"id":"p","type":"openai","modelMapping":{"m":"n"}}}');
const ANSWER = '{"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4}}}';
const LABELS = "provider=p,model=m,capability=openai/v1/chatcompletions";

function add(host: FakeHost, metrics: Metrics, settings: Settings, record: ExchangeRecord): void {
  metrics.add(host, settings.telemetry, record, record.usage);
}

/** What one exchange counts. */
function countedOf(record: ExchangeRecord, settings: Settings = SETTINGS): string {
  const host = new FakeHost();
  const metrics = new Metrics();
  add(host, metrics, settings, record);
  metrics.flush(host);
  return host.counted;
}

/** The labels that one exchange is counted under. */
function labelsOf(record: ExchangeRecord, settings: Settings = SETTINGS): string {
  record.endedAt = 0;
  record.status = 404;
  const lines = countedOf(record, settings).split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].startsWith("aisle_requests_total{")) return lines[i];
  }
  return "(none)";
}

describe("an exchange", () => {
  it("is counted with its tokens and times", () => {
    expect(countedOf(recordOf(SETTINGS, "m", ANSWER))).toBe(
      `aisle_attempts_total{${LABELS}} 1\naisle_requests_total{${LABELS}} 1\n` +
        `gen_ai_client_token_usage{${LABELS},token_type=input}: 10\ngen_ai_client_token_usage{${LABELS},token_type=output}: 5\n` +
        `gen_ai_server_request_duration_milliseconds{${LABELS}}: 20\n` +
        `gen_ai_tokens_total{${LABELS},token_type=cache_read} 4\ngen_ai_tokens_total{${LABELS},token_type=input} 10\n` +
        `gen_ai_tokens_total{${LABELS},token_type=output} 5`,
    );
  });

  it("is a stream with times of its own", () => {
    const record = recordOf(SETTINGS, "m", ANSWER);
    record.isStream = true;
    record.firstAt = 5_999_999;
    const counted = countedOf(record);
    expect(counted.includes(`gen_ai_server_time_to_first_token_milliseconds{${LABELS}}: 4\n`)).toBe(true, counted);
    expect(counted.includes(`gen_ai_server_time_per_output_token_milliseconds{${LABELS}}: 3\n`)).toBe(true, counted);
    const short = recordOf(SETTINGS, "m", '{"usage":{"completion_tokens":1}}');
    short.isStream = true;
    short.firstAt = 6_000_000;
    expect(countedOf(short).includes("time_per_output_token")).toBe(false, "one token");
    const silent = recordOf(SETTINGS, "m", "{}");
    silent.isStream = true;
    expect(countedOf(silent).includes("time_to_first_token")).toBe(false, "no data");
  });

  it("is one whose usage is unknown, where it should be known", () => {
    expect(countedOf(recordOf(SETTINGS, "m", "{}")).includes(`aisle_usage_unknown_total{${LABELS}} 1`)).toBe(true);
    const list = recordOf(SETTINGS, "m", "{}");
    list.capability = null;
    expect(countedOf(list).includes("unknown_total")).toBe(false, "an unknown path");
    expect(countedOf(recordOf(SETTINGS, "m", "{}", 429)).includes("unknown_total")).toBe(false, "an error");
    const refused = recordOf(SETTINGS, "m", "{}", 403);
    refused.refusal = utf8("no");
    expect(countedOf(refused).includes("unknown_total")).toBe(false, "a refusal");
  });

  it("that failed is an error, without times; its tokens count", () => {
    const record = recordOf(SETTINGS, "m", '{"error":{},"usage":{"prompt_tokens":10}}');
    record.isStream = true;
    record.firstAt = 2_000_000;
    const counted = countedOf(record);
    expect(counted.includes(`aisle_errors_total{${LABELS},error_type=stream_error} 1`)).toBe(true, counted);
    expect(counted.includes("milliseconds")).toBe(false, counted);
    expect(counted.includes("token_type=input} 10")).toBe(true, counted);
  });

  it("is no request again when it is a later attempt", () => {
    const record = recordOf(SETTINGS, "m", ANSWER);
    record.noteAttempt(2);
    const counted = countedOf(record);
    expect(counted.includes("aisle_requests_total")).toBe(false);
    expect(counted.includes(`aisle_attempts_total{${LABELS}} 1`)).toBe(true, counted);
  });
});

describe("the labels of an exchange", () => {
  it("name provider, model and capability, or say that there is none", () => {
    expect(labelsOf(recordOf(SETTINGS, "m", "{}"))).toBe(`aisle_requests_total{${LABELS}} 1`);
    const nobody = recordOf(SETTINGS, "m", "{}");
    nobody.provider = null;
    nobody.capability = null;
    expect(labelsOf(nobody)).toBe("aisle_requests_total{provider=none,model=none,capability=unknown} 1");
    const unread = recordOf(SETTINGS, "", "{}");
    unread.requestModel = EMPTY;
    expect(labelsOf(unread).includes("model=none")).toBe(true);
  });

  it("name models that the configuration lists, and no others", () => {
    const settings = settingsOf(
      '{"metrics":{"models":["gpt-*","~^o[0-9]$"]},"provider":{"id":"p","type":"openai","allowModels":["exact","any-*"],' +
        '"modelMapping":{"key":"value","pre*":"x","*":"y"},"options":{"model":"forced"}}}',
    );
    const listed = ["gpt-4o", "o3", "exact", "key", "forced"];
    for (let i = 0; i < listed.length; i++) {
      expect(labelsOf(recordOf(settings, listed[i], "{}"), settings).includes(`model=${listed[i]},`)).toBe(
        true,
        listed[i],
      );
    }
    const others = ["any-thing", "pre-fix", "value", "y", "unheard", "gpt", "*", "other"];
    for (let i = 0; i < others.length; i++) {
      expect(labelsOf(recordOf(settings, others[i], "{}"), settings).includes("model=other,")).toBe(true, others[i]);
    }
  });

  it("cannot be forged", () => {
    const settings = settingsOf('{"metrics":{"models":["*"]},"provider":{"id":"p","type":"openai"}}');
    const forged = 'x\naisle_forged 1;.;provider=.=q"';
    expect(labelsOf(recordOf(settings, forged, "{}"), settings)).toBe(
      "aisle_requests_total{provider=p,model=x_aisle_forged_1_._provider_._q_,capability=openai/v1/chatcompletions} 1",
    );
  });

  it("are one series however often they occur", () => {
    const host = new FakeHost();
    const metrics = new Metrics();
    for (let i = 0; i < 3; i++) add(host, metrics, SETTINGS, recordOf(SETTINGS, "m", ANSWER));
    metrics.flush(host);
    for (let i = 0; i < 2; i++) add(host, metrics, SETTINGS, recordOf(SETTINGS, "m", ANSWER));
    metrics.flush(host);
    expect(host.counted.includes(`aisle_requests_total{${LABELS}} 5`)).toBe(true);
    expect(host.counted.includes("milliseconds{" + LABELS + "}: 20 20 20 20 20")).toBe(true);
    host.trace = [];
    metrics.flush(host);
    expect(host.trace.length).toBe(0);
  });
});

describe("more metrics than may be defined", () => {
  it("are counted together, and none is lost", () => {
    const settings = settingsOf('{"metrics":{"models":["*"],"maxSeries":20},"provider":{"id":"p","type":"openai"}}');
    const host = new FakeHost();
    const metrics = new Metrics();
    for (let i = 0; i < 50; i++) {
      add(host, metrics, settings, recordOf(settings, `m${i}`, ANSWER));
      if (i % 7 == 0) metrics.flush(host);
    }
    metrics.flush(host);
    // Those under the label `overflow` are not counted among the 20.
    expect(host.metrics.length <= 20 + 8).toBe(true, host.metrics.length.toString());
    expect(sumOf(host.counted, "aisle_requests_total{")).toBe(50, host.counted);
    expect(sumOf(host.counted, "gen_ai_tokens_total{")).toBe(50 * (10 + 5 + 4));
    expect(samplesOf(host.counted, "gen_ai_server_request_duration_milliseconds{")).toBe(50);
    expect(host.counted.includes("aisle_requests_total{provider=overflow,model=overflow,capability=overflow}")).toBe(
      true,
    );
  });

  it("are all of them when none may be", () => {
    const settings = settingsOf('{"metrics":{"maxSeries":0},"provider":{"id":"p","type":"openai"}}');
    const counted = countedOf(recordOf(settings, "m", ANSWER), settings);
    expect(sumOf(counted, "aisle_requests_total{provider=overflow,model=overflow,")).toBe(1);
    expect(counted.includes("provider=p")).toBe(false);
  });
});

function sumOf(counted: string, name: string): i32 {
  let sum = 0;
  const lines = counted.split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].startsWith(name)) sum += <i32>parseInt(lines[i].substring(lines[i].lastIndexOf(" ") + 1));
  }
  return sum;
}

function samplesOf(counted: string, name: string): i32 {
  let count = 0;
  const lines = counted.split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].startsWith(name)) count += lines[i].split(" ").length - 1;
  }
  return count;
}
