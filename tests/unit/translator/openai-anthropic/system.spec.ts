import { expectAll, sentFor } from "../../support/sent-chat";

const USER = '{"role":"user","content":"Hi"}';
const SENT = '"messages":[{"role":"user","content":"Hi"}]';

function withSystem(messages: string): string {
  return sentFor(`${messages},${USER}`).replace(SENT, "…");
}

function forClaudeCode(messages: string): string {
  return sentFor(messages.length > 0 ? `${messages},${USER}` : USER, true).replace(SENT, "…");
}

// prettier-ignore
const TEXTS: Array<string> = [
  // one plain message stays a string, spelled as it was
  '{"role":"system","content":"Be \\u0062rief.\\n"}', '"system":"Be \\u0062rief.\\n",…',
  '{"role":"developer","content":"A"}', '"system":"A",…',
  '{"content":"A","role":"system","name":"x","cache_control":null}', '"system":"A",…',
  '{"role":"user","role":"system","content":"A","content":"B"}', '"system":"B",…',
  '{"r\\u006fle":"syst\\u0065m","content":"A"}', '"system":"A",…',
  // several, parts and cache_control make blocks
  '{"role":"system","content":"A"},{"role":"developer","content":"B"}', '"system":[{"type":"text","text":"A"},{"type":"text","text":"B"}],…',
  '{"role":"system","content":"A","cache_control":{"type":"ephemeral","ttl":"1h"}}', '"system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral","ttl":"1h"}}],…',
  '{"role":"system","content":[{"type":"text","text":"A"}]}', '"system":[{"type":"text","text":"A"}],…',
  '{"role":"system","content":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}},{"type":"text","text":"B"}]}', '"system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}},{"type":"text","text":"B"}],…',
  '{"role":"system","content":["A",{"text":"B"},{"type":"input_text","text":"C"}]}', '"system":[{"type":"text","text":"A"},{"type":"text","text":"B"},{"type":"text","text":"C"}],…',
  // nothing said is nothing sent
  '{"role":"system","content":""}', "…",
  '{"role":"system","content":" \\n\\t\\r"}', "…",
  '{"role":"system","content":null}', "…",
  '{"role":"system"}', "…",
  '{"role":"system","content":[]}', "…",
  '{"role":"system","content":[{"type":"text","text":""},{"type":"text"},{"type":"text","text":null},null]}', "…",
  '{"role":"system","content":""},{"role":"system","content":"B"}', '"system":[{"type":"text","text":"B"}],…',
  // what cannot be said there
  '{"role":"system","content":7}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
  '{"role":"system","content":true}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
  '{"role":"system","content":{"text":"A"}}', "!400 untranslatable messages[0].content: expected a string or a list of parts",
  '{"role":"system","content":[{"type":"text","text":5}]}', "!400 untranslatable messages[0].content[0]: expected a text that is a string",
  '{"role":"system","content":["A",5]}', "!400 untranslatable messages[0].content[1]: expected an object with a type",
  '{"role":"system","content":[{"type":"image_url","image_url":{"url":"https://x/y"}}]}', '!400 untranslatable messages[0].content[0]: a part of type "image_url" cannot be sent to this provider',
];

const IDENTITY =
  '"system":[{"type":"text","text":"You are Claude Code, Anthropic\'s official CLI for Claude.","cache_control":{"type":"ephemeral"}}],…';

// prettier-ignore
const CLAUDE_CODE: Array<string> = [
  "", IDENTITY,
  '{"role":"system","content":" "}', IDENTITY,
  '{"role":"system","content":"A"}', '"system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral"}}],…',
  '{"role":"system","content":"A"},{"role":"system","content":[{"type":"text","text":"B"},{"type":"text","text":"C"}]}', '"system":[{"type":"text","text":"A"},{"type":"text","text":"B"},{"type":"text","text":"C","cache_control":{"type":"ephemeral"}}],…',
  '{"role":"system","content":"A","cache_control":{"type":"ephemeral","ttl":"1h"}},{"role":"system","content":"B"}', '"system":[{"type":"text","text":"A","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"B"}],…',
  '{"role":"system","content":[{"type":"text","text":"A","cache_control":{}},"B"]}', '"system":[{"type":"text","text":"A","cache_control":{}},{"type":"text","text":"B"}],…',
];

describe("a chat's system prompt", () => {
  it("holds what system and developer say", () => {
    expectAll(TEXTS, withSystem);
  });

  it("is taken from anywhere in the chat, in order", () => {
    const first = '{"role":"user","content":"1"},{"role":"developer","content":"A"}';
    expect(sentFor(first)).toBe('"system":"A","messages":[{"role":"user","content":"1"}]');
    expect(sentFor(`${first},{"role":"user","content":"2"},{"role":"system","content":"B"}`)).toBe(
      '"system":[{"type":"text","text":"A"},{"type":"text","text":"B"}],"messages":[{"role":"user","content":"1"},{"role":"user","content":"2"}]',
    );
  });

  it("looks like Claude Code's where it must", () => {
    expectAll(CLAUDE_CODE, forClaudeCode);
  });
});
