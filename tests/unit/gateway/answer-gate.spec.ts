import { utf8 } from "../../../assembly/text/bytes";
import { CHAT, EVENTS, JSON_HEAD } from "../support/chats";
import { Ending, Gateway } from "../support/gateway";

const QUIET = '"metrics":{"enabled":false},"filterState":false,"mode":"upstream",';
const PROVIDERS = '"providers":[{"id":"p","type":"openai"}]';
const PROVIDER = "xds/upstream_host_metadata/filter_metadata/aisle/provider";

function gatewayOf(members: string = QUIET): Gateway {
  const gateway = new Gateway(`{${members}${PROVIDERS}}`);
  gateway.host.properties.set(PROVIDER, utf8("p"));
  return gateway;
}

function statusOf(gateway: Gateway): string {
  const response = gateway.host.response;
  return response === null ? "(none)" : response.first(":status");
}

/** The status that an answer with this head and body gets, and its body. */
function judge(head: string, body: string, piece: i32 = 0, ending: Ending = Ending.Last): string {
  const gateway = gatewayOf();
  gateway.send(CHAT, '{"model":"m"}');
  gateway.respond(head);
  const passed = gateway.answerBody(utf8(body), piece, ending);
  const status = statusOf(gateway);
  return passed == body ? status : `${status} ${passed}`;
}

function isJudgedHowever(head: string, body: string, status: string): void {
  for (let piece = 0; piece <= body.length; piece++) {
    expect(judge(head, body, piece)).toBe(status, `${body}, pieces of ${piece}`);
    expect(judge(head, body, piece, Ending.Empty)).toBe(status, `${body}, pieces of ${piece}, and an empty one`);
    expect(judge(head, body, piece, Ending.Trailers)).toBe(status, `${body}, pieces of ${piece}, and trailers`);
  }
}

describe("an attempt's answer with status 200", () => {
  it("cannot be used if it is an error, or no JSON, however it is cut", () => {
    const broken = [
      '{"error":{"code":1}}',
      '{"type":"error","error":{}}',
      '{"error":"no"}',
      '[{"error":{}}]',
      "<p>",
      '{"id":',
    ];
    for (let i = 0; i < broken.length; i++) isJudgedHowever(JSON_HEAD, broken[i], "502");
  });

  it("is passed on if it may be an answer", () => {
    const answers = [
      '{"error":null}',
      '{"error":{},"choices":[]}',
      '{"error":"x","model":"m"}',
      '{"output":[],"error":{}}',
      "{}",
      "1",
      '{"x":{"error":{}}}',
    ];
    for (let i = 0; i < answers.length; i++) isJudgedHowever(JSON_HEAD, answers[i], "200");
  });

  it("is judged by its first event if it is a stream", () => {
    const broken = ['data: {"error":{}}\n\n', ': c\n\nevent: error\ndata: {"type":"error"}\r\n\r\ndata: 1\n\n'];
    for (let i = 0; i < broken.length; i++) isJudgedHowever(EVENTS, broken[i], "502");
    const answers = [
      'data: {}\n\ndata: {"error":{}}\n\n',
      "data: [DONE]\n\n",
      ": c\n\n",
      "data: no JSON\n\n",
      'data: {"error":\n\n',
    ];
    for (let i = 0; i < answers.length; i++) isJudgedHowever(EVENTS, answers[i], "200");
  });

  it("is not judged behind 16 KiB, to the byte", () => {
    const frame = '{"error":""}'.length;
    const sizes = [16384, 16385];
    for (let i = 0; i < 2; i++) {
      const body = '{"error":"' + "x".repeat(sizes[i] - frame) + '"}';
      const pieces = [0, 1000, 16383, 16384, 16385];
      for (let j = 0; j < pieces.length; j++) {
        expect(judge(JSON_HEAD, body, pieces[j])).toBe(i == 0 ? "502" : "200", `${sizes[i]} in ${pieces[j]}`);
        expect(judge(JSON_HEAD, body, pieces[j], Ending.Empty)).toBe(
          i == 0 ? "502" : "200",
          `${sizes[i]} in ${pieces[j]}, empty`,
        );
      }
    }
  });

  it("is judged without a body only where it says that it has none", () => {
    const gateway = gatewayOf();
    gateway.send(CHAT, '{"model":"m"}');
    gateway.respond(JSON_HEAD + "\ncontent-length: 0", true);
    expect(statusOf(gateway)).toBe("502");
    gateway.send(CHAT, '{"model":"m"}');
    gateway.respond(JSON_HEAD, true);
    expect(statusOf(gateway)).toBe("200");
  });

  it("goes on when it cannot be read or may not be changed", () => {
    const gateway = gatewayOf();
    gateway.send(CHAT, '{"model":"m"}');
    gateway.host.refused = ["readBody"];
    expect(gateway.answer(JSON_HEAD, '{"error":{}}')).toBe('{"error":{}}');
    gateway.host.refused = ["setHeader :status"];
    gateway.send(CHAT, '{"model":"m"}');
    gateway.answer(JSON_HEAD, '{"error":{}}');
    expect(gateway.reply.startsWith("500")).toBe(true);
  });

  it("is read once, and not looked at behind its first event", () => {
    const gateway = gatewayOf();
    gateway.send(CHAT, '{"model":"m"}');
    gateway.respond(EVENTS);
    gateway.host.trace = [];
    gateway.answerBody(utf8("data: {}\n\ndata: {}\n\ndata: [DONE]\n\n"), 10);
    expect(gateway.host.trace.join(" ")).toBe("readBody");
  });

  it("in a listener is held by nobody", () => {
    const gateway = new Gateway(`{"provider":{"type":"openai"}}`);
    gateway.send(CHAT, '{"model":"m"}');
    expect(gateway.answer(JSON_HEAD, '{"error":{}}')).toBe('{"error":{}}');
    expect(gateway.isWhole).toBe(true);
  });
});

describe("an attempt's answer", () => {
  it("does not steer the router", () => {
    const gateway = gatewayOf();
    gateway.send(CHAT, '{"model":"m"}');
    const steering =
      "x-envoy-ratelimited: 1\nx-envoy-overloaded: 1\nx-envoy-degraded: 1\nx-envoy-immediate-health-check-fail: 1";
    expect(gateway.respond(":status: 503\nx-a: b\n" + steering)).toBe("x-a: b");
  });

  it("ends the attempts if it is an error, or none, and late", () => {
    const limited = QUIET + '"fallback":{"withinMs":10},';
    const times: u64[] = [5_000_000, 11_000_000];
    for (let i = 0; i < 2; i++) {
      const gateway = gatewayOf(limited);
      const ending = i == 0 ? "" : "x-envoy-ratelimited: true";
      gateway.host.step = times[i];
      gateway.send(CHAT, '{"model":"m"}');
      expect(gateway.respond(":status: 500")).toBe(ending);
      gateway.send(CHAT, '{"model":"m"}');
      gateway.respond(JSON_HEAD);
      gateway.answerBody(utf8('{"error":{}}'));
      const response = gateway.host.response;
      if (response !== null) expect(response.first("x-envoy-ratelimited")).toBe(i == 0 ? "(none)" : "true");
      gateway.send(CHAT, '{"model":"m"}');
      expect(gateway.respond(":status: 200")).toBe("");
    }
  });
});
