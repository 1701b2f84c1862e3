/** /v1/batches (https://platform.openai.com/docs/api-reference/batch), kept in memory and never worked on. */
import type { Answer } from "../answer.ts";
import { ApiError, jsonAnswer } from "../answer.ts";
import type { FakeRequest, JsonObject } from "../request.ts";
import { CREATED, requireMember } from "../request.ts";

/** The batches of one fake LLM: `batch_1`, `batch_2`, … */
export class BatchStore {
  private readonly batches = new Map<string, JsonObject>();
  private count = 0;

  create(request: FakeRequest): Answer {
    const body = request.anyJson();
    const batch: JsonObject = {
      id: `batch_${++this.count}`,
      object: "batch",
      endpoint: requireMember(body, "endpoint"),
      input_file_id: requireMember(body, "input_file_id"),
      completion_window: requireMember(body, "completion_window"),
      status: "validating",
      created_at: CREATED,
      request_counts: { total: 0, completed: 0, failed: 0 },
    };
    this.batches.set(String(batch.id), batch);
    return jsonAnswer(batch);
  }

  list(): Answer {
    return jsonAnswer({ object: "list", data: [...this.batches.values()], has_more: false });
  }

  retrieve(request: FakeRequest): Answer {
    return jsonAnswer(this.find(request.id));
  }

  cancel(request: FakeRequest): Answer {
    const batch = this.find(request.id);
    batch.status = "cancelling";
    return jsonAnswer(batch);
  }

  private find(id: string): JsonObject {
    const batch = this.batches.get(id);
    if (batch === undefined) throw new ApiError(404, `No batch found with id '${id}'.`, "invalid_request_error");
    return batch;
  }
}
