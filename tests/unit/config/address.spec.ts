import { ProviderSettings } from "../../../assembly/config/provider-settings";
import { findCapabilityByName } from "../../../assembly/protocol/capability";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { providerOf } from "../support/configuration";
import { rowsOf } from "../support/table";

function pathOf(provider: ProviderSettings, name: string): string {
  const capability = findCapabilityByName(utf8("openai/v1/" + name));
  return capability === null ? "(unknown)" : textOf(provider.pathOf(capability));
}

describe("a provider's address", () => {
  it("is that of its type, of a custom URL or of a host", () => {
    // Members, authority, path of chat, path of every request.
    const table = rowsOf(`
      "type":"openai" | api.openai.com | /v1/chat/completions | ""
      "type":"openai","openaiCustomUrl":"" | api.openai.com | /v1/chat/completions | ""
      "type":"openai","openaiCustomUrl":"https://x.test" | x.test | /v1/chat/completions | ""
      "type":"openai","openaiCustomUrl":"https://x.test/" | x.test | /v1/chat/completions | ""
      "type":"openai","openaiCustomUrl":"x.test:8443/v1" | x.test:8443 | /v1/chat/completions | ""
      "type":"openai","openaiCustomUrl":"https://x.test/v1/" | x.test | /v1/chat/completions | ""
      "type":"openai","openaiCustomUrl":"https://x.test/a/b" | x.test | /a/b/chat/completions | ""
      "type":"openai","openaiCustomUrl":"https://x.test?v=1" | x.test | /v1/chat/completions?v=1 | ""
      "type":"openai","openaiCustomUrl":"https://x.test/a?v=1" | x.test | /a/chat/completions?v=1 | ""
      "type":"openai","openaiCustomUrl":"https://x.test/a/chat/completions" | x.test | /v1/chat/completions | /a/chat/completions
      "type":"openai","openaiCustomUrl":"https://x.test/embeddings?v=1" | x.test | /v1/chat/completions | /embeddings?v=1
      "type":"openai","openaiCustomUrl":"https://x.test/v1","providerDomain":"y.test" | y.test | /v1/chat/completions | ""
      "type":"vllm" | vllm-service.cluster.local | /v1/chat/completions | ""
      "type":"vllm","vllmServerHost":"10.0.0.1:8000" | 10.0.0.1 | /v1/chat/completions | ""
      "type":"vllm","vllmServerHost":"http://v.test:8000/" | v.test | /v1/chat/completions | ""
      "type":"vllm","vllmServerHost":"v.test" | v.test | /v1/chat/completions | ""
      "type":"vllm","vllmServerHost":"" | vllm-service.cluster.local | /v1/chat/completions | ""
      "type":"vllm","vllmServerHost":"v.test","vllmCustomUrl":"http://c.test:8000/x" | c.test:8000 | /x/chat/completions | ""
      "type":"vllm","vllmCustomUrl":"http://c.test/v1/rerank" | c.test | /v1/chat/completions | /v1/rerank
      "type":"vllm","vllmCustomUrl":"http://c.test/v1/embeddings" | c.test | /v1/embeddings/chat/completions | ""
      "type":"vllm","providerDomain":"d.test:81" | d.test:81 | /v1/chat/completions | ""
      "type":"generic" | "" | "" | ""
      "type":"generic","genericHost":"g.test:8000" | g.test:8000 | "" | ""
      "type":"generic","genericHost":"https://g.test/x" | g.test | "" | ""
    `);
    for (let i = 0; i < table.length; i++) {
      const provider = providerOf(table[i][0]);
      expect(textOf(provider.authority)).toBe(table[i][1], table[i][0]);
      expect(pathOf(provider, "chatcompletions")).toBe(table[i][2], table[i][0]);
      expect(textOf(provider.directPath)).toBe(table[i][3], table[i][0]);
    }
  });

  it("holds all paths below a custom base path", () => {
    const provider = providerOf('"type":"openai","openaiCustomUrl":"https://x.test/base"');
    const table = rowsOf(`
      models | /base/models
      retrievefilecontent | /base/files/{file_id}/content
      fine-tuningjobs | /base/fine_tuning/jobs
    `);
    for (let i = 0; i < table.length; i++) expect(pathOf(provider, table[i][0])).toBe(table[i][1]);
  });
});

describe("capabilities of a provider", () => {
  it("are the type's own unless the configuration says otherwise", () => {
    const provider = providerOf(
      '"type":"vllm","vllmCustomUrl":"http://x/base","capabilities":{"openai/v1/chatcompletions":"/my/chat","openai/v1/embeddings":false,"openai/v1/audiospeech":"/speech?v=1"}',
    );
    const table = rowsOf(`
      chatcompletions | /my/chat
      embeddings | ""
      audiospeech | /speech?v=1
      models | /base/models
      files | ""
    `);
    for (let i = 0; i < table.length; i++) {
      const capability = findCapabilityByName(utf8("openai/v1/" + table[i][0]));
      expect(pathOf(provider, table[i][0])).toBe(table[i][1]);
      expect(provider.serves(capability)).toBe(table[i][1].length > 0, table[i][0]);
    }
    expect(provider.serves(null)).toBe(false);
    expect(textOf(provider.describeServed())).toBe(
      "openai/v1/chatcompletions, openai/v1/completions, openai/v1/audiospeech, openai/v1/audiotranscription, openai/v1/audiotranslation, openai/v1/models, openai/v1/responses, anthropic/v1/messages, anthropic/v1/messages/count_tokens, cohere/v1/rerank",
    );
  });

  it("are all paths for type generic and protocol original, but for those switched off", () => {
    const members = ['"type":"generic"', '"type":"openai","protocol":"original"'];
    for (let i = 0; i < members.length; i++) {
      const off = ',"capabilities":{"openai/v1/models":false,"openai/v1/files":"/f"}';
      const provider = providerOf(members[i] + off);
      expect(provider.serves(null)).toBe(true, members[i]);
      expect(provider.serves(findCapabilityByName(utf8("cohere/v1/rerank")))).toBe(true, members[i]);
      expect(provider.serves(findCapabilityByName(utf8("openai/v1/files")))).toBe(true, members[i]);
      expect(provider.serves(findCapabilityByName(utf8("openai/v1/models")))).toBe(false, members[i]);
      expect(textOf(provider.describeServed()).includes("openai/v1/models")).toBe(false, members[i]);
    }
  });
});

describe("the other settings of a provider", () => {
  it("have their defaults", () => {
    const provider = providerOf('"type":"openai"');
    expect(textOf(provider.id)).toBe("openai");
    expect(provider.timeout).toBe(120000);
    expect(provider.firstByteTimeout.byteLength).toBe(0);
    expect(provider.isOriginal || provider.hasCredentials || provider.context !== null).toBe(false);
    expect(provider.mapping.isEmpty).toBe(true);
  });

  it("are read", () => {
    const provider = providerOf(
      '"type":"openai","id":"a","protocol":"original","timeout":"1500","firstByteTimeout":700,"providerBasePath":"/own/"',
    );
    expect(textOf(provider.id)).toBe("a");
    expect(provider.isOriginal).toBe(true);
    expect(provider.timeout).toBe(1500);
    expect(textOf(provider.firstByteTimeout)).toBe("700");
    expect(textOf(provider.providerBasePath)).toBe("/own/");
    expect(providerOf('"type":"openai","timeout":0').timeout).toBe(120000);
    expect(providerOf('"type":"openai","timeout":99999999999').timeout).toBe(u32.MAX_VALUE);
  });
});
