import { Gateway } from "../support/gateway";
import { rowsOf } from "../support/table";

/** What became of a request without a body: `authority path`, or the refusal. */
function targetOf(provider: string, request: string): string {
  const gateway = new Gateway(`{"provider":{${provider}}}`);
  const outcome = gateway.send(request);
  return outcome == "sent" ? `${gateway.authority} ${gateway.path}` : outcome;
}

function check(table: string[][]): void {
  for (let i = 0; i < table.length; i++) {
    expect(targetOf(table[i][0], table[i][1])).toBe(table[i][2], `${table[i][0]}: ${table[i][1]}`);
  }
}

describe("the upstream path", () => {
  it("is the capability's, with the client's ids and query", () => {
    check(
      rowsOf(`
      "type":"openai" | POST /v1/chat/completions | api.openai.com /v1/chat/completions
      "type":"openai" | POST /tenant/a/v1/chat/completions/?a=1&b | api.openai.com /v1/chat/completions?a=1&b
      "type":"openai" | GET /v1/files/file-1/content | api.openai.com /v1/files/file-1/content
      "type":"openai" | GET /x/v1/files/a%20c | api.openai.com /v1/files/a%20c
      "type":"openai" | GET /x/v1/files/a%2Fc | 400 aisle.bad_path_segment
      "type":"openai" | GET /x/v1/files/a%5cc | 400 aisle.bad_path_segment
      "type":"openai" | GET /v1/models/Qwen%2FQwen2.5-7B | api.openai.com /v1/models/Qwen%2FQwen2.5-7B
      "type":"openai" | GET /v1/models/..%2Ffiles | 400 aisle.bad_path_segment
      "type":"openai" | GET /v1//m%6Fdels | api.openai.com /v1/models
      "type":"openai" | POST /x/v1/fine_tuning/jobs/ft-1/cancel | api.openai.com /v1/fine_tuning/jobs/ft-1/cancel
      "type":"openai" | DELETE /x/v1/fine_tuning/checkpoints/c/permissions/p | api.openai.com /v1/fine_tuning/checkpoints/c/permissions/p
      "type":"openai" | GET /v1/vector_stores/v/file_batches/b/files?limit=1 | api.openai.com /v1/vector_stores/v/file_batches/b/files?limit=1
      "type":"openai" | GET /v1/models/ft:gpt:x | api.openai.com /v1/models/ft:gpt:x
      "type":"openai" | GET /v1/models? | api.openai.com /v1/models
      "type":"vllm" | GET /a/v1/models | vllm-service.cluster.local /v1/models
      "type":"vllm","capabilities":{"openai/v1/retrievefile":"/f/{file_id}/x?v=1"} | GET /v1/files/7?a=2 | vllm-service.cluster.local /f/7/x?v=1&a=2
      "type":"openai","capabilities":{"openai/v1/models":"/api/models"} | GET /v1/models | api.openai.com /api/models
      "type":"generic" | GET /any/path?q=1 | gateway.test /any/path?q=1
      "type":"generic","genericHost":"g.test" | GET /v1/models/ | g.test /v1/models/
      "type":"generic","capabilities":{"openai/v1/models":"/m"} | GET /v1/models?q | gateway.test /m?q
      "type":"openai","protocol":"original" | POST /their/own/path?x | api.openai.com /their/own/path?x
      "type":"openai","protocol":"original","capabilities":{"openai/v1/models":"/m"} | GET /p/v1/models | api.openai.com /p/v1/models
    `),
    );
  });

  it("is refused for what the provider does not serve, for dots and for placeholders without a value", () => {
    check(
      rowsOf(`
      "type":"openai" | GET /v1/unknown | 404 aisle.unsupported_capability
      "type":"openai" | POST /v1/complete | 404 aisle.unsupported_capability
      "type":"openai","capabilities":{"anthropic/v1/messages":false} | POST /v1/messages | 404 aisle.unsupported_capability
      "type":"openai","capabilities":{"openai/v1/chatcompletions":false} | POST /v1/messages | 404 aisle.unsupported_capability
      "type":"openai","capabilities":{"openai/v1/models":false} | GET /v1/models | 404 aisle.unsupported_capability
      "type":"generic","capabilities":{"openai/v1/models":false} | GET /v1/models | 404 aisle.unsupported_capability
      "type":"vllm" | GET /v1/files | 404 aisle.unsupported_capability
      "type":"openai" | GET /v1/files/.. | 400 aisle.bad_path_segment
      "type":"openai" | GET /v1/files/. | 400 aisle.bad_path_segment
      "type":"openai" | GET /v1/files/%2e%2E/content | 400 aisle.bad_path_segment
      "type":"openai" | GET /v1/files/.%2e | 400 aisle.bad_path_segment
      "type":"openai" | GET /v1/files/... | api.openai.com /v1/files/...
      "type":"openai","capabilities":{"openai/v1/models":"/x/{file_id}"} | GET /v1/models | 400 aisle.bad_path_segment
      "type":"openai","capabilities":{"openai/v1/models":"/x/{model}"} | GET /v1/models | 400 aisle.bad_path_segment
    `),
    );
  });

  it("is a direct custom URL's for every request, and below a base URL otherwise", () => {
    check(
      rowsOf(`
      "type":"openai","openaiCustomUrl":"http://x.test/a/chat/completions" | POST /v1/embeddings?q=1 | x.test /a/chat/completions?q=1
      "type":"openai","openaiCustomUrl":"http://x.test/a/embeddings?v=2" | GET /v1/files/1?q=1 | x.test /a/embeddings?v=2&q=1
      "type":"openai","openaiCustomUrl":"http://x.test/a" | GET /v1/files/1?q=1 | x.test /a/files/1?q=1
      "type":"openai","openaiCustomUrl":"http://x.test" | GET /v1/files/1 | x.test /v1/files/1
      "type":"openai","openaiCustomUrl":"http://x.test/a/chat/completions","protocol":"original" | POST /v1/embeddings | x.test /v1/embeddings
      "type":"vllm","vllmCustomUrl":"http://x.test:8000/v1/rerank" | POST /v1/rerank | x.test:8000 /v1/rerank
      "type":"vllm","vllmCustomUrl":"http://x.test:8000/base" | POST /v1/rerank | x.test:8000 /base/rerank
      "type":"vllm","vllmServerHost":"v.test:8000" | POST /v1/completions | v.test /v1/completions
      "type":"openai","providerDomain":"d.test" | GET /v1/models | d.test /v1/models
    `),
    );
  });

  it("loses and gets base paths by segments", () => {
    check(
      rowsOf(`
      "type":"generic","basePath":"/api" | GET /api/x?q | gateway.test /x?q
      "type":"generic","basePath":"/api" | GET /api | gateway.test /
      "type":"generic","basePath":"/api" | GET /apis/x | gateway.test /apis/x
      "type":"generic","basePath":"/api/" | GET /api/x | gateway.test /x
      "type":"generic","basePath":"/api","basePathHandling":"removePrefix" | GET /api/api/x | gateway.test /api/x
      "type":"openai","protocol":"original","basePath":"/api" | GET /api/x | api.openai.com /x
      "type":"openai","basePath":"/api" | GET /api/v1/models | api.openai.com /v1/models
      "type":"generic","basePath":"/api","basePathHandling":"prepend" | GET /x | gateway.test /api/x
      "type":"generic","basePath":"/api","basePathHandling":"prepend" | GET /api/x | gateway.test /api/x
      "type":"openai","basePath":"/api/","basePathHandling":"prepend" | GET /z/v1/models?q=//x/ | api.openai.com /api/v1/models?q=//x/
      "type":"openai","providerBasePath":"/own" | GET /v1/models | api.openai.com /own/v1/models
      "type":"openai","providerBasePath":"/own/" | GET /v1/models | api.openai.com /own/v1/models
      "type":"openai","providerBasePath":"/v1" | GET /v1/models | api.openai.com /v1/models
      "type":"openai","providerBasePath":"/own","basePath":"/api","basePathHandling":"prepend" | GET /v1/models | api.openai.com /own/api/v1/models
      "type":"openai","providerBasePath":"/own","openaiCustomUrl":"http://x/a/models" | GET /v1/files | x /own/a/models
    `),
    );
  });

  it("never lets the client set a query parameter of auth.query", () => {
    const provider = '"type":"openai","auth":{"query":{"key":"s&1","api version":"2"}}';
    const queries = rowsOf(`
      "" | ?key=s%261&api%20version=2
      ?key=mine | ?key=s%261&api%20version=2
      ?a=1&k%65y=mine&b=2 | ?a=1&b=2&key=s%261&api%20version=2
      ?%6B%65%79=mine&api+version=1&api%20version=0 | ?key=s%261&api%20version=2
      ?key&key=&KEY=x | ?KEY=x&key=s%261&api%20version=2
      ?a=key=1 | ?a=key=1&key=s%261&api%20version=2
    `);
    for (let i = 0; i < queries.length; i++) {
      const target = targetOf(provider, "GET /v1/models" + queries[i][0]);
      expect(target).toBe("api.openai.com /v1/models" + queries[i][1], queries[i][0]);
    }
  });
});

describe("the model in the path", () => {
  it("is the mapped one, encoded as one segment", () => {
    const table = rowsOf(`
      a/b?c#d %ü | /d/a%2Fb%3Fc%23d%20%25%C3%BC/chat
      plain-1.0_~ | /d/plain-1.0_~/chat
      ... | /d/.../chat
      mapped | /d/real%3A1/chat
      .. | 400 aisle.bad_path_segment
      . | 400 aisle.bad_path_segment
      up | 400 aisle.bad_path_segment
      %2e%2e | 400 aisle.bad_path_segment
      a/../b | 400 aisle.bad_path_segment
    `);
    const mappings = ["", ',"modelMapping":{"mapped":"real:1","up":".."}'];
    for (let i = 0; i < table.length; i++) {
      for (let j = 0; j < mappings.length; j++) {
        if (j == 0 && (table[i][0] == "mapped" || table[i][0] == "up")) continue;
        const chat = '"capabilities":{"openai/v1/chatcompletions":"/d/{model}/chat"}';
        const gateway = new Gateway(`{"provider":{"type":"openai",${chat}${mappings[j]}}}`);
        const outcome = gateway.send("POST /v1/chat/completions", `{"model":"${table[i][0]}"}`);
        expect(outcome == "sent" ? gateway.path : outcome).toBe(table[i][1], table[i][0]);
      }
    }
  });
});
