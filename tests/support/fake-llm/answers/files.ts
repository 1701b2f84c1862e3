/** /v1/files (https://platform.openai.com/docs/api-reference/files), kept in memory. */
import type { Answer } from "../answer.ts";
import { ApiError, bytesAnswer, jsonAnswer } from "../answer.ts";
import type { FakeRequest, JsonObject } from "../request.ts";
import { CREATED } from "../request.ts";

/** The files of one fake LLM: `file-1`, `file-2`, … */
export class FileStore {
  private readonly files = new Map<string, { object: JsonObject; bytes: Buffer }>();
  private count = 0;

  async upload(request: FakeRequest): Promise<Answer> {
    const form = await request.form();
    const file = form.get("file");
    const purpose = form.get("purpose");
    if (!(file instanceof File)) throw missing("file");
    if (typeof purpose !== "string") throw missing("purpose");
    const bytes = Buffer.from(await file.arrayBuffer());
    const id = `file-${++this.count}`;
    const head = { id, object: "file", bytes: bytes.length, created_at: CREATED };
    const object = { ...head, filename: file.name, purpose, status: "processed" };
    this.files.set(id, { object, bytes });
    return jsonAnswer(object);
  }

  list(): Answer {
    const data = [...this.files.values()].map((file) => file.object);
    return jsonAnswer({ object: "list", data, has_more: false });
  }

  retrieve(request: FakeRequest): Answer {
    return jsonAnswer(this.find(request.id).object);
  }

  content(request: FakeRequest): Answer {
    return bytesAnswer(this.find(request.id).bytes, "application/octet-stream");
  }

  delete(request: FakeRequest): Answer {
    this.find(request.id);
    this.files.delete(request.id);
    return jsonAnswer({ id: request.id, object: "file", deleted: true });
  }

  private find(id: string): { object: JsonObject; bytes: Buffer } {
    const file = this.files.get(id);
    if (file === undefined) throw new ApiError(404, `No such File object: ${id}`, "invalid_request_error", "id");
    return file;
  }
}

function missing(name: string): ApiError {
  return new ApiError(400, `Missing required parameter: '${name}'.`, "invalid_request_error", name);
}
