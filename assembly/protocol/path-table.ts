// Method and path → capability: OpenAI's API reference, Anthropic's messages, Cohere's rerank, Gemini's generateContent.

import { Capability, defineCapability, Trait } from "./capability";
import { Bytes, EMPTY, endsWith, startsWith, utf8 } from "../text/bytes";
import { Method, PathPattern, PathSegments } from "./path-pattern";

const V1 = utf8("/v1");

/** One row: requests of these methods on paths that end like the pattern ask for the capability. */
@final
export class PathRow {
  constructor(
    readonly methods: i32,
    readonly pattern: PathPattern,
    readonly capability: Capability,
  ) {}
}

/** The rows; a path matches at most one row per method. */
export const PATH_TABLE: Array<PathRow> = [];

function add(methods: i32, path: string, name: string, traits: i32 = Trait.None, required: string = ""): void {
  PATH_TABLE.push(new PathRow(methods, PathPattern.compile(path), defineCapability(name, traits, required)));
}

const GET: i32 = Method.Get;
const POST: i32 = Method.Post;
const DELETE: i32 = Method.Delete;
const MODEL: i32 = Trait.Model;
const NEEDS_MODEL: i32 = Trait.Model | Trait.ModelRequired;

add(
  POST,
  "/v1/chat/completions",
  "openai/v1/chatcompletions",
  NEEDS_MODEL | Trait.Streamable | Trait.StreamUsage | Trait.AcceptsEvents | Trait.Messages,
  "messages",
);
add(GET, "/v1/chat/completions", "openai/v1/listchatcompletions");
add(GET, "/v1/chat/completions/{completion_id}", "openai/v1/retrievechatcompletion");
add(POST, "/v1/chat/completions/{completion_id}", "openai/v1/updatechatcompletion");
add(DELETE, "/v1/chat/completions/{completion_id}", "openai/v1/deletechatcompletion");
add(GET, "/v1/chat/completions/{completion_id}/messages", "openai/v1/chatcompletionmessages");
add(POST, "/v1/completions", "openai/v1/completions", NEEDS_MODEL | Trait.Streamable | Trait.StreamUsage, "prompt");
add(POST, "/v1/embeddings", "openai/v1/embeddings", NEEDS_MODEL, "input");
add(POST, "/v1/moderations", "openai/v1/moderations", MODEL, "input");

add(POST, "/v1/audio/speech", "openai/v1/audiospeech", NEEDS_MODEL, "input");
add(POST, "/v1/audio/transcriptions", "openai/v1/audiotranscription", Trait.Form | Trait.HiddenModel);
add(POST, "/v1/audio/translations", "openai/v1/audiotranslation", Trait.Form | Trait.HiddenModel);
add(GET | POST, "/v1/realtime", "openai/v1/realtime", Trait.HiddenModel);
add(POST, "/v1/images/generations", "openai/v1/imagegeneration", MODEL | Trait.Streamable, "prompt");
add(POST, "/v1/images/variations", "openai/v1/imagevariation", Trait.Form | Trait.HiddenModel);
add(POST, "/v1/images/edits", "openai/v1/imageedit", Trait.Form | Trait.HiddenModel | Trait.Streamable);

add(POST | GET, "/v1/batches", "openai/v1/batches", Trait.Stateful);
add(GET, "/v1/batches/{batch_id}", "openai/v1/retrievebatch", Trait.Stateful);
add(POST, "/v1/batches/{batch_id}/cancel", "openai/v1/cancelbatch", Trait.Stateful);
add(POST | GET, "/v1/files", "openai/v1/files", Trait.Stateful);
add(GET, "/v1/files/{file_id}", "openai/v1/retrievefile", Trait.Stateful);
add(DELETE, "/v1/files/{file_id}", "openai/v1/deletefile", Trait.Stateful);
add(GET, "/v1/files/{file_id}/content", "openai/v1/retrievefilecontent", Trait.Stateful);
add(POST, "/v1/uploads", "openai/v1/uploads");
add(POST, "/v1/uploads/{upload_id}/parts", "openai/v1/uploadparts");
add(POST, "/v1/uploads/{upload_id}/complete", "openai/v1/completeupload");
add(POST, "/v1/uploads/{upload_id}/cancel", "openai/v1/cancelupload");

add(GET, "/v1/models", "openai/v1/models");
add(GET, "/v1/models/{model}", "openai/v1/retrievemodel");
add(DELETE, "/v1/models/{model}", "openai/v1/deletemodel");

add(POST | GET, "/v1/fine_tuning/jobs", "openai/v1/fine-tuningjobs", Trait.Stateful | MODEL);
add(GET, "/v1/fine_tuning/jobs/{fine_tuning_job_id}", "openai/v1/retrievefine-tuningjob", Trait.Stateful);
add(GET, "/v1/fine_tuning/jobs/{fine_tuning_job_id}/events", "openai/v1/fine-tuningjobsevents", Trait.Stateful);
add(
  GET,
  "/v1/fine_tuning/jobs/{fine_tuning_job_id}/checkpoints",
  "openai/v1/fine-tuningjobcheckpoints",
  Trait.Stateful,
);
add(POST, "/v1/fine_tuning/jobs/{fine_tuning_job_id}/cancel", "openai/v1/cancelfine-tuningjob", Trait.Stateful);
add(POST, "/v1/fine_tuning/jobs/{fine_tuning_job_id}/resume", "openai/v1/resumefine-tuningjob", Trait.Stateful);
add(POST, "/v1/fine_tuning/jobs/{fine_tuning_job_id}/pause", "openai/v1/pausefine-tuningjob", Trait.Stateful);
add(
  GET | POST,
  "/v1/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions",
  "openai/v1/fine-tuningjobcheckpointpermissions",
);
add(
  DELETE,
  "/v1/fine_tuning/checkpoints/{fine_tuned_model_checkpoint}/permissions/{permission_id}",
  "openai/v1/deletefine-tuningjobcheckpointpermission",
);

add(POST, "/v1/responses", "openai/v1/responses", MODEL | Trait.Streamable | Trait.Stateful, "input");
add(GET, "/v1/responses/{response_id}", "openai/v1/retrieveresponse", Trait.Stateful);
add(DELETE, "/v1/responses/{response_id}", "openai/v1/deleteresponse", Trait.Stateful);
add(POST, "/v1/responses/{response_id}/cancel", "openai/v1/cancelresponse", Trait.Stateful);
add(GET, "/v1/responses/{response_id}/input_items", "openai/v1/responseinputitems", Trait.Stateful);

add(POST, "/v1/videos", "openai/v1/videos", MODEL | Trait.AcceptsEvents | Trait.Form);
add(GET, "/v1/videos", "openai/v1/listvideos");
add(GET, "/v1/videos/{video_id}", "openai/v1/retrievevideo");
add(DELETE, "/v1/videos/{video_id}", "openai/v1/deletevideo");
add(GET, "/v1/videos/{video_id}/content", "openai/v1/retrievevideocontent");
add(POST, "/v1/videos/{video_id}/remix", "openai/v1/videoremix", MODEL | Trait.AcceptsEvents | Trait.Form);

add(GET | POST, "/v1/vector_stores", "openai/v1/vectorstores");
add(GET | POST | DELETE, "/v1/vector_stores/{vector_store_id}", "openai/v1/vectorstore");
add(POST, "/v1/vector_stores/{vector_store_id}/search", "openai/v1/searchvectorstore");
add(GET | POST, "/v1/vector_stores/{vector_store_id}/files", "openai/v1/vectorstorefiles");
add(GET | POST | DELETE, "/v1/vector_stores/{vector_store_id}/files/{file_id}", "openai/v1/vectorstorefile");
add(GET, "/v1/vector_stores/{vector_store_id}/files/{file_id}/content", "openai/v1/vectorstorefilecontent");
add(POST, "/v1/vector_stores/{vector_store_id}/file_batches", "openai/v1/vectorstorefilebatches");
add(GET, "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}", "openai/v1/vectorstorefilebatch");
add(POST, "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/cancel", "openai/v1/cancelvectorstorefilebatch");
add(GET, "/v1/vector_stores/{vector_store_id}/file_batches/{batch_id}/files", "openai/v1/vectorstorefilebatchfiles");

add(POST, "/v1/messages", "anthropic/v1/messages", NEEDS_MODEL | Trait.Streamable, "messages");
add(POST, "/v1/messages/count_tokens", "anthropic/v1/messages/count_tokens", NEEDS_MODEL, "messages");
add(POST, "/v1/complete", "anthropic/v1/complete", NEEDS_MODEL | Trait.Streamable, "prompt");
add(POST, "/v1/rerank", "cohere/v1/rerank", NEEDS_MODEL, "query");
add(POST, "/v1/reranks", "qwen/v1/rerank", NEEDS_MODEL, "query");
add(GET | POST, "/v1/conversations", "qwen/v1/conversations");
add(POST, "/{version}/models/{model}:generateContent", "gemini/v1beta/generatecontent", Trait.HiddenModel);
add(POST, "/{version}/models/{model}:streamGenerateContent", "gemini/v1beta/streamgeneratecontent", Trait.HiddenModel);

// Names that no path of a client's asks for: Anthropic's lists of models, to which OpenAI's are translated, and those of
// Higress', with which configurations that allow or extend them stay valid.
defineCapability("anthropic/v1/models", Trait.None, "");
defineCapability("anthropic/v1/retrievemodel", Trait.None, "");
defineCapability("kling/v1/image2video", Trait.None, "");
defineCapability("kling/v1/retrieveimagevideo", Trait.None, "");
defineCapability("qwen/v1/services/aigc", Trait.None, "");
defineCapability("qwen/v1/tasks", Trait.None, "");
defineCapability("vertex/raw", Trait.None, "");

/** The row that a method and the last segments of a path fit, or null. */
export function findPathRow(method: Method, path: PathSegments): PathRow | null {
  for (let i = 0, count = PATH_TABLE.length; i < count; i++) {
    const row = unchecked(PATH_TABLE[i]); // i < count
    if ((row.methods & method) != 0 && row.pattern.matches(path)) return row;
  }
  return null;
}

/** The path by which `capability` is asked for, the first if there are several; no bytes when no path asks for it. */
export function findPathOf(capability: Capability): Bytes {
  for (let i = 0, count = PATH_TABLE.length; i < count; i++) {
    const row = unchecked(PATH_TABLE[i]); // i < count
    if (row.capability === capability) return row.pattern.text;
  }
  return EMPTY;
}

/** The capability whose path, less `/v1`, is the longest end of `path`; null when none is. Meant for configuration. */
export function findCapabilityByEnd(path: Bytes): Capability | null {
  let longest = V1.byteLength;
  let found: Capability | null = null;
  for (let i = 0, count = PATH_TABLE.length; i < count; i++) {
    const row = unchecked(PATH_TABLE[i]); // i < count
    const pattern = row.pattern.text;
    if (pattern.byteLength <= longest || !startsWith(pattern, V1) || !endsWith(path, pattern.subarray(V1.byteLength)))
      continue;
    longest = pattern.byteLength;
    found = row.capability;
  }
  return found;
}
