import { ProviderSettings } from "../../../assembly/config/provider-settings";
import { findCapabilityByName } from "../../../assembly/protocol/capability";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { providerOf, Reading, textsOf } from "../support/configuration";
import { rowsOf } from "../support/table";

function serves(provider: ProviderSettings, name: string): bool {
  const capability = findCapabilityByName(utf8(name));
  return capability !== null && provider.serves(capability);
}

describe("override.endpoint", () => {
  it("says where a provider is", () => {
    // The URL, authority, path of every request, parameters to add.
    const table = rowsOf(`
      https://x.test | x.test | "" | ""
      https://x.test/ | x.test | "" | ""
      https://x.test/# | x.test | "" | ""
      http://x.test:8080 | x.test:8080 | "" | ""
      http://10.0.0.1:80/v1 | 10.0.0.1:80 | /v1 | ""
      http://[::1]:80/v1 | [::1]:80 | /v1 | ""
      http://[::1] | [::1] | "" | ""
      https://x.test/v1/chat/completions?a=b&c | x.test | /v1/chat/completions | a=b,c
      https://x.test?a=b | x.test | "" | a=b
      https://x.test/?a=b&&%63=d | x.test | "" | a=b,%63=d
      https://x.test/?q&key=1&k%65y=2 | x.test | "" | q
    `);
    for (let i = 0; i < table.length; i++) {
      const url = table[i][0];
      const provider = providerOf(`"type":"openai","auth":{"query":{"key":"x"}},"override":{"endpoint":"${url}"}`);
      expect(textOf(provider.authority)).toBe(table[i][1], url);
      expect(textOf(provider.directPath)).toBe(table[i][2], url);
      expect(provider.fixesPath).toBe(table[i][2].length > 0, url);
      expect(textsOf(provider.endpointParameters)).toBe(table[i][3], url);
    }
  });

  it("must be a URL with a host", () => {
    const urls = ["x.test", "//x.test", "https:/x.test", "https://", "https:///v1", "https://:443", "https://x.test:"];
    const ports = ["0", "00", "080", "65536", "123456", "8o", "-1", "+1", " 1"];
    for (let i = 0; i < ports.length; i++) urls.push(`https://x.test:${ports[i]}/v1`);
    const paths = ["a b", "..", "a/../b", "%2e%2e/b", "a%2fb", "a\\\\b", "a\\nb"];
    for (let i = 0; i < paths.length; i++) urls.push(`https://x.test/${paths[i]}`);
    for (let i = 0; i < urls.length; i++) {
      const reading = new Reading(`{"provider":{"type":"openai","override":{"endpoint":"${urls[i]}"}}}`);
      const expected = "error: provider.override.endpoint: expected a URL such as https://host:8443/path, found";
      expect(reading.report.startsWith(expected)).toBe(true, `${urls[i]}: ${reading.report}`);
    }
  });

  it("shows no part of a query or a password in an error", () => {
    const urls = ["https://x.test:0/?key=secret", "https://u:secret@x.test/"];
    for (let i = 0; i < urls.length; i++) {
      const reading = new Reading(`{"provider":{"type":"openai","override":{"endpoint":"${urls[i]}"}}}`);
      expect(reading.ids).toBe("(none)");
      expect(reading.report.includes("secret")).toBe(false, reading.report);
    }
  });

  it("serves with a path what it is asked for, unless that is switched off", () => {
    const members = '"type":"deepseek","apiTokens":"a","override":{"endpoint":"https://x.test/v1/embeddings"}';
    const provider = providerOf(members);
    expect(serves(provider, "openai/v1/embeddings")).toBe(true);
    expect(serves(provider, "openai/v1/files")).toBe(true);
    const other = providerOf(members + ',"capabilities":{"openai/v1/embeddings":false}');
    expect(serves(other, "openai/v1/embeddings")).toBe(false);
    const plain = providerOf('"type":"deepseek","apiTokens":"a","override":{"endpoint":"https://x.test"}');
    expect(serves(plain, "openai/v1/embeddings")).toBe(false);
  });

  it("is the host that a type needs", () => {
    const provider = providerOf('"type":"custom","override":{"endpoint":"https://x.test"}');
    expect(textOf(provider.authority)).toBe("x.test");
    expect(serves(provider, "openai/v1/chatcompletions")).toBe(false);
    const compatible = providerOf('"type":"openai-compatible","override":{"endpoint":"https://x.test"}');
    expect(serves(compatible, "openai/v1/chatcompletions")).toBe(true);
    expect(serves(compatible, "openai/v1/completions")).toBe(false);
    const report = new Reading('{"provider":{"type":"custom","host":"a","override":{"endpoint":"https://x.test"}}}')
      .report;
    const expected = "error: provider.override.endpoint: says where the provider is, and so does provider.host";
    expect(report.split("\n")[0]).toBe(expected);
  });
});

describe("timeouts", () => {
  it("are the provider's own, else that at the top, else the usual one", () => {
    expect(providerOf('"type":"openai"').timeout).toBe(120000);
    const reading = new Reading(
      '{"timeout":5,"providers":[{"type":"openai"},{"type":"vllm","timeout":7},{"id":"z","type":"vllm","timeout":0}],"activeProviderId":"z"}',
    );
    const settings = reading.settings;
    const found: Array<string> = [];
    if (settings !== null) {
      for (let i = 0; i < settings.providers.length; i++) found.push(settings.providers[i].timeout.toString());
    }
    expect(found.join(" ")).toBe("5 7 5");
  });
});
