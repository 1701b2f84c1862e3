// Another tenant of the same VM: a fixed exchange in each mode, with everything that a tenant may have of its own.

import { readCases } from "../cases/load.ts";
import { toCanaryCase, type CanaryCase } from "./canary-case.ts";

const TENANTS = `
- name: of the listener
  config:
    logging: { payloads: true, redact: [user] }
    provider:
      id: other
      type: openai
      apiTokens: [sk-other-tenant]
      auth: { header: { x-other-key: ok-other-tenant }, query: { other-key: oq-other-tenant } }
      modelMapping: { "*": other-model }
      options: { temperature: 0.25 }
      context: { fileUrl: "http://files.example/other.txt", cluster: other-files }
  request:
    path: /v1/chat/completions?other-key=sk-other-client&b=1
    headers: { content-type: application/json, authorization: Bearer sk-other-client }
    chunks: ['{"model":"x","messages":[{"role":"user",', '"content":"what the other tenant asks"}]}']
    trailers: { x-checksum: "1" }
  callouts: [{ cluster: other-files, path: /other.txt, reply: { body: what the other tenant says first } }]
  upstream:
    path: /v1/chat/completions?b=1&other-key=oq-other-tenant
    authority: api.openai.com
    headers: { authorization: Bearer sk-other-tenant, x-other-key: ok-other-tenant }
    body: '{"temperature":0.25,"model":"other-model","messages":[{"role":"system","content":"what the other tenant says first"},{"role":"user","content":"what the other tenant asks"}]}'
  reply:
    headers: { content-type: application/json }
    chunks: ['{"choices":[{"message":', '{"content":"what the other is told"}}]}']
    trailers: { x-usage: "2" }
  log:
    gen_ai.operation.name: chat
    gen_ai.provider.name: openai
    aisle.provider: other
    aisle.capability: openai/v1/chatcompletions
    gen_ai.request.model: x
    aisle.upstream.model: other-model
    http.response.status_code: 200
    aisle.attempts: 1
    aisle.usage: unknown
    aisle.duration_ms: "<number>"
    aisle.request.payload: '{"model":"x","messages":[{"role":"user","content":"what the other tenant asks"}]}'
    aisle.response.payload: '{"choices":[{"message":{"content":"what the other is told"}}]}'
- name: of the listener, without a context file
  config:
    provider: { id: other, type: openai, apiTokens: [sk-other-tenant], modelMapping: { "*": other-model }, options: { temperature: 0.25 } }
  request:
    path: /v1/chat/completions
    headers: { content-type: application/json, authorization: Bearer sk-other-client }
    chunks: ['{"model":"x","messages":[{"role":"user",', '"content":"what the other tenant asks"}]}']
  upstream:
    authority: api.openai.com
    headers: { authorization: Bearer sk-other-tenant }
    body: '{"temperature":0.25,"model":"other-model","messages":[{"role":"user","content":"what the other tenant asks"}]}'
  reply: { headers: { content-type: application/json }, chunks: ['{"id":', '"other"}'] }
- name: of the cluster
  mode: upstream
  config:
    mode: upstream
    providers:
      - { id: first, type: openai, apiTokens: [sk-other-first], modelMapping: { "*": first-model } }
      - { id: second, type: vllm, vllmServerHost: other.example, modelMapping: { "*": second-model } }
  request:
    path: /v1/chat/completions
    headers: { content-type: application/json, authorization: Bearer sk-other-client }
    chunks: ['{"model":"x","messages":[{"role":"user",', '"content":"what the other tenant asks"}]}']
  attempts:
    - provider: first
      upstream:
        authority: api.openai.com
        headers: { authorization: Bearer sk-other-first }
        body: '{"model":"first-model","messages":[{"role":"user","content":"what the other tenant asks"}]}'
      reply: { status: 503, headers: { content-type: text/plain }, body: overloaded }
    - provider: second
      upstream:
        authority: other.example
        body: '{"model":"second-model","messages":[{"role":"user","content":"what the other tenant asks"}]}'
      reply: { headers: { content-type: application/json }, chunks: ['{"id":', '"other"}'] }
`;

const [WITH_FILE, WITHOUT_FILE, WITH_ATTEMPTS] = readCases(TENANTS, "the second tenant").map(toCanaryCase);

/** The other tenant's exchange through a listener, with a call-out for its context file, and the one through a cluster with two attempts. */
export const SECOND_TENANTS: CanaryCase[] = [WITH_FILE, WITH_ATTEMPTS];

/** Those that are the same each time, also in a VM that has fetched the context file before. */
export const REPEATABLE_TENANTS: CanaryCase[] = [WITHOUT_FILE, WITH_ATTEMPTS];
