// What stands around the filter in a test: an upstream that answers, clusters for call-outs, attributes.

import type { Callout, CalloutReply } from "./callouts.ts";
import { HeaderMap } from "./header-map.ts";
import type { HttpStream } from "./http-stream.ts";
import { endsWithHeaders, messageParts, type MessageRecorder, type OutgoingMessage } from "./message.ts";
import type { PropertySource } from "./properties.ts";
import type { RootContext } from "./root-context.ts";
import type { Silence } from "./router.ts";

/** What an upstream does with a request: it answers, takes no connection, breaks it before it answers, or (null) never answers. */
export type UpstreamAnswer = OutgoingMessage | Silence | null;

/** What stands around the filter in a test. */
export interface Surroundings {
  /** What the upstream of attempt n (from 0) does. */
  reply(request: MessageRecorder, attempt: number): UpstreamAnswer;
  /** The answer to a call-out; "never" leaves it open. */
  answerCallout(call: Callout): CalloutReply | "never";
  /** How many attempts the listener's route allows; 1 when left out. */
  attempts?: number;
  /** Attributes by dotted path, for all attempts. */
  properties: Record<string, string>;
  /** Whether the listener has a route for the request; true when left out. */
  isRouted?: boolean;
  /** Milliseconds that the route gives the upstream; no limit when left out. */
  timeLimit?: number;
  /** What the client says once its upgrade is accepted; the upstream says the same. */
  talk?: Uint8Array;
}

export const SILENT_SURROUNDINGS: Surroundings = { reply: () => null, answerCallout: () => "never", properties: {} };

/** Gives an upstream's answer, whose head has become `map`, to a stream: the head, and then one piece at each step. */
export function* replySteps(stream: HttpStream, map: HeaderMap, reply: OutgoingMessage): Generator<void> {
  yield stream.beginResponse(map, endsWithHeaders(reply), "via_upstream");
  for (const part of messageParts(reply)) {
    if ("trailers" in part) yield stream.response.trailers(new HeaderMap(part.trailers, "response trailers"));
    else yield stream.response.data(part.bytes, part.end);
  }
}

/** After the upgrade is accepted bytes flow both ways. */
export function feedTalk(stream: HttpStream, said: Uint8Array): void {
  stream.request.data(said, false);
  stream.response.data(said, false);
}

/** Attributes of a new request. */
export function newPropertySource(table: Record<string, string>): PropertySource {
  return {
    responseCode: null,
    responseCodeDetails: null,
    cutOff: null,
    attempts: 0,
    table,
    filterState: new Map(),
  };
}

/** Answers call-outs until none is under way that will be answered. */
export function answerCallouts(root: RootContext, surroundings: Surroundings): void {
  const open: Callout[] = [];
  for (let call = root.callouts.take(); call !== null; call = root.callouts.take()) {
    const reply = surroundings.answerCallout(call);
    if (reply === "never") open.push(call);
    else root.answer(call.token, reply);
  }
  root.callouts.pending.push(...open);
}
