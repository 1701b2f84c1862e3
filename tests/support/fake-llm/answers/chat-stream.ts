/** The events of a streamed chat completion (https://platform.openai.com/docs/api-reference/chat-streaming). */
import type { JsonObject } from "../request.ts";
import { CREATED } from "../request.ts";
import type { ChatReply } from "./chat.ts";
import { streamedTokens } from "./tokens.ts";

export const DONE = "data: [DONE]\n\n";

/** Role, deltas, finish reason, usage where asked for, `[DONE]`; `count` pieces of text where it is given. */
export function* chatEvents(reply: ChatReply, count: number | null, includeUsage: boolean): Iterable<string> {
  const { id, model } = reply;
  const head = { id, object: "chat.completion.chunk", created: CREATED, model, system_fingerprint: "fp_fake" };
  const tail: JsonObject = includeUsage ? { usage: null } : {};
  const indexes = Array.from({ length: reply.choices }, (_, index) => index);
  const chunk = (index: number, delta: JsonObject, finish_reason: string | null): string =>
    dataEvent({ ...head, choices: [{ index, delta, logprobs: null, finish_reason }], ...tail });

  for (const index of indexes) {
    yield chunk(index, { role: "assistant", content: reply.content === null ? null : "", refusal: null }, null);
  }
  for (const delta of deltasOf(reply, count)) for (const index of indexes) yield chunk(index, delta, null);
  for (const index of indexes) yield chunk(index, {}, reply.finishReason);
  if (includeUsage) yield dataEvent({ ...head, choices: [], usage: reply.usage });
  yield DONE;
}

function* deltasOf(reply: ChatReply, count: number | null): Iterable<JsonObject> {
  if (reply.content !== null) {
    for (const content of streamedTokens(reply.content, count)) yield { content };
  }
  for (const [index, call] of reply.toolCalls.entries()) {
    const { id, name } = call;
    yield { tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] };
    // Arguments arrive in pieces that are no JSON by themselves, as from a real model.
    for (const piece of call.arguments.match(/.{1,5}/gsu) ?? []) {
      yield { tool_calls: [{ index, function: { arguments: piece } }] };
    }
  }
}

export function dataEvent(value: JsonObject): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}
