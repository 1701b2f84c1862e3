import { utf8 } from "../../../assembly/text/bytes";
import { BODY, CHAT, EVENTS, JSON_HEAD, MAPPED } from "../support/chats";
import { Gateway } from "../support/gateway";

function gatewayOf(members: string, outer: string = ""): Gateway {
  const gateway = new Gateway(`{${outer}"provider":{${members}}}`);
  gateway.host.step = 1_000_000;
  return gateway;
}

/** The record of the last exchange, when it is over. */
function recordOf(gateway: Gateway): string {
  gateway.finish();
  return gateway.state("aisle.exchange");
}

describe("headers about an answer's origin", () => {
  const outer = '"responseHeaders":{"aisle":true},';

  it("are put on, in the place of the upstream's own", () => {
    const gateway = gatewayOf(MAPPED, outer);
    gateway.send(CHAT, '{"model":"m"}');
    expect(gateway.respond(`${JSON_HEAD}\nset-cookie: a\nx-aisle-provider: forged\nx-aisle-other: forged`)).toBe(
      "content-type: application/json\nx-aisle-attempts: 1\nx-aisle-model: n\nx-aisle-overhead-us: 1000\nx-aisle-provider: p",
    );
    expect(gateway.host.response!.first(":status")).toBe("200");
    gateway.answerBody(utf8("{}"));
    expect(recordOf(gateway).includes('"aisle.overhead_us":1000')).toBe(true);
  });

  it("are put on though nobody else is told", () => {
    const gateway = gatewayOf(MAPPED, outer + '"metrics":{"enabled":false},"filterState":false,');
    gateway.send(CHAT, '{"model":"m"}');
    expect(gateway.respond(JSON_HEAD).includes("x-aisle-provider: p")).toBe(true);
    expect(recordOf(gateway)).toBe("(none)");
    expect(gateway.host.counted).toBe("");
  });

  it("leave out what is no value of a header, and what is not known", () => {
    const gateway = gatewayOf('"type":"openai","id":"p","allowModels":["*"]', outer);
    gateway.send(CHAT, '{"model":"a\\nx-forged: 1"}');
    expect(gateway.respond(JSON_HEAD).includes("x-aisle-model")).toBe(false);
    gateway.send("GET /v1/models");
    expect(gateway.respond(JSON_HEAD).includes("x-aisle-model")).toBe(false);
  });

  it("are the provider's to say", () => {
    const off = gatewayOf(`${MAPPED},"responseHeaders":{"aisle":false}`, outer);
    off.send(CHAT, '{"model":"m"}');
    expect(off.respond(JSON_HEAD)).toBe("content-type: application/json");
    const on = gatewayOf(`${MAPPED},"responseHeaders":{"aisle":true}`);
    on.send(CHAT, '{"model":"m"}');
    expect(on.respond(JSON_HEAD).includes("x-aisle-provider: p")).toBe(true);
  });

  it("are given up when the proxy refuses, while what is private is not", () => {
    const gateway = gatewayOf(MAPPED, outer);
    gateway.send(CHAT, '{"model":"m"}');
    gateway.host.refused = ["setHeaders"];
    expect(gateway.respond(`${JSON_HEAD}\nset-cookie: a\nalt-svc: h3`)).toBe("content-type: application/json");
    gateway.send(CHAT, '{"model":"m"}');
    gateway.host.refused = ["setHeaders", "removeHeader set-cookie"];
    expect(gateway.respond(`${JSON_HEAD}\nset-cookie: a`)).toBe("500 aisle.host_failure");
  });

  it("go with the length of a stream that may get shorter", () => {
    const gateway = gatewayOf(`${MAPPED},"streamUsage":"ask"`, outer);
    gateway.send(CHAT, BODY);
    expect(gateway.respond(`${EVENTS}\ncontent-length: 9`).includes("content-length")).toBe(false);
    gateway.send(CHAT, BODY);
    gateway.host.refused = ["setHeaders"];
    expect(gateway.respond(`${EVENTS}\ncontent-length: 9`)).toBe("content-type: text/event-stream");
  });
});
