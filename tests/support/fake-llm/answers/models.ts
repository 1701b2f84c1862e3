/** GET /v1/models and /v1/models/{id} (https://platform.openai.com/docs/api-reference/models). */
import type { Answer } from "../answer.ts";
import { jsonAnswer } from "../answer.ts";
import type { FakeRequest, JsonObject } from "../request.ts";
import { CREATED, requireModel } from "../request.ts";

const MODELS = ["fake-model", "fake-embedding"];

export function listModels(): Answer {
  return jsonAnswer({ object: "list", data: MODELS.map(modelObject) });
}

export function retrieveModel(request: FakeRequest): Answer {
  requireModel(request.id);
  return jsonAnswer(modelObject(request.id));
}

function modelObject(id: string): JsonObject {
  return { id, object: "model", created: CREATED, owned_by: "fake-llm" };
}
