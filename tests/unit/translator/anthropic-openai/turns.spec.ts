import { chatBlocks, chatSaid, chatTurns, Reads } from "../../support/sent-message";
import { expectAll } from "../../support/sent-chat";

const ROLE = "!400 untranslatable messages[0].role: expected user or assistant";
const CONTENT = "!400 untranslatable messages[0].content: expected a text or a list of blocks";

// prettier-ignore
const TURNS: Array<string> = [
  '{"role":"user","content":"A\\u0042\\n"}', '{"role":"user","content":"A\\u0042\\n"}',
  '{"role":"assistant","content":"A\\u0042\\n"}', '{"role":"assistant","content":"A\\u0042\\n"}',
  '{"role":"user","content":"A","name":"n","x":1},{"role":"assistant","content":"B"}', '{"role":"user","content":"A"},{"role":"assistant","content":"B"}',
  '{"role":"assistant","role":"user","content":["a"],"content":"A"}', '{"role":"user","content":"A"}',
  '{"role":"user","content":[]},{"role":"assistant","content":[]},{"role":"user","content":"A"}', '{"role":"user","content":"A"}',
  // wrong
  "null", ROLE,
  '"A"', ROLE,
  "[]", ROLE,
  '{"content":"A"}', ROLE,
  '{"role":null,"content":"A"}', ROLE,
  '{"role":7,"content":"A"}', ROLE,
  '{"role":"tool","content":"A"}', ROLE,
  '{"role":"user"}', CONTENT,
  '{"role":"user","content":null}', CONTENT,
  '{"role":"assistant","content":7}', CONTENT,
  '{"role":"assistant","content":{"type":"text","text":"A"}}', CONTENT,
  '{"role":"user","content":"A"},{"role":"x"}', "!400 untranslatable messages[1].role: expected user or assistant",
];

const A = '{"type":"text","text":"A"}';
const A_AND_B = '{"role":"user","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]}';

function user(parts: string): string {
  return `{"role":"user","content":[${parts}]}`;
}

function image(url: string): string {
  return user(`{"type":"image_url","image_url":{"url":"${url}"}}`);
}

function file(name: string, type: string): string {
  return user(`{"type":"file","file":{"filename":"${name}","file_data":"data:${type};base64,JVBERi0="}}`);
}

const IMAGE = "!400 untranslatable messages[0].content[0]: expected an image in base64, or by its URL";
const DOCUMENT = "!400 untranslatable messages[0].content[0]: expected a document in base64, or its text";
const INNER = "!400 untranslatable messages[0].content[0]: expected a text or a list of blocks in it";
const BLOCK = "!400 untranslatable messages[0].content[0]: expected a block of content";

// prettier-ignore
const BLOCKS: Array<string> = [
  '{"type":"text","text":"A\\u0042"}', '{"role":"user","content":"A\\u0042"}',
  '{"type":"text","text":""},{"text":"A","type":"text","cache_control":{"type":"ephemeral"},"citations":[]}', '{"role":"user","content":"A"}',
  '{"type":"text","text":"A"},{"type":"text","text":"B","cache_control":{"type":"ephemeral"}}', A_AND_B,
  '{"type":"text","text":"A"},{"type":"text","text":7},{"type":"text"},{"type":"text","text":"B"}', A_AND_B,
  '{"type":"image","type":"text","text":"x","text":"A"}', '{"role":"user","content":"A"}',
  '{"type":"text","text":null}', "",
  // images
  '{"type":"image","source":{"type":"base64","media_type":"image/png","data":"iVBOR\\u0077="}}', image("data:image/png;base64,iVBOR\\u0077="),
  '{"type":"image","source":{"type":"url","url":"https:\\/\\/a.example/b.png"},"cache_control":{"type":"ephemeral"}}', image("https:\\/\\/a.example/b.png"),
  `{"type":"image","source":{"type":"url","url":""}},${A}`, user(A),
  `{"type":"image","source":{"type":"url","url":null}},{"type":"image","source":{"type":"url"}},${A}`, user(A),
  '{"type":"image","source":{"type":"base64","media_type":"image/png","data":""}}', IMAGE,
  '{"type":"image","source":{"type":"base64","media_type":"image/png","data":7}}', IMAGE,
  '{"type":"image","source":{"type":"base64","media_type":"image/png"}}', IMAGE,
  '{"type":"image","source":{"type":"base64","data":"iVBORw="}}', IMAGE,
  '{"type":"image","source":{"type":"base64","media_type":7,"data":"iVBORw="}}', IMAGE,
  '{"type":"image","source":{"type":"file","file_id":"f"}}', IMAGE,
  '{"type":"image","source":true}', IMAGE,
  '{"type":"image","source":"https://a.example"}', IMAGE,
  '{"type":"image","source":null}', IMAGE,
  '{"type":"image"}', IMAGE,
  // documents
  '{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"JVBERi0="}}', file("document.pdf", "application/pdf"),
  '{"type":"document","source":{"type":"base64","data":"JVBERi0="},"title":"R\\u0031.pdf","context":"C","citations":{"enabled":true}}', file("R\\u0031.pdf", "application/pdf"),
  '{"type":"document","source":{"type":"base64","media_type":7,"data":"JVBERi0="},"title":7}', file("document.pdf", "application/pdf"),
  '{"type":"document","source":{"type":"text","media_type":"text/plain","data":"T\\n"},"title":"t"}', user('{"type":"text","text":"T\\n"}'),
  `{"type":"document","source":{"type":"text","data":""}},${A}`, user(A),
  '{"type":"document","source":{"type":"content","content":"T"}}', user('{"type":"text","text":"T"}'),
  '{"type":"document","source":{"type":"content","content":[{"type":"text","text":"T"},{"type":"text","text":""},{"type":"image","source":{"type":"url","url":"https://a.example"}}]}}', user('{"type":"text","text":"T"},{"type":"image_url","image_url":{"url":"https://a.example"}}'),
  '{"type":"document","source":{"type":"content","content":[{"type":"document"}]}}', "!400 untranslatable messages[0].content[0]: expected texts and images",
  '{"type":"document","source":{"type":"content","content":["T"]}}', "!400 untranslatable messages[0].content[0]: expected texts and images",
  '{"type":"document","source":{"type":"content","content":7}}', INNER,
  '{"type":"document","source":{"type":"content"}}', INNER,
  '{"type":"document","source":{"type":"url","url":"https://a.example/b.pdf"}}', DOCUMENT,
  '{"type":"document","source":{"type":"file","file_id":"f"}}', DOCUMENT,
  '{"type":"document","source":{"type":"base64","data":7}}', DOCUMENT,
  '{"type":"document","source":{"type":"text","data":7}}', DOCUMENT,
  '{"type":"document","source":[]}', DOCUMENT,
  '{"type":"document"}', DOCUMENT,
  // results of a search
  '{"type":"search_result","source":"https://a.example","title":"t","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]}', A_AND_B,
  '{"type":"search_result","content":{"type":"text"}}', INNER,
  '{"type":"search_result"}', INNER,
  // others
  `${A},{"type":"container_upload","file_id":"f"}`, '!400 untranslatable messages[0].content[1]: a block of type "container_upload" cannot be sent to this provider',
  '{"type":"tool_use","id":"i","name":"f","input":{}}', '!400 untranslatable messages[0].content[0]: a block of type "tool_use" cannot be sent to this provider',
  '{"type":"thinking","thinking":"T"}', '!400 untranslatable messages[0].content[0]: a block of type "thinking" cannot be sent to this provider',
  '{"type":""}', '!400 untranslatable messages[0].content[0]: a block of type "" cannot be sent to this provider',
  '"A"', BLOCK,
  "null", BLOCK,
  "[]", BLOCK,
  "{}", BLOCK,
  '{"type":7,"text":"A"}', BLOCK,
  '{"text":"A"}', BLOCK,
];

function result(content: string): string {
  return `{"role":"tool","tool_call_id":"t","content":${content}}`;
}

function resultOf(content: string): string {
  return `{"type":"tool_result","tool_use_id":"t","content":${content}}`;
}

function failed(content: string): string {
  return `{"type":"tool_result","tool_use_id":"t","content":${content},"is_error":true}`;
}

const URL_IMAGE = '{"type":"image","source":{"type":"url","url":"https://a.example"}}';
const URL_PART = '{"type":"image_url","image_url":{"url":"https://a.example"}}';

// prettier-ignore
const RESULTS: Array<string> = [
  resultOf('"R\\n\\u0042"'), result('"R\\n\\u0042"'),
  resultOf('[{"type":"text","text":"A"},{"type":"text","text":""},{"type":"text","text":"B\\""}]'), result('"A\\nB\\""'),
  resultOf("[]"), result('""'),
  resultOf("null"), result('""'),
  resultOf('""'), result('""'),
  '{"type":"tool_result","tool_use_id":"\\u0074","cache_control":{"type":"ephemeral"}}', '{"role":"tool","tool_call_id":"\\u0074","content":""}',
  resultOf(`[{"type":"text","text":"A"},${URL_IMAGE}]`), result(`[{"type":"text","text":"A"},${URL_PART}]`),
  resultOf('[{"type":"document","source":{"type":"text","data":"T"}}]'), result('[{"type":"text","text":"T"}]'),
  resultOf('[{"type":"search_result","content":[{"type":"text","text":"T"}]}]'), result('[{"type":"text","text":"T"}]'),
  resultOf('[{"type":"tool_reference","tool_name":"Bash"},{"type":"tool_reference","tool_name":"Read"}]'), result('"Bash\\nRead"'),
  resultOf(`[{"type":"tool_reference","tool_name":7},{"type":"tool_reference","tool_name":"Read"},${URL_IMAGE}]`), result(`[{"type":"text","text":"Read"},${URL_PART}]`),
  // errors
  failed('"no such file"'), result('"Error: no such file"'),
  failed('"Error: no such file"'), result('"Error: no such file"'),
  failed('"\\u0045rror: no"'), result('"\\u0045rror: no"'),
  failed('[{"type":"text","text":"A"},{"type":"text","text":"B"}]'), result('"Error: A\\nB"'),
  failed("null"), result('"Error"'),
  failed("[]"), result('"Error"'),
  failed(`[${URL_IMAGE}]`), result(`[{"type":"text","text":"Error:"},${URL_PART}]`),
  failed(`[{"type":"text","text":"Error: A"},${URL_IMAGE}]`), result(`[{"type":"text","text":"Error: A"},${URL_PART}]`),
  '{"type":"tool_result","tool_use_id":"t","content":"A","is_error":"true"}', result('"A"'),
  '{"type":"tool_result","tool_use_id":"t","content":"A","is_error":false}', result('"A"'),
  '{"type":"tool_result","tool_use_id":"t","content":"A","is_error":true,"is_error":null}', result('"A"'),
  // before all else that the turn says
  `${A},${resultOf('"R"')},${URL_IMAGE},{"type":"tool_result","tool_use_id":"u","content":"S"}`, `${result('"R"')},{"role":"tool","tool_call_id":"u","content":"S"},${user(`${A},${URL_PART}`)}`,
  `${resultOf('"R"')},{"type":"text","text":""}`, result('"R"'),
  // wrong
  '{"type":"tool_result","content":"A"}', "!400 untranslatable messages[0].content[0].tool_use_id: expected a string",
  '{"type":"tool_result","tool_use_id":null,"content":"A"}', "!400 untranslatable messages[0].content[0].tool_use_id: expected a string",
  `${A},{"type":"tool_result","tool_use_id":7}`, "!400 untranslatable messages[0].content[1].tool_use_id: expected a string",
  resultOf("7"), "!400 untranslatable messages[0].content[0].content: expected a text or a list",
  resultOf("true"), "!400 untranslatable messages[0].content[0].content: expected a text or a list",
  resultOf('{"type":"text","text":"A"}'), "!400 untranslatable messages[0].content[0].content: expected a text or a list",
  resultOf('["A"]'), "!400 untranslatable messages[0].content[0].content: expected a block of content",
  resultOf('[{"type":"image","source":true}]'), "!400 untranslatable messages[0].content[0].content: expected an image in base64, or by its URL",
  resultOf(`[${A},{"type":"tool_result"}]`), '!400 untranslatable messages[0].content[0].content: a block of type "tool_result" cannot be sent to this provider',
];

const F = '{"type":"tool_use","id":"i","name":"f","input":{"a": 1.0}}';
const CALL = '"tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{\\"a\\": 1.0}"}}]';
const WHO = "!400 untranslatable messages[0].content[0]: expected a call with an id and a name";

function assistant(rest: string): string {
  return `{"role":"assistant","content":${rest}}`;
}

function called(input: string): string {
  return assistant(`null,"tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"${input}"}}]`);
}

// prettier-ignore
const SAID: Array<string> = [
  '{"type":"text","text":"x\\u0041"},{"type":"text","text":""},{"type":"text","text":"y","citations":[{}]}', assistant('"x\\u0041y"'),
  `{"type":"text","text":"x"},${F},{"type":"text","text":"y"}`, assistant(`"x\\n\\ny",${CALL}`),
  F, assistant(`null,${CALL}`),
  '{"type":"text","text":""}', "",
  '{"type":"text","text":7},{"type":"text"}', "",
  // thinking, and what ran at Anthropic
  '{"type":"thinking","thinking":"T","signature":"s"}', "",
  `{"type":"thinking","thinking":"T","signature":"s"},{"type":"redacted_thinking","data":"d"},${A}`, assistant('"A"'),
  `{"type":"server_tool_use","id":"s","name":"web_search","input":{}},{"type":"web_search_tool_result","tool_use_id":"s","content":[]},{"type":"mcp_tool_use","id":"m"},{"type":"mcp_tool_result","tool_use_id":"m"},${A}`, assistant('"A"'),
  // inputs
  '{"type":"tool_use","id":"i","name":"f","input":{}}', called("{}"),
  '{"type":"tool_use","id":"i","name":"f"}', called("{}"),
  '{"type":"tool_use","id":"i","name":"f","input":null}', called("{}"),
  '{"type":"tool_use","id":"i","name":"f","input":{"a":"\\u00e9\\"\\n"},"caller":{"type":"direct"}}', called('{\\"a\\":\\"\\\\u00e9\\\\\\"\\\\n\\"}'),
  '{"type":"tool_use","id":"i","name":"f","input":{\n"a":[]\r\n}}', called('{\\n\\"a\\":[]\\r\\n}'),
  '{"type":"tool_use","id":"x","id":"i","name":"g","name":"f","input":{"a":1},"input":{}}', called("{}"),
  '{"type":"tool_use","id":"i","name":"f","input":"{}"}', "!400 untranslatable messages[0].content[0]: expected an object as its input",
  `${A},{"type":"tool_use","id":"i","name":"f","input":[]}`, "!400 untranslatable messages[0].content[1]: expected an object as its input",
  '{"type":"tool_use","name":"f","input":{}}', WHO,
  '{"type":"tool_use","id":7,"name":"f","input":{}}', WHO,
  '{"type":"tool_use","id":"i","input":{}}', WHO,
  '{"type":"tool_use","id":"i","name":"","input":{}}', WHO,
  '{"type":"tool_use","id":"i","name":null,"input":{}}', WHO,
  // what only users say
  `${A},{"type":"image","source":{"type":"url","url":"https://a.example"}}`, '!400 untranslatable messages[0].content[1]: a block of type "image" cannot be sent to this provider',
  '{"type":"tool_result","tool_use_id":"t"}', '!400 untranslatable messages[0].content[0]: a block of type "tool_result" cannot be sent to this provider',
  '{"type":"document"}', '!400 untranslatable messages[0].content[0]: a block of type "document" cannot be sent to this provider',
  '"A"', BLOCK,
  "null", BLOCK,
  '{"type":null,"text":"A"}', BLOCK,
];

// prettier-ignore
const THOUGHT: Array<string> = [
  `{"type":"thinking","thinking":"T\\n","signature":"s"},{"type":"text","text":"A"},{"type":"thinking","thinking":"U"},${F}`, assistant(`"A","reasoning_content":"T\\nU",${CALL}`),
  `{"type":"thinking","thinking":"","signature":"s"},${A}`, assistant('"A"'),
  `{"type":"thinking","thinking":7},{"type":"redacted_thinking","data":"d"},${A}`, assistant('"A"'),
  `{"type":"thinking","thinking":"T"},${F}`, assistant(`null,"reasoning_content":"T",${CALL}`),
  '{"type":"thinking","thinking":"T"}', "",
];

// prettier-ignore
const CACHED: Array<string> = [
  '{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}', user('{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}'),
  '{"type":"text","text":"A"}', '{"role":"user","content":"A"}',
  '{"type":"text","text":"A","cache_control":null}', '{"role":"user","content":"A"}',
  '{"type":"text","text":"A","cache_control":7},{"type":"text","text":"B","cache_control":{"type":"ephemeral","ttl":"1h"}}', user('{"type":"text","text":"A"},{"type":"text","text":"B","cache_control":{"type":"ephemeral","ttl":"1h"}}'),
  `${URL_IMAGE},{"type":"document","source":{"type":"text","data":"T"},"cache_control":{"type":"ephemeral"}}`, user(`${URL_PART},{"type":"text","text":"T","cache_control":{"type":"ephemeral"}}`),
];

describe("turns, as messages of a chat", () => {
  it("have a role and content", () => {
    expectAll(TURNS, (turns) => chatTurns("", turns));
  });

  it("of a user are a text, or parts", () => {
    expectAll(BLOCKS, (blocks) => chatBlocks(blocks));
  });

  it("of a user tell how texts are cached where that is read", () => {
    expectAll(CACHED, (blocks) => chatBlocks(blocks, Reads.CacheControl));
  });

  it("tell what tools have answered in messages of their own", () => {
    expectAll(RESULTS, (blocks) => chatBlocks(blocks));
  });

  it("of an assistant are a text and calls", () => {
    expectAll(SAID, (blocks) => chatSaid(blocks));
  });

  it("of an assistant tell what it thought where that is read", () => {
    expectAll(THOUGHT, (blocks) => chatSaid(blocks, Reads.Reasoning));
  });
});
