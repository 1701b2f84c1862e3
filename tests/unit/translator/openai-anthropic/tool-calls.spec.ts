import { expectAll, sentFor } from "../../support/sent-chat";

function told(messages: string): string {
  return sentFor(messages).replace('"messages":', "");
}

// The blocks that one assistant's call becomes.
function call(members: string): string {
  const text = told(`{"role":"assistant","content":null,"tool_calls":[{${members}}]}`);
  const before = '[{"role":"assistant","content":[';
  return text.startsWith(before)
    ? text.substring(before.length, text.length - 3)
    : text.replace("!400 untranslatable messages[0].", "!");
}

function withArguments(text: string): string {
  const written = call(`"id":"c","type":"function","function":{"name":"f"${text}}`);
  return written
    .replace('{"type":"tool_use","id":"c","name":"f","input":', "")
    .replace("tool_calls[0]: expected arguments that are a JSON object", "");
}

// prettier-ignore
const CALLS: Array<string> = [
  '"id":"c_1-A","type":"function","function":{"name":"f","arguments":"{\\"a\\": 1.0}"}', '{"type":"tool_use","id":"c_1-A","name":"f","input":{"a": 1.0}}',
  '"index":0,"id":"c","function":{"arguments":"{}","name":"\\u0066"},"cache_control":{"type":"ephemeral"}', '{"type":"tool_use","id":"c","name":"\\u0066","input":{},"cache_control":{"type":"ephemeral"}}',
  // identities of other providers
  '"id":"functions.f:0 é","function":{"name":"f"}', '{"type":"tool_use","id":"functions_f_0___","name":"f","input":{}}',
  '"id":"a\\u002fb","function":{"name":"f"}', '{"type":"tool_use","id":"a_b","name":"f","input":{}}',
  // wrong
  '"function":{"name":"f","arguments":"{}"}', "!tool_calls[0]: expected an id",
  '"id":"","function":{"name":"f"}', "!tool_calls[0]: expected an id",
  '"id":7,"function":{"name":"f"}', "!tool_calls[0]: expected an id",
  '"id":"c","function":{"arguments":"{}"}', "!tool_calls[0]: expected a name",
  '"id":"c","function":{"name":null}', "!tool_calls[0]: expected a name",
  '"id":"c","function":{"name":""}', "!tool_calls[0]: expected a name",
  '"id":"c","function":"f"', "!tool_calls[0]: expected a call of a function",
  '"id":"c","type":"custom","custom":{"name":"f","input":"x"}', "!tool_calls[0]: expected a call of a function",
  "", "!tool_calls[0]: expected a call of a function",
];

// prettier-ignore
const ARGUMENTS: Array<string> = [
  "", "{}}",
  ',"arguments":null', "{}}",
  ',"arguments":""', "{}}",
  ',"arguments":" \\n "', "{}}",
  ',"arguments":"null"', "{}}",
  ',"arguments":"{}"', "{}}",
  ',"arguments":"\\n { \\"a\\" : [1e400, \\"\\\\u00e9\\\\n\\"] }\\t"', '{ "a" : [1e400, "\\u00e9\\n"] }}',
  ',"arguments":{"a":1}', '{"a":1}}',
  ',"arguments":"[]"', "!",
  ',"arguments":"5"', "!",
  ',"arguments":"\\"{}\\""', "!",
  ',"arguments":"{\\"a\\":"', "!",
  ',"arguments":"{} {}"', "!",
  ',"arguments":"{a:1}"', "!",
  ',"arguments":"x"', "!",
  ',"arguments":5', "!",
  ',"arguments":[]', "!",
  ',"arguments":false', "!",
];

// prettier-ignore
const TURNS: Array<string> = [
  // text, then the calls
  '{"role":"assistant","content":"A","tool_calls":[{"id":"c","function":{"name":"f"}},{"id":"d","function":{"name":"g","arguments":"{\\"x\\":0}"}}]}',
  '[{"role":"assistant","content":[{"type":"text","text":"A"},{"type":"tool_use","id":"c","name":"f","input":{}},{"type":"tool_use","id":"d","name":"g","input":{"x":0}}]}]',
  '{"role":"assistant","content":"","tool_calls":[{"id":"c","function":{"name":"f"}}]}', '[{"role":"assistant","content":[{"type":"tool_use","id":"c","name":"f","input":{}}]}]',
  '{"role":"assistant","content":[{"type":"text","text":"A"}],"thinking_blocks":[{"type":"redacted_thinking","data":"d"}],"tool_calls":[{"id":"c","function":{"name":"f"}}]}',
  '[{"role":"assistant","content":[{"type":"redacted_thinking","data":"d"},{"type":"text","text":"A"},{"type":"tool_use","id":"c","name":"f","input":{}}]}]',
  // no list of calls
  '{"role":"assistant","content":"A","tool_calls":{"0":{"id":"c","function":{"name":"f"}}}}', '[{"role":"assistant","content":"A"}]',
  '{"role":"assistant","content":"A","tool_calls":"f"}', '[{"role":"assistant","content":"A"}]',
  '{"role":"assistant","content":"A","tool_calls":[null]}', "!400 untranslatable messages[0].tool_calls[0]: expected a call of a function",
  '{"role":"user","content":"A"},{"role":"assistant","tool_calls":[{"id":"c","function":{"name":"f"}},7]}', "!400 untranslatable messages[1].tool_calls[1]: expected a call of a function",
  // functions have no identities
  '{"role":"assistant","content":null,"function_call":{"name":"f","arguments":"{}"}},{"role":"function","name":"f","content":"1"},{"role":"assistant","content":"B","function_call":{"name":"g"}},{"role":"function","name":"g","content":"2"}',
  '[{"role":"assistant","content":[{"type":"tool_use","id":"call_0","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_0","content":"1"}]},{"role":"assistant","content":[{"type":"text","text":"B"},{"type":"tool_use","id":"call_1","name":"g","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_1","content":"2"}]}]',
  '{"role":"assistant","function_call":{"name":"f"}},{"role":"function","content":"1"}',
  '[{"role":"assistant","content":[{"type":"tool_use","id":"call_0","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"call_0","content":"1"}]}]',
  '{"role":"assistant","content":"A","function_call":"f"}', '[{"role":"assistant","content":"A"}]',
  '{"role":"assistant","function_call":{"name":"f","arguments":"x"}}', "!400 untranslatable messages[0].function_call: expected arguments that are a JSON object",
  '{"role":"assistant","function_call":{}}', "!400 untranslatable messages[0].function_call: expected a name",
  '{"role":"function","name":"f","content":"1"}', "!400 untranslatable messages[0].tool_call_id: expected the id of a call of a tool",
];

// The block of one result.
function result(members: string): string {
  const text = told(`{"role":"tool"${members}}`);
  const before = '[{"role":"user","content":[{"type":"tool_result","tool_use_id":';
  return text.startsWith(before)
    ? text.substring(before.length, text.length - 4)
    : text.replace("!400 untranslatable messages[0].", "!");
}

// prettier-ignore
const RESULTS: Array<string> = [
  ',"tool_call_id":"c","content":"1\\n"', '"c","content":"1\\n"',
  ',"tool_call_id":"f.g:0","content":""', '"f_g_0","content":""',
  ',"tool_call_id":"c","name":"f"', '"c"',
  ',"tool_call_id":"c","content":null', '"c"',
  ',"tool_call_id":"c","content":[]', '"c","content":[]',
  ',"tool_call_id":"c","content":[{"type":"text","text":"A"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aGk="}}]', '"c","content":[{"type":"text","text":"A"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"aGk="}}]',
  ',"tool_call_id":"c","content":"E","is_error":true,"cache_control":{"type":"ephemeral"}', '"c","content":"E","is_error":true,"cache_control":{"type":"ephemeral"}',
  ',"tool_call_id":"c","content":"E","is_error":false', '"c","content":"E"',
  ',"tool_call_id":"c","content":"E","is_error":"true","cache_control":true', '"c","content":"E"',
  ',"content":"1"', "!tool_call_id: expected the id of a call of a tool",
  ',"tool_call_id":"","content":"1"', "!tool_call_id: expected the id of a call of a tool",
  ',"tool_call_id":7,"content":"1"', "!tool_call_id: expected the id of a call of a tool",
  ',"tool_call_id":"c","content":7', "!content: expected a string or a list of parts",
  ',"tool_call_id":"c","content":{"a":1}', "!content: expected a string or a list of parts",
  ',"tool_call_id":"c","content":[7]', "!content[0]: expected an object with a type",
];

const ONE = '{"role":"tool","tool_call_id":"a","content":"1"}';
const TWO = '{"role":"tool","tool_call_id":"b","content":"2"}';
const BLOCK_ONE = '{"type":"tool_result","tool_use_id":"a","content":"1"}';
const BLOCK_TWO = '{"type":"tool_result","tool_use_id":"b","content":"2"}';

// prettier-ignore
const GROUPS: Array<string> = [
  `${ONE},${TWO}`, `"messages":[{"role":"user","content":[${BLOCK_ONE},${BLOCK_TWO}]}]`,
  // what is said in between to the model itself parts nothing
  `${ONE},{"role":"developer","content":"D"},${TWO}`, `"system":"D","messages":[{"role":"user","content":[${BLOCK_ONE},${BLOCK_TWO}]}]`,
  `${ONE},{"role":"user","content":"U"},${TWO}`, `"messages":[{"role":"user","content":[${BLOCK_ONE}]},{"role":"user","content":"U"},{"role":"user","content":[${BLOCK_TWO}]}]`,
  `${ONE},{"role":"assistant","content":"A"}`, `"messages":[{"role":"user","content":[${BLOCK_ONE}]},{"role":"assistant","content":"A"}]`,
  `${ONE},{"role":"tool","content":"2"}`, "!400 untranslatable messages[1].tool_call_id: expected the id of a call of a tool",
];

describe("a chat's calls of tools", () => {
  it("have an identity, a name and an object", () => {
    expectAll(CALLS, call);
    expectAll(ARGUMENTS, withArguments);
  });

  it("follow what is thought and said", () => {
    expectAll(TURNS, told);
  });

  it("have results", () => {
    expectAll(RESULTS, result);
  });

  it("have all results of a turn in one message", () => {
    expectAll(GROUPS, (messages: string): string => sentFor(messages));
  });
});
