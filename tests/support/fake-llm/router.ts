/** Which answer belongs to which method and path. */
import type { Answer } from "./answer.ts";
import { ApiError } from "./answer.ts";
import { speak, transcribe } from "./answers/audio.ts";
import { BatchStore } from "./answers/batches.ts";
import { answerChat } from "./answers/chat.ts";
import { answerCompletion } from "./answers/completions.ts";
import { answerEmbeddings } from "./answers/embeddings.ts";
import { FileStore } from "./answers/files.ts";
import { changeImage, generateImage } from "./answers/images.ts";
import { listModels, retrieveModel } from "./answers/models.ts";
import { answerRerank } from "./answers/rerank.ts";
import { ResponseStore } from "./answers/responses.ts";
import type { FakeRequest } from "./request.ts";

type Handler = (request: FakeRequest) => Answer | Promise<Answer>;

/** A found answer, and what stood at `{id}`. */
export interface Route {
  handler: Handler;
  id: string;
}

/** Holds the routes of one fake LLM and what it stores. */
export class Router {
  private readonly routes: Record<string, Handler>;

  constructor() {
    const files = new FileStore();
    const batches = new BatchStore();
    const responses = new ResponseStore();
    this.routes = {
      "POST /chat/completions": answerChat,
      "POST /completions": answerCompletion,
      "POST /embeddings": answerEmbeddings,
      "GET /models": listModels,
      "GET /models/{id}": retrieveModel,
      "POST /rerank": answerRerank,
      "POST /images/generations": generateImage,
      "POST /images/edits": changeImage,
      "POST /images/variations": changeImage,
      "POST /audio/speech": speak,
      "POST /audio/transcriptions": transcribe,
      "POST /audio/translations": transcribe,
      "POST /files": (request) => files.upload(request),
      "GET /files": () => files.list(),
      "GET /files/{id}": (request) => files.retrieve(request),
      "GET /files/{id}/content": (request) => files.content(request),
      "DELETE /files/{id}": (request) => files.delete(request),
      "POST /batches": (request) => batches.create(request),
      "GET /batches": () => batches.list(),
      "GET /batches/{id}": (request) => batches.retrieve(request),
      "POST /batches/{id}/cancel": (request) => batches.cancel(request),
      "POST /responses": (request) => responses.create(request),
      "GET /responses/{id}": (request) => responses.retrieve(request),
      "DELETE /responses/{id}": (request) => responses.delete(request),
    };
  }

  /** Finds the answer to a path, whatever stands before `/v1`; refuses as OpenAI does where there is none. */
  find(method: string, path: string): Route {
    const rest = /^(?:\/[^/]+)*?\/v1(\/.*)$/.exec(path)?.[1] ?? "";
    const plain = this.routes[`${method} ${rest}`];
    if (plain !== undefined) return { handler: plain, id: "" };
    const [, collection, id = "", below = ""] = /^(\/[^/]+)\/([^/]+)(\/[^/]+)?$/.exec(rest) ?? [];
    const handler = this.routes[`${method} ${collection}/{id}${below}`];
    if (handler !== undefined) return { handler, id: decodeURIComponent(id) };
    const message = `Invalid URL (${method} ${path})`;
    throw new ApiError(404, message, "invalid_request_error", null, "unknown_url");
  }
}
