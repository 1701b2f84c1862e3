import { utf8 } from "../../../assembly/text/bytes";
import { ASKING, BODY, CHAT } from "../support/chats";
import { passHowever } from "../support/cut-streams";
import { Ending, Gateway } from "../support/gateway";

const EVENTS = "content-type: text/event-stream";

function gatewayOf(members: string, outer: string = ""): Gateway {
  return new Gateway(`{${outer}"provider":{"type":"openai",${members}}}`);
}

const FIRST = 'data: {"choices":[{"delta":{"content":"a"}}],"usage":null}\n\n';
const EMPTY_CHOICES = 'data: {"choices":[],"prompt_filter_results":[]}\n\n';
const LAST = 'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n';
const USAGE = 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n';
const DONE = "data: [DONE]\n\n";
const STREAM = EMPTY_CHOICES + FIRST + LAST + USAGE + DONE;
const PASSED = EMPTY_CHOICES + FIRST + LAST + DONE;

/** A gateway whose last request was asked for usage by Aisle. */
function asking(): Gateway {
  const gateway = gatewayOf('"streamUsage":"ask"');
  expect(gateway.send(CHAT, BODY)).toBe("sent");
  expect(gateway.body).toBe(ASKING);
  return gateway;
}

/** What passes of a stream, the same wherever it is cut. */
function passed(stream: string, ending: Ending = Ending.Last): string {
  return passHowever(asking(), EVENTS, stream, ending);
}

describe("the chunk that reports usage", () => {
  it("is taken out where the client did not ask for it, wherever the stream is cut", () => {
    expect(passed(STREAM)).toBe(PASSED);
    expect(passed(STREAM, Ending.Empty)).toBe(PASSED);
  });

  it("is taken out of a stream with other breaks, comments and fields", () => {
    const lines = `: hi\n\nevent: x\nid: 1\n${FIRST}id: 2\n${USAGE}data: {"choices":[],\ndata: "usage":{}}\n\n: bye\n\n${DONE}`;
    const kept = `: hi\n\nevent: x\nid: 1\n${FIRST}: bye\n\n${DONE}`;
    expect(passed(lines)).toBe(kept);
    expect(passed(lines.split("\n").join("\r"))).toBe(kept.split("\n").join("\r"));
    expect(passed(lines.split("\n").join("\r\n"))).toBe(kept.split("\n").join("\r\n"));
  });

  it("is one without choices and with an object of usage", () => {
    const others = [
      'data: {"choices":[],"usage":null}\n\n',
      'data: {"choices":[{"index":0}],"usage":{"prompt_tokens":1}}\n\n',
      'data: {"choices":[{}],"usage":{"prompt_tokens":1}}\n\n',
      'data: {"usage":{"prompt_tokens":1}}\n\n',
      'data: {"x":{"choices":[],"usage":{}}}\n\n',
      'data: {"choices":[],"usage":{}\n\n',
      'data: {"choices":[],"usage":"x"}\n\n',
      "event: x\n\n",
    ];
    for (let i = 0; i < others.length; i++)
      expect(passed(FIRST + others[i] + DONE)).toBe(FIRST + others[i] + DONE, others[i]);
  });

  it("stays where the client asked for it, and in what is no stream of text", () => {
    const gateway = gatewayOf('"streamUsage":"ask"');
    gateway.send(CHAT, ASKING);
    expect(gateway.answer(EVENTS, STREAM)).toBe(STREAM, "asked");
    const heads = [
      "content-type: application/json",
      "content-type: text/event-stream\ncontent-encoding: gzip",
      "content-type: text/plain",
      "x: y",
    ];
    for (let i = 0; i < heads.length; i++) expect(asking().answer(heads[i], STREAM)).toBe(STREAM, heads[i]);
  });

  it("goes where the type has parameters, and where an encoding is none", () => {
    expect(asking().answer("content-type: Text/Event-Stream; charset=utf-8", STREAM)).toBe(PASSED);
    expect(asking().answer("content-type: text/event-stream\ncontent-encoding: identity", STREAM)).toBe(PASSED);
  });

  it("goes where nobody is told of anything, too", () => {
    const gateway = gatewayOf('"streamUsage":"ask"', '"metrics":{"enabled":false},"filterState":false,');
    gateway.send(CHAT, BODY);
    expect(gateway.answer(EVENTS, STREAM, 10)).toBe(PASSED);
  });

  it("takes the length of the answer with it", () => {
    expect(asking().respond(`${EVENTS}\ncontent-length: 99`)).toBe(EVENTS);
    const gateway = gatewayOf('"streamUsage":"ask"');
    gateway.send(CHAT, ASKING);
    expect(gateway.respond(`${EVENTS}\ncontent-length: 99`)).toBe(`content-length: 99\n${EVENTS}`);
    const refusing = asking();
    refusing.host.refused = ["removeHeader content-length"];
    expect(refusing.respond(`${EVENTS}\ncontent-length: 99`)).toBe("500 aisle.host_failure");
  });
});

describe("a stream from which the chunk may be taken", () => {
  it("is held back by the event that is not complete, no more", () => {
    const gateway = asking();
    gateway.respond(EVENTS);
    expect(gateway.answerBody(utf8(FIRST + "data: {"), 0, Ending.Break)).toBe(FIRST);
    expect(gateway.answerBody(utf8("}\n\n"), 0, Ending.Break)).toBe("data: {}\n\n");
    expect(gateway.answerBody(utf8(FIRST), 0, Ending.Break)).toBe(FIRST);
  });

  it("loses nothing when it ends without a blank line", () => {
    expect(passed(FIRST + "data: [DONE]")).toBe(FIRST + "data: [DONE]");
    expect(passed(FIRST + "data: [DONE]\n", Ending.Empty)).toBe(FIRST + "data: [DONE]\n");
  });

  it("loses nothing when an event is longer than is held back", () => {
    const long = `data: {"x":"${"y".repeat(1_200_000)}"}\n\n`;
    const gateway = asking();
    expect(gateway.answer(EVENTS, FIRST + long + FIRST, 100_000) == FIRST + long + FIRST).toBe(true);
  });

  it("is counted as far as it came, though trailers leave no room for an event without its blank line", () => {
    const gateway = asking();
    gateway.respond(":status: 200\n" + EVENTS);
    expect(gateway.answerBody(utf8(FIRST + USAGE.trimEnd()), 0, Ending.Trailers)).toBe(FIRST);
    gateway.finish();
    expect(gateway.state("aisle.exchange").includes('"gen_ai.usage.output_tokens":2')).toBe(true);
  });

  it("is not written where it stays as it is", () => {
    const gateway = asking();
    gateway.respond(EVENTS);
    gateway.host.trace = [];
    gateway.answerBody(utf8(FIRST), 0, Ending.Break);
    expect(gateway.host.trace.join(", ")).toBe("takeBody, now");
  });

  it("is written again when the proxy refuses at first", () => {
    const gateway = asking();
    gateway.host.refusals = ["replacePrefix"];
    expect(gateway.answer(EVENTS, STREAM)).toBe(PASSED);
  });

  it("ends when the proxy refuses again: it would go on with bytes missing, or twice", () => {
    const gateway = asking();
    gateway.respond(EVENTS);
    gateway.answerBody(utf8(FIRST + "data: {"), 0, Ending.Break);
    gateway.host.refused = ["replacePrefix"];
    gateway.answerBody(utf8("}\n\ndata: {"), 0, Ending.Break);
    expect(gateway.isWhole).toBe(false);
    expect(gateway.reply.startsWith("500 ")).toBe(true, gateway.reply);
    gateway.finish();
    expect(gateway.state("aisle.exchange").includes('"error.type":"host_failure"')).toBe(true);
  });

  it("goes on as it comes when the proxy does not show it", () => {
    const gateway = asking();
    gateway.respond(EVENTS);
    expect(gateway.answerBody(utf8(FIRST + "data: {"), 0, Ending.Break)).toBe(FIRST);
    gateway.host.refused = ["takeBody"];
    expect(gateway.answerBody(utf8("}\n\n"), 0, Ending.Break)).toBe("data: {}\n\n", "what was held back goes first");
    expect(gateway.answerBody(utf8(USAGE), 0, Ending.Break)).toBe(USAGE);
    gateway.host.refused = [];
    expect(gateway.answerBody(utf8(USAGE + DONE))).toBe(USAGE + DONE, "from then on");
  });
});
