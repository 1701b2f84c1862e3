import { CAPABILITIES, findCapabilityByName } from "../../../assembly/protocol/capability";
import { PATH_TABLE } from "../../../assembly/protocol/path-table";
import { ProviderRow } from "../../../assembly/provider/spec";
import { findProvider, PROVIDERS } from "../../../assembly/provider/table";
import { textOf, utf8 } from "../../../assembly/text/bytes";

function rowOf(type: string): ProviderRow {
  const row = findProvider(type);
  expect(row !== null).toBe(true, type);
  return row === null ? new ProviderRow("") : row;
}

function pathOf(row: ProviderRow, capability: string): string {
  const known = findCapabilityByName(utf8(capability));
  return known === null ? "(unknown)" : textOf(row.paths[known.index]);
}

describe("providers", () => {
  it("are found by type", () => {
    const types = ["openai", "vllm", "generic"];
    for (let i = 0; i < types.length; i++) expect(rowOf(types[i]).type).toBe(types[i]);
    expect(PROVIDERS.length).toBe(types.length);
    const wrong = ["", "OpenAI", "openai ", "azure"];
    for (let i = 0; i < wrong.length; i++) expect(findProvider(wrong[i]) === null).toBe(true, wrong[i]);
  });

  it("have a path, or none, for each capability", () => {
    for (let i = 0; i < PROVIDERS.length; i++) expect(PROVIDERS[i].paths.length).toBe(CAPABILITIES.length);
  });

  it("openai serves all of OpenAI's on OpenAI's paths, and nobody else's", () => {
    const openai = rowOf("openai");
    expect(textOf(openai.host)).toBe("api.openai.com");
    expect(openai.isOpen).toBe(false);
    for (let i = 0; i < PATH_TABLE.length; i++) {
      const capability = PATH_TABLE[i].capability;
      const name = textOf(capability.name);
      const wanted = name.startsWith("openai/") ? textOf(PATH_TABLE[i].pattern.text) : "";
      expect(textOf(openai.paths[capability.index])).toBe(wanted, name);
    }
    expect(pathOf(openai, "openai/v1/retrievefilecontent")).toBe("/v1/files/{file_id}/content");
  });

  it("vllm serves what vLLM's server has", () => {
    const vllm = rowOf("vllm");
    expect(textOf(vllm.host)).toBe("vllm-service.cluster.local");
    let names = "";
    for (let i = 0; i < CAPABILITIES.length; i++) {
      if (vllm.paths[i].byteLength > 0) names += `${textOf(CAPABILITIES[i].name)} ${textOf(vllm.paths[i])};`;
    }
    expect(names).toBe(
      "openai/v1/chatcompletions /v1/chat/completions;openai/v1/completions /v1/completions;openai/v1/embeddings /v1/embeddings;openai/v1/audiotranscription /v1/audio/transcriptions;openai/v1/audiotranslation /v1/audio/translations;openai/v1/models /v1/models;openai/v1/responses /v1/responses;anthropic/v1/messages /v1/messages;anthropic/v1/messages/count_tokens /v1/messages/count_tokens;cohere/v1/rerank /v1/rerank;",
    );
  });

  it("generic keeps host and paths, and limits every first byte", () => {
    const generic = rowOf("generic");
    expect(generic.host.byteLength).toBe(0);
    expect(generic.isOpen && generic.limitsEveryFirstByte).toBe(true);
    expect(generic.hostKey + generic.urlKey).toBe("genericHost");
    expect(rowOf("vllm").limitsEveryFirstByte || rowOf("openai").limitsEveryFirstByte).toBe(false);
  });

  it("have keys of their own", () => {
    const types = ["openai", "vllm", "generic"];
    const wanted = ["openaiCustomUrl", "vllmCustomUrl vllmServerHost", "genericHost"];
    for (let i = 0; i < types.length; i++) {
      const keys = rowOf(types[i]).keys;
      const names: string[] = [];
      for (let j = 0; j < keys.length; j++) names.push(keys[j].name);
      expect(names.join(" ")).toBe(wanted[i], types[i]);
    }
  });
});

describe("direct custom URLs", () => {
  it("end like an endpoint", () => {
    const openai = [
      "/v1/chat/completions",
      "/completions",
      "/embeddings",
      "/audio/speech",
      "/audio/transcriptions",
      "/audio/translations",
      "/images/generations",
      "/images/variations",
      "/images/edits",
      "/models",
      "/responses",
      "/fine_tuning/jobs",
      "/fine_tuning/checkpoints",
      "/realtime",
      "/videos",
    ];
    for (let i = 0; i < openai.length; i++) expect(rowOf("openai").isDirect(utf8(openai[i]))).toBe(true, openai[i]);
    const vllm = [
      "/v1/chat/completions",
      "/v1/rerank",
      "/v1/responses",
      "/v1/messages",
      "/count_tokens",
      "/v1/audio/transcriptions",
      "/v1/audio/translations",
    ];
    for (let i = 0; i < vllm.length; i++) expect(rowOf("vllm").isDirect(utf8(vllm[i]))).toBe(true, vllm[i]);
    const base = ["", "/", "/v1", "/v1/chat", "/v1/rerankx", "/v1/completions/"];
    for (let i = 0; i < base.length; i++) {
      expect(rowOf("openai").isDirect(utf8(base[i])) || rowOf("vllm").isDirect(utf8(base[i]))).toBe(false, base[i]);
    }
    expect(rowOf("vllm").isDirect(utf8("/v1/embeddings"))).toBe(false);
    expect(rowOf("openai").isDirect(utf8("/v1/rerank"))).toBe(false);
    expect(rowOf("generic").isDirect(utf8("/v1/completions"))).toBe(false);
  });
});

describe("a row", () => {
  it("takes capabilities it knows, and no others", () => {
    const row = new ProviderRow("x").hostedAt("x.test").serves("openai/v1/models", "/m").serves("no/such", "/n");
    expect(pathOf(row, "openai/v1/models")).toBe("/m");
    let served = 0;
    for (let i = 0; i < row.paths.length; i++) served += row.paths[i].byteLength > 0 ? 1 : 0;
    expect(served).toBe(1);
  });
});
