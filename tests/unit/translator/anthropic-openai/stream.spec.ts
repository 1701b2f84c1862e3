import { ChatFeed, events, LONG_NAME, SHORT_NAME } from "../../support/chat-answer";
import { expectAll } from "../../support/sent-chat";

const END = ' END "end_turn" 0/0/0/0 STOP';
const CALLED = ' END "tool_use" 0/0/0/0 STOP';

// prettier-ignore
const TEXTS: Array<string> = [
  // the first chunk has a role, a role and a text, or only a text
  'd "role":"assistant","content":""\nd "content":"a"\nf "stop"\n[DONE]', 'START <0 text 0t"a" >0' + END,
  'd "role":"assistant","content":"a"\nd "content":"b"\nf "stop"\n[DONE]', 'START <0 text 0t"a" 0t"b" >0' + END,
  'd "content":"a"\nf "stop"\n[DONE]', 'START <0 text 0t"a" >0' + END,
  // escapes stay
  'd "content":"\\u00e9\\n\\"é\\u2028\\/"\nf "stop"\n[DONE]', 'START <0 text 0t"\\u00e9\\n\\"é\\u2028\\/" >0' + END,
  // nothing opens nothing
  'd "role":"assistant"\nd "content":""\nd "content":null\nd\nd "reasoning_content":""\nd "tool_calls":[]\nd "refusal":null\nf "stop"\n[DONE]', "START" + END,
  '{"id":"c","model":"m","choices":[{}]}\n{"id":"c","model":"m","choices":[{"delta":null}]}\n{"id":"c","model":"m","choices":[{"delta":"a"}]}\nf "stop"\n[DONE]', "START" + END,
  // of no use
  'd "content":7\nd "content":true\nd "content":{"text":"a"}\nd "content":[1,null,"a",{"text":1},[]]\nd "refusal":[]\nd "reasoning":{}\nf "stop"\n[DONE]', "START" + END,
  // parts
  'd "content":[{"type":"text","text":"a"},{"type":"text","text":"b"},{"type":"refusal","refusal":"c"}]\nf "stop"\n[DONE]', 'START <0 text 0t"a" 0t"b" 0t"c" >0' + END,
  'd "content":[{"type":"thinking","thinking":[{"type":"text","text":"a"},{"type":"text","text":"b"}]},{"type":"text","text":"c"}]\nf "stop"\n[DONE]', 'START <0 thinking 0r"a" 0r"b" >0 <1 text 1t"c" >1' + END,
  'd "content":[{"type":"thinking","thinking":"a"},{"type":"reference","reference_ids":[1]}]\nf "stop"\n[DONE]', 'START <0 thinking 0r"a" >0' + END,
  // a refusal
  'd "refusal":"a"\nd "refusal":"b"\nf "stop"\n[DONE]', 'START <0 text 0t"a" 0t"b" >0' + END,
  // reasoning by both names, before the text, behind it, and in one chunk with it
  'd "reasoning_content":"a"\nd "reasoning_content":"b","content":null\nd "content":"c"\nf "stop"\n[DONE]', 'START <0 thinking 0r"a" 0r"b" >0 <1 text 1t"c" >1' + END,
  'd "reasoning":"a","content":""\nd "content":"b"\nd "reasoning":"c"\nd "content":"d"\nf "stop"\n[DONE]', 'START <0 thinking 0r"a" >0 <1 text 1t"b" >1 <2 thinking 2r"c" >2 <3 text 3t"d" >3' + END,
  'd "content":"b","reasoning_content":"a","reasoning":"x"\nf "stop"\n[DONE]', 'START <0 thinking 0r"a" >0 <1 text 1t"b" >1' + END,
  'd "reasoning_content":"","reasoning":"a"\nf "stop"\n[DONE]', 'START <0 thinking 0r"a" >0' + END,
  // the last of two members counts
  'd "content":"a","content":"b"\nf "stop"\n[DONE]', 'START <0 text 0t"b" >0' + END,
  // only the first choice counts
  '{"id":"c","model":"m","choices":[{"index":1,"delta":{"content":"x"},"finish_reason":"length"},{"index":0,"delta":{"content":"a"}},{"index":2,"delta":{"content":"y"}}]}\nf "stop"\n[DONE]', 'START <0 text 0t"a" >0' + END,
  '{"id":"c","model":"m","choices":[{"delta":{"content":"a"}}]}\n{"choices":[{"index":1,"delta":{"content":"x"}}]}\nf "stop"\n[DONE]', 'START <0 text 0t"a" >0' + END,
];

// prettier-ignore
const ENDS: Array<string> = [
  // reasons, and what is none
  'd "content":"a"\nf null\nf ""\nf "null"\nf 7\nd "content":"b"\nf "length"\n[DONE]', 'START <0 text 0t"a" 0t"b" >0 END "max_tokens" 0/0/0/0 STOP',
  'f "tool_calls"\n[DONE]', "START" + CALLED,
  'f "function_call"\n[DONE]', "START" + CALLED,
  'f "content_filter"\n[DONE]', 'START END "refusal" 0/0/0/0 STOP',
  'f "\\u0073top"\n[DONE]', "START" + END,
  'f "so\\n\\"new\\""\n[DONE]', 'START END "so\\n\\"new\\"" 0/0/0/0 STOP',
  // the first one counts, and what is said behind it is said
  'd "content":"a"\nf "length"\nf "stop"\n[DONE]', 'START <0 text 0t"a" >0 END "max_tokens" 0/0/0/0 STOP',
  'd "content":"a"\nf "stop"\nd "content":""\nd "content":"b"\n[DONE]', 'START <0 text 0t"a" 0t"b" >0' + END,
  // usage: behind the reason, with it, before it, on every chunk, null, never
  'd "content":"a"\nf "stop"\nu "prompt_tokens":10,"completion_tokens":5\n[DONE]', 'START <0 text 0t"a" >0 END "end_turn" 10/0/0/5 STOP',
  'd "content":"a"\n{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":5}}\n[DONE]', 'START <0 text 0t"a" >0 END "end_turn" 10/0/0/5 STOP',
  'd "content":"a"\nu "prompt_tokens":10,"completion_tokens":5\nf "stop"\n[DONE]', 'START <0 text 0t"a" >0 END "end_turn" 10/0/0/5 STOP',
  'd "content":"a"\n{"choices":[{"delta":{"content":"b"}}],"usage":{"prompt_tokens":10,"completion_tokens":1}}\n{"choices":[{"delta":{"content":"c"}}],"usage":{"prompt_tokens":10,"completion_tokens":2}}\n{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":10,"completion_tokens":3}}', 'START <0 text 0t"a" 0t"b" 0t"c" >0 END "end_turn" 10/0/0/3 STOP',
  '{"id":"c","model":"m","choices":[{"delta":{"content":"a"}}],"usage":null}\n{"choices":[{"delta":{},"finish_reason":"stop"}],"usage":null}\n{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n[DONE]', 'START <0 text 0t"a" >0 END "end_turn" 1/0/0/2 STOP',
  'f "stop"\nu "prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"cached_tokens":20}', 'START END "end_turn" 80/0/20/50 STOP',
  'f "stop"\nu "prompt_tokens":35,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":10,"cache_write_tokens":5}', 'START END "end_turn" 20/5/10/1 STOP',
  'f "stop"\nu "prompt_tokens":5,"completion_tokens":1,"prompt_tokens_details":{"cached_tokens":10}', 'START END "end_turn" 0/0/10/1 STOP',
  'f "stop"\nu "prompt_tokens":5,"completion_tokens":1,"prompt_cache_hit_tokens":2,"prompt_tokens_details":null', 'START END "end_turn" 3/0/2/1 STOP',
  'f "stop"\nu "prompt_tokens":"5","completion_tokens":-1,"prompt_tokens_details":[1]', "START" + END,
  'f "stop"\n{"choices":null,"usage":{"prompt_tokens":5}}', 'START END "end_turn" 5/0/0/0 STOP',
  'f "stop"\n{"usage":{"prompt_tokens":5}}', 'START END "end_turn" 5/0/0/0 STOP',
  'd "role":"assistant"\n{"id":"c","model":"m","choices":[{"delta":{},"finish_reason":"stop","usage":{"prompt_tokens":3,"completion_tokens":4}}]}', 'START END "end_turn" 3/0/0/4 STOP',
  'f "stop"\n{"id":"c","choices":[],"x_groq":{"usage":{"prompt_tokens":3,"completion_tokens":4}}}', 'START END "end_turn" 3/0/0/4 STOP',
  // the end of the stream, and of nothing
  'd "content":"a"\nf "stop"\nend', 'START <0 text 0t"a" >0' + END,
  'd "content":"a"\n[DONE]', 'START <0 text 0t"a" >0' + END,
  'd "role":"assistant"\n[DONE]', "START" + END,
  'd "content":"a"\n [DONE] ', 'START <0 text 0t"a" >0' + END,
  // what comes behind it
  'd "content":"a"\nf "stop"\n[DONE]\nd "content":"b"\n[DONE]\nu "prompt_tokens":1\n{"error":{"message":"x"}}\nend', 'START <0 text 0t"a" >0' + END,
  'f "stop"\nu "prompt_tokens":1\nf "stop"\nu "prompt_tokens":2\n[DONE]\nend', 'START END "end_turn" 1/0/0/0 STOP',
  // data that is none
  'd "content":"a"\n\n  \n{"choices":\nping\nf "stop"\n\n[DONE]', 'START <0 text 0t"a" >0' + END,
  'd "content":"a"\n7\nnull\n{}\n[]\n{"type":"ping"}\nf "stop"\n[DONE]', 'START <0 text 0t"a" >0' + END,
];

const F = '"type":"function","function":{"name":"f","arguments":""}';

// prettier-ignore
const CALLS: Array<string> = [
  `d "tool_calls":[{"index":0,"id":"x",${F}}]\nd "tool_calls":[{"index":0,"function":{"arguments":"{\\"a"}}]\nd "tool_calls":[{"index":0,"function":{"arguments":"\\":1}"}}]\nf "tool_calls"\n[DONE]`, 'START <0 tool "x" "f" 0j"{\\"a" 0j"\\":1}" >0' + CALLED,
  // all at once; no arguments; a reason that does not tell of it
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]\nf "stop"\n[DONE]', 'START <0 tool "x" "f" 0j"{}" >0' + CALLED,
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f"}}]\nf "tool_calls"\n[DONE]', 'START <0 tool "x" "f" >0' + CALLED,
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":null}}]\n[DONE]', 'START <0 tool "x" "f" >0' + CALLED,
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f"}}]\nf "length"\n[DONE]', 'START <0 tool "x" "f" >0 END "max_tokens" 0/0/0/0 STOP',
  // arguments as an object, its line breaks and all
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":{"a": "\\n"}}}]\n[DONE]', 'START <0 tool "x" "f" 0j"{\\"a\\": \\"\\\\n\\"}" >0' + CALLED,
  // a name behind its id; id and name again; a name that was shortened, and one with an escape
  'd "tool_calls":[{"index":0,"id":"x"}]\nd "tool_calls":[{"index":0,"function":{"arguments":"{"}}]\nd "tool_calls":[{"index":0,"function":{"name":"f"}}]\nd "tool_calls":[{"index":0,"function":{"arguments":"}"}}]\n[DONE]', 'START <0 tool "x" "f" 0j"{" 0j"}" >0' + CALLED,
  `d "tool_calls":[{"index":0,"id":"x",${F}}]\nd "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]\n[DONE]`, 'START <0 tool "x" "f" 0j"{}" >0' + CALLED,
  `d "tool_calls":[{"index":0,"id":"x","function":{"name":"${SHORT_NAME}"}}]\n[DONE]`, `START <0 tool "x" "${LONG_NAME}" >0` + CALLED,
  'd "tool_calls":[{"index":0,"id":"x\\u002d1\\"","function":{"name":"f\\u005fg"}}]\n[DONE]', 'START <0 tool "x-1\\"" "f_g" >0' + CALLED,
  // no id, or none that is one
  'd "tool_calls":[{"index":0,"id":"","function":{"name":"f"}},{"index":1,"id":7,"function":{"name":"g"}}]\n[DONE]', 'START <0 tool "call_1700000000_0" "f" >0 <1 tool "call_1700000000_1" "g" >1' + CALLED,
  // no name
  'd "tool_calls":[{"index":0,"id":"x","function":{"arguments":"{}"}}]\n[DONE]', 'START <0 tool "x" "" 0j"{}" >0' + CALLED,
  // one behind the other
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]\nd "tool_calls":[{"index":1,"id":"y","function":{"name":"g","arguments":"{"}}]\nd "tool_calls":[{"index":1,"function":{"arguments":"}"}}]\nf "tool_calls"\n[DONE]', 'START <0 tool "x" "f" 0j"{}" >0 <1 tool "y" "g" 1j"{}" >1' + CALLED,
  // interleaved
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f"}},{"index":1,"id":"y","function":{"name":"g"}}]\nd "tool_calls":[{"index":1,"function":{"arguments":"{1"}},{"index":0,"function":{"arguments":"{0"}}]\nd "tool_calls":[{"index":0,"function":{"arguments":"}"}}]\nd "tool_calls":[{"index":1,"function":{"arguments":"}"}}]\n[DONE]', 'START <0 tool "x" "f" 0j"{0" 0j"}" >0 <1 tool "y" "g" 1j"{1}" >1' + CALLED,
  // any numbers
  'd "tool_calls":[{"index":7,"id":"x","function":{"name":"f"}},{"index":-3,"id":"y","function":{"name":"g","arguments":"{}"}}]\n[DONE]', 'START <0 tool "x" "f" >0 <1 tool "y" "g" 1j"{}" >1' + CALLED,
  // no numbers
  'd "tool_calls":[{"id":"x","function":{"name":"f"}}]\nd "tool_calls":[{"function":{"arguments":"{0}"}}]\nd "tool_calls":[{"id":"y","function":{"name":"g","arguments":"{1"}}]\nd "tool_calls":[{"id":"y","function":{"arguments":"}"}}]\nd "tool_calls":[{"id":"x","function":{"arguments":"!"}}]\n[DONE]', 'START <0 tool "x" "f" 0j"{0}" 0j"!" >0 <1 tool "y" "g" 1j"{1}" >1' + CALLED,
  // one number for all, each with an identity; and a new identity for every part of one
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]\nd "tool_calls":[{"index":0,"id":"y","function":{"name":"f","arguments":"{}"}}]\n[DONE]', 'START <0 tool "x" "f" 0j"{}" >0 <1 tool "y" "f" 1j"{}" >1' + CALLED,
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f"}}]\nd "tool_calls":[{"index":0,"id":"y","function":{"arguments":"{}"}}]\n[DONE]', 'START <0 tool "x" "f" 0j"{}" >0' + CALLED,
  // between texts
  'd "content":"a"\nd "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]\nd "content":"b"\nd "content":""\nf "tool_calls"\n[DONE]', 'START <0 text 0t"a" >0 <1 tool "x" "f" 1j"{}" >1 <2 text 2t"b" >2' + CALLED,
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f"}},{"index":1,"id":"y","function":{"name":"g"}}]\nd "content":"a"\nd "tool_calls":[{"index":1,"function":{"arguments":"{}"}}]\n[DONE]', 'START <0 tool "x" "f" >0 <1 text 1t"a" >1 <2 tool "y" "g" 2j"{}" >2' + CALLED,
  'd "reasoning":"a","content":"b","tool_calls":[{"index":0,"id":"x","function":{"name":"f"}}]\n[DONE]', 'START <0 thinking 0r"a" >0 <1 text 1t"b" >1 <2 tool "x" "f" >2' + CALLED,
  // a part for a block that has ended cannot be told
  'd "tool_calls":[{"index":0,"id":"x","function":{"name":"f"}}]\nd "content":"a"\nd "tool_calls":[{"index":0,"function":{"arguments":"{}"}}]\n[DONE]', 'START <0 tool "x" "f" >0 <1 text 1t"a" ERROR "api_error" "The provider\'s answer broke off."',
  // OpenAI's first way
  'd "function_call":{"name":"f","arguments":""}\nd "function_call":{"arguments":"{"}\nd "function_call":{"arguments":"}"}\nf "function_call"\n[DONE]', 'START <0 tool "call_1700000000_0" "f" 0j"{" 0j"}" >0' + CALLED,
  'd "function_call":null\nd "function_call":"f"\nf "stop"\n[DONE]', "START" + END,
  // of no use
  'd "tool_calls":[null,7,"f",[]]\nd "tool_calls":"f"\nd "tool_calls":null\nd "tool_calls":{}\nf "stop"\n[DONE]', "START" + END,
];

const BROKE_OFF = 'ERROR "api_error" "The provider\'s answer broke off."';
const NO_CHAT = 'ERROR "api_error" "The provider\'s answer is no stream of a chat."';

// prettier-ignore
const ERRORS: Array<string> = [
  "end", BROKE_OFF,
  'u "prompt_tokens":1\nend', BROKE_OFF,
  '{"type":"message_start","message":{"id":"c","content":[]}}\n{"type":"message_stop"}\nend', NO_CHAT,
  '{"id":"c","candidates":[]}', NO_CHAT,
  '{"choices":{}}', NO_CHAT,
  "7", NO_CHAT,
  '{"error":{"message":"a"}}\nd "content":"b"\nend', 'ERROR "api_error" "a"',
  'd "content":"a"\n{"error":{"message":"b\\n\\"","type":"rate_limit_error","code":null}}\n[DONE]\nend', 'START <0 text 0t"a" ERROR "rate_limit_error" "b\\n\\""',
  'd "content":"a"\n{"error":"b"}', 'START <0 text 0t"a" ERROR "api_error" "b"',
  'd "content":"a"\n{"error":{"message":"b","code":429}}', 'START <0 text 0t"a" ERROR "rate_limit_error" "b"',
  'd "content":"a"\n{"error":{"message":"b","status":503}}', 'START <0 text 0t"a" ERROR "api_error" "b"',
  'd "content":"a"\n{"error":{"message":"b","code":"insufficient_quota","type":"x"}}', 'START <0 text 0t"a" ERROR "rate_limit_error" "b"',
  'd "content":"a"\n{"error":{"message":"b","type":"invalid_request_error","code":7}}', 'START <0 text 0t"a" ERROR "invalid_request_error" "b"',
  'd "content":"a"\n{"type":"error","error":{"type":"overloaded_error","message":"b"}}', 'START <0 text 0t"a" ERROR "overloaded_error" "b"',
  // beside a choice, as OpenRouter has it
  'd "content":"a"\n{"id":"c","error":{"code":502,"message":"b"},"choices":[{"index":0,"delta":{"content":""},"finish_reason":"error"}]}\n[DONE]', 'START <0 text 0t"a" ERROR "api_error" "b"',
  'd "content":"a"\n{"error":null,"choices":[{"delta":{"content":"b"}}]}\n{"error":"","choices":[]}\n{"error":{},"choices":[]}\n{"error":false,"choices":[]}\nf "stop"\n[DONE]', 'START <0 text 0t"a" 0t"b" >0' + END,
];

// prettier-ignore
const START = 'event: message_start\ndata: {"type":"message_start","message":{"id":"chatcmpl-1","type":"message","role":"assistant","model":"gpt\\u002d5","content":[],"stop_reason":null,"stop_sequence":null,"usage":{"input_tokens":7,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":0}}}\n\nevent: ping\ndata: {"type":"ping"}\n\n';
// prettier-ignore
const WHOLE = START + 'event: content_block_start\ndata: {"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"a"}}\n\nevent: content_block_stop\ndata: {"type":"content_block_stop","index":0}\n\nevent: content_block_start\ndata: {"type":"content_block_start","index":1,"content_block":{"type":"text","text":""}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"b"}}\n\nevent: content_block_stop\ndata: {"type":"content_block_stop","index":1}\n\nevent: content_block_start\ndata: {"type":"content_block_start","index":2,"content_block":{"type":"tool_use","id":"x","name":"f","input":{}}}\n\nevent: content_block_delta\ndata: {"type":"content_block_delta","index":2,"delta":{"type":"input_json_delta","partial_json":"{}"}}\n\nevent: content_block_stop\ndata: {"type":"content_block_stop","index":2}\n\nevent: message_delta\ndata: {"type":"message_delta","delta":{"stop_reason":"tool_use","stop_sequence":null},"usage":{"input_tokens":80,"cache_creation_input_tokens":0,"cache_read_input_tokens":20,"output_tokens":50}}\n\nevent: message_stop\ndata: {"type":"message_stop"}\n\n';

describe("a chat's stream as events of a message", () => {
  it("is written to the byte", () => {
    const feed = new ChatFeed();
    feed.feed(
      '{"id":"chatcmpl-1","model":"gpt\\u002d5","object":"chat.completion.chunk","created":1,"choices":[{"index":0,"delta":{"role":"assistant","reasoning":"a"},"logprobs":null,"finish_reason":null}],"usage":{"prompt_tokens":7}}',
    );
    feed.feed('d "content":"b"\nd "tool_calls":[{"index":0,"id":"x","function":{"name":"f","arguments":"{}"}}]');
    feed.feed(
      'f "tool_calls"\nu "prompt_tokens":100,"completion_tokens":50,"prompt_tokens_details":{"cached_tokens":20}',
    );
    expect(feed.text).toBe(WHOLE);
    expect(feed.stream.isDone).toBe(true);
  });

  it("has what is thought and said, block by block", () => {
    expectAll(TEXTS, events);
  });

  it("ends once, with a reason and what it cost", () => {
    expectAll(ENDS, events);
  });

  it("has the calls of tools, one behind the other", () => {
    expectAll(CALLS, events);
  });

  it("tells of an error", () => {
    expectAll(ERRORS, events);
  });

  it("waits with its beginning for a choice, and makes up what is not said", () => {
    const feed = new ChatFeed();
    feed.feed('{"id":"","model":"","choices":[],"prompt_filter_results":[]}');
    expect(feed.text).toBe("");
    feed.feed('{"id":"","model":null,"choices":[{"delta":{"role":"assistant"}}]}');
    expect(
      feed.text.indexOf('"message":{"id":"msg_1700000000","type":"message","role":"assistant","model":"asked",'),
    ).toBe(51);
  });

  it("counts what it keeps", () => {
    const feed = new ChatFeed();
    feed.feed(`d "tool_calls":[{"index":0,"id":"x",${F}}]`);
    expect(feed.stream.held).toBe(2);
    feed.feed('d "tool_calls":[{"index":1,"id":"yz","function":{"name":"g","arguments":"12345"}}]');
    expect(feed.stream.held).toBe(10);
    feed.feed('d "tool_calls":[{"index":0,"function":{"arguments":"12345"}}]');
    expect(feed.stream.held).toBe(10);
    feed.feed("[DONE]");
    expect(feed.stream.held).toBe(0);
  });

  it("gives up where there are too many calls", () => {
    const feed = new ChatFeed();
    for (let i = 0; i < 256; i++) feed.feed(`d "tool_calls":[{"index":${i},"id":"x${i}","function":{"name":"f"}}]`);
    expect(feed.stream.isDone).toBe(false);
    feed.feed('d "tool_calls":[{"index":256,"id":"y","function":{"name":"f"}}]');
    expect(feed.stream.isDone).toBe(true);
    expect(feed.text.endsWith('"The provider\'s answer broke off."}}\n\n')).toBe(true);
  });

  it("fails once", () => {
    const feed = new ChatFeed();
    feed.feed('d "content":"a"');
    const before = feed.out.length;
    feed.stream.fail('no "room"', feed.out);
    feed.stream.fail("again", feed.out);
    feed.stream.end(feed.out);
    expect(feed.text.substring(before)).toBe(
      'event: error\ndata: {"type":"error","error":{"type":"api_error","message":"no \\"room\\""}}\n\n',
    );
    expect(feed.stream.isDone).toBe(true);
  });
});
