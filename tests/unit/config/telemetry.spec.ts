import { Telemetry } from "../../../assembly/config/telemetry";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { Reading, textsOf } from "../support/configuration";

const PROVIDER = '"provider":{"id":"p","type":"openai"}';

function readingOf(members: string): Reading {
  return new Reading(`{${members}${members.length > 0 ? "," : ""}${PROVIDER}}`);
}

/** What a configuration tells; a right one is expected. */
function telemetryOf(members: string): Telemetry {
  const reading = readingOf(members);
  expect(reading.report).toBe("", members);
  const settings = reading.settings;
  return settings === null ? new Telemetry() : settings.telemetry;
}

/** Sample in millionths, bytes of payloads, number of redacted paths; "none" without logging. */
function loggingOf(members: string): string {
  const reading = readingOf(members);
  const settings = reading.settings;
  if (settings === null) return "refused";
  const logging = settings.telemetry.logging;
  return logging === null ? "none" : `${logging.sample} ${logging.payloadBytes} ${logging.redacted.length}`;
}

describe("what is told of exchanges", () => {
  it("is metrics and filter state where nothing is said", () => {
    const telemetry = telemetryOf("");
    expect(telemetry.hasMetrics && telemetry.hasFilterState).toBe(true);
    expect(telemetry.maxSeries).toBe(1000);
    expect(telemetry.models === null && telemetry.logging === null).toBe(true);
    expect(telemetry.needsRecord).toBe(true);
    expect(telemetry.payloadBytes).toBe(0);
  });

  it("is switched off and on", () => {
    expect(telemetryOf('"metrics":{"enabled":false}').hasMetrics).toBe(false);
    expect(telemetryOf('"metrics":{"enabled":"false"}').hasMetrics).toBe(false, "as Higress reads it");
    expect(telemetryOf('"metrics":{}').hasMetrics).toBe(true);
    expect(telemetryOf('"metrics":{"enabled":null}').hasMetrics).toBe(true);
    expect(telemetryOf('"metrics":null').hasMetrics).toBe(true);
    expect(telemetryOf('"filterState":false').hasFilterState).toBe(false);
    expect(telemetryOf('"filterState":true').hasFilterState).toBe(true);
    expect(telemetryOf('"filterState":false,"metrics":{"enabled":false}').needsRecord).toBe(false);
    expect(telemetryOf('"filterState":false,"metrics":{"enabled":false},"logging":{}').needsRecord).toBe(true);
  });

  it("needs a record for headers about the origin, too", () => {
    const off = '"filterState":false,"metrics":{"enabled":false}';
    const settings = new Reading(`{${off},"responseHeaders":{"aisle":true},${PROVIDER}}`).settings;
    expect(settings !== null && settings.needsRecord).toBe(true);
    const without = new Reading(`{${off},${PROVIDER}}`).settings;
    expect(without !== null && !without.needsRecord).toBe(true);
  });

  it("has so many metrics, and names of models", () => {
    expect(telemetryOf('"metrics":{"maxSeries":5}').maxSeries).toBe(5);
    expect(telemetryOf('"metrics":{"maxSeries":"7"}').maxSeries).toBe(7);
    const models = telemetryOf('"metrics":{"models":["a","b*"]}').models;
    expect(
      models !== null && models.matches(utf8("a")) && models.matches(utf8("bcd")) && !models.matches(utf8("c")),
    ).toBe(true);
    const one = telemetryOf('"metrics":{"models":"a"}').models;
    expect(one !== null && one.matches(utf8("a"))).toBe(true);
  });
});

describe("lines about exchanges", () => {
  it("are all of them, without bodies, where nothing more is said", () => {
    expect(loggingOf("")).toBe("none");
    expect(loggingOf('"logging":null')).toBe("none");
    expect(loggingOf('"logging":{}')).toBe("1000000 0 0");
    expect(loggingOf('"logging":{"redact":["a"],"maxPayloadBytes":9}')).toBe("1000000 0 1");
  });

  it("are a part of them", () => {
    const samples = ["0", "1", "0.5", "0.1", "0.000001", "0.0000001", "1e-3", "1.0", '"0.25"', "1e0"];
    const millionths = [0, 1_000_000, 500_000, 100_000, 1, 0, 1000, 1_000_000, 250_000, 1_000_000];
    for (let i = 0; i < samples.length; i++) {
      expect(loggingOf(`"logging":{"sample":${samples[i]}}`)).toBe(`${millionths[i]} 0 0`, samples[i]);
    }
  });

  it("may have bodies of a size", () => {
    expect(loggingOf('"logging":{"payloads":true}')).toBe("1000000 4096 0");
    expect(loggingOf('"logging":{"payloads":"true","maxPayloadBytes":"10"}')).toBe("1000000 10 0");
    expect(loggingOf('"logging":{"payloads":true,"maxPayloadBytes":9999999}')).toBe("1000000 1048576 0");
    expect(loggingOf('"logging":{"payloads":true,"redact":"a"}')).toBe("1000000 4096 1");
  });
});

/** Members, and the error of the configuration that has them. */
function expectErrors(rows: string[][]): void {
  for (let i = 0; i < rows.length; i++) {
    const reading = readingOf(rows[i][0]);
    expect(reading.report.includes("error: " + rows[i][1])).toBe(true, `${rows[i][0]}\n${reading.report}`);
  }
}

describe("a wrong configuration of what is told", () => {
  it("is an error at its place", () => {
    expectErrors([
      ['"metrics":true', "metrics: expected an object, found a boolean (true)"],
      ['"metrics":{"enabled":"yes"}', "metrics.enabled: expected true or false, found a string (yes)"],
      ['"metrics":{"maxSeries":-1}', "metrics.maxSeries: expected a whole number, 0 or more, found a number (-1)"],
      ['"metrics":{"models":{"a":1}}', "metrics.models: expected a list of strings, found an object"],
      ['"metrics":{"models":["a",["b"]]}', "metrics.models[1]: expected a string, found a list"],
      ['"metrics":{"models":["~("]}', "metrics.models[0]: "],
      ['"filterState":"yes"', "filterState: expected true or false, found a string (yes)"],
      ['"filterState":{}', "filterState: expected true or false, found an object"],
      ['"logging":true', "logging: expected an object, found a boolean (true)"],
      ['"logging":[]', "logging: expected an object, found a list"],
      ['"logging":{"sample":2}', "logging.sample: expected a number from 0 to 1, found a number (2)"],
      ['"logging":{"sample":-0.1}', "logging.sample: expected a number from 0 to 1, found a number (-0.1)"],
      ['"logging":{"sample":"half"}', "logging.sample: expected a number from 0 to 1, found a string (half)"],
      ['"logging":{"sample":true}', "logging.sample: expected a number from 0 to 1, found a boolean (true)"],
      ['"logging":{"payloads":1}', "logging.payloads: expected true or false, found a number (1)"],
      [
        '"logging":{"maxPayloadBytes":"4k"}',
        "logging.maxPayloadBytes: expected a whole number, 0 or more, found a string (4k)",
      ],
      ['"logging":{"redact":{"a":1}}', "logging.redact: expected a list of strings, found an object"],
      ['"logging":{"redact":[{"a":1}]}', "logging.redact[0]: expected a string, found an object"],
      ['"logging":{"redact":["a","b["]}', "logging.redact[1]: "],
    ]);
  });

  it("never shows bodies: someone may have meant to keep something back", () => {
    const wrong = [
      '"payloads":true,"redact":["a["]',
      '"payloads":true,"redact":{"a":1}',
      '"payloads":true,"redact":[["a"]]',
      '"payloads":true,"redacted":["a"]',
      '"payloads":true,"redct":["a"]',
      '"payloads":true,"maxPayloadByte":5',
      '"payloads":true,"maxPayloadBytes":"many"',
      '"payloads":true,"sample":2',
      '"payloads":"yes"',
    ];
    for (let i = 0; i < wrong.length; i++) {
      const shown = loggingOf(`"logging":{${wrong[i]}}`);
      expect(shown == "refused" || shown.includes(" 0 ")).toBe(true, `${wrong[i]}: ${shown}`);
      expect(readingOf(`"logging":{${wrong[i]}}`).problems.errors.length > 0).toBe(true, wrong[i]);
    }
  });

  it("that is misspelt is a warning where nothing is kept back by it", () => {
    expect(readingOf('"metrics":{"enable":false}').report).toBe(
      'warning: metrics.enable: unknown key, did you mean "enabled"?',
    );
    expect(readingOf('"logging":{"samples":1}').report).toBe(
      'warning: logging.samples: unknown key, did you mean "sample"?',
    );
    expect(readingOf('"metrics":{"zzz":1}').report).toBe("warning: metrics.zzz: unknown key, ignored");
    expect(readingOf('"loging":{}').report.startsWith('warning: loging: unknown key, did you mean "logging"?')).toBe(
      true,
    );
  });
});

describe("the secrets that no line shows", () => {
  it("are the credentials of all providers that are used", () => {
    const reading = new Reading(
      '{"providers":[{"id":"a","type":"openai","apiTokens":["one","two"]},{"id":"b","type":"vllm","auth":{"header":{"x-key":"three"},"query":{"k":"four"}}}],"activeProviderId":"a"}',
    );
    const settings = reading.settings;
    expect(settings === null ? "" : textsOf(settings.telemetry.secrets)).toBe("one,two,three,four");
  });
});

describe("models that are named by the configuration", () => {
  it("are listed, whichever key names them", () => {
    const reading = new Reading(
      '{"metrics":{"models":["m*"]},"provider":{"type":"openai","modelMapping":{"key":"value","pre*":"x"},"allowModels":["exact","some*"],"optionDefaults":{"model":"default"}}}',
    );
    const settings = reading.settings;
    expect(settings !== null).toBe(true);
    if (settings === null) return;
    const provider = settings.providers[0];
    const listed = ["m", "mx", "key", "exact", "default"];
    for (let i = 0; i < listed.length; i++)
      expect(settings.telemetry.lists(utf8(listed[i]), provider)).toBe(true, listed[i]);
    const others = ["value", "prefix", "pre*", "something", "some*", "x"];
    for (let i = 0; i < others.length; i++)
      expect(settings.telemetry.lists(utf8(others[i]), provider)).toBe(false, others[i]);
    expect(textOf(provider.id)).toBe("openai");
  });
});
