/** POST /v1/completions (https://platform.openai.com/docs/api-reference/completions). */
import type { Answer } from "../answer.ts";
import { eventsAnswer, jsonAnswer } from "../answer.ts";
import type { FakeRequest, JsonObject } from "../request.ts";
import { asObject, CREATED, requireMember } from "../request.ts";
import { DONE, dataEvent } from "./chat-stream.ts";
import { streamedTokens, usageOf } from "./tokens.ts";

export function answerCompletion(request: FakeRequest): Answer {
  const body = request.json();
  const prompt = [requireMember(body, "prompt")].flat().join(" ");
  const text = `Completed by the fake LLM: ${prompt}`;
  const head = { id: request.idFor("cmpl-"), object: "text_completion", created: CREATED, model: body.model! };
  const usage = usageOf(prompt, text);
  const choice = (piece: string, finish_reason: string | null): JsonObject => ({
    ...head,
    choices: [{ text: piece, index: 0, logprobs: null, finish_reason }],
  });
  if (body.stream !== true) return jsonAnswer({ ...choice(text, "stop"), usage });

  function* events(): Iterable<string> {
    for (const piece of streamedTokens(text, request.steering.events)) yield dataEvent(choice(piece, null));
    yield dataEvent(choice("", "stop"));
    if (asObject(body.stream_options).include_usage === true) yield dataEvent({ ...head, choices: [], usage });
    yield DONE;
  }
  return eventsAnswer(events());
}
