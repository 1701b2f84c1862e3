import { chatBeside, chatFor, messageRequestFor, Reads } from "../../support/sent-message";
import { expectAll } from "../../support/sent-chat";

// prettier-ignore
const SETTINGS: Array<string> = [
  // numbers as they are written, zeros too
  '"max_tokens":1024', '"max_tokens":1024,…',
  '"max_tokens":0', '"max_tokens":0,…',
  '"max_tokens":1.0e3', '"max_tokens":1.0e3,…',
  '"max_tokens":9,"max_tokens":8', '"max_tokens":8,…',
  '"max_\\u0074okens":7', '"max_tokens":7,…',
  '"max_tokens":"9"', "…",
  '"max_tokens":null', "…",
  '"temperature":0,"top_p":0.0,"max_tokens":1', '"temperature":0,"top_p":0.0,"max_tokens":1,…',
  '"temperature":1.00,"top_k":0', '"temperature":1.00,…',
  '"temperature":"1","top_p":[]', "…",
  '"temperature":null,"top_p":true', "…",
  // streams
  '"stream":true', '"stream":true,"stream_options":{"include_usage":true},…',
  '"stream":false', '"stream":false,…',
  '"stream":null', "…",
  // stops
  '"stop_sequences":["a","\\n\\u0042"]', '"stop":["a","\\n\\u0042"],…',
  '"stop_sequences":["",7,null,["b"],"c"]', '"stop":["c"],…',
  '"stop_sequences":[""]', "…",
  '"stop_sequences":[]', "…",
  '"stop_sequences":"a"', "…",
  '"stop_sequences":{"a":"b"}', "…",
  '"stop_sequences":null', "…",
  '"stop_sequences":["a"],"stop_sequences":["b"]', '"stop":["b"],…',
  // who asks
  '"metadata":{"user_id":"u\\u002d1"}', '"user":"u\\u002d1",…',
  '"metadata":{"user_id":"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234"}', '"user":"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff1234",…',
  '"metadata":{"user_id":"user_bbf8cf8fa1d0c0bd6a5e8f6e9c3f1d6bbf8cf8fa1d0c0bd6a5e8f6e9c3f1d6ab_account__session_1f6b8d2a-0000-4000-8000-00c04fd430c8"}', '"user":"user_bbf8cf8fa1d0c0bd6a5e8f6e9c3f1d6bbf8cf8fa1d0c0bd6a5_48380086",…',
  '"metadata":{"user_id":""}', "…",
  '"metadata":{"user_id":7}', "…",
  '"metadata":{"user_id":null}', "…",
  '"metadata":{}', "…",
  '"metadata":"u"', "…",
  '"metadata":null', "…",
  // how it is served
  '"service_tier":"auto"', '"service_tier":"auto",…',
  '"service_tier":"standard_only"', '"service_tier":"default",…',
  '"service_tier":"batch"', "…",
  '"service_tier":7', "…",
  // what is left out
  '"top_k":5,"cache_control":{"type":"ephemeral"},"context_management":{"edits":[]},"inference_geo":"us","betas":["b"],"unknown":{"a":1}', "…",
  // what cannot be
  '"mcp_servers":[]', "…",
  '"mcp_servers":null', "…",
  '"mcp_servers":[{"type":"url","url":"https://a.example"}]', "!400 untranslatable mcp_servers: the provider of this model connects to no MCP servers",
  '"container":null', "…",
  '"container":"c"', "!400 untranslatable container: the provider of this model has no containers",
  '"container":{"skills":[]}', "!400 untranslatable container: the provider of this model has no containers",
];

// prettier-ignore
const THINKING: Array<string> = [
  '"thinking":{"type":"enabled","budget_tokens":1024}', '"reasoning_effort":"low",…',
  '"thinking":{"type":"enabled","budget_tokens":4095}', '"reasoning_effort":"low",…',
  '"thinking":{"type":"enabled","budget_tokens":4096}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"enabled","budget_tokens":16383}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"enabled","budget_tokens":16384}', '"reasoning_effort":"high",…',
  '"thinking":{"type":"enabled","budget_tokens":1.6384e4}', '"reasoning_effort":"high",…',
  '"thinking":{"type":"enabled","budget_tokens":0}', '"reasoning_effort":"low",…',
  '"thinking":{"type":"enabled"}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"enabled","budget_tokens":"9"}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"enabled","budget_tokens":1024},"output_config":{"effort":"high"}', '"reasoning_effort":"low",…',
  '"thinking":{"type":"adaptive"}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"adaptive","display":"summarized"},"output_config":{"effort":"low"}', '"reasoning_effort":"low",…',
  '"thinking":{"type":"adaptive"},"output_config":{"effort":"medium"}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"adaptive"},"output_config":{"effort":"high"}', '"reasoning_effort":"high",…',
  '"thinking":{"type":"adaptive"},"output_config":{"effort":"xhigh"}', '"reasoning_effort":"xhigh",…',
  '"thinking":{"type":"adaptive"},"output_config":{"effort":"max"}', '"reasoning_effort":"xhigh",…',
  '"thinking":{"type":"adaptive"},"output_config":{"effort":""}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"adaptive"},"output_config":{"effort":"minimal"}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"adaptive"},"output_config":{"effort":7}', '"reasoning_effort":"medium",…',
  '"thinking":{"type":"adaptive"},"output_config":"high"', '"reasoning_effort":"medium",…',
  '"output_config":{"effort":"high"}', "…",
  '"thinking":{"type":"disabled"},"output_config":{"effort":"high"}', "…",
  '"thinking":{"type":"disabled","budget_tokens":9000}', "…",
  '"thinking":{}', "…",
  '"thinking":{"type":7}', "…",
  '"thinking":"enabled"', "…",
  '"thinking":null', "…",
  '"thinking":{"type":"enabled","budget_tokens":9000},"thinking":{"type":"disabled"}', "…",
];

const CLOSED = '{"type":"object", "properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}';

function formatOf(schema: string, strict: string): string {
  return `"response_format":{"type":"json_schema","json_schema":{"name":"structured_output","schema":${schema},"strict":${strict}}},…`;
}

// prettier-ignore
const FORMATS: Array<string> = [
  `"output_format":{"type":"json_schema","schema":${CLOSED}}`, formatOf(CLOSED, "true"),
  `"output_config":{"format":{"type":"json_schema","schema":${CLOSED}}}`, formatOf(CLOSED, "true"),
  `"output_format":{"type":"json_schema","schema":${CLOSED}},"output_config":{"format":{"type":"json_schema","schema":{"type":"string"}}}`, formatOf(CLOSED, "true"),
  `"output_format":null,"output_config":{"format":{"type":"json_schema","schema":${CLOSED}}}`, formatOf(CLOSED, "true"),
  '"output_format":{"type":"json_schema","schema":{"type":"string"}}', formatOf('{"type":"string"}', "true"),
  // OpenAI would refuse these as strict ones
  '"output_format":{"type":"json_schema","schema":{"type":"object"}}', formatOf('{"type":"object"}', "false"),
  '"output_format":{"type":"json_schema","schema":{"type":"object","properties":{}}}', formatOf('{"type":"object","properties":{}}', "false"),
  '"output_format":{"type":"json_schema","schema":{"properties":{"a":{}},"additionalProperties":false}}', formatOf('{"properties":{"a":{}},"additionalProperties":false}', "false"),
  `"output_format":{"type":"json_schema","schema":{"type":"array","items":[${CLOSED},{"type":"object"}]}}`, formatOf(`{"type":"array","items":[${CLOSED},{"type":"object"}]}`, "false"),
  // none
  '"output_format":{"type":"json_schema","schema":{}}', "…",
  '"output_format":{"type":"json_schema","schema":["a"]}', "…",
  '"output_format":{"type":"json_schema","schema":"a"}', "…",
  '"output_format":{"type":"json_schema"}', "…",
  '"output_format":{"type":"json_object"}', "…",
  '"output_format":"json"', "…",
  '"output_config":{"format":null}', "…",
  '"output_config":[]', "…",
];

// prettier-ignore
const BODIES: Array<string> = [
  '{"model":"m"}', "!400 missing_messages missing messages",
  '{"model":"m","messages":null}', "!400 missing_messages missing messages",
  '{"model":"m","messages":"Hi"}', "!400 missing_messages missing messages",
  '{"model":"m","messages":[]}', "!400 missing_messages missing messages",
  '{"model":"m","messages":{"a":{"role":"user","content":"Hi"}}}', "!400 missing_messages missing messages",
  '{"model":"m","messages":[{"role":"user","content":"Hi"}],"messages":[]}', "!400 missing_messages missing messages",
  '["messages"]', "!400 missing_messages missing messages",
  "7", "!400 missing_messages missing messages",
  '{"messages":[{"role":"user","content":"Hi"}]}', '{"messages":[{"role":"user","content":"Hi"}]}',
  '{"model":"a\\u0062","model":"c\\u0064","messages":[{"role":"user","content":"Hi"}]}', '{"model":"c\\u0064","messages":[{"role":"user","content":"Hi"}]}',
  ' {\n "model" : "m" ,\n "messages" : [ {\n "content" : "Hi" , "role" : "user" } ] }\n', '{"model":"m","messages":[{"role":"user","content":"Hi"}]}',
];

describe("settings of a message, as a chat's", () => {
  it("are told as they are written, or not at all", () => {
    expectAll(SETTINGS, (members) => chatBeside(members));
    expect(chatBeside('"max_tokens":5', Reads.Nothing, "max_completion_tokens")).toBe('"max_completion_tokens":5,…');
  });

  it("tell how much the model may think", () => {
    expectAll(THINKING, (members) => chatBeside(members));
  });

  it("tell the form of the answer", () => {
    expectAll(FORMATS, (members) => chatBeside(members));
  });

  it("stand beside messages", () => {
    expectAll(BODIES, (body) => chatFor(body));
  });

  it("make, with all else, what Claude Code's request becomes", () => {
    const body =
      '{"model":"claude-opus-4-8","messages":[{"role":"user","content":[{"type":"text","text":"<system-reminder>\\nAs you like.\\n</system-reminder>\\n"},' +
      '{"type":"text","text":"List the files","cache_control":{"type":"ephemeral"}}]},' +
      '{"role":"assistant","content":[{"type":"thinking","thinking":"I list them.","signature":"EoYB=="},{"type":"redacted_thinking","data":"Eo=="},{"type":"text","text":"Let me look."},' +
      '{"type":"tool_use","id":"toolu_01","name":"Bash","input":{"command":"ls -l | grep \\"a\\""}},{"type":"tool_use","id":"toolu_02","name":"Read","input":{"file_path":"/a.png"}}]},' +
      '{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_01","content":"Exit code 1","is_error":true},' +
      '{"type":"tool_result","tool_use_id":"toolu_02","content":[{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBORw0KGgo="}}],"cache_control":{"type":"ephemeral"}}]}],' +
      '"system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.197.abc; cc_entrypoint=cli; cch=00af3;"},' +
      '{"type":"text","text":"You are Claude Code, Anthropic\'s official CLI for Claude.","cache_control":{"type":"ephemeral"}},{"type":"text","text":"Be brief.\\n","cache_control":{"type":"ephemeral"}}],' +
      '"tools":[{"name":"Bash","description":"Runs\\na command","input_schema":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"command":{"type":"string"}},"required":["command"],"additionalProperties":false},"cache_control":{"type":"ephemeral"},"eager_input_streaming":true}],' +
      '"metadata":{"user_id":"{\\"device_id\\":\\"0123456789abcdef0123456789abcdef\\",\\"account_uuid\\":\\"\\",\\"session_id\\":\\"1f6b8d2a\\"}"},' +
      '"max_tokens":64000,"thinking":{"type":"adaptive"},"context_management":{"edits":[{"type":"clear_thinking_20251015","keep":"all"}]},"output_config":{"effort":"high"},"stream":true}';
    expect(chatFor(body, messageRequestFor(Reads.Reasoning))).toBe(
      '{"model":"claude-opus-4-8","stream":true,"max_tokens":64000,"stream_options":{"include_usage":true},' +
        '"user":"{\\"device_id\\":\\"0123456789abcdef0123456789abcdef\\",\\"accoun_c99ee766","reasoning_effort":"high","messages":[' +
        '{"role":"system","content":[{"type":"text","text":"x-anthropic-billing-header: cc_version=2.1.197.abc; cc_entrypoint=cli;"},' +
        '{"type":"text","text":"You are Claude Code, Anthropic\'s official CLI for Claude."},{"type":"text","text":"Be brief.\\n"}]},' +
        '{"role":"user","content":[{"type":"text","text":"<system-reminder>\\nAs you like.\\n</system-reminder>\\n"},{"type":"text","text":"List the files"}]},' +
        '{"role":"assistant","content":"Let me look.","reasoning_content":"I list them.","tool_calls":[' +
        '{"id":"toolu_01","type":"function","function":{"name":"Bash","arguments":"{\\"command\\":\\"ls -l | grep \\\\\\"a\\\\\\"\\"}"}},' +
        '{"id":"toolu_02","type":"function","function":{"name":"Read","arguments":"{\\"file_path\\":\\"/a.png\\"}"}}]},' +
        '{"role":"tool","tool_call_id":"toolu_01","content":"Error: Exit code 1"},' +
        '{"role":"tool","tool_call_id":"toolu_02","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,iVBORw0KGgo="}}]}],' +
        '"tools":[{"type":"function","function":{"name":"Bash","description":"Runs\\na command","parameters":{"$schema":"https://json-schema.org/draft/2020-12/schema","type":"object","properties":{"command":{"type":"string"}},"required":["command"],"additionalProperties":false}}}]}',
    );
  });
});
