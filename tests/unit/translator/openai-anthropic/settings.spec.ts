import { JsonDocument } from "../../../../assembly/json/document";
import { ByteWriter } from "../../../../assembly/json/write";
import { utf8 } from "../../../../assembly/text/bytes";
import { expectAll, requestFor, sent, sentBeside } from "../../support/sent-chat";

// prettier-ignore
const SETTINGS: Array<string> = [
  // numbers as they are written, zeros too
  '"max_tokens":0', '"max_tokens":0,…',
  '"max_tokens":1e3', '"max_tokens":1e3,…',
  '"max_tokens":9,"max_completion_tokens":7', '"max_tokens":7,…',
  '"max_tokens":9,"max_completion_tokens":null', '"max_tokens":9,…',
  '"max_tokens":9,"max_tokens":8', '"max_tokens":8,…',
  '"max_tokens":"9","max_completion_tokens":[]', '"max_tokens":4096,…',
  '"temperature":0,"top_p":0.0,"top_k":0', '"max_tokens":4096,"temperature":0,"top_p":0.0,"top_k":0,…',
  '"temperature":1.00', '"max_tokens":4096,"temperature":1.00,…',
  '"temperature":1.01', '"max_tokens":4096,"temperature":1,…',
  '"temperature":"1","top_p":null,"top_k":true', '"max_tokens":4096,…',
  // stop
  '"stop":"\\n\\u0041"', '"max_tokens":4096,"stop_sequences":["\\n\\u0041"],…',
  '"stop":["A","",null,7,["B"],"C"]', '"max_tokens":4096,"stop_sequences":["A","C"],…',
  '"stop":""', '"max_tokens":4096,…',
  '"stop":[]', '"max_tokens":4096,…',
  '"stop":[""]', '"max_tokens":4096,…',
  '"stop":null', '"max_tokens":4096,…',
  '"stop":7', '"max_tokens":4096,…',
  '"stop":{"a":"A"}', '"max_tokens":4096,…',
  // who asks
  '"user":"U","metadata":{"user_id":"M","x":"y"},"safety_identifier":"S"', '"max_tokens":4096,"metadata":{"user_id":"U"},…',
  '"user":"","metadata":{"user_id":"M","x":"y"},"safety_identifier":"S"', '"max_tokens":4096,"metadata":{"user_id":"M"},…',
  '"user":7,"metadata":{"user_id":7},"safety_identifier":"S"', '"max_tokens":4096,"metadata":{"user_id":"S"},…',
  '"user":null,"metadata":"M","safety_identifier":{}', '"max_tokens":4096,…',
  '"metadata":{"x":"y"}', '"max_tokens":4096,…',
  // how it is served
  '"service_tier":"auto"', '"max_tokens":4096,"service_tier":"auto",…',
  '"service_tier":"default"', '"max_tokens":4096,"service_tier":"standard_only",…',
  '"service_tier":"priority"', '"max_tokens":4096,…',
  '"service_tier":7', '"max_tokens":4096,…',
  // the form of the answer
  '"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object", "a":1.0}}}', '"max_tokens":4096,"output_config":{"format":{"type":"json_schema","schema":{"type":"object", "a":1.0}}},…',
  '"response_format":{"type":"json_schema","json_schema":{"schema":{}}},"output_config":{"effort":"low","format":{"type":"x"}}', '"max_tokens":4096,"output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}},…',
  '"response_format":{"type":"text"},"output_config":{"effort":"low"}', '"max_tokens":4096,"output_config":{"effort":"low"},…',
  '"response_format":{"type":"json_object"}', '"max_tokens":4096,…',
  '"response_format":{"type":"json_schema"}', '"max_tokens":4096,…',
  '"response_format":{"type":"json_schema","json_schema":{"schema":"x"}}', '"max_tokens":4096,…',
  '"response_format":{"type":"json_schema","json_schema":[]}', '"max_tokens":4096,…',
  '"response_format":{"type":"json_object","json_schema":{"schema":{}}}', '"max_tokens":4096,…',
  '"response_format":"json_schema","output_config":"x"', '"max_tokens":4096,…',
  // Anthropic's own
  '"stream":true', '"stream":true,"max_tokens":4096,…',
  '"stream":false', '"stream":false,"max_tokens":4096,…',
  '"stream":null', '"max_tokens":4096,…',
  '"inference_geo":"us","mcp_servers":[ ],"context_management":{"edits":[]},"container":"c","cache_control":{"type":"ephemeral"}', '"cache_control":{"type":"ephemeral"},"container":"c","context_management":{"edits":[]},"inference_geo":"us","mcp_servers":[ ],"max_tokens":4096,…',
  // what Anthropic does not know
  '"n":1,"seed":0,"frequency_penalty":0,"presence_penalty":0,"logit_bias":{},"logprobs":true,"top_logprobs":2,"modalities":["text"],"audio":{},"prediction":{},"store":true,"verbosity":"low","web_search_options":{},"prompt_cache_key":"k","prompt_cache_retention":"24h","moderation":{},"stream_options":{"include_usage":true},"anything":1', '"max_tokens":4096,…',
];

// prettier-ignore
const MODELS: Array<string> = [
  '{"model":"a","model":"\\u0062","messages":[{"role":"user","content":"A"}]}', '{"model":"\\u0062","max_tokens":4096,"messages":[{"role":"user","content":"A"}]}',
  '{"messages":[{"role":"user","content":"A"}]}', '{"max_tokens":4096,"messages":[{"role":"user","content":"A"}]}',
  '\n{ "messages" : [ { "role" : "user" , "content" : [ "A" ] } ] , "model" : null }\n', '{"max_tokens":4096,"messages":[{"role":"user","content":[{"type":"text","text":"A"}]}]}',
];

// prettier-ignore
const STREAMS: Array<string> = [
  '"stream":true,"stream_options":{"include_usage":true}', "true true",
  '"stream":true,"stream_options":{"include_usage":false}', "true false",
  '"stream":"true","stream_options":{"include_usage":"true"}', "false false",
  '"stream":null,"stream_options":null', "false false",
  '"stream":1,"stream_options":[true]', "false false",
  '"stream_options":{"include_usage":false,"include_usage":true}', "false true",
];

describe("a chat's settings", () => {
  it("keep their values", () => {
    expectAll(SETTINGS, sentBeside);
    expectAll(MODELS, (body: string): string => sent(body));
  });

  it("say whether a stream tells its usage", () => {
    expectAll(STREAMS, (members: string): string => {
      const request = requestFor();
      const body = `{"messages":[{"role":"user","content":"A"}],${members}}`;
      request.write(JsonDocument.parse(utf8(body)), new ByteWriter());
      return `${request.isStream} ${request.includesUsage}`;
    });
  });
});
