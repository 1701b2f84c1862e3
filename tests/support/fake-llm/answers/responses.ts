/** /v1/responses (https://platform.openai.com/docs/api-reference/responses), stored answers in memory. */
import type { Answer } from "../answer.ts";
import { ApiError, eventsAnswer, jsonAnswer } from "../answer.ts";
import type { FakeRequest, Json, JsonObject } from "../request.ts";
import { asArray, asObject, CREATED, requireMember } from "../request.ts";
import { responseEvents } from "./response-stream.ts";
import { textOf, tokensOf } from "./tokens.ts";

/** The stored responses of one fake LLM. */
export class ResponseStore {
  private readonly responses = new Map<string, JsonObject>();

  create(request: FakeRequest): Answer {
    const body = request.json();
    const input = inputText(requireMember(body, "input"));
    const text = `Hello from the fake LLM. You said: ${input}`;
    const response = responseObject(request, body.model!, input, text);
    if (body.store !== false) this.responses.set(String(response.id), response);
    return body.stream === true
      ? eventsAnswer(responseEvents(response, text, request.steering.events))
      : jsonAnswer(response);
  }

  retrieve(request: FakeRequest): Answer {
    return jsonAnswer(this.find(request.id));
  }

  delete(request: FakeRequest): Answer {
    this.find(request.id);
    this.responses.delete(request.id);
    return jsonAnswer({ id: request.id, object: "response", deleted: true });
  }

  private find(id: string): JsonObject {
    const response = this.responses.get(id);
    if (response === undefined) throw new ApiError(404, `Response with id '${id}' not found.`, "invalid_request_error");
    return response;
  }
}

function inputText(input: Json): string {
  if (typeof input === "string") return input;
  return textOf(asObject(asArray(input).at(-1)).content);
}

function responseObject(request: FakeRequest, model: Json, input: string, text: string): JsonObject {
  const id = request.idFor("resp_");
  const content = [{ type: "output_text", text, annotations: [] }];
  const input_tokens = tokensOf(input).length;
  const output_tokens = tokensOf(text).length;
  return {
    id,
    object: "response",
    created_at: CREATED,
    status: "completed",
    error: null,
    model,
    output: [{ id: `msg_${id}`, type: "message", status: "completed", role: "assistant", content }],
    usage: { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens },
  };
}
