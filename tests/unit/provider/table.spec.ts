import { CAPABILITIES, Capability, findCapabilityByName } from "../../../assembly/protocol/capability";
import { findPathOf, PATH_TABLE } from "../../../assembly/protocol/path-table";
import { Condition } from "../../../assembly/provider/condition";
import { ProviderRow } from "../../../assembly/provider/spec";
import { MAKERS, TYPES } from "../../../assembly/provider/row-list";
import { findProvider } from "../../../assembly/provider/table";
import { textOf, utf8 } from "../../../assembly/text/bytes";

const PROVIDERS: Array<ProviderRow> = MAKERS.map<ProviderRow>((make) => make());

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
    expect(TYPES.length).toBe(PROVIDERS.length);
    for (let i = 0; i < PROVIDERS.length; i++) {
      expect(PROVIDERS[i].type).toBe(TYPES[i]);
      expect(rowOf(TYPES[i]).type).toBe(TYPES[i]);
      // One row serves all providers of its type.
      expect(findProvider(TYPES[i]) === findProvider(TYPES[i])).toBe(true, TYPES[i]);
    }
    const wrong = ["", "OpenAI", "openai ", "azur"];
    for (let i = 0; i < wrong.length; i++) expect(findProvider(wrong[i]) === null).toBe(true, wrong[i]);
  });

  it("have a path, or none, for each capability", () => {
    for (let i = 0; i < PROVIDERS.length; i++) expect(PROVIDERS[i].paths.length).toBe(CAPABILITIES.length);
  });

  it("openai serves all of OpenAI's on OpenAI's paths, and nobody else's", () => {
    const openai = rowOf("openai");
    expect(textOf(openai.address.host)).toBe("api.openai.com");
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
    expect(textOf(vllm.address.host)).toBe("vllm-service.cluster.local");
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
    expect(generic.address.host.byteLength).toBe(0);
    expect(generic.isOpen && generic.limitsEveryFirstByte).toBe(true);
    expect(generic.address.hostKey + generic.address.urlKey).toBe("genericHost");
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

function isSorted(types: Array<string>): bool {
  for (let i = 1; i < types.length; i++) if (types[i - 1] >= types[i]) return false;
  return true;
}

// Names in braces that a request, or a key of the row's own, gives a value.
function areKnown(text: string, row: ProviderRow, path: string): bool {
  for (let open = text.indexOf("{"); open >= 0; open = text.indexOf("{", open + 1)) {
    const name = text.substring(open, text.indexOf("}", open) + 1);
    if (name.length == 0) return false;
    let isKnown = name == "{model}" || path.includes(name);
    for (let i = 0; i < row.keys.length; i++) if (`{${row.keys[i].name}}` == name) isKnown = true;
    if (!isKnown) return false;
  }
  return true;
}

// Kling's own capability has no path of a client's; its id is that of the video asked for.
function pathAskedFor(capability: Capability): string {
  return textOf(capability.name).startsWith("kling/") ? "/{video_id}" : textOf(findPathOf(capability));
}

describe("every row", () => {
  it("has its place in the order of types, once", () => {
    const types: Array<string> = [];
    for (let i = 0; i < PROVIDERS.length; i++) types.push(PROVIDERS[i].type);
    expect(isSorted(types)).toBe(true, types.join(" "));
  });

  it("has a host without scheme and path, a key for one, or keeps the request's", () => {
    for (let i = 0; i < PROVIDERS.length; i++) {
      const row = PROVIDERS[i];
      const host = textOf(row.address.host);
      expect(host.includes("/") || host.includes("@") || host.includes(" ")).toBe(false, row.type);
      expect(areKnown(host, row, "")).toBe(true, row.type);
      const hasHost = host.length > 0 || row.address.hostKey.length > 0 || row.address.urlKey.length > 0;
      expect(hasHost).toBe(true, row.type);
    }
  });

  it("serves a capability at least, on absolute paths with placeholders that are filled", () => {
    for (let i = 0; i < PROVIDERS.length; i++) {
      const row = PROVIDERS[i];
      // Azure's paths come with its URL, a custom provider's with its configuration.
      let served = row.isOpen || row.type == "azure" || row.type == "custom" ? 1 : 0;
      for (let j = 0; j < CAPABILITIES.length; j++) {
        const path = textOf(row.paths[j]);
        if (path.length == 0) continue;
        served++;
        expect(path.startsWith("/") && !path.includes("//") && !path.includes(" ")).toBe(true, `${row.type} ${path}`);
        expect(areKnown(path, row, pathAskedFor(CAPABILITIES[j]))).toBe(true, `${row.type} ${path}`);
      }
      expect(served > 0).toBe(true, row.type);
    }
  });

  it("has every key once, and names only keys that it has", () => {
    for (let i = 0; i < PROVIDERS.length; i++) {
      const row = PROVIDERS[i];
      const names: Array<string> = [];
      for (let j = 0; j < row.keys.length; j++) {
        expect(names.includes(row.keys[j].name)).toBe(false, `${row.type} ${row.keys[j].name}`);
        names.push(row.keys[j].name);
      }
      const named = row.requiredKeys.concat(row.keysAgainstContext);
      for (let j = 0; j < row.later.length; j++) if (row.later[j].when.key != "") named.push(row.later[j].when.key);
      for (let j = 0; j < row.conditionalPaths.length; j++) named.push(row.conditionalPaths[j].when.key);
      for (let j = 0; j < named.length; j++) expect(names.includes(named[j])).toBe(true, `${row.type} ${named[j]}`);
    }
  });
});

describe("a condition", () => {
  it("holds always, for one value, or for any that says something", () => {
    expect(new Condition("").holds("")).toBe(true);
    expect(new Condition("k", "pro").holds("pro")).toBe(true);
    expect(new Condition("k", "pro").holds("v2") || new Condition("k", "pro").holds("")).toBe(false);
    expect(new Condition("k").holds("true") && new Condition("k").holds("x")).toBe(true);
    expect(new Condition("k").holds("") || new Condition("k").holds("false")).toBe(false);
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
    for (let i = 0; i < openai.length; i++)
      expect(rowOf("openai").address.isDirect(utf8(openai[i]))).toBe(true, openai[i]);
    const vllm = [
      "/v1/chat/completions",
      "/v1/rerank",
      "/v1/responses",
      "/v1/messages",
      "/count_tokens",
      "/v1/audio/transcriptions",
      "/v1/audio/translations",
    ];
    for (let i = 0; i < vllm.length; i++) expect(rowOf("vllm").address.isDirect(utf8(vllm[i]))).toBe(true, vllm[i]);
    const base = ["", "/", "/v1", "/v1/chat", "/v1/rerankx", "/v1/completions/"];
    for (let i = 0; i < base.length; i++) {
      expect(rowOf("openai").address.isDirect(utf8(base[i])) || rowOf("vllm").address.isDirect(utf8(base[i]))).toBe(
        false,
        base[i],
      );
    }
    expect(rowOf("vllm").address.isDirect(utf8("/v1/embeddings"))).toBe(false);
    expect(rowOf("openai").address.isDirect(utf8("/v1/rerank"))).toBe(false);
    expect(rowOf("generic").address.isDirect(utf8("/v1/completions"))).toBe(false);
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
