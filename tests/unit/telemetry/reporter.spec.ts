import { Settings } from "../../../assembly/config/settings";
import { LogLevel } from "../../../assembly/host/host";
import { Reporter } from "../../../assembly/telemetry/reporter";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { FakeHost } from "../support/fake-host";
import { recordOf, settingsOf } from "../support/records";

const PROVIDER = '"provider":{"id":"p","type":"openai"}';
const OFF = '"metrics":{"enabled":false},"filterState":false,';
const RECORD =
  '{"gen_ai.operation.name":"chat","gen_ai.provider.name":"openai","aisle.provider":"p","aisle.capability":"openai/v1/chatcompletions",' +
  '"gen_ai.request.model":"m","aisle.upstream.model":"m","http.response.status_code":200,"aisle.attempts":1,"aisle.usage":"unknown","aisle.duration_ms":20.000}';

function report(host: FakeHost, configuration: string, times: i32 = 1, reporter: Reporter = new Reporter()): void {
  const settings: Settings = settingsOf(`{${configuration}${PROVIDER}}`);
  for (let i = 0; i < times; i++) reporter.report(host, settings.telemetry, recordOf(settings, "m", "{}"));
}

function stateOf(host: FakeHost, name: string): string {
  return host.properties.has(name) ? textOf(host.properties.get(name)) : "(none)";
}

describe("the report of an exchange", () => {
  it("is filter state and metrics where nothing is said", () => {
    const host = new FakeHost();
    report(host, "");
    expect(stateOf(host, "aisle.exchange")).toBe(RECORD);
    expect(host.metrics.length).toBe(1, "the histogram; counters wait for a tick");
    expect(host.lines.length).toBe(0);
  });

  it("is a line, too, where lines are wanted", () => {
    const host = new FakeHost();
    report(host, OFF + '"logging":{},');
    expect(host.lines.join("\n")).toBe("info: " + RECORD);
    expect(host.trace.length).toBe(0);
  });

  it("is nothing where nothing is wanted", () => {
    const host = new FakeHost();
    report(host, OFF);
    expect(host.lines.length + host.trace.length).toBe(0);
  });

  it("has no line, and asks the proxy for nothing, where the level shows none", () => {
    const host = new FakeHost();
    host.level = LogLevel.Warn;
    report(host, OFF + '"logging":{"sample":0.5},');
    expect(host.lines.length + host.trace.length).toBe(0);
  });

  it("loses what the proxy refuses", () => {
    const host = new FakeHost();
    host.refused = ["setProperty", "defineMetric"];
    report(host, '"logging":{},');
    expect(host.lines.join("\n")).toBe("info: " + RECORD);
    expect(host.metrics.length + host.properties.size).toBe(0);
  });

  it("holds nothing of the one before", () => {
    const host = new FakeHost();
    const reporter = new Reporter();
    report(host, '"logging":{},', 2, reporter);
    expect(host.lines[1]).toBe(host.lines[0]);
  });
});

describe("a sample of the lines", () => {
  it("is as large as it shall be", () => {
    const samples = ["0", "0.000001", "0.1", "0.5", "0.9", "1"];
    const least = [0, 0, 130, 900, 1730, 2000];
    const most = [0, 5, 270, 1100, 1870, 2000];
    for (let i = 0; i < samples.length; i++) {
      const host = new FakeHost();
      host.clock = 1_700_000_000_123_456_789;
      report(host, `${OFF}"logging":{"sample":${samples[i]}},`, 2000);
      const count = host.lines.length;
      expect(count >= least[i] && count <= most[i]).toBe(true, `${samples[i]}: ${count}`);
    }
  });

  it("looks at the clock once", () => {
    const host = new FakeHost();
    report(host, OFF + '"logging":{"sample":0.5},', 20);
    expect(host.trace.join(", ")).toBe("now");
  });

  it("says nothing of filter state and metrics", () => {
    const host = new FakeHost();
    report(host, '"logging":{"sample":0},');
    expect(stateOf(host, "aisle.exchange")).toBe(RECORD);
    expect(host.lines.length).toBe(0);
  });
});

describe("in Higress", () => {
  it("the record is its ai_log, escaped for being inside a string", () => {
    const host = new FakeHost();
    host.higress = true;
    report(host, "");
    expect(stateOf(host, "ai_log")).toBe(RECORD.split('"').join('\\"'));
    expect(stateOf(host, "aisle.exchange")).toBe("(none)");
  });

  it("what another plugin has written stays", () => {
    const host = new FakeHost();
    host.higress = true;
    host.properties.set("ai_log", utf8("theirs"));
    report(host, "");
    expect(stateOf(host, "ai_log")).toBe("theirs");
  });

  it("nothing is asked where filter state is off", () => {
    const host = new FakeHost();
    host.higress = true;
    report(host, OFF + '"logging":{},');
    expect(host.trace.length).toBe(0);
  });
});
