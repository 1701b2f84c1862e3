// What Envoy's router demands of a request that has passed the filters.

import type { LocalReply } from "./context.ts";
import type { HeaderMap } from "./header-map.ts";

const REQUIRED = [":method", ":path", ":authority"];

/** The reply Envoy itself makes to a request it cannot send on; null when it can. */
export function findRouterRefusal(map: HeaderMap): LocalReply | null {
  const missing = REQUIRED.find((name) => map.get(name) === null);
  if (missing !== undefined)
    return refusal(`filter_removed_required_request_headers{missing_required_header:_${missing}}`);
  const broken = map.pairs().some(([, value]) => /[\r\n\0]/.test(value));
  return broken ? refusal("upstream_reset_before_response_started{protocol_error}") : null;
}

function refusal(details: string): LocalReply {
  return { status: 503, details, body: Buffer.from("upstream connect error"), headers: [] };
}
