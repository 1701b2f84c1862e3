// Replies that do not come from an upstream: their headers, and those that Envoy makes itself.

import type { LocalReply } from "./context.ts";
import { HeaderMap } from "./header-map.ts";

/** The headers Envoy gives a local reply: its own status and length, and a content type unless the filter set one. */
export function localReplyHeaders(reply: LocalReply): HeaderMap {
  const map = new HeaderMap([[":status", String(reply.status)], ...reply.headers], "response");
  map.remove("content-length");
  if (reply.body.length === 0) {
    map.remove("content-type");
    return map;
  }
  map.replace("content-length", String(reply.body.length));
  if (map.get("content-type") === null) map.add("content-type", "text/plain");
  return map;
}

/** A held request body passed the buffer limit. */
export const REQUEST_TOO_LARGE = envoysReply(413, "request_payload_too_large", "Payload Too Large");

/** A held response body passed the buffer limit. */
export const RESPONSE_TOO_LARGE = envoysReply(500, "response_payload_too_large", "Internal Server Error");

/** The filter trapped, and its failure policy closes. */
export const FILTER_FAILED = envoysReply(503, "wasm_fail_stream", "");

/** A filter took the status off the response, or made it no number. */
export const STATUS_REMOVED = envoysReply(
  502,
  "filter_removed_required_response_headers{missing_required_header:_:status}",
  "missing required header: :status",
);

/** The upstream's connection broke while the response's headers were still held. */
export const BROKEN_UPSTREAM = envoysReply(
  502,
  "upstream_reset_after_response_started{protocol_error}",
  "upstream connect error or disconnect/reset before headers. reset reason: protocol error",
);

function envoysReply(status: number, details: string, body: string): LocalReply {
  return { status, details, body: Buffer.from(body), headers: [] };
}
