/** The events of a streamed response (https://platform.openai.com/docs/api-reference/responses-streaming). */
import type { Json, JsonObject } from "../request.ts";
import { asArray, asObject } from "../request.ts";
import { streamedTokens } from "./tokens.ts";

/** Created, the text in deltas, completed; every event names its type twice, as OpenAI's do. */
export function* responseEvents(response: JsonObject, text: string, count: number | null): Iterable<string> {
  let sequence_number = 0;
  const event = (type: string, members: JsonObject): string =>
    `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequence_number++, ...members })}\n\n`;
  const item = asObject(asArray(response.output)[0]);
  const at = { item_id: item.id!, output_index: 0, content_index: 0 };
  const part = (partText: string): Json => ({ type: "output_text", text: partText, annotations: [] });
  const begun = { ...response, status: "in_progress", output: [], usage: null };

  yield event("response.created", { response: begun });
  yield event("response.output_item.added", { output_index: 0, item: { ...item, status: "in_progress", content: [] } });
  yield event("response.content_part.added", { ...at, part: part("") });
  for (const delta of streamedTokens(text, count)) yield event("response.output_text.delta", { ...at, delta });
  yield event("response.output_text.done", { ...at, text });
  yield event("response.content_part.done", { ...at, part: part(text) });
  yield event("response.output_item.done", { output_index: 0, item });
  yield event("response.completed", { response });
}
