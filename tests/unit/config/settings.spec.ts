import { textOf, utf8 } from "../../../assembly/text/bytes";
import { Reading, providerOf } from "../support/configuration";
import { FakeHeaders } from "../support/fake-headers";
import { rowsOf } from "../support/table";

describe("a configuration", () => {
  it("is refused when it is no JSON object or no provider is usable", () => {
    const table = rowsOf(`
      "" | the configuration is not JSON: unexpected end of JSON text at byte 0
      { | the configuration is not JSON: unexpected end of JSON text at byte 1
      {"a":tru} | the configuration is not JSON: expected null, true or false at byte 8
      {} x | the configuration is not JSON: unexpected character at byte 3
      [] | the configuration must be an object, found a list
      "text" | the configuration must be an object, found a string
      null | the configuration must be an object, found nothing
      {} | no provider is usable
      {"providers":[]} | no provider is usable
      {"provider":{"type":"vlm"},"providers":[{"type":"openai"}]} | provider.type: unknown provider type: vlm, did you mean "vllm"?;no provider is usable
    `);
    for (let i = 0; i < table.length; i++) {
      const reading = new Reading(table[i][0]);
      expect(reading.problems.errors.join(";")).toBe(table[i][1], table[i][0]);
      expect(reading.settings === null).toBe(true, table[i][0]);
    }
  });

  it("leaves out a bad provider, and only that one", () => {
    const reading = new Reading(
      '{"providers":[{"id":"a","type":"openai","timeout":"x"},{"id":"b","type":"vllm"},{"id":"c"},7,{"id":"d","type":"opena1"},{"id":"e","type":"generic","apiTokens":"env:NO"}],"activeProviderId":"b"}',
    );
    expect(reading.ids).toBe("[b]");
    expect(reading.report.split("\n").sort().join("\n")).toBe(
      `error: providers[0].timeout: expected a whole number, 0 or more, found a string (x)
error: providers[2].type: missing type in provider config: expected a string, found nothing
error: providers[3]: expected an object, found a number
error: providers[4].type: unknown provider type: opena1, did you mean "openai"?
error: providers[5].apiTokens: the environment variable NO is not set in this VM`,
    );
  });

  it("chooses the active provider", () => {
    const two = '"providers":[{"id":"a","type":"openai"},{"id":"b","type":"vllm"}]';
    const oneBad = '"providers":[{"id":"a","type":"openai"},{"id":"b","type":"vlm"}]';
    // Configuration, ids, first error.
    const table = rowsOf(`
      {${two},"activeProviderId":"b"} | a [b] | ""
      {${two},"activeProviderId":"c"} | a b | activeProviderId: expected the id of a provider, found "c"
      {${two}} | a b | ""
      {${two},"activeProviderId":""} | a b | ""
      {${two},"mode":"upstream"} | a b | ""
      {${two},"mode":"upstream","activeProviderId":"a"} | [a] b | ""
      {${oneBad},"activeProviderId":"a"} | [a] | providers[1].type: unknown provider type: vlm, did you mean "vllm"?
      {${oneBad},"activeProviderId":"b"} | a | providers[1].type: unknown provider type: vlm, did you mean "vllm"?
      {"providers":[{"id":"a","type":"openai"}]} | [a] | ""
      {"providers":[{"type":"vllm"}]} | [vllm] | ""
      {"providers":[{"type":"vllm"}],"activeProviderId":"vllm"} | [vllm] | ""
      {"provider":{"type":"vllm","id":"p"},${two},"activeProviderId":"b"} | [p] | ""
      {"providers":[{"id":"a","type":"openai"},{"id":"a","type":"vllm"}],"activeProviderId":"a"} | [a] | providers[1]: another provider has the id "a" already: providers[0]
    `);
    for (let i = 0; i < table.length; i++) {
      const reading = new Reading(table[i][0]);
      expect(reading.ids).toBe(table[i][1], table[i][0]);
      expect(reading.problems.errors.length == 0 ? "" : reading.problems.errors[0]).toBe(table[i][2], table[i][0]);
    }
  });

  it("has a mode and a cluster header", () => {
    const plain = new Reading('{"provider":{"type":"openai"}}').settings;
    expect(plain !== null && !plain.isUpstream && textOf(plain.clusterHeader) == "x-aisle-cluster").toBe(true);
    const other = new Reading('{"provider":{"type":"openai"},"mode":"upstream","clusterHeader":"X-Cluster"}').settings;
    expect(other !== null && other.isUpstream && textOf(other.clusterHeader) == "x-cluster").toBe(true);
    expect(plain !== null && plain.catalogue.find(utf8("openai")) !== null).toBe(true);
    expect(plain !== null && plain.catalogue.find(utf8("open")) === null).toBe(true);
  });

  it("knows whether any provider has credentials", () => {
    const without = new Reading('{"provider":{"type":"openai"}}').settings;
    const one = new Reading('{"mode":"upstream","providers":[{"type":"vllm"},{"type":"openai","apiTokens":"k"}]}')
      .settings;
    expect(without !== null && !without.hasCredentials).toBe(true);
    expect(one !== null && one.hasCredentials).toBe(true);
  });
});

describe("a context file", () => {
  it("is fetched from its service by the path and query of its URL", () => {
    // Value of context, cluster, authority, path.
    const table = rowsOf(`
      {"fileUrl":"https://f.test/a/b.txt?v=1","serviceName":"files.dns","servicePort":443} | outbound|443||files.dns | f.test | /a/b.txt?v=1
      {"fileUrl":"https://f.test:8080/a#x","serviceName":"s","servicePort":"80"} | outbound|80||s | f.test:8080 | /a
      {"fileUrl":"http://f.test","cluster":"files","serviceName":"s","servicePort":1} | files | f.test | /
    `);
    for (let i = 0; i < table.length; i++) {
      const context = providerOf(`"type":"openai","context":${table[i][0]}`).context;
      expect(context !== null).toBe(true, table[i][0]);
      if (context === null) continue;
      const headers = FakeHeaders.read(context.headers);
      expect(textOf(context.cluster)).toBe(table[i][1]);
      expect(headers.first(":method")).toBe("GET");
      expect(headers.first(":authority")).toBe(table[i][2]);
      expect(headers.first(":path")).toBe(table[i][3]);
      expect(context.message === null).toBe(true);
    }
  });
});
