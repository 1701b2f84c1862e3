import { utf8 } from "../../../assembly/text/bytes";
import { ANSWER, BODY, CHAT, EVENTS, JSON_HEAD, MAPPED } from "../support/chats";
import { Ending, Gateway } from "../support/gateway";

function gatewayOf(members: string, outer: string = ""): Gateway {
  return new Gateway(`{${outer}"provider":{${members}}}`);
}

describe("the bodies in a log line", () => {
  const outer = '"logging":{"payloads":true,"maxPayloadBytes":20},';

  it("are the first bytes, of what is read and of what passes unread", () => {
    const gateway = gatewayOf('"type":"openai"', outer);
    gateway.chunk = 5;
    gateway.send(CHAT, '{"model":"m","messages":[]}');
    gateway.answer(JSON_HEAD, '{"choices":["abcdefgh"]}', 7);
    gateway.finish();
    expect(gateway.host.lines[0].includes('"aisle.request.payload":"{\\"model\\":\\"m\\",\\"messag"')).toBe(
      true,
      gateway.host.lines[0],
    );
    expect(gateway.host.lines[0].includes('"aisle.response.payload":"{\\"choices\\":[\\"abcdefg"}')).toBe(
      true,
      gateway.host.lines[0],
    );
    const mapped = gatewayOf(MAPPED, outer);
    mapped.send(CHAT, '{"model":"m","messages":[]}');
    mapped.finish();
    expect(mapped.host.lines[0].includes('"aisle.request.payload":"{\\"model\\":\\"m\\",\\"messag"')).toBe(
      true,
      mapped.host.lines[0],
    );
  });

  it("are never those of another exchange", () => {
    const gateway = gatewayOf(MAPPED, outer);
    gateway.send(CHAT, '{"model":"secret"}');
    gateway.finish();
    gateway.host.refused = ["readBody"];
    expect(gateway.send(CHAT, '{"model":"m"}')).toBe("500 aisle.host_failure");
    gateway.finish();
    expect(gateway.host.lines.length).toBe(2);
    expect(gateway.host.lines[1].includes("secret")).toBe(false, gateway.host.lines[1]);
  });

  it("end where the proxy did not show what comes next", () => {
    const gateway = gatewayOf(MAPPED, '"logging":{"payloads":true},');
    gateway.send(CHAT, '{"model":"m"}');
    gateway.respond(EVENTS);
    gateway.answerBody(utf8("data: {}\n\n"), 0, Ending.Break);
    gateway.host.refused = ["readBody"];
    gateway.answerBody(utf8('data: {"a":"'), 0, Ending.Break);
    gateway.host.refused = [];
    gateway.answerBody(utf8(': secret"}\n\n'));
    gateway.finish();
    expect(gateway.host.lines[0].includes("secret")).toBe(false, gateway.host.lines[0]);
  });

  it("end there in a stream that is changed, too", () => {
    const gateway = gatewayOf(`${MAPPED},"streamUsage":"ask"`, '"logging":{"payloads":true},');
    gateway.send(CHAT, BODY);
    gateway.respond(EVENTS);
    gateway.host.refused = ["takeBody"];
    gateway.answerBody(utf8('data: {"a":"'), 0, Ending.Break);
    gateway.host.refused = [];
    gateway.answerBody(utf8(': secret"}\n\n'));
    gateway.finish();
    expect(gateway.host.lines[0].includes("secret")).toBe(false, gateway.host.lines[0]);
  });

  it("are not there when nobody asked for them, or they were not read", () => {
    const gateway = gatewayOf(MAPPED, '"logging":{},');
    gateway.send(CHAT, '{"model":"m"}');
    gateway.answer(JSON_HEAD, ANSWER);
    gateway.finish();
    expect(gateway.host.lines[0].includes("payload")).toBe(false);
    const encoded = gatewayOf('"type":"openai"', outer);
    encoded.send("GET /v1/models");
    encoded.answer(`${JSON_HEAD}\ncontent-encoding: gzip`, "xyz");
    encoded.finish();
    expect(encoded.host.lines[0].includes("payload")).toBe(false);
  });

  it("do not go on behind what the proxy did not show", () => {
    const gateway = gatewayOf('"type":"openai"', '"logging":{"payloads":true},');
    gateway.host.refusals = ["readBody"];
    gateway.chunk = 8;
    gateway.send(CHAT, '{"a":"x",": secret"}');
    gateway.finish();
    expect(gateway.host.lines[0].includes("secret")).toBe(false, gateway.host.lines[0]);
  });

  it("do not stop an exchange when the proxy does not show them", () => {
    const gateway = gatewayOf('"type":"openai"', outer);
    gateway.host.refused = ["readBody"];
    expect(gateway.send(CHAT, BODY)).toBe("sent");
    expect(gateway.answer(JSON_HEAD, ANSWER)).toBe(ANSWER);
    gateway.finish();
    expect(gateway.host.lines[0].includes("payload")).toBe(false);
  });
});
