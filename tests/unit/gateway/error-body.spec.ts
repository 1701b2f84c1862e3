import { utf8 } from "../../../assembly/text/bytes";
import { LogLevel } from "../../../assembly/host/host";
import { Ending, Gateway } from "../support/gateway";

const HEAD = ":status: 500\ncontent-type: application/json";

function failing(outer: string = "", members: string = '"logUpstreamErrorResponseBody":true'): Gateway {
  const gateway = new Gateway(`{${outer}"provider":{"type":"openai","id":"p","apiTokens":"sk-secret",${members}}}`);
  gateway.host.properties.set("response/code_details", utf8("via_upstream"));
  gateway.send("GET /v1/models");
  gateway.host.lines = [];
  return gateway;
}

/** What is logged of an error whose body comes in pieces of two bytes. */
function logged(gateway: Gateway, head: string, body: string): string {
  expect(gateway.answer(head, body, 2)).toBe(body);
  gateway.finish();
  return gateway.host.lines.join("\n");
}

describe("what an upstream says of an error", () => {
  it("is logged once, as a string", () => {
    expect(logged(failing(), HEAD, '{"a":"\\n"}\n')).toBe(
      'warn: aisle: provider p answered 500: "{\\"a\\":\\"\\\\n\\"}\\n"',
    );
    expect(logged(failing(), ":status: 404", "no é")).toBe('warn: aisle: provider p answered 404: "no é"');
  });

  it("is logged where nobody is told of anything else, and where it breaks off", () => {
    const gateway = failing('"metrics":{"enabled":false},"filterState":false,');
    gateway.respond(HEAD);
    gateway.answerBody(utf8("abc"), 0, Ending.Break);
    expect(gateway.host.lines.length).toBe(0);
    gateway.finish();
    expect(gateway.host.lines.join("\n")).toBe('warn: aisle: provider p answered 500: "abc"');
  });

  it("is logged behind trailers", () => {
    const gateway = failing();
    gateway.respond(HEAD);
    gateway.answerBody(utf8("abc"), 0, Ending.Trailers);
    expect(gateway.host.lines.join("\n")).toBe('warn: aisle: provider p answered 500: "abc"');
  });

  it("is not logged where it is none, is empty or encoded, or nobody wants it", () => {
    expect(logged(failing(), ":status: 399\ncontent-type: application/json", "{}")).toBe("");
    expect(logged(failing(), HEAD, "")).toBe("");
    expect(logged(failing(), HEAD + "\ncontent-encoding: gzip", "abc")).toBe("");
    expect(logged(failing("", '"logUpstreamErrorResponseBody":false'), HEAD, "{}")).toBe("");
    const quiet = failing();
    quiet.host.level = LogLevel.Error;
    expect(logged(quiet, HEAD, "abc")).toBe("");
    const own = failing();
    own.host.properties.set("response/code_details", utf8("no_healthy_upstream"));
    expect(logged(own, HEAD, "abc")).toBe("");
  });

  it("is redacted like bodies, and never holds a credential", () => {
    const redacting = '"logging":{"sample":0,"redact":["error.message"]},';
    expect(logged(failing(redacting), HEAD, '{"error":{"message":"hush"}}')).toBe(
      'warn: aisle: provider p answered 500: "{\\"error\\":{\\"message\\":\\"[redacted]\\"}}"',
    );
    expect(logged(failing(redacting), HEAD, "<html>")).toBe("");
    expect(logged(failing(), HEAD, '{"error":"key sk-secret is wrong"}')).toBe("");
  });

  it("is cut at 16 KiB, and never inside a character", () => {
    const long = "x".repeat((16 << 10) - 1);
    const line = logged(failing(), HEAD, long + "é and more");
    expect(line == `warn: aisle: provider p answered 500: "${long}"`).toBe(true);
    expect(logged(failing(), HEAD, "x".repeat((16 << 10) - 9) + "sk-secret").includes("sk-")).toBe(false);
    expect(logged(failing(), HEAD, "x".repeat((16 << 10) - 6) + "sk-secret").includes("sk-")).toBe(false);
  });

  it("ends where the proxy does not show it", () => {
    const gateway = failing();
    gateway.respond(HEAD);
    gateway.answerBody(utf8("abc"), 0, Ending.Break);
    gateway.host.refused = ["readBody"];
    gateway.answerBody(utf8("def"), 0, Ending.Break);
    gateway.host.refused = [];
    gateway.answerBody(utf8("ghi"));
    expect(gateway.host.lines.join("\n")).toBe('warn: aisle: provider p answered 500: "abc"');
  });
});
