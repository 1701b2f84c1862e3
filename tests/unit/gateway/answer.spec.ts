import { AnswerReader } from "../../../assembly/gateway/answer-reader";
import { AnswerFacts } from "../../../assembly/protocol/answer-facts";
import { AnswerField } from "../../../assembly/protocol/answer-fields";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";
import { textsOf } from "../support/configuration";
import { Gateway } from "../support/gateway";

const JSON_ANSWER =
  '{"id":"x","model":"gpt-\\u0034o","choices":[{"index":0,"message":{"content":"a \\"usage\\" of 12","tool_calls":[' +
  '{"function":{"name":"f","arguments":"{}"}}]},"finish_reason":"tool_calls"}],' +
  '"usage":{"prompt_tokens":1234,"completion_tokens":567,"prompt_tokens_details":{"cached_tokens":89}}}';
const STREAM =
  '\uFEFF: hi\r\n\r\ndata: {"model":"m","choices":[{"delta":{"content":"héllo"}}],"usage":null}\n\n' +
  'event: x\ndata: {"choices":[{"delta":{"tool_calls":[{"function":{"name":"f"}}]}}]}\n\n' +
  'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\n\n' +
  'data: {"choices":[],\ndata: "usage":{"prompt_tokens":12,"completion_tokens":34}}\n\ndata: [DONE]\n\n';

/** What a reader has found, in a line. */
function describeFacts(facts: AnswerFacts): string {
  const numbers: Array<string> = [];
  for (let field = 0; field < AnswerField.Model; field++) {
    if (facts.valueOf(field) >= 0) numbers.push(`${field}:${facts.valueOf(field)}`);
  }
  const error = facts.isError ? " error" : "";
  return `${textOf(facts.model)} [${textsOf(facts.finishReasons)}] ${facts.toolCalls} calls ${numbers.join(" ")}${error}`;
}

function feed(reader: AnswerReader, bytes: Bytes, from: i32, step: i32): string {
  for (let at = from; at < bytes.byteLength; at += step) {
    const end = min(at + step, bytes.byteLength);
    reader.feed(bytes.subarray(at, end), end == bytes.byteLength);
  }
  return describeFacts(reader.facts);
}

/** What is read of an answer, wherever it is cut. */
function read(text: string, isStream: bool): string {
  const bytes = utf8(text);
  const expected = feed(new AnswerReader(isStream), bytes, 0, bytes.byteLength);
  for (let cut = 0; cut < bytes.byteLength; cut++) {
    const reader = new AnswerReader(isStream);
    reader.feed(bytes.subarray(0, cut), false);
    const seen = feed(reader, bytes, cut, bytes.byteLength);
    if (seen != expected) expect(seen).toBe(expected, `cut at ${cut}`);
  }
  expect(feed(new AnswerReader(isStream), bytes, 0, 1)).toBe(expected, "single bytes");
  expect(feed(new AnswerReader(isStream), bytes, 0, 5)).toBe(expected, "five bytes");
  return expected;
}

describe("the facts of an answer", () => {
  it("are read wherever its body is cut", () => {
    expect(read(JSON_ANSWER, false)).toBe("gpt-4o [tool_calls] 1 calls 0:1234 4:567 6:89");
    expect(read(STREAM, true)).toBe("m [stop] 1 calls 0:12 4:34");
  });

  it("are read of several answers in turn, each in pieces", () => {
    const chat = utf8(JSON_ANSWER);
    const stream = utf8(STREAM);
    const first = new AnswerReader(false);
    const second = new AnswerReader(true);
    const third = new AnswerReader(false);
    for (let at = 0; at < max(chat.byteLength, stream.byteLength); at += 3) {
      feedPiece(first, chat, at);
      feedPiece(second, stream, at);
      feedPiece(third, chat, at);
    }
    expect(describeFacts(first.facts)).toBe("gpt-4o [tool_calls] 1 calls 0:1234 4:567 6:89");
    expect(describeFacts(second.facts)).toBe("m [stop] 1 calls 0:12 4:34");
    expect(describeFacts(third.facts)).toBe(describeFacts(first.facts));
  });

  it("come from the first events and from those that tell something", () => {
    const text = 'data: {"choices":[{"delta":{"content":"x"}}]}\n\n';
    const late = 'data: {"model":"m","usage":{"prompt_tokens":7}}\n\n';
    expect(read(text.repeat(3) + 'data: {"model":"m"}\n\n', true)).toBe("m [] 0 calls ");
    expect(read(text.repeat(20) + late, true)).toBe("m [] 0 calls 0:7");
  });

  it("are read behind what is no JSON", () => {
    expect(read('data: usage\n\ndata: {"usage":\n\ndata: [DONE\n\ndata: {"usage":{"prompt_tokens":7}}\n\n', true)).toBe(
      " [] 0 calls 0:7",
    );
  });

  it("are none of a text that is broken", () => {
    expect(read('{"usage":{"prompt_tokens":7},"x":!}', false)).toBe(" [] 0 calls ");
    expect(read("", false)).toBe(" [] 0 calls ");
    expect(read("<html>usage</html>", false)).toBe(" [] 0 calls ");
  });

  it("are read of long answers, and what is held of them stays small", () => {
    const long = `{"a":"${"x".repeat(200_000)}","usage":{"prompt_tokens":7}}`;
    expect(feed(new AnswerReader(false), utf8(long), 0, 1000)).toBe(" [] 0 calls 0:7");
    expect(feed(new AnswerReader(true), utf8(`data: ${long}\n\n`), 0, 1000)).toBe(" [] 0 calls 0:7");
    const number = `{"a":${"1".repeat(20_000)},"usage":{"prompt_tokens":7}}`;
    expect(feed(new AnswerReader(false), utf8(number), 0, 1000)).toBe(
      " [] 0 calls ",
      "a token that is too long to be held",
    );
  });

  it("begin with data: comments are none", () => {
    const reader = new AnswerReader(true);
    reader.feed(utf8(": hi\n\nevent: x\n"), false);
    expect(reader.hasData).toBe(false);
    reader.feed(utf8("data: 1"), false);
    expect(reader.hasData).toBe(true);
    const whole = new AnswerReader(true);
    whole.feed(utf8("data: 1\n\n"), false);
    expect(whole.hasData).toBe(true);
  });
});

function feedPiece(reader: AnswerReader, bytes: Bytes, at: i32): void {
  if (at >= bytes.byteLength) return;
  const end = min(at + 3, bytes.byteLength);
  reader.feed(bytes.subarray(at, end), end == bytes.byteLength);
}

describe("the first bytes of an answer", () => {
  it("are kept, as many as were asked for, readable or not", () => {
    const reader = new AnswerReader(false, 10);
    reader.feed(utf8("<html>"), false);
    reader.feed(utf8("01234567"), true);
    expect(textOf(reader.payload.view())).toBe("<html>0123");
    const none = new AnswerReader(false);
    none.feed(utf8("{}"), true);
    expect(none.payload.length).toBe(0);
  });
});

/** True when usage is read of an answer with this head to this request. */
function isRead(request: string, head: string, body: string = JSON_ANSWER): bool {
  const gateway = new Gateway('{"provider":{"type":"openai"}}');
  gateway.send(request);
  gateway.answer(":status: 200\n" + head, body);
  gateway.finish();
  return gateway.state("aisle.exchange").includes('"gen_ai.usage.input_tokens"');
}

describe("an answer", () => {
  const chat = "POST /v1/chat/completions";

  it("is read when it is JSON or an event stream", () => {
    expect(isRead(chat, "content-type: application/json")).toBe(true);
    expect(isRead(chat, "content-type: Application/JSON; charset=utf-8")).toBe(true);
    expect(isRead(chat, "content-type: text/event-stream; charset=utf-8", STREAM)).toBe(true);
    expect(isRead(chat, "content-type: application/json\ncontent-encoding: identity")).toBe(true);
    expect(isRead(chat, "x: y")).toBe(false, "no type");
    expect(isRead(chat, "content-type: text/plain")).toBe(false);
    expect(isRead(chat, "content-type: application/json\ncontent-encoding: gzip")).toBe(false);
  });

  it("is not read when it reports nothing, such as a list", () => {
    expect(isRead("GET /v1/models", "content-type: application/json")).toBe(false);
    expect(isRead("GET /v1/files/x/content", "content-type: application/json")).toBe(false);
    expect(isRead("POST /v1/embeddings", "content-type: application/json")).toBe(true);
    expect(isRead("POST /v1/audio/transcriptions", "content-type: application/json")).toBe(true);
  });

  it("costs a reading of its bytes, and nothing where it is not read", () => {
    const gateway = new Gateway('{"provider":{"type":"openai"}}');
    gateway.send(chat);
    gateway.respond(":status: 200\ncontent-type: application/json");
    gateway.host.trace = [];
    gateway.answerBody(utf8(JSON_ANSWER));
    expect(gateway.host.trace.join(", ")).toBe("readBody, now");
    gateway.send("GET /v1/models");
    gateway.respond(":status: 200\ncontent-type: application/json");
    gateway.host.trace = [];
    gateway.answerBody(utf8(JSON_ANSWER));
    expect(gateway.host.trace.join(", ")).toBe("now");
  });

  it("passes when the proxy does not show it, and is then unknown", () => {
    const gateway = new Gateway('{"provider":{"type":"openai"}}');
    gateway.send(chat);
    gateway.host.refused = ["readBody"];
    expect(gateway.answer(":status: 200\ncontent-type: application/json", JSON_ANSWER)).toBe(JSON_ANSWER);
    gateway.finish();
    expect(gateway.state("aisle.exchange").includes('"aisle.usage":"unknown"')).toBe(true);
  });

  it("has a status of three digits, or none that is known", () => {
    const gateway = new Gateway('{"provider":{"type":"openai"}}');
    gateway.send(chat);
    gateway.answer("content-type: application/json", JSON_ANSWER);
    gateway.finish();
    expect(gateway.state("aisle.exchange").includes('"error.type":"no_response"')).toBe(true);
  });
});
