import { concat, textOf, utf8 } from "../../../assembly/text/bytes";
import { CHAT, JSON_HEAD } from "../support/chats";
import { Ending, Gateway } from "../support/gateway";

const PROMOTE = '"promoteThinkingOnEmpty":true';
const IGNORE = '"reasoningContentMode":"ignore"';
const CONCAT = '"reasoningContentMode":"concat"';
const BODY = '{"model":"m"}';

function gatewayOf(members: string): Gateway {
  return new Gateway(`{"provider":{"type":"openai",${members}}}`);
}

/** An answer with these messages. */
function answerOf(messages: Array<string>): string {
  const choices: Array<string> = [];
  for (let i = 0; i < messages.length; i++) choices.push(`{"index":${i}, "message":{${messages[i]}},"x":1.0}`);
  return `{"id":"x",\n"choices":[${choices.join(" , ")}],"usage":{"prompt_tokens":2,"completion_tokens":3}}\n`;
}

/** What passes of an answer, the same wherever it is cut and however it ends. */
function passed(members: string, answer: string): string {
  const bytes = utf8(answer);
  const gateway = gatewayOf(members);
  gateway.send(CHAT, BODY);
  gateway.respond(JSON_HEAD);
  const expected = gateway.answerBody(bytes);
  for (let cut = 1; cut < bytes.byteLength; cut++) {
    gateway.send(CHAT, BODY);
    gateway.respond(JSON_HEAD);
    const first = gateway.passPiece(bytes.subarray(0, cut), false);
    const seen = concat(first, gateway.passPiece(bytes.subarray(cut), true));
    if (textOf(seen) != expected) expect(textOf(seen)).toBe(expected, `${cut}`);
    gateway.finish();
  }
  for (let ending = Ending.Last; ending <= Ending.Trailers; ending++) {
    if (ending == Ending.Trailers && !answer.endsWith("}\n")) continue;
    gateway.send(CHAT, BODY);
    gateway.respond(JSON_HEAD);
    expect(gateway.answerBody(bytes, 1, ending)).toBe(expected, `single bytes, ${ending}`);
    gateway.finish();
  }
  const told = gateway.state("aisle.exchange");
  expect(told.includes('"gen_ai.usage.output_tokens":3')).toBe(answer.endsWith('"completion_tokens":3}}\n'), told);
  return expected;
}

/** What becomes of an answer with one message. */
function edited(members: string, message: string): string {
  return passed(members, answerOf([message]));
}

describe("reasoning in a whole answer", () => {
  it("is the content where there is none", () => {
    const to = answerOf(['"role":"a","content":"b \\u00e9"']);
    expect(edited(PROMOTE, '"role":"a","content":null,"reasoning_content":"b \\u00e9"')).toBe(to);
    expect(edited(PROMOTE, '"role":"a","reasoning_content":"b \\u00e9"')).toBe(to);
    expect(edited(PROMOTE, '"reasoning":"no","role":"a","content":" \\n\\t","reasoning_content":"b \\u00e9"')).toBe(to);
    expect(edited(PROMOTE, '"reasoning":"b \\u00e9","role":"a" , "content":"","reasoning_content":""')).toBe(
      answerOf(['"role":"a" , "content":"b \\u00e9"']),
    );
    expect(edited('"hiclawMode":true', '"role":"a","content":null,"reasoning":"b \\u00e9"')).toBe(to);
    expect(edited(PROMOTE, '"tool_calls":[],"reasoning":"b","function_call":null')).toBe(
      answerOf(['"tool_calls":[],"content":"b","function_call":null']),
    );
  });

  it("stays where there is content, or a call, or no reasoning", () => {
    const others = [
      '"content":"c","reasoning_content":"b"',
      '"content":[],"reasoning_content":"b"',
      '"content":null,"reasoning_content":"b","tool_calls":[{}]',
      '"content":null,"reasoning_content":"b","function_call":{"name":"f"}',
      '"content":null,"reasoning_content":""',
      '"content":null,"reasoning_content":{"a":"b"}',
      '"content":"\\u0020","reasoning_content":"b"',
      "",
    ];
    for (let i = 0; i < others.length; i++) expect(edited(PROMOTE, others[i])).toBe(answerOf([others[i]]), others[i]);
  });

  it("is taken out wherever it stands", () => {
    expect(edited(IGNORE, '"reasoning_content":"b"')).toBe(answerOf([""]));
    expect(edited(IGNORE, ' "reasoning_content":"b" , "content":"c"')).toBe(answerOf([' "content":"c"']));
    expect(edited(IGNORE, '"content":"c" , "reasoning_content":null')).toBe(answerOf(['"content":"c"']));
    expect(edited(IGNORE, '"reasoning":"b","reasoning_content":"b","a":1,"reasoning":"b","reasoning":"b","c":2')).toBe(
      answerOf(['"a":1,"c":2']),
    );
    expect(edited(IGNORE, '"a":1,"reason\\u0069ng":"b"')).toBe(answerOf(['"a":1']));
    expect(edited(IGNORE, '"a":{"reasoning":1}')).toBe(answerOf(['"a":{"reasoning":1}']));
  });

  it("goes before the content, between tags", () => {
    expect(edited(CONCAT, '"content":"c","reasoning_content":"b"')).toBe(
      answerOf(['"content":"<think>\\nb\\n</think>\\nc"']),
    );
    expect(edited(CONCAT, '"reasoning":"b","content":null,"a":1')).toBe(
      answerOf(['"content":"<think>\\nb\\n</think>\\n","a":1']),
    );
    expect(edited(CONCAT, '"reasoning":"b"')).toBe(answerOf(['"content":"<think>\\nb\\n</think>\\n"']));
    expect(edited(CONCAT, '"content":"c","reasoning":""')).toBe(answerOf(['"content":"c"']));
    expect(edited(CONCAT, '"content":[1],"reasoning":"b"')).toBe(answerOf(['"content":[1],"reasoning":"b"']));
  });

  it("is that of each choice", () => {
    const from = ['"content":"","reasoning":"a"', '"content":"b","reasoning":"c"', '"content":"d"'];
    expect(passed(PROMOTE, answerOf(from))).toBe(answerOf(['"content":"a"', from[1], from[2]]));
    expect(passed(PROMOTE + "," + IGNORE, answerOf(from))).toBe(answerOf(['"content":"a"', '"content":"b"', from[2]]));
    expect(passed(PROMOTE + "," + CONCAT, answerOf(from))).toBe(
      answerOf(['"content":"<think>\\na\\n</think>\\n"', '"content":"<think>\\nc\\n</think>\\nb"', from[2]]),
    );
  });
});

const ANSWER = answerOf(['"content":null,"reasoning":"b"']);
const EDITED = answerOf(['"content":"b"']);

describe("an answer that is edited", () => {
  it("passes as it is when it is no answer of a chat", () => {
    const others = ["", "{", '{"choices":{}}', '{"choices":[1,null,{"message":[]}]}', "[]", '{"object":"x"}'];
    for (let i = 0; i < others.length; i++) expect(passed(PROMOTE, others[i])).toBe(others[i], others[i]);
  });

  it("is one of a success, to be read, to a chat", () => {
    const heads = [
      ":status: 400\ncontent-type: application/json",
      ":status: 302\ncontent-type: application/json",
      ":status: 200\ncontent-type: text/plain",
      ":status: 200",
      ":status: 200\ncontent-type: application/json\ncontent-encoding: gzip",
    ];
    for (let i = 0; i < heads.length; i++) {
      const gateway = gatewayOf(PROMOTE);
      gateway.send(CHAT, BODY);
      expect(gateway.answer(heads[i], ANSWER, 10)).toBe(ANSWER, heads[i]);
      expect(gateway.isWhole).toBe(true);
    }
    const gateway = gatewayOf(PROMOTE);
    gateway.send("POST /v1/completions", BODY);
    expect(gateway.answer(JSON_HEAD, ANSWER)).toBe(ANSWER);
    const original = gatewayOf(PROMOTE + ',"protocol":"original"');
    original.send(CHAT, BODY);
    expect(original.answer(JSON_HEAD, ANSWER)).toBe(ANSWER);
  });

  it("is edited where nobody is told of anything, too", () => {
    const gateway = new Gateway(
      `{"metrics":{"enabled":false},"filterState":false,"provider":{"type":"openai",${PROMOTE}}}`,
    );
    gateway.send(CHAT, BODY);
    expect(gateway.answer(":status: 201\ncontent-type: application/json; charset=utf-8", ANSWER, 7)).toBe(EDITED);
  });

  it("is asked for uncompressed, and loses its length", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT + "\naccept-encoding: gzip", BODY);
    expect(gateway.header("accept-encoding")).toBe("(none)");
    expect(gateway.respond(JSON_HEAD + "\ncontent-length: 9")).toBe("content-type: application/json");
    gateway.send("POST /v1/embeddings\naccept-encoding: gzip", BODY);
    expect(gateway.header("accept-encoding")).toBe("gzip");
    expect(gateway.respond(JSON_HEAD + "\ncontent-length: 9").includes("content-length")).toBe(true);
  });

  it("is not held longer than until it is complete, so that trailers may follow", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    gateway.respond(JSON_HEAD);
    expect(gateway.passPiece(utf8(ANSWER.substring(0, 40)), false).byteLength).toBe(0);
    expect(gateway.passPiece(utf8(""), false).byteLength).toBe(0);
    expect(textOf(gateway.passPiece(utf8(ANSWER.substring(40)), false))).toBe(EDITED);
    expect(textOf(gateway.passPiece(utf8(" \n"), false))).toBe(" \n");
  });

  it("is not held when it turns out to be no JSON text", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    gateway.respond(JSON_HEAD);
    expect(gateway.passPiece(utf8('{"a"'), false).byteLength).toBe(0);
    expect(textOf(gateway.passPiece(utf8("x"), false))).toBe('{"a"x');
    expect(textOf(gateway.passPiece(utf8("y"), false))).toBe("y");
  });

  it("ends badly when trailers come before it is complete", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    gateway.respond(JSON_HEAD);
    expect(gateway.answerBody(utf8(ANSWER.substring(0, 40)), 0, Ending.Trailers)).toBe("");
    expect(gateway.reply.startsWith("500 ")).toBe(true, gateway.reply);
  });

  it("is not written where it stays and comes at once", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    gateway.respond(JSON_HEAD);
    gateway.host.trace = [];
    expect(gateway.answerBody(utf8(EDITED))).toBe(EDITED);
    expect(gateway.host.trace.includes("replacePrefix")).toBe(false);
  });

  it("passes as it is when it is too long", () => {
    const long = ANSWER.replace('"id":"x"', `"id":"${"x".repeat(16 << 20)}"`);
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    expect(gateway.answer(JSON_HEAD, long, 1 << 20) == long).toBe(true);
    const short = ANSWER.replace('"id":"x"', `"id":"${"x".repeat(15 << 20)}"`);
    gateway.send(CHAT, BODY);
    expect(gateway.answer(JSON_HEAD, short, 1 << 20) == short.replace('null,"reasoning":"b"', '"b"')).toBe(true);
  });

  it("passes as it is when there is no room to hold it, or to read it", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.host.free = 4 * 100;
    gateway.send(CHAT, BODY);
    expect(gateway.answer(JSON_HEAD, ANSWER, 50)).toBe(ANSWER);
    gateway.host.free = 16 * 128;
    gateway.send(CHAT, BODY);
    expect(gateway.answer(JSON_HEAD, ANSWER, 50)).toBe(EDITED);
    const long = ANSWER.replace('"id":"x"', `"id":[0${",1".repeat(130)}]`);
    gateway.send(CHAT, BODY);
    expect(gateway.answer(JSON_HEAD, long, 50)).toBe(long);
  });

  it("goes on as it is when the proxy does not show a piece of it", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    gateway.respond(JSON_HEAD);
    expect(gateway.passPiece(utf8(ANSWER.substring(0, 40)), false).byteLength).toBe(0);
    gateway.host.refused = ["takeBody"];
    const rest = gateway.passPiece(utf8(ANSWER.substring(40, 50)), false);
    gateway.host.refused = [];
    expect(textOf(rest)).toBe(ANSWER.substring(0, 50));
    const last = gateway.passPiece(utf8(ANSWER.substring(50)), true);
    expect(textOf(last)).toBe(ANSWER.substring(50));
  });

  it("is written again when the proxy refuses at first, and ends when it refuses again", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    gateway.host.refusals = ["replacePrefix"];
    expect(gateway.answer(JSON_HEAD, ANSWER, 30)).toBe(EDITED);
    gateway.send(CHAT, BODY);
    gateway.respond(JSON_HEAD);
    gateway.host.refused = ["replacePrefix"];
    gateway.passPiece(utf8(ANSWER.substring(0, 40)), false);
    expect(gateway.reply.startsWith("500 ")).toBe(true, gateway.reply);
  });

  it("is counted as held no longer when it breaks off", () => {
    const long = utf8('{"x":"' + "y".repeat(8 << 20));
    const gateway = gatewayOf(PROMOTE);
    for (let i = 0; i < 20; i++) {
      gateway.send(CHAT, BODY);
      gateway.respond(JSON_HEAD);
      expect(gateway.passPiece(long, false).byteLength).toBe(0, `${i}`);
      gateway.finish();
    }
  });
});
