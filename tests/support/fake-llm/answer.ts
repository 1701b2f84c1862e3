/** What the fake LLM answers: a whole body or a stream of events, and errors as OpenAI words them. */

/** A complete answer; `events` are written one after another, each with its blank line. */
export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: Buffer | Iterable<string>;
}

/** A refusal in OpenAI's shape: thrown by the answers, written by the server. */
export class ApiError extends Error {
  readonly status: number;
  readonly type: string;
  readonly param: string | null;
  readonly code: string | null;

  constructor(status: number, message: string, type: string, param: string | null = null, code: string | null = null) {
    super(message);
    this.status = status;
    this.type = type;
    this.param = param;
    this.code = code;
  }
}

export function jsonAnswer(value: unknown, status = 200): Answer {
  return bytesAnswer(Buffer.from(JSON.stringify(value)), "application/json", status);
}

export function bytesAnswer(body: Buffer, contentType: string, status = 200): Answer {
  return { status, headers: { "content-type": contentType, "content-length": String(body.length) }, body };
}

export function eventsAnswer(events: Iterable<string>): Answer {
  const headers = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };
  return { status: 200, headers, body: events };
}

/** OpenAI's error object; a 429 says when to come back. */
export function errorAnswer(error: ApiError): Answer {
  const { message, type, param, code } = error;
  const answer = jsonAnswer({ error: { message, type, param, code } }, error.status);
  if (error.status === 429) answer.headers["retry-after"] = "1";
  return answer;
}

/** The error that OpenAI sends with this status. */
export function errorOfStatus(status: number): ApiError {
  const known: Record<number, [message: string, type: string, code: string | null]> = {
    400: ["The request is not valid.", "invalid_request_error", null],
    401: ["Incorrect API key provided.", "invalid_request_error", "invalid_api_key"],
    403: ["You are not allowed to do this.", "invalid_request_error", "forbidden"],
    404: ["The model does not exist.", "invalid_request_error", "model_not_found"],
    429: ["Rate limit reached for requests.", "requests", "rate_limit_exceeded"],
    503: ["The engine is currently overloaded, please try again later.", "server_error", null],
  };
  const [message, type, code] = known[status] ?? [`The fake LLM was asked for status ${status}.`, "server_error", null];
  return new ApiError(status, message, type, null, code);
}
