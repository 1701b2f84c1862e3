import { utf8 } from "../../../assembly/text/bytes";
import { BODY, CHAT, EVENTS } from "../support/chats";
import { passHowever } from "../support/cut-streams";
import { Ending, Gateway } from "../support/gateway";

const PROMOTE = '"promoteThinkingOnEmpty":true';
const IGNORE = '"reasoningContentMode":"ignore"';
const CONCAT = '"reasoningContentMode":"concat"';
const DONE = "data: [DONE]\n\n";

function gatewayOf(members: string): Gateway {
  return new Gateway(`{"provider":{"type":"openai",${members}}}`);
}

/** An event with these members of the delta of choice `index`, and of the choice. */
function event(delta: string, more: string = "", index: i32 = 0): string {
  return `data: {"id":"x","choices":[{"index":${index},"delta":{${delta}}${more}}],"z":1.0}\n\n`;
}

const STOP = ',"finish_reason":"stop"';

/** What passes of a stream, the same wherever it is cut. */
function passed(members: string, stream: string, ending: Ending = Ending.Last): string {
  return passHowever(gatewayOf(members), EVENTS, stream, ending);
}

describe("reasoning in a stream", () => {
  it("is taken out, and nothing else", () => {
    const stream =
      event('"role":"assistant","reasoning_content":"","content":null') +
      ": hi\n\n" +
      event('"reasoning_content":"a"') +
      event('"reasoning":"b" , "x":1') +
      event('"content":"c","reasoning_content":null,"reasoning":null') +
      event("", STOP) +
      DONE;
    const rest =
      event('"role":"assistant","content":null') +
      ": hi\n\n" +
      event("") +
      event('"x":1') +
      event('"content":"c"') +
      event("", STOP) +
      DONE;
    expect(passed(IGNORE, stream)).toBe(rest);
    expect(passed(IGNORE, stream.split("\n").join("\r\n"))).toBe(rest.split("\n").join("\r\n"));
    expect(passed(IGNORE, stream.split("\n").join("\r"))).toBe(rest.split("\n").join("\r"));
  });

  it("goes before the content, between tags", () => {
    const stream =
      event('"role":"assistant","content":""') +
      event('"content":null,"reasoning_content":"a\\n"') +
      event('"reasoning":"\\u0062"') +
      event('"content":"","reasoning_content":null') +
      event('"content":"c","reasoning_content":""') +
      event('"content":"d"') +
      event("", STOP) +
      DONE;
    const joined =
      event('"role":"assistant","content":""') +
      event('"content":"<think>\\na\\n"') +
      event('"content":"\\u0062"') +
      event('"content":""') +
      event('"content":"\\n</think>\\nc"') +
      event('"content":"d"') +
      event("", STOP) +
      DONE;
    expect(passed(CONCAT, stream)).toBe(joined);
  });

  it("is closed by calls and by the end, and opened again by more of it", () => {
    const stream =
      event('"reasoning_content":"a"') +
      event('"tool_calls":[{"index":0}]') +
      event('"reasoning_content":"b","content":"c"') +
      event('"reasoning_content":"d"') +
      event("", STOP) +
      event('"reasoning":"e"', STOP) +
      DONE;
    const joined =
      event('"content":"<think>\\na"') +
      event('"content":"\\n</think>\\n","tool_calls":[{"index":0}]') +
      event('"content":"<think>\\nb\\n</think>\\nc"') +
      event('"content":"<think>\\nd"') +
      event('"content":"\\n</think>\\n"', STOP) +
      event('"content":"<think>\\ne\\n</think>\\n"', STOP) +
      DONE;
    expect(passed(CONCAT, stream)).toBe(joined);
  });

  it("has tags of its own in each choice", () => {
    const stream =
      event('"reasoning_content":"a"', "", 0) +
      event('"reasoning_content":"b"', "", 1) +
      event('"content":"c"', "", 1) +
      event('"content":"d"', "", 0) +
      event('"reasoning_content":"e"', "", 999) +
      DONE;
    const joined =
      event('"content":"<think>\\na"', "", 0) +
      event('"content":"<think>\\nb"', "", 1) +
      event('"content":"\\n</think>\\nc"', "", 1) +
      event('"content":"\\n</think>\\nd"', "", 0) +
      event('"content":"<think>\\ne\\n</think>\\n"', "", 999) +
      DONE;
    expect(passed(CONCAT, stream)).toBe(joined);
  });

  it("stays where content is no text", () => {
    const stream = event('"content":[{"type":"text"}],"reasoning_content":"a"') + DONE;
    expect(passed(CONCAT, stream)).toBe(stream);
    expect(passed(PROMOTE, stream)).toBe(stream);
  });
});

const BEGIN = event('"role":"assistant","content":""');
const THINKING = BEGIN + event('"reasoning_content":"a"') + event('"reasoning":"b","content":"\\n "');
const PROMOTED = BEGIN + event('"content":"a"') + event('"content":"b"');

describe("reasoning without content in a stream", () => {
  it("is the content", () => {
    expect(passed(PROMOTE, THINKING + event("", STOP) + DONE)).toBe(PROMOTED + event("", STOP) + DONE);
    const last = event('"reasoning_content":"c"', ',"finish_reason":"length"');
    const lastPromoted = event('"content":"c"', ',"finish_reason":"length"');
    expect(passed(PROMOTE, THINKING + last + DONE)).toBe(PROMOTED + lastPromoted + DONE);
  });

  it("is the content of a stream that ends without saying why", () => {
    expect(passed(PROMOTE, THINKING + DONE)).toBe(PROMOTED + DONE);
    expect(passed(PROMOTE, THINKING + "data: [DONE]")).toBe(PROMOTED + "data: [DONE]");
    expect(passed(PROMOTE, THINKING)).toBe(PROMOTED);
    expect(passed(PROMOTE, THINKING, Ending.Empty)).toBe(PROMOTED);
    expect(passed(PROMOTE, THINKING.trimEnd())).toBe(PROMOTED.trimEnd());
  });

  it("has its breaks whatever they are", () => {
    const stream = `: hi\n\nid: 1\n${THINKING}event: x\n${event("", STOP)}${DONE}`;
    const seen = `: hi\n\nid: 1\n${PROMOTED}event: x\n${event("", STOP)}${DONE}`;
    expect(passed(PROMOTE, stream)).toBe(seen);
    expect(passed(PROMOTE, stream.split("\n").join("\r\n"))).toBe(seen.split("\n").join("\r\n"));
    expect(passed(PROMOTE, stream.split("\n").join("\r"))).toBe(seen.split("\n").join("\r"));
  });

  it("lets comments pass by, which keep a connection alive", () => {
    expect(passed(PROMOTE, THINKING + ": hi\n\n" + event("", STOP))).toBe(
      BEGIN + ": hi\n\n" + PROMOTED.substring(BEGIN.length) + event("", STOP),
    );
  });

  it("stays reasoning where content or calls follow", () => {
    const others = ['"content":"c"', '"tool_calls":[{"index":0}]', '"function_call":{"name":"f"}', '"content":[1]'];
    for (let i = 0; i < others.length; i++) {
      const stream = THINKING + event(others[i]) + event('"reasoning_content":"d"') + event("", STOP) + DONE;
      expect(passed(PROMOTE, stream)).toBe(stream, others[i]);
    }
  });

  it("is kept back no longer than until it is known what it is", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    gateway.respond(EVENTS);
    const first = event('"role":"assistant"');
    const reasoning = event('"reasoning_content":"a"');
    expect(gateway.answerBody(utf8(first), 0, Ending.Break)).toBe(first);
    expect(gateway.answerBody(utf8(reasoning + ": hi\n\n"), 0, Ending.Break)).toBe(": hi\n\n");
    expect(gateway.answerBody(utf8(event('"content":"c"')), 0, Ending.Break)).toBe(reasoning + event('"content":"c"'));
    expect(gateway.answerBody(utf8(reasoning), 0, Ending.Break)).toBe(reasoning);
  });

  it("is told apart by choice", () => {
    const stream =
      event('"reasoning_content":"a"', "", 0) +
      event('"reasoning_content":"b"', "", 1) +
      event("", STOP, 0) +
      event('"content":"c"', "", 1) +
      DONE;
    const expected =
      event('"content":"a"', "", 0) +
      event('"reasoning_content":"b"', "", 1) +
      event("", STOP, 0) +
      event('"content":"c"', "", 1) +
      DONE;
    expect(passed(PROMOTE, stream)).toBe(expected);
  });

  it("is taken out behind content where all of it is, and goes between tags where it has them", () => {
    const both = PROMOTE + "," + IGNORE;
    expect(passed(both, THINKING + event("", STOP) + DONE)).toBe(PROMOTED + event("", STOP) + DONE);
    expect(passed(both, THINKING + event('"content":"c"') + DONE)).toBe(
      event('"role":"assistant","content":""') + event("") + event('"content":"\\n "') + event('"content":"c"') + DONE,
    );
    expect(passed(PROMOTE + "," + CONCAT, event('"reasoning":"a"') + event("", STOP))).toBe(
      event('"content":"<think>\\na"') + event('"content":"\\n</think>\\n"', STOP),
    );
  });

  it("is let go as it is before what is no chunk of a chat", () => {
    const others = ['data: {"error":{"message":"x"}}\n\n', "data: {\n\n", "data: {\ndata: }\n\n", "data: x\n\n"];
    for (let i = 0; i < others.length; i++) {
      const stream = THINKING + others[i] + DONE;
      expect(passed(PROMOTE, stream)).toBe(stream, others[i]);
    }
  });

  it("is let go as it is when it is too long", () => {
    const long = event(`"reasoning_content":"${"y".repeat(100_000)}"`);
    const stream = long.repeat(50) + event("", STOP) + DONE;
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    expect(gateway.answer(EVENTS, stream, 64 << 10) == stream).toBe(true);
    gateway.send(CHAT, BODY);
    const some = long.repeat(30) + event("", STOP) + DONE;
    expect(gateway.answer(EVENTS, some, 64 << 10) == some.split("reasoning_content").join("content")).toBe(true);
  });

  it("is let go as it is when the VM has no room for it, or trailers come too soon", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.host.free = 500;
    gateway.send(CHAT, BODY);
    expect(gateway.answer(EVENTS, THINKING + event("", STOP), 1)).toBe(THINKING + event("", STOP));
    gateway.host.free = u32.MAX_VALUE;
    gateway.send(CHAT, BODY);
    gateway.respond(EVENTS);
    expect(gateway.answerBody(utf8(THINKING), 0, Ending.Trailers)).toBe(BEGIN);
    expect(gateway.reply.startsWith("500 ")).toBe(true, "ends badly");
    gateway.send(CHAT, BODY);
    gateway.respond(EVENTS);
    expect(gateway.answerBody(utf8(THINKING + DONE), 0, Ending.Trailers)).toBe(PROMOTED + DONE);
    expect(gateway.reply).toBe("(none)");
  });

  it("is no longer counted as held when its streams are gone", () => {
    const long = utf8(event(`"reasoning_content":"${"y".repeat(200_000)}"`).repeat(20));
    const gateway = gatewayOf(PROMOTE);
    for (let i = 0; i < 40; i++) {
      gateway.send(CHAT, BODY);
      gateway.respond(EVENTS);
      expect(gateway.answerBody(long, 0, Ending.Break)).toBe("");
      gateway.finish();
    }
  });

  it("is let go when the proxy does not show what follows", () => {
    const gateway = gatewayOf(PROMOTE);
    gateway.send(CHAT, BODY);
    gateway.respond(EVENTS);
    const reasoning = event('"reasoning_content":"a"');
    expect(gateway.answerBody(utf8(reasoning + "data: {"), 0, Ending.Break)).toBe("");
    gateway.host.refused = ["takeBody"];
    expect(gateway.answerBody(utf8("}\n\n"), 0, Ending.Break)).toBe(reasoning + "data: {}\n\n");
  });
});
