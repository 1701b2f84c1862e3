import { Gateway } from "../support/gateway";
import { rowsOf } from "../support/table";

const CHAT = "POST /v1/chat/completions";

/** The body that goes on, or the refusal. */
function sentBody(gateway: Gateway, head: string, body: string): string {
  const outcome = gateway.send(head, body);
  return outcome == "sent" ? gateway.body : outcome;
}

function gatewayOf(members: string): Gateway {
  return new Gateway(`{"provider":{"type":"openai","streamUsage":"off",${members}}}`);
}

function check(members: string, head: string, table: string[][]): void {
  const gateway = gatewayOf(members);
  for (let i = 0; i < table.length; i++) {
    expect(sentBody(gateway, head, table[i][0])).toBe(table[i][1], `${members}: ${table[i][0]}`);
  }
}

describe("the model", () => {
  it("is mapped in place, and nothing else is touched", () => {
    check(
      '"modelMapping":{"gpt-4":"real","gpt-*":"short","~^l(.)$":"L-$1","quote":"a\\"b\\u00fc","keep":""}',
      CHAT,
      rowsOf(`
      {"model":"gpt-4"} | {"model":"real"}
      { "temperature" : 0.10 , "model" : "gpt-4" , "x":null } | { "temperature" : 0.10 , "model" : "real" , "x":null }
      {"model":"gpt-4o"} | {"model":"short"}
      {"model":"l7"} | {"model":"L-7"}
      {"model":"\\u0067pt-4"} | {"model":"real"}
      {"mod\\u0065l":"gpt-4"} | {"mod\\u0065l":"real"}
      {"model":"quote"} | {"model":"a\\"bü"}
      {"model":"keep"} | {"model":"keep"}
      {"model":"other"} | {"model":"other"}
      {"model":"oth\\u0065r"} | {"model":"oth\\u0065r"}
      {"a":{"model":"gpt-4"},"model":"x","messages":[{"model":"gpt-4"}]} | {"a":{"model":"gpt-4"},"model":"x","messages":[{"model":"gpt-4"}]}
    `),
    );
  });

  it("keeps the length of a body that stays, and drops that of one that changes", () => {
    const gateway = gatewayOf('"modelMapping":{"a":"b"}');
    gateway.send(CHAT + "\ncontent-length: 13", '{"model":"a"}');
    expect(gateway.header("content-length")).toBe("(none)");
    gateway.send(CHAT + "\ncontent-length: 13", '{"model":"c"}');
    expect(gateway.header("content-length")).toBe("13");
  });

  it("must be there, unless a mapping or an option supplies it", () => {
    const missing = "400 aisle.missing_model";
    const bad = "400 aisle.bad_model";
    const bodies = ["{}", '{"model":""}', '{"model":null}', '{"model":5}', '{"model":{"a":1}}', '{"model":["m"]}'];
    for (let i = 0; i < bodies.length; i++) {
      const refusal = i == 0 ? missing : bad;
      expect(sentBody(gatewayOf('"modelMapping":{"a":"b"}'), CHAT, bodies[i])).toBe(refusal, bodies[i]);
      expect(sentBody(gatewayOf('"modelMapping":{"*":"m"}'), CHAT, bodies[i])).toBe('{"model":"m"}', bodies[i]);
      expect(sentBody(gatewayOf('"options":{"model":"m"}'), CHAT, bodies[i])).toBe('{"model":"m"}', bodies[i]);
      expect(sentBody(gatewayOf('"optionDefaults":{"model":"m"}'), CHAT, bodies[i])).toBe('{"model":"m"}', bodies[i]);
      // Where no model is needed, the body goes as it is.
      expect(sentBody(gatewayOf('"modelMapping":{"a":"b"}'), "POST /v1/moderations", bodies[i])).toBe(bodies[i]);
    }
  });

  it("of an option wins over the client's, that of a default does not", () => {
    check('"options":{"model":"m"},"modelMapping":{"*":"x"}', CHAT, [['{"model":"a"}', '{"model":"m"}']]);
    check('"optionDefaults":{"model":"m"},"modelMapping":{"*":"x","m":"y"}', CHAT, [
      ['{"model":"a"}', '{"model":"x"}'],
      ["{}", '{"model":"m"}'],
    ]);
  });

  it("may have 4096 bytes with its quotes", () => {
    const gateway = gatewayOf('"modelMapping":{"x":"y"}');
    const fits = `{"model":"${"a".repeat(4094)}"}`;
    expect(sentBody(gateway, CHAT, fits)).toBe(fits);
    expect(sentBody(gateway, CHAT, `{"model":"${"a".repeat(4095)}"}`)).toBe("400 aisle.bad_model");
    expect(gateway.reply).toBe(
      '400 {"error":{"message":"The name of the model is too long.","type":"invalid_request_error","param":"model","code":"invalid_value"}}',
    );
  });
});

describe("members that occur twice", () => {
  it("are made the same, the last one counts", () => {
    check(
      '"modelMapping":{"a":"b"}',
      CHAT,
      rowsOf(`
      {"model":"x","model":"a"} | {"model":"b","model":"b"}
      {"model":"a","model":"x"} | {"model":"x","model":"x"}
      {"model":7,"y":1,"model":"x"} | {"model":"x","y":1,"model":"x"}
      {"model":"x","stream":true,"stream":false} | {"model":"x","stream":false,"stream":false}
      {"model":"x","stream":[1],"\\u0073tream":true} | {"model":"x","stream":true,"\\u0073tream":true}
      {"model":"x","z":1,"z":2} | {"model":"x","z":1,"z":2}
      {"model":"a","model":5} | 400 aisle.bad_model
    `),
    );
  });

  it("are refused when there are more than eight, and when they differ by case only", () => {
    const table = rowsOf(`
      {"model":"a","MODEL":"b"} | CaseVariant
      {"Model":"a"} | CaseVariant
      {"model":"a","ſtream":true} | CaseVariant
      {"model":"a","\\u017ftream":true} | CaseVariant
      {"model":"a","STREAM":true} | CaseVariant
      {"model":"a","x":{"MODEL":"b"}} | ""
      {"model":"a","models":"b"} | ""
    `);
    const gateway = gatewayOf('"modelMapping":{"x":"y"}');
    for (let i = 0; i < table.length; i++) {
      const wanted = table[i][1] == "" ? table[i][0] : "400 aisle.ambiguous_member";
      expect(sentBody(gateway, CHAT, table[i][0])).toBe(wanted, table[i][0]);
    }
    for (let count = 8; count <= 9; count++) {
      const body = `{${'"model":"a",'.repeat(count)}"z":1}`;
      expect(sentBody(gateway, CHAT, body)).toBe(count == 8 ? body : "400 aisle.ambiguous_member");
    }
    gateway.send(CHAT, '{"model":"a","MODEL":"b"}');
    expect(gateway.reply).toBe(
      '400 {"error":{"message":"The request body is ambiguous: member name differs from a known one only by case at byte 13, model","type":"invalid_request_error","param":null,"code":null}}',
    );
  });
});

describe("allowed models", () => {
  it("are those that the patterns name; the client's name counts", () => {
    const limit = '"allowModels":["gpt-*","~^claude-[0-9]$","exact"],"modelMapping":{"gpt-4":"secret","*":"exact"}';
    const gateway = gatewayOf(limit);
    const refused = "404 aisle.model_not_found";
    const table: string[][] = [
      ['{"model":"gpt-4"}', '{"model":"secret"}'],
      ['{"model":"exact"}', '{"model":"exact"}'],
      ['{"model":"claude-3"}', '{"model":"exact"}'],
      ['{"model":"secret"}', refused],
      ['{"model":"claude-33"}', refused],
      ['{"model":"EXACT"}', refused],
      ['{"model":"exact","model":"secret"}', refused],
      ['{"model":"secret","model":"exact"}', '{"model":"exact","model":"exact"}'],
      ["{}", '{"model":"exact"}'],
    ];
    for (let i = 0; i < table.length; i++) expect(sentBody(gateway, CHAT, table[i][0])).toBe(table[i][1], table[i][0]);
    gateway.send(CHAT, '{"model":"a\\"b"}');
    expect(gateway.reply).toBe(
      '404 {"error":{"message":"The model \'a\\"b\' does not exist or you do not have access to it.","type":"invalid_request_error","param":"model","code":"model_not_found"}}',
    );
  });

  it("are also checked with protocol original, where only doubled members change", () => {
    const gateway = gatewayOf('"protocol":"original","allowModels":["a"],"modelMapping":{"a":"b"},"options":{"x":1}');
    const table: string[][] = [
      ['{ "model":"a"}', '{ "model":"a"}'],
      ['{"model":"b"}', "404 aisle.model_not_found"],
      ["{}", "400 aisle.missing_model"],
      ['{"model":1}', "400 aisle.bad_model"],
      ['{"model":"b","model":"a"}', '{"model":"a","model":"a"}'],
      ['{"model":"a","MODEL":"b"}', "400 aisle.ambiguous_member"],
    ];
    for (let i = 0; i < table.length; i++) expect(sentBody(gateway, CHAT, table[i][0])).toBe(table[i][1], table[i][0]);
  });

  it("need a model that can be seen", () => {
    const gateway = gatewayOf('"allowModels":["a"]');
    const table = rowsOf(`
      POST /v1/chat/completions | "" | 400 aisle.empty_body
      POST /v1/moderations | {} | 400 aisle.missing_model
      POST /v1/audio/transcriptions | x | 415 aisle.hidden_model
      POST /v1/images/edits | x | 415 aisle.hidden_model
      GET /v1/realtime | "" | 415 aisle.hidden_model
      GET /v1/models | "" | sent
      GET /v1/models/a | "" | sent
      GET /v1/models/b | "" | 404 aisle.model_not_found
      DELETE /v1/models/b | "" | 404 aisle.model_not_found
      GET /v1/files | "" | sent
      POST /v1/files | x | sent
    `);
    for (let i = 0; i < table.length; i++) {
      expect(gateway.send(table[i][0], table[i][1])).toBe(table[i][2], table[i][0]);
    }
    const mixed = "POST /v1/images/edits\ncontent-type: multipart/mixed; boundary=x";
    expect(gateway.send(mixed, "--x--")).toBe("415 aisle.hidden_model");
  });
});
