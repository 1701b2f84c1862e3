// From a case to the requests and the response that must be seen.

import { HeaderMap, type HeaderPair } from "../emulator/header-map.ts";
import type { Case, CaseAttempt, CaseReply, ExpectedResponse, HeaderDifference } from "./case.ts";
import type { MapKind } from "../emulator/joined-headers.ts";
import type { SeenRequest, SeenResponse } from "./observation.ts";

/** What the upstreams must receive, in order. */
export function expectedRequests(c: Case): SeenRequest[] {
  return c.attempts.flatMap((attempt) => (attempt.upstream === null ? [] : [expectedRequest(c, attempt)]));
}

function expectedRequest({ request }: Case, { upstream }: CaseAttempt): SeenRequest {
  const sent = Buffer.concat(request.chunks);
  const body = upstream?.body ?? sent;
  return {
    method: upstream?.method ?? request.method,
    path: upstream?.path ?? request.path,
    authority: upstream?.authority ?? request.authority,
    headers: applyDifference("request", request.headers, upstream?.headers ?? {}, sent, body),
    body,
    trailers: request.trailers,
  };
}

/** What the client must get; null when it leaves before. */
export function expectedResponse(c: Case): SeenResponse | null {
  if (c.response === null) return null;
  return c.response.details === null ? changedReply(lastReply(c), c.response) : localReply(c.response);
}

function lastReply(c: Case): CaseReply {
  return c.attempts[c.attempts.length - 1].reply;
}

function changedReply(reply: CaseReply, response: ExpectedResponse): SeenResponse {
  const sent = Buffer.concat(reply.chunks);
  const body = response.body ?? sent;
  const headers = applyDifference("response", reply.headers, response.headers, sent, body);
  return { status: response.status ?? reply.status, headers, body, trailers: reply.trailers };
}

function localReply(response: ExpectedResponse): SeenResponse {
  const body = response.body ?? new Uint8Array();
  const length: HeaderPair[] = body.length > 0 ? [["content-length", String(body.length)]] : [];
  const headers = applyDifference("response", length, response.headers, body, body);
  return { status: response.status ?? 0, headers, body, trailers: [] };
}

/** Headers after a difference. A content-length goes away exactly when the body changes, unless the difference names it. */
function applyDifference(
  kind: MapKind,
  sent: HeaderPair[],
  difference: HeaderDifference,
  before: Uint8Array,
  after: Uint8Array,
): HeaderPair[] {
  const map = new HeaderMap(sent, kind);
  if (Buffer.compare(before, after) !== 0) map.remove("content-length");
  for (const [name, value] of Object.entries(difference)) {
    map.remove(name);
    for (const one of value === null ? [] : [value].flat()) map.add(name, one);
  }
  return map.pairs();
}
