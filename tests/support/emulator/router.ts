// What Envoy's router demands of a request that has passed the filters, and what it adds to the answer.

import type { LocalReply } from "./context.ts";
import { HeaderMap, type HeaderPair } from "./header-map.ts";
import type { OutgoingMessage } from "./message.ts";

/** A reply that Envoy itself makes instead of sending a request on. `atOnce`: before the rest of the request has passed the filter. */
export interface Refusal extends LocalReply {
  atOnce: boolean;
}

/**
 * Why an upstream gave no answer: it took no connection, broke it, also in an answer that a filter of the cluster holds
 * back, or took longer than the route allows.
 */
export type Silence = "refuses" | "resets" | "breaks" | "expires";

/** Reasons as Envoy tells them: to the client, and what the transport says, which stands in the details only. */
const RESETS: Record<Exclude<Silence, "expires">, [reason: string, failure: string]> = {
  refuses: ["remote connection failure", "|delayed connect error: Connection refused"],
  resets: ["connection termination", ""],
  breaks: ["protocol error", ""],
};

/** Whether the router tries again after such an answer, where attempts are left (`retry_on: 5xx`). */
export function isRetried(answer: OutgoingMessage | Silence | null): boolean {
  if (typeof answer === "string") return answer !== "expires";
  return answer !== null && isRetriedHead(new HeaderMap(answer.headers));
}

/** Whether it does after an answer with this head; one that says so ends the attempts, whatever its status. */
export function isRetriedHead(head: HeaderMap): boolean {
  return Number(head.get(":status")) >= 500 && head.get("x-envoy-ratelimited") === null;
}

/** What the router answers for an upstream that gave no answer. */
export function noAnswer(silence: Silence, isRetried = false): LocalReply {
  if (silence === "expires")
    return { status: 504, details: "response_timeout", body: Buffer.from("upstream request timeout"), headers: [] };
  const [reason, failure] = RESETS[silence];
  const details = `upstream_reset_before_response_started{${(reason + failure).replaceAll(" ", "_")}}`;
  const attempts = isRetried ? "retried and the latest reset reason" : "reset reason";
  const body = `upstream connect error or disconnect/reset before headers. ${attempts}: ${reason}`;
  return { status: silence === "breaks" ? 502 : 503, details, body: Buffer.from(body), headers: [] };
}

/** Why Envoy cannot send a request on; null when it can. */
export function findRouterRefusal(map: HeaderMap, isRouted = true): Refusal | null {
  const unroutable = !isRouted || map.get(":path") === null || map.get("x-forwarded-proto") === null;
  if (unroutable) return { ...refusal(404, "route_not_found", ""), atOnce: true };
  // Values are checked by the codec of the upstream connection, which is there only later.
  const broken = map.pairs().find(([, value]) => /[\r\n\0]/.test(value));
  if (broken !== undefined) return refuse(`invalid header value for: ${broken[0]}`);
  return map.get(":method") === null ? refuse("missing required header: :method") : null;
}

/** An upstream's head as the router hands it to the listener's filters: with the milliseconds that it took, if the request is complete. */
export function fromUpstream(headers: HeaderPair[], isComplete = true): HeaderMap {
  const added: HeaderPair[] = isComplete ? [["x-envoy-upstream-service-time", "0"]] : [];
  return new HeaderMap([...headers, ...added], "response");
}

function refuse(reason: string): Refusal {
  return refusal(503, `filter_removed_required_request_headers{${reason.replaceAll(" ", "_")}}`, reason);
}

function refusal(status: number, details: string, body: string): Refusal {
  return { status, details, body: Buffer.from(body), headers: [], atOnce: false };
}
