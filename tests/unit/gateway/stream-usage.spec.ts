import { ASKING, BODY, CHAT } from "../support/chats";
import { Gateway } from "../support/gateway";
import { rowsOf } from "../support/table";

function gatewayOf(members: string, outer: string = ""): Gateway {
  return new Gateway(`{${outer}"provider":{"type":"openai",${members}}}`);
}

function sentBody(gateway: Gateway, head: string, body: string): string {
  const outcome = gateway.send(head, body);
  return outcome == "sent" ? gateway.body : outcome;
}

/** Body of a chat, body that goes on, when the provider's members are these. */
function check(members: string, table: string[][]): void {
  for (let i = 0; i < table.length; i++) {
    expect(sentBody(gatewayOf(members), CHAT, table[i][0])).toBe(table[i][1], table[i][0]);
  }
}

/** True when a streaming chat of this provider asks for usage. */
function asks(members: string, outer: string = "", head: string = CHAT): bool {
  return sentBody(gatewayOf(members, outer), head, BODY) == ASKING;
}

describe("a stream whose client does not ask for usage", () => {
  it("is asked for it, whatever its options are", () => {
    check(
      '"streamUsage":"ask"',
      rowsOf(`
      {"model":"m","stream":true} | {"stream_options":{"include_usage":true},"model":"m","stream":true}
      {"model":"m","stream":true,"stream_options":{}} | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
      {"model":"m","stream":true,"stream_options":{"a":1}} | {"model":"m","stream":true,"stream_options":{"include_usage":true,"a":1}}
      {"model":"m","stream":true,"stream_options":{"include_usage":false}} | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
      {"model":"m","stream":true,"stream_options":{"include_usage":null}} | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
      {"model":"m","stream":true,"stream_options":{"include_usage":"true"}} | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
      {"model":"m","stream":true,"stream_options":null} | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
      {"model":"m","stream":true,"stream_options":[1]} | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
      {"model":"m","stream":true,"stream_options":"x"} | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
      {"model":"m","stream":false,"stream":true} | {"stream_options":{"include_usage":true},"model":"m","stream":true,"stream":true}
    `).concat([
        [
          '{"model":"m","stream":true,"stream_options":{"include_usage":true,"include_usage":false}}',
          '{"model":"m","stream":true,"stream_options":{"include_usage":true,"include_usage":true}}',
        ],
      ]),
    );
  });

  it("is not changed when the client asks, or wants no stream", () => {
    check(
      '"streamUsage":"ask"',
      rowsOf(`
      {"model":"m","stream":true,"stream_options":{"include_usage":true}} | {"model":"m","stream":true,"stream_options":{"include_usage":true}}
      {"model":"m"} | {"model":"m"}
      {"model":"m","stream":false} | {"model":"m","stream":false}
      {"model":"m","stream":"true"} | {"model":"m","stream":"true"}
      {"model":"m","stream":null,"stream_options":{}} | {"model":"m","stream":null,"stream_options":{}}
    `),
    );
  });

  it("is one for every reader when the client asks twice", () => {
    check('"streamUsage":"ask"', [
      [
        '{"model":"m","stream":true,"stream_options":{"include_usage":false,"include_usage":true}}',
        '{"model":"m","stream":true,"stream_options":{"include_usage":true,"include_usage":true}}',
      ],
      [
        '{"model":"m","stream":true,"stream_options":{"include_usage":false},"stream_options":{"include_usage":true}}',
        '{"model":"m","stream":true,"stream_options":{"include_usage":true},"stream_options":{"include_usage":true}}',
      ],
      ['{"model":"m","stream":true,"Stream_options":{}}', "400 aisle.ambiguous_member"],
    ]);
  });

  it("is a chat or a completion, and nothing else", () => {
    expect(asks('"streamUsage":"ask"', "", "POST /v1/completions")).toBe(true);
    expect(asks('"streamUsage":"ask"', "", "POST /v1/responses")).toBe(false);
    expect(asks('"streamUsage":"ask"', "", "POST /v1/embeddings")).toBe(false);
    expect(asks('"streamUsage":"ask"', "", "POST /v1/messages")).toBe(false);
  });

  it("is asked as the configuration says", () => {
    const reads = '"modelMapping":{"a":"b"}';
    expect(asks('"streamUsage":"ask"')).toBe(true, "ask, though nothing else needs the body");
    expect(asks(`"streamUsage":"ask"`, '"metrics":{"enabled":false},"filterState":false,')).toBe(
      true,
      "ask, though nobody is told",
    );
    expect(asks(reads)).toBe(true, "auto, the body is read anyway");
    expect(asks(`"streamUsage":"auto",${reads}`)).toBe(true, "auto, said");
    expect(asks('"streamUsage":"auto"')).toBe(false, "auto, the body is not read");
    expect(asks(`"streamUsage":"off",${reads}`)).toBe(false, "off");
    expect(asks(`"streamUsage":false,${reads}`)).toBe(false, "off, as YAML reads it");
    expect(asks(`"disableStreamUsageStats":true,${reads}`)).toBe(false, "off, in Higress' words");
    expect(asks(`"protocol":"original","streamUsage":"ask","allowModels":["*"]`)).toBe(false, "original");
  });

  it("is not asked of itself when nobody wants to know", () => {
    const reads = '"modelMapping":{"a":"b"}';
    const off = '"metrics":{"enabled":false},"filterState":false,';
    expect(asks(reads, off)).toBe(false);
    expect(asks(reads, off + '"logging":{},')).toBe(true, "the log");
    expect(asks(reads, '"metrics":{"enabled":false},')).toBe(true, "filter state");
    expect(asks(reads, '"filterState":false,')).toBe(true, "metrics");
  });

  it("is not asked of itself of a provider that may not know it", () => {
    const gateway = new Gateway('{"provider":{"type":"generic","genericHost":"g.test","modelMapping":{"a":"b"}}}');
    expect(sentBody(gateway, CHAT, BODY)).toBe(BODY);
    const told = new Gateway('{"provider":{"type":"generic","genericHost":"g.test","streamUsage":"ask"}}');
    expect(sentBody(told, CHAT, BODY)).toBe(ASKING);
    const vllm = new Gateway('{"provider":{"type":"vllm","modelMapping":{"a":"b"}}}');
    expect(sentBody(vllm, CHAT, BODY)).toBe(ASKING);
  });

  it("is left to the configuration where that sets the options", () => {
    const set = '"streamUsage":"ask","options":{"stream_options":{"include_usage":false}}';
    expect(sentBody(gatewayOf(set), CHAT, BODY)).toBe(
      '{"stream_options":{"include_usage":false},"model":"m","stream":true}',
    );
    const raw =
      '"streamUsage":"ask","customSettings":[{"name":"stream_options.include_usage","value":false,"mode":"raw"}]';
    expect(sentBody(gatewayOf(raw), CHAT, BODY)).toBe(
      '{"stream_options":{"include_usage":false},"model":"m","stream":true}',
    );
  });

  it("is one that the configuration makes of a request", () => {
    const forced = sentBody(gatewayOf('"streamUsage":"ask","options":{"stream":true}'), CHAT, '{"model":"m"}');
    expect(forced).toBe('{"stream":true,"stream_options":{"include_usage":true},"model":"m"}');
    const none = sentBody(gatewayOf('"streamUsage":"ask","options":{"stream":false}'), CHAT, BODY);
    expect(none).toBe('{"model":"m","stream":false}');
  });

  it("is asked for an answer that can be read", () => {
    const gateway = gatewayOf('"streamUsage":"ask"');
    gateway.send(`${CHAT}\naccept-encoding: gzip`, BODY);
    expect(gateway.header("accept-encoding")).toBe("(none)");
    gateway.send(`${CHAT}\naccept-encoding: gzip`, ASKING);
    expect(gateway.header("accept-encoding")).toBe("gzip", "the client asks itself");
    gateway.send(`${CHAT}\naccept-encoding: gzip`, '{"model":"m"}');
    expect(gateway.header("accept-encoding")).toBe("gzip", "no stream");
    const refusing = gatewayOf('"streamUsage":"ask"');
    refusing.host.refused = ["removeHeader accept-encoding"];
    expect(refusing.send(`${CHAT}\naccept-encoding: gzip`, BODY)).toBe("500 aisle.host_failure");
  });
});
