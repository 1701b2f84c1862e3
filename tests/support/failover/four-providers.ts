// Four providers that differ in everything that a request can take over from one of them, and what each must be sent of a chat.

import { CHAT } from "./failover-vm.ts";

export type Id = "a" | "b" | "c" | "d";

const PROVIDERS: Record<Id, object> = {
  a: {
    id: "a",
    type: "openai",
    apiTokens: ["key-a"],
    modelMapping: { "*": "model-a" },
    openaiCustomUrl: "http://a.test/base",
    cluster: "ca",
  },
  b: { id: "b", type: "vllm", vllmServerHost: "b.test", auth: { header: { "x-api-key": "key-b" } }, cluster: "cb" },
  c: { id: "c", type: "generic", genericHost: "c.test", auth: { query: { key: "key-c" } }, cluster: "cc" },
  d: { id: "d", type: "vllm", vllmServerHost: "d.test", cluster: "cd" },
};

/** What all of these tests say of failing over. */
export const FOUR = { fallback: { on: ["transport", "http_429", "http_5xx"] } };

/** A configuration with these providers, asked in this order. */
export function inOrder(order: string, more: object = {}): object {
  const providers = [...order].map((id, i) => ({ ...PROVIDERS[id as Id], priority: 9 - i, ...more }));
  return { ...FOUR, providers };
}

/** Two providers of any API, which take everything as it is. */
export const PLAIN = {
  ...FOUR,
  providers: [
    { id: "x", type: "generic", genericHost: "x.test", cluster: "ca", priority: 1 },
    { id: "y", type: "generic", genericHost: "y.test", cluster: "cb" },
  ],
};

interface Sent {
  head: string[];
  body: string;
}

const COMMON = [":method: POST", ":scheme: http", "content-type: application/json", "x-forwarded-proto: http"];

/** What each provider gets of {@link CHAT}, headers sorted; the first one is asked by the client's own request. */
export const SENT: Record<Id, (isFirst: boolean) => Sent> = {
  a: (isFirst) => {
    const body = CHAT.body.replace('"m"', '"model-a"');
    const own = [":authority: a.test", ":path: /base/chat/completions", "authorization: Bearer key-a"];
    return sent("a", isFirst, own, body, !isFirst);
  },
  b: (isFirst) => sent("b", isFirst, [":authority: b.test", `:path: ${CHAT.path}`, "x-api-key: key-b"]),
  c: (isFirst) => sent("c", isFirst, [":authority: c.test", `:path: ${CHAT.path}?key=key-c`]),
  d: (isFirst) => sent("d", isFirst, [":authority: d.test", `:path: ${CHAT.path}`]),
};

// The proxy itself counts a body that was changed on its way.
function sent(id: Id, isFirst: boolean, own: string[], body = CHAT.body, isSized = true): Sent {
  const size = isSized ? [`content-length: ${body.length}`] : [];
  const cluster = isFirst ? [`x-aisle-cluster: c${id}`] : [];
  return { head: [...COMMON, ...own, ...size, ...cluster].sort(), body };
}
