// What stands around the filter in a test: an upstream that answers, clusters for call-outs, attributes.

import type { Callout, CalloutReply } from "./callouts.ts";
import { HeaderMap } from "./header-map.ts";
import type { HttpStream } from "./http-stream.ts";
import { endsWithHeaders, messageParts, type MessageRecorder, type OutgoingMessage } from "./message.ts";
import type { PropertySource } from "./properties.ts";
import type { RootContext } from "./root-context.ts";

/** What stands around the filter in a test. */
export interface Surroundings {
  /** The upstream's answer to attempt n (from 0); null when it never answers. */
  reply(request: MessageRecorder, attempt: number): OutgoingMessage | null;
  /** The answer to a call-out; "never" leaves it open. */
  answerCallout(call: Callout): CalloutReply | "never";
  /** Attributes by dotted path, for all attempts. */
  properties: Record<string, string>;
}

export const SILENT_SURROUNDINGS: Surroundings = { reply: () => null, answerCallout: () => "never", properties: {} };

/** Gives an upstream's answer to a stream; `between` its pieces does what else is due, and ends it by answering false. */
export function feedReply(stream: HttpStream, reply: OutgoingMessage, between: () => boolean | void): void {
  for (const _ of replySteps(stream, reply)) if (between() === false) return;
}

/** Gives an upstream's answer to a stream, its head and then one piece at each step. */
export function* replySteps(stream: HttpStream, reply: OutgoingMessage): Generator<void> {
  yield stream.beginResponse(new HeaderMap(reply.headers), endsWithHeaders(reply), "via_upstream");
  for (const part of messageParts(reply)) {
    if ("trailers" in part) yield stream.response.trailers(new HeaderMap(part.trailers));
    else yield stream.response.data(part.bytes, part.end);
  }
}

/** Attributes of a new request. */
export function newPropertySource(table: Record<string, string>): PropertySource {
  return {
    requestHeaders: null,
    responseHeaders: null,
    responseCode: null,
    responseCodeDetails: null,
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
