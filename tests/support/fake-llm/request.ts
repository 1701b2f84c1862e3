/** One request as the answers see it: routed, with its body read on demand. */
import type { IncomingHttpHeaders } from "node:http";
import { createHash } from "node:crypto";
import { ApiError } from "./answer.ts";
import type { Steering } from "./steering.ts";

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** The time that every answer names, so that answers can be compared. */
export const CREATED = 1_700_000_000;

/** A routed request. */
export class FakeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  readonly steering: Steering;
  /** What stands at the `{id}` of the route, decoded. */
  readonly id: string;

  constructor(headers: IncomingHttpHeaders, bytes: Buffer, steering: Steering, id: string) {
    this.headers = headers;
    this.bytes = bytes;
    this.steering = steering;
    this.id = id;
  }

  /** The body as a JSON object whose `model` exists; refuses as OpenAI does. */
  json(): JsonObject {
    const body = this.anyJson();
    if (typeof body.model !== "string" || body.model === "") {
      throw new ApiError(400, "you must provide a model parameter", "invalid_request_error");
    }
    requireModel(body.model);
    return body;
  }

  /** The body as a JSON object, with or without a `model`. */
  anyJson(): JsonObject {
    let body: Json;
    try {
      body = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(this.bytes)) as Json;
    } catch {
      throw new ApiError(400, "We could not parse the JSON body of your request.", "invalid_request_error");
    }
    if (typeof body === "object" && body !== null && !Array.isArray(body)) return body;
    throw new ApiError(400, "The JSON body of your request is not an object.", "invalid_request_error");
  }

  /** The body as multipart/form-data. */
  async form(): Promise<FormData> {
    const type = this.headers["content-type"] ?? "";
    try {
      return await new Response(new Uint8Array(this.bytes), { headers: { "content-type": type } }).formData();
    } catch {
      throw new ApiError(400, "The body is not multipart/form-data.", "invalid_request_error");
    }
  }

  /** An id that is the same for the same body. */
  idFor(prefix: string): string {
    return prefix + createHash("sha256").update(this.bytes).digest("hex").slice(0, 24);
  }
}

/** Every model exists but those called `missing-…`. */
export function requireModel(name: string): void {
  if (!name.startsWith("missing-")) return;
  const message = `The model \`${name}\` does not exist or you do not have access to it.`;
  throw new ApiError(404, message, "invalid_request_error", null, "model_not_found");
}

/** Refuses a body without the member that the call cannot do without. */
export function requireMember(body: JsonObject, name: string): Json {
  const value = body[name];
  if (value !== undefined && value !== null) return value;
  throw new ApiError(
    400,
    `Missing required parameter: '${name}'.`,
    "invalid_request_error",
    name,
    "missing_required_parameter",
  );
}

export function asObject(value: Json | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

export function asArray(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
