import { FakeHost } from "../support/fake-host";
import { providerOf, Reading, textsOf } from "../support/configuration";
import { rowsOf } from "../support/table";

function hostWith(name: string, value: string): FakeHost {
  const host = new FakeHost();
  host.variables.set(name, value);
  return host;
}

describe("API tokens", () => {
  it("are a list or a bare string, without the white space around them", () => {
    const table = rowsOf(`
      ["sk-1","sk-2"] | Bearer sk-1,Bearer sk-2
      "sk-1" | Bearer sk-1
      [" sk-1\\n","\\tsk-2\\r\\n"] | Bearer sk-1,Bearer sk-2
      12345 | Bearer 12345
      [] | ""
      null | ""
      ["sk-ü"] | Bearer sk-ü
      ["env"] | Bearer env
      ["ENV:KEY"] | Bearer ENV:KEY
    `);
    for (let i = 0; i < table.length; i++) {
      const provider = providerOf(`"type":"openai","apiTokens":${table[i][0]}`);
      expect(textsOf(provider.tokens)).toBe(table[i][1], table[i][0]);
      expect(provider.hasCredentials).toBe(table[i][1].length > 0);
    }
  });

  it("may be read from the environment", () => {
    const values = ["sk-env", " sk-env\n"];
    for (let i = 0; i < values.length; i++) {
      const host = hostWith("OPENAI_KEY", values[i]);
      const provider = providerOf('"type":"openai","apiTokens":[" env:OPENAI_KEY ","sk-2"]', host);
      expect(textsOf(provider.tokens)).toBe("Bearer sk-env,Bearer sk-2");
    }
    // What the environment holds is the token itself, whatever it looks like.
    const provider = providerOf('"type":"openai","apiTokens":"env:A"', hostWith("A", "env:B"));
    expect(textsOf(provider.tokens)).toBe("Bearer env:B");
  });

  it("that cannot be had disable the provider", () => {
    const table = rowsOf(`
      ["env:NO_KEY"] | apiTokens[0]: the environment variable NO_KEY is not set in this VM
      ["a","env:"] | apiTokens[1]: the environment variable  is not set in this VM
      "env:BLANK" | apiTokens: the environment variable BLANK is not set in this VM
      "" | apiTokens: *
      [" "] | apiTokens[0]: expected a string that is not empty, found an empty one
      ["sk-secret\\nx"] | apiTokens[0]: expected a string without line breaks and NUL, found one with them
      ["sk-secret\\rx"] | apiTokens[0]: expected a string without line breaks and NUL, found one with them
      ["sk-secret\\u0000"] | apiTokens[0]: expected a string without line breaks and NUL, found one with them
      "env:BROKEN" | apiTokens: expected a string without line breaks and NUL, found one with them
    `);
    for (let i = 0; i < table.length; i++) {
      const host = hostWith("BLANK", " ");
      host.variables.set("BROKEN", "sk-secret\nx: y");
      const value = table[i][0] == "" ? '""' : table[i][0];
      const wanted =
        table[i][1] == "apiTokens: *"
          ? "apiTokens: expected a string that is not empty, found an empty one"
          : table[i][1];
      const reading = new Reading(`{"provider":{"type":"openai","apiTokens":${value}}}`, host);
      expect(reading.report).toBe(`error: provider.${wanted}\nerror: no provider is usable`, value);
      expect(reading.settings === null).toBe(true);
    }
  });
});

describe("other credentials", () => {
  it("are headers and query parameters", () => {
    const host = hostWith("KEY", "sk-env");
    const provider = providerOf(
      '"type":"generic","auth":{"header":{"X-Api-Key":"env:KEY","x-b":" v "},"query":{"key":"a&b=c","api version":"env:KEY"}}',
      host,
    );
    expect(textsOf(provider.headerNames)).toBe("x-api-key,x-b");
    expect(textsOf(provider.headerValues)).toBe("sk-env,v");
    expect(textsOf(provider.queryNames)).toBe("key,api version");
    expect(textsOf([provider.query])).toBe("key=a%26b%3Dc&api%20version=sk-env");
    expect(provider.hasCredentials).toBe(true);
  });

  it("alone are credentials, too", () => {
    expect(providerOf('"type":"generic","auth":{"header":{"a":"b"}}').hasCredentials).toBe(true);
    expect(providerOf('"type":"generic","auth":{"query":{"a":"b"}}').hasCredentials).toBe(true);
    expect(providerOf('"type":"generic","auth":{}').hasCredentials).toBe(false);
    expect(providerOf('"type":"generic"').hasCredentials).toBe(false);
  });
});

describe("a secret", () => {
  it("stands in no message, wherever it is misplaced", () => {
    const values = [
      '"sk-secret"',
      '["sk-secret\\n"]',
      '{"sk":"sk-secret"}',
      '[{"key":"sk-secret"}]',
      '[["sk-secret"]]',
      '{"header":"sk-secret"}',
      '{"header":["sk-secret"]}',
      '{"header":{"x y":"sk-secret"}}',
      '{"query":{"k":"sk-secret\\n"}}',
      '{"query":{"k":{"v":"sk-secret"}}}',
      '{"token":"sk-secret"}',
    ];
    const keys = ["apiTokens", "auth", "apiToken", "tokens", "secret"];
    for (let i = 0; i < values.length; i++) {
      for (let j = 0; j < keys.length; j++) {
        const report = new Reading(`{"provider":{"type":"openai","${keys[j]}":${values[i]}}}`).report;
        expect(report.includes("sk-secret")).toBe(false, `${keys[j]}: ${values[i]}: ${report}`);
      }
    }
  });
});
