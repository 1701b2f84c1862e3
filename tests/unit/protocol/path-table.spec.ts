import { CAPABILITIES } from "../../../assembly/protocol/capability";
import { methodOf, PathSegments } from "../../../assembly/protocol/path-pattern";
import { findPathRow, PATH_TABLE } from "../../../assembly/protocol/path-table";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

const segments = new PathSegments();

function capabilityOf(method: string, path: string): string {
  segments.cut(utf8(path));
  const row = findPathRow(methodOf(utf8(method)), segments);
  return row === null ? "(none)" : textOf(row.capability.name);
}

// Method, path, capability: every row of the contract's path table, then the newer ones.
const TABLE = rowsOf(`
  POST   | /v1/chat/completions                        | openai/v1/chatcompletions
  POST   | /v1/completions                             | openai/v1/completions
  POST   | /v1/embeddings                              | openai/v1/embeddings
  POST   | /v1/audio/speech                            | openai/v1/audiospeech
  POST   | /v1/audio/transcriptions                    | openai/v1/audiotranscription
  POST   | /v1/audio/translations                      | openai/v1/audiotranslation
  GET    | /v1/realtime                                | openai/v1/realtime
  POST   | /v1/images/generations                      | openai/v1/imagegeneration
  POST   | /v1/images/variations                       | openai/v1/imagevariation
  POST   | /v1/images/edits                            | openai/v1/imageedit
  POST   | /v1/batches                                 | openai/v1/batches
  GET    | /v1/batches                                 | openai/v1/batches
  POST   | /v1/files                                   | openai/v1/files
  GET    | /v1/files                                   | openai/v1/files
  GET    | /v1/models                                  | openai/v1/models
  POST   | /v1/fine_tuning/jobs                        | openai/v1/fine-tuningjobs
  GET    | /v1/fine_tuning/jobs                        | openai/v1/fine-tuningjobs
  POST   | /v1/responses                               | openai/v1/responses
  POST   | /v1/videos                                  | openai/v1/videos
  POST   | /v1/messages/count_tokens                   | anthropic/v1/messages/count_tokens
  POST   | /v1/messages                                | anthropic/v1/messages
  POST   | /v1/complete                                | anthropic/v1/complete
  POST   | /v1/rerank                                  | cohere/v1/rerank
  POST   | /v1/reranks                                 | qwen/v1/rerank
  POST   | /v1/conversations                           | qwen/v1/conversations
  GET    | /v1/batches/batch_1                         | openai/v1/retrievebatch
  POST   | /v1/batches/batch_1/cancel                  | openai/v1/cancelbatch
  GET    | /v1/files/file-1                            | openai/v1/retrievefile
  GET    | /v1/files/file-1/content                    | openai/v1/retrievefilecontent
  GET    | /v1/videos/video_1                          | openai/v1/retrievevideo
  GET    | /v1/videos/video_1/content                  | openai/v1/retrievevideocontent
  POST   | /v1/videos/video_1/remix                    | openai/v1/videoremix
  GET    | /v1/fine_tuning/jobs/ftjob-1                | openai/v1/retrievefine-tuningjob
  GET    | /v1/fine_tuning/jobs/ftjob-1/events         | openai/v1/fine-tuningjobsevents
  GET    | /v1/fine_tuning/jobs/ftjob-1/checkpoints    | openai/v1/fine-tuningjobcheckpoints
  POST   | /v1/fine_tuning/jobs/ftjob-1/cancel         | openai/v1/cancelfine-tuningjob
  POST   | /v1/fine_tuning/jobs/ftjob-1/resume         | openai/v1/resumefine-tuningjob
  POST   | /v1/fine_tuning/jobs/ftjob-1/pause          | openai/v1/pausefine-tuningjob
  GET    | /v1/fine_tuning/checkpoints/c/permissions   | openai/v1/fine-tuningjobcheckpointpermissions
  POST   | /v1/fine_tuning/checkpoints/c/permissions   | openai/v1/fine-tuningjobcheckpointpermissions
  DELETE | /v1/fine_tuning/checkpoints/c/permissions/p | openai/v1/deletefine-tuningjobcheckpointpermission
  POST   | /v1beta/models/gemini-pro:generateContent   | gemini/v1beta/generatecontent
  POST   | /v1/models/gemini-pro:streamGenerateContent | gemini/v1beta/streamgeneratecontent
  GET    | /v1/chat/completions                        | openai/v1/listchatcompletions
  GET    | /v1/chat/completions/chatcmpl-1             | openai/v1/retrievechatcompletion
  POST   | /v1/chat/completions/chatcmpl-1             | openai/v1/updatechatcompletion
  DELETE | /v1/chat/completions/chatcmpl-1             | openai/v1/deletechatcompletion
  GET    | /v1/chat/completions/chatcmpl-1/messages    | openai/v1/chatcompletionmessages
  POST   | /v1/moderations                             | openai/v1/moderations
  POST   | /v1/realtime                                | openai/v1/realtime
  GET    | /v1/models/gpt-4.1                          | openai/v1/retrievemodel
  DELETE | /v1/models/ft:gpt:x                         | openai/v1/deletemodel
  DELETE | /v1/files/file-1                            | openai/v1/deletefile
  POST   | /v1/uploads                                 | openai/v1/uploads
  POST   | /v1/uploads/u/parts                         | openai/v1/uploadparts
  POST   | /v1/uploads/u/complete                      | openai/v1/completeupload
  POST   | /v1/uploads/u/cancel                        | openai/v1/cancelupload
  GET    | /v1/responses/resp_1                        | openai/v1/retrieveresponse
  DELETE | /v1/responses/resp_1                        | openai/v1/deleteresponse
  POST   | /v1/responses/resp_1/cancel                 | openai/v1/cancelresponse
  GET    | /v1/responses/resp_1/input_items            | openai/v1/responseinputitems
  GET    | /v1/videos                                  | openai/v1/listvideos
  DELETE | /v1/videos/video_1                          | openai/v1/deletevideo
  GET    | /v1/vector_stores                           | openai/v1/vectorstores
  POST   | /v1/vector_stores                           | openai/v1/vectorstores
  GET    | /v1/vector_stores/vs                        | openai/v1/vectorstore
  POST   | /v1/vector_stores/vs                        | openai/v1/vectorstore
  DELETE | /v1/vector_stores/vs                        | openai/v1/vectorstore
  POST   | /v1/vector_stores/vs/search                 | openai/v1/searchvectorstore
  GET    | /v1/vector_stores/vs/files                  | openai/v1/vectorstorefiles
  POST   | /v1/vector_stores/vs/files                  | openai/v1/vectorstorefiles
  GET    | /v1/vector_stores/vs/files/f                | openai/v1/vectorstorefile
  POST   | /v1/vector_stores/vs/files/f                | openai/v1/vectorstorefile
  DELETE | /v1/vector_stores/vs/files/f                | openai/v1/vectorstorefile
  GET    | /v1/vector_stores/vs/files/f/content        | openai/v1/vectorstorefilecontent
  POST   | /v1/vector_stores/vs/file_batches           | openai/v1/vectorstorefilebatches
  GET    | /v1/vector_stores/vs/file_batches/b         | openai/v1/vectorstorefilebatch
  POST   | /v1/vector_stores/vs/file_batches/b/cancel  | openai/v1/cancelvectorstorefilebatch
  GET    | /v1/vector_stores/vs/file_batches/b/files   | openai/v1/vectorstorefilebatchfiles
`);

// Names that configurations may use and no path asks for; these come last.
const WITHOUT_PATH =
  "anthropic/v1/models anthropic/v1/retrievemodel kling/v1/image2video kling/v1/retrieveimagevideo qwen/v1/services/aigc qwen/v1/tasks vertex/raw";

function isAskedFor(name: string): bool {
  for (let i = 0; i < TABLE.length; i++) {
    if (TABLE[i][2] == name) return true;
  }
  return false;
}

describe("the path table", () => {
  it("names each capability, behind any prefix and before a trailing slash", () => {
    for (let i = 0; i < TABLE.length; i++) {
      const method = TABLE[i][0];
      const path = TABLE[i][1];
      const name = TABLE[i][2];
      expect(capabilityOf(method, path)).toBe(name, path);
      expect(capabilityOf(method, "/proxy/tenant" + path)).toBe(name, path);
      expect(capabilityOf(method, path + "/")).toBe(name, path);
      if (method == "GET") expect(capabilityOf("HEAD", path)).toBe(name, path);
    }
  });

  it("has no capability that this test does not ask for", () => {
    const others: string[] = [];
    for (let i = 0; i < CAPABILITIES.length; i++) {
      const name = textOf(CAPABILITIES[i].name);
      if (!isAskedFor(name)) others.push(name);
      expect(CAPABILITIES[i].index).toBe(i);
    }
    expect(others.join(" ")).toBe(WITHOUT_PATH);
  });

  it("gives a path and a method one row only", () => {
    for (let i = 0; i < TABLE.length; i++) {
      segments.cut(utf8(TABLE[i][1]));
      let rows = 0;
      for (let j = 0; j < PATH_TABLE.length; j++) {
        const hasMethod = (PATH_TABLE[j].methods & methodOf(utf8(TABLE[i][0]))) != 0;
        if (hasMethod && PATH_TABLE[j].pattern.matches(segments)) rows++;
      }
      expect(rows).toBe(1, TABLE[i][0] + TABLE[i][1]);
    }
  });

  it("keeps methods apart and knows no other paths", () => {
    const unknown = rowsOf(`
      PUT     | /v1/chat/completions
      PATCH   | /v1/models
      OPTIONS | /v1/files
      get     | /v1/models
      GET     | /v1/embeddings
      HEAD    | /v1/embeddings
      DELETE  | /v1/files
      POST    | /v1/models
      DELETE  | /v1/batches/b
      POST    | /v1/files/f
      GET     | /v1/uploads
      POST    | /
      POST    | ""
      POST    | /v1
      POST    | /v1/chat
      POST    | /chat/completions
      POST    | /v1/chat/completions2
      POST    | /v1/chat//completions
      POST    | /v2/chat/completions
      POST    | /v1/chat/completions/a/b
      POST    | /xv1/embeddings
      POST    | /v1/embeddings/x
      POST    | /v1/messages/x
      POST    | /v1/Embeddings
      POST    | /v1/embeddings%2F
      POST    | v1/embeddings
      POST    | /v1/embeddings//
      POST    | /v1/uploads/u
      POST    | /v1/models/m:generatecontent
    `);
    for (let i = 0; i < unknown.length; i++) {
      expect(capabilityOf(unknown[i][0], unknown[i][1])).toBe("(none)", unknown[i].join(" "));
    }
  });
});
