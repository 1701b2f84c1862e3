import { expectAll, sent, sentFor } from "../../support/sent-chat";

function told(messages: string): string {
  return sentFor(messages).replace('"messages":', "");
}

// prettier-ignore
const USER: Array<string> = [
  '{"role":"user","content":"H\\u00e9 \\ud83d\\ude00 é\\/"}', '[{"role":"user","content":"H\\u00e9 \\ud83d\\ude00 é\\/"}]',
  '{"role":"user","content":""}', '[{"role":"user","content":""}]',
  '{"role":"user","name":"Ann","content":"A","content":"B"}', '[{"role":"user","content":"B"}]',
  '{"role":"user","content":"A","cache_control":{"type":"ephemeral"}}', '[{"role":"user","content":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}]}]',
  '{"role":"user","content":"A","cache_control":"x"}', '[{"role":"user","content":"A"}]',
  '{"role":"user","content":"A"},{"role":"user","content":"B"}', '[{"role":"user","content":"A"},{"role":"user","content":"B"}]',
  '{"role":"user","content":[]}', "[]",
  '{"role":"user","content":[{"type":"text","text":""}]},{"role":"user","content":"B"}', '[{"role":"user","content":"B"}]',
  '{"role":"user"}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
  '{"role":"user","content":null}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
  '{"role":"user","content":5}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
  '{"role":"user","content":{"type":"text","text":"A"}}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
];

const ROLES = "expected system, developer, user, assistant, tool or function";

// prettier-ignore
const NO_MESSAGES: Array<string> = [
  "null", "!400 untranslatable messages[0]: expected an object",
  "5", "!400 untranslatable messages[0]: expected an object",
  '"Hi"', "!400 untranslatable messages[0]: expected an object",
  '[{"role":"user"}]', "!400 untranslatable messages[0]: expected an object",
  "{}", `!400 untranslatable messages[0].role: ${ROLES}`,
  '{"role":null,"content":"A"}', `!400 untranslatable messages[0].role: ${ROLES}`,
  '{"role":7,"content":"A"}', `!400 untranslatable messages[0].role: ${ROLES}`,
  '{"role":"User","content":"A"}', `!400 untranslatable messages[0].role: ${ROLES}`,
  '{"role":"user","content":"A"},{"role":"model","content":"A"}', `!400 untranslatable messages[1].role: ${ROLES}`,
];

const MISSING = "!400 missing_messages missing messages";

// prettier-ignore
const MISSING_MESSAGES: Array<string> = [
  '{"model":"m"}', MISSING,
  '{"messages":null}', MISSING,
  '{"messages":"Hi"}', MISSING,
  '{"messages":{"0":{"role":"user","content":"Hi"}}}', MISSING,
  '{"messages":[]}', MISSING,
  '{"messages":[{"role":"user","content":"Hi"}],"messages":[]}', MISSING,
  '[{"messages":[1]}]', MISSING,
  "5", MISSING,
  // not JSON at all
  "{", MISSING,
];

// prettier-ignore
const ASSISTANT: Array<string> = [
  '{"role":"assistant","content":"A\\n"}', '[{"role":"assistant","content":"A\\n"}]',
  '{"role":"assistant","content":"A","tool_calls":[],"refusal":null,"audio":{"id":"x"},"function_call":null}', '[{"role":"assistant","content":"A"}]',
  '{"role":"assistant","content":"A","cache_control":{"type":"ephemeral"}}', '[{"role":"assistant","content":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}]}]',
  '{"role":"assistant","content":[{"type":"text","text":"A"},{"type":"refusal","refusal":"B"},{"type":"text","text":" "}]}', '[{"role":"assistant","content":[{"type":"text","text":"A"},{"type":"text","text":"B"}]}]',
  '{"role":"assistant","content":null,"refusal":"No."}', '[{"role":"assistant","content":[{"type":"text","text":"No."}]}]',
  '{"role":"assistant","content":"A","refusal":"No."}', '[{"role":"assistant","content":[{"type":"text","text":"A"},{"type":"text","text":"No."}]}]',
  '{"role":"assistant","content":"A","refusal":5,"reasoning_content":"B"}', '[{"role":"assistant","content":"A"}]',
  // it says nothing
  '{"role":"assistant","content":""}', "[]",
  '{"role":"assistant","content":"\\n"}', "[]",
  '{"role":"assistant","content":null}', "[]",
  '{"role":"assistant"}', "[]",
  '{"role":"assistant","content":[{"type":"text","text":""}],"tool_calls":null}', "[]",
  '{"role":"assistant","content":5}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
  '{"role":"assistant","content":{}}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
  '{"role":"assistant","content":[{"type":"input_audio","input_audio":{}}]}', '!400 untranslatable messages[0].content[0]: a part of type "input_audio" cannot be sent to this provider',
];

// prettier-ignore
const THINKING: Array<string> = [
  '{"role":"assistant","content":"A","thinking_blocks":[{"index":0,"type":"thinking","thinking":"T\\n","signature":"s"},{"index":1,"type":"redacted_thinking","data":"d"}]}',
  '[{"role":"assistant","content":[{"type":"thinking","thinking":"T\\n","signature":"s"},{"type":"redacted_thinking","data":"d"},{"type":"text","text":"A"}]}]',
  '{"role":"assistant","content":null,"thinking_blocks":[{"type":"thinking","thinking":"","signature":"s"}]}', '[{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s"}]}]',
  '{"role":"assistant","content":null,"thinking_blocks":[{"type":"thinking","thinking":5,"signature":"s","data":"x"}]}', '[{"role":"assistant","content":[{"type":"thinking","thinking":"","signature":"s"}]}]',
  // neither signed nor sealed
  '{"role":"assistant","content":"A","thinking_blocks":[{"type":"thinking","thinking":"T"},{"type":"thinking","thinking":"T","signature":""},{"type":"redacted_thinking","data":null},{"type":"text","text":"x"},null,5]}', '[{"role":"assistant","content":"A"}]',
  '{"role":"assistant","content":"A","thinking_blocks":[{"type":"thinking","thinking":"T"},{"type":"thinking","thinking":"U","signature":"s"}]}', '[{"role":"assistant","content":[{"type":"thinking","thinking":"U","signature":"s"},{"type":"text","text":"A"}]}]',
  '{"role":"assistant","content":"A","thinking_blocks":{"0":{"type":"thinking","thinking":"T","signature":"s"}}}', '[{"role":"assistant","content":"A"}]',
  '{"role":"assistant","content":"A","thinking_blocks":"T"}', '[{"role":"assistant","content":"A"}]',
];

describe("a chat's messages", () => {
  it("are a user's", () => {
    expectAll(USER, told);
  });

  it("are the assistant's", () => {
    expectAll(ASSISTANT, told);
  });

  it("bring back what Anthropic has signed or sealed of its thoughts", () => {
    expectAll(THINKING, told);
  });

  it("are refused by their places where they are none", () => {
    expectAll(NO_MESSAGES, told);
    expectAll(MISSING_MESSAGES, (body: string): string => sent(body));
  });
});
