import { apisixName, isSpelling, snakeName } from "../../../assembly/config/spelling";
import { Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

describe("spellings of a key", () => {
  it("are snake_case", () => {
    const table = rowsOf(`
      modelMapping | model_mapping
      logUpstreamErrorResponseBody | log_upstream_error_response_body
      openaiCustomUrl | openai_custom_url
      vertexOpenAICompatible | vertex_open_ai_compatible
      xA | x_a
      id | ""
      _match_route_ | ""
      "" | ""
    `);
    for (let i = 0; i < table.length; i++) expect(snakeName(table[i][0])).toBe(table[i][1], table[i][0]);
  });

  it("are APISIX' names", () => {
    const table = rowsOf(`
      providers | instances
      id | name
      type | provider
      maxRequestBytes | max_req_body_size
      provider | ""
      name | ""
      instances | ""
    `);
    for (let i = 0; i < table.length; i++) expect(apisixName(table[i][0])).toBe(table[i][1], table[i][0]);
  });

  it("are told from other keys", () => {
    expect(isSpelling("model_mapping", "modelMapping")).toBe(true);
    expect(isSpelling("max_request_bytes", "maxRequestBytes")).toBe(true);
    expect(isSpelling("max_req_body_size", "maxRequestBytes")).toBe(true);
    expect(isSpelling("modelmapping", "modelMapping")).toBe(false);
    expect(isSpelling("modelMapping", "modelMapping")).toBe(false);
    expect(isSpelling("model_Mapping", "modelMapping")).toBe(false);
    expect(isSpelling("", "id")).toBe(false);
  });

  it("are read as the key itself, and only one of them may be there", () => {
    const table = rowsOf(`
      {"providers":[{"type":"openai"}]} | [openai] | ""
      {"instances":[{"type":"openai"}]} | [openai] | ""
      {"instances":[{"name":"a","provider":"openai"}]} | [a] | ""
      {"instances":[{"name":"openai"}]} | [openai] | ""
      {"instances":[{"provider":"openai"}]} | [openai] | ""
      {"instances":[{"name":"a","type":"vllm"}]} | [a] | ""
      {"instances":[{"id":"a","provider":"vllm"}]} | [a] | ""
      {"providers":[{"id":"a","name":"b","type":"vllm"}]} | (none) | error: providers[0].name: the same key as "id", which is there, too
      {"provider":{"type":"openai","name":"one"},"active_provider_id":"one"} | [one] | ""
      {"instances":[{"name":"a","provider":"openai"},{"name":"b","provider":"vllm"}],"active_provider_id":"b"} | a [b] | ""
      {"provider":{"type":"openai"},"mode":"listener","max_vm_bytes":1,"maxVmBytes":16777216} | (none) | error: max_vm_bytes: the same key as "maxVmBytes", which is there, too
      {"provider":{"type":"openai"},"max_request_bytes":1,"max_req_body_size":1} | (none) | error: max_request_bytes: the same key as "max_req_body_size", which is there, too
      {"provider":{"type":"openai"},"max_req_bytes":1} | [openai] | warning: max_req_bytes: unknown key, ignored
      {"provider":{"type":"openai"},"allow_model":["m"]} | (none) | error: allow_model: unknown key, did you mean "allowModels"?
      {"provider":{"type":"openai","options":{"model_mapping":1,"modelMapping":2}}} | [openai] | ""
    `);
    for (let i = 0; i < table.length; i++) {
      const reading = new Reading(table[i][0]);
      expect(reading.ids).toBe(table[i][1], table[i][0]);
      expect(reading.report.split("\n")[0]).toBe(table[i][2], table[i][0]);
    }
  });
});
