import { LONG_NAME, message, SHORT_NAME } from "../../support/chat-answer";
import { expectAll } from "../../support/sent-chat";

const HEAD = '{"id":"c","type":"message","role":"assistant","model":"m","content":';
const TAIL =
  ',"stop_sequence":null,"usage":{"input_tokens":0,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}';

// The blocks of an answer with these members of a message, and behind them the reason if it is not that of a turn that is over.
function blocks(members: string): string {
  return contentOf(message(`{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant",${members}}}]}`));
}

function contentOf(text: string): string {
  if (!text.startsWith(HEAD) || !text.endsWith(TAIL)) return text;
  return text
    .substring(HEAD.length, text.length - TAIL.length)
    .replace(',"stop_reason":"end_turn"', "")
    .replace(',"stop_reason":', " ");
}

function reason(members: string): string {
  return contentOf(message(`{"id":"c","model":"m","choices":[{"message":{"content":null}${members}}]}`));
}

function usage(value: string): string {
  const text = message(`{"id":"c","model":"m","choices":[{}],"usage":${value}}`);
  return text
    .replace(HEAD + '[],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":', "")
    .replace(',"cache_creation_input_tokens":', "/")
    .replace(',"cache_read_input_tokens":', "/")
    .replace(',"output_tokens":', "/");
}

function input(text: string): string {
  return blocks(`"tool_calls":[{"id":"x","type":"function","function":{"name":"f"${text}}}]`)
    .replace('[{"type":"tool_use","id":"x","name":"f","input":', "")
    .replace('}] "tool_use"', "");
}

// prettier-ignore
const BLOCKS: Array<string> = [
  // texts
  '"content":"a"', '[{"type":"text","text":"a"}]',
  '"content":"\\u00e9\\n\\"é\\/"', '[{"type":"text","text":"\\u00e9\\n\\"é\\/"}]',
  '"content":""', "[]",
  '"content":null', "[]",
  '"refusal":null', "[]",
  '"content":7', "[]",
  '"content":{"text":"a"}', "[]",
  '"content":null,"refusal":"a"', '[{"type":"text","text":"a"}]',
  '"content":"a","refusal":"b"', '[{"type":"text","text":"a"},{"type":"text","text":"b"}]',
  '"content":[{"type":"text","text":"a"},{"type":"text","text":""},{"type":"text","text":"b"},{"type":"refusal","refusal":"c"}]', '[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"text","text":"c"}]',
  '"content":[null,7,"a",[],{"text":7},{"type":"image_url"},{"thinking":7},{"thinking":{"a":1}}]', "[]",
  // reasoning
  '"reasoning_content":"a","content":"b"', '[{"type":"thinking","thinking":"a","signature":""},{"type":"text","text":"b"}]',
  '"content":"b","reasoning":"a\\n"', '[{"type":"thinking","thinking":"a\\n","signature":""},{"type":"text","text":"b"}]',
  '"content":"b","reasoning":"x","reasoning_content":"a"', '[{"type":"thinking","thinking":"a","signature":""},{"type":"text","text":"b"}]',
  '"content":"b","reasoning":"a","reasoning_content":""', '[{"type":"thinking","thinking":"a","signature":""},{"type":"text","text":"b"}]',
  '"content":"b","reasoning":{},"reasoning_content":null', '[{"type":"text","text":"b"}]',
  '"content":[{"type":"thinking","thinking":[{"type":"text","text":"a"},{"type":"reference","reference_ids":[1]},{"type":"text","text":"b"}]},{"type":"text","text":"c"}]', '[{"type":"thinking","thinking":"a","signature":""},{"type":"thinking","thinking":"b","signature":""},{"type":"text","text":"c"}]',
  '"content":[{"type":"thinking","thinking":"a"}]', '[{"type":"thinking","thinking":"a","signature":""}]',
  // calls
  '"content":null,"tool_calls":[{"id":"call_abc123","type":"function","function":{"name":"get_weather","arguments":"{\\"a\\": 1.0}"}}]', '[{"type":"tool_use","id":"call_abc123","name":"get_weather","input":{"a": 1.0}}] "tool_use"',
  '"content":"a","tool_calls":[{"id":"x","function":{"name":"f","arguments":"{}"}},{"id":"y","function":{"name":"g","arguments":"{}"}}]', '[{"type":"text","text":"a"},{"type":"tool_use","id":"x","name":"f","input":{}},{"type":"tool_use","id":"y","name":"g","input":{}}] "tool_use"',
  `"tool_calls":[{"id":"x","function":{"name":"${SHORT_NAME}"}}]`, `[{"type":"tool_use","id":"x","name":"${LONG_NAME}","input":{}}] "tool_use"`,
  '"tool_calls":[{"id":"x\\u002d","function":{"name":"f\\u005fg"}}]', '[{"type":"tool_use","id":"x\\u002d","name":"f_g","input":{}}] "tool_use"',
  '"tool_calls":[{"function":{"name":"f"}},{"id":"","function":{"name":"g"}},{"id":7,"function":{"name":"h"}}]', '[{"type":"tool_use","id":"call_1700000000_0","name":"f","input":{}},{"type":"tool_use","id":"call_1700000000_1","name":"g","input":{}},{"type":"tool_use","id":"call_1700000000_2","name":"h","input":{}}] "tool_use"',
  '"tool_calls":[{"id":"x","function":{}},{"id":"y","function":{"name":null,"arguments":"{}"}}]', '[{"type":"tool_use","id":"x","name":"","input":{}},{"type":"tool_use","id":"y","name":"","input":{}}] "tool_use"',
  '"content":"a","tool_calls":[null,7,"f",[],{"id":"x"},{"id":"x","function":null},{"id":"x","function":"f"}]', '[{"type":"text","text":"a"}]',
  '"content":"a","tool_calls":null', '[{"type":"text","text":"a"}]',
  '"content":"a","tool_calls":"f"', '[{"type":"text","text":"a"}]',
  '"function_call":{"name":"f","arguments":"{\\"a\\":1}"}', '[{"type":"tool_use","id":"call_1700000000_0","name":"f","input":{"a":1}}] "tool_use"',
  '"content":"a","function_call":null', '[{"type":"text","text":"a"}]',
  '"content":"a","function_call":"f"', '[{"type":"text","text":"a"}]',
  // what has no place
  '"content":"a","annotations":[{"type":"url_citation"}],"audio":{"data":"x"}', '[{"type":"text","text":"a"}]',
  // the last of two members counts
  '"content":"a","content":"b"', '[{"type":"text","text":"b"}]',
];

// prettier-ignore
const INPUTS: Array<string> = [
  "", "{}",
  ',"arguments":null', "{}",
  ',"arguments":""', "{}",
  ',"arguments":"{}"', "{}",
  ',"arguments":" {\\"a\\" : [1e400,\\"\\\\u00e9\\\\n\\"] }\\n"', '{"a" : [1e400,"\\u00e9\\n"] }',
  ',"arguments":{"a": 1}', '{"a": 1}',
  ',"arguments":"not json"', "{}",
  ',"arguments":"123"', "{}",
  ',"arguments":"null"', "{}",
  ',"arguments":"[]"', "{}",
  ',"arguments":"{\\"a\\":"', "{}",
  ',"arguments":"{} {}"', "{}",
  ',"arguments":[1]', "{}",
  ',"arguments":7', "{}",
];

// prettier-ignore
const REASONS: Array<string> = [
  "", "[]",
  ',"finish_reason":null', "[]",
  ',"finish_reason":""', "[]",
  ',"finish_reason":"null"', "[]",
  ',"finish_reason":7', "[]",
  ',"finish_reason":"stop"', "[]",
  ',"finish_reason":"length"', '[] "max_tokens"',
  ',"finish_reason":"tool_calls"', '[] "tool_use"',
  ',"finish_reason":"function_call"', '[] "tool_use"',
  ',"finish_reason":"content_filter"', '[] "refusal"',
  ',"finish_reason":"so\\"new"', '[] "so\\"new"',
];

const ZERO = "0/0/0/0}}";

// prettier-ignore
const USAGES: Array<string> = [
  '{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}', "10/0/0/5}}",
  '{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":null,"completion_tokens_details":null}', "10/0/0/5}}",
  '{"prompt_tokens":35,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":10,"cache_write_tokens":5}}', "20/5/10/5}}",
  '{"prompt_tokens":35,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":10,"cache_creation_input_tokens":5}}', "20/5/10/5}}",
  '{"prompt_tokens":35,"completion_tokens":5,"prompt_cache_hit_tokens":10}', "25/0/10/5}}",
  '{"prompt_tokens":5,"prompt_tokens_details":{"cached_tokens":10}}', "0/0/10/0}}",
  '{"prompt_tokens":12,"completion_tokens":1,"total_tokens":241,"completion_tokens_details":{"reasoning_tokens":228}}', "12/0/0/229}}",
  '{"prompt_tokens":1.9e1,"completion_tokens":99999999999}', "19/0/0/2147483647}}",
  '{"prompt_tokens":-1,"completion_tokens":"5","prompt_tokens_details":7}', ZERO,
  '{"prompt_tokens":null,"completion_tokens":null}', ZERO,
  "null", ZERO,
  "{}", ZERO,
  "[]", ZERO,
  '"a"', ZERO,
];

// prettier-ignore
const WHOLE: Array<string> = [
  // another model, other members, other choices
  '{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5\\u002d","choices":[{"index":0,"message":{"role":"assistant","content":"1 + 1 = 2."},"logprobs":null,"finish_reason":"stop"},{"index":1,"message":{"content":"x"},"finish_reason":"length"}],"usage":{"prompt_tokens":10,"completion_tokens":5},"service_tier":"default","system_fingerprint":"fp"}',
  '{"id":"chatcmpl-1","type":"message","role":"assistant","model":"gpt-5\\u002d","content":[{"type":"text","text":"1 + 1 = 2."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":5}}',
  // nothing but a choice
  '{"choices":[{}]}',
  '{"id":"msg_1700000000","type":"message","role":"assistant","model":"asked","content":[],"stop_reason":"end_turn"' + TAIL,
  '{"id":"","model":7,"choices":[{"message":null}]}',
  '{"id":"msg_1700000000","type":"message","role":"assistant","model":"asked","content":[],"stop_reason":"end_turn"' + TAIL,
  '{"id":null,"model":"","choices":[{"message":"a"}]}',
  '{"id":"msg_1700000000","type":"message","role":"assistant","model":"asked","content":[],"stop_reason":"end_turn"' + TAIL,
  // no completions
  '{"error":{"type":"invalid_request_error","message":"x"}}', "none",
  '{"type":"message","role":"assistant","content":[]}', "none",
  '{"choices":[]}', "none",
  '{"choices":null}', "none",
  '{"choices":{"0":{"message":{"content":"a"}}}}', "none",
  '{"choices":["a"]}', "none",
  '{"choices":[null]}', "none",
  "[]", "none",
  '"a"', "none",
  "{", "none",
  "", "none",
];

describe("a chat completion as a message", () => {
  it("has what is thought, said and called", () => {
    expectAll(BLOCKS, blocks);
  });

  it("has inputs that are objects", () => {
    expectAll(INPUTS, input);
  });

  it("ends for a reason", () => {
    expectAll(REASONS, reason);
    expect(
      blocks('"tool_calls":[{"id":"x","function":{"name":"f"}}]},"finish_reason":"stop","x":{"y":1').endsWith(
        '"tool_use"',
      ),
    ).toBe(true);
    expect(
      blocks('"tool_calls":[{"id":"x","function":{"name":"f"}}]},"finish_reason":"length","x":{"y":1').endsWith(
        '"max_tokens"',
      ),
    ).toBe(true);
  });

  it("tells what it cost", () => {
    expectAll(USAGES, usage);
  });

  it("is written to the byte, or not at all", () => {
    expectAll(WHOLE, message);
  });
});
