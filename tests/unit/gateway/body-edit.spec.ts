import { Gateway } from "../support/gateway";
import { rowsOf } from "../support/table";

const CHAT = "POST /v1/chat/completions";

function gatewayOf(members: string): Gateway {
  return new Gateway(`{"provider":{"type":"openai","streamUsage":"off",${members}}}`);
}

function sentBody(gateway: Gateway, head: string, body: string): string {
  const outcome = gateway.send(head, body);
  return outcome == "sent" ? gateway.body : outcome;
}

/** Members of a provider, body, body that goes on. */
function check(head: string, table: string[][]): void {
  for (let i = 0; i < table.length; i++) {
    expect(sentBody(gatewayOf(table[i][0]), head, table[i][1])).toBe(table[i][2], `${table[i][0]}: ${table[i][1]}`);
  }
}

describe("members of a body", () => {
  it("are set by options and filled by defaults", () => {
    check(
      CHAT,
      rowsOf(`
      "options":{"seed":7} | {"model":"m"} | {"seed":7,"model":"m"}
      "options":{"seed":7} | {"model":"m","seed":1} | {"model":"m","seed":7}
      "options":{"seed":7} | {"seed":1,"model":"m","seed":2} | {"seed":7,"model":"m","seed":7}
      "options":{"a.b":{"c": 1}} | {"model":"m"} | {"a.b":{"c": 1},"model":"m"}
      "optionDefaults":{"seed":7} | {"model":"m"} | {"seed":7,"model":"m"}
      "optionDefaults":{"seed":7} | {"model":"m","seed":1} | {"model":"m","seed":1}
      "optionDefaults":{"seed":7} | {"model":"m","seed":null} | {"model":"m","seed":null}
      "options":{"seed":7},"optionDefaults":{"seed":8} | {"model":"m","seed":1} | {"model":"m","seed":7}
      "options":{"model":"n","seed":7} | {} | {"model":"n","seed":7}
      "options":{"stream":true} | {"model":"m","stream":false} | {"model":"m","stream":true}
      "options":{"seed":7} | {"model":"m","SEED":1} | 400 aisle.ambiguous_member
      "options":{"seed":7} | [] | 400 aisle.not_an_object
      "options":{"seed":7} | "m" | 400 aisle.not_an_object
      "options":{"seed":7} | {"model":"m"}} | 400 aisle.bad_json
    `),
    );
  });

  it("are set by custom settings, dots nest", () => {
    check(
      CHAT,
      rowsOf(`
      "customSettings":[{"name":"temperature","value":0.0}] | {"model":"m"} | {"temperature":0.0,"model":"m"}
      "customSettings":[{"name":"temperature","value":0.0}] | {"model":"m","temperature":1} | {"model":"m","temperature":0.0}
      "customSettings":[{"name":"temperature","value":0,"overwrite":false}] | {"model":"m","temperature":1} | {"model":"m","temperature":1}
      "customSettings":[{"name":"temperature","value":0,"overwrite":false}] | {"model":"m"} | {"temperature":0,"model":"m"}
      "customSettings":[{"name":"a.b","value":1,"mode":"raw"}] | {"model":"m"} | {"a":{"b":1},"model":"m"}
      "customSettings":[{"name":"a.b","value":1,"mode":"raw"}] | {"model":"m","a":{"c":2}} | {"model":"m","a":{"b":1,"c":2}}
      "customSettings":[{"name":"a.b","value":1,"mode":"raw"}] | {"model":"m","a":{}} | {"model":"m","a":{"b":1}}
      "customSettings":[{"name":"a.b","value":1,"mode":"raw"}] | {"model":"m","a":5} | {"model":"m","a":{"b":1}}
      "customSettings":[{"name":"a.b","value":1,"mode":"raw","overwrite":false}] | {"model":"m","a":{"b":2}} | {"model":"m","a":{"b":2}}
      "customSettings":[{"name":"unknown","value":1}] | {"model":"m"} | {"model":"m"}
    `),
    );
  });

  it("are set for JSON capabilities only", () => {
    const options = '"options":{"seed":7}';
    expect(sentBody(gatewayOf(options), "POST /v1/embeddings", '{"model":"m"}')).toBe('{"seed":7,"model":"m"}');
    expect(sentBody(gatewayOf(options), "POST /v1/files", '{"model":"m"}')).toBe('{"model":"m"}');
    expect(sentBody(gatewayOf(options), "POST /v1/batches", '{"model":"m"}')).toBe('{"model":"m"}');
    expect(sentBody(gatewayOf(options + ',"protocol":"original"'), CHAT, '{"model":"m"}')).toBe('{"model":"m"}');
  });

  it("have a response format in chats only", () => {
    const schema = '"responseJsonSchema":{"type":"json_schema","json_schema":{"name":"n"}}';
    const format = '"response_format":{"type":"json_schema","json_schema":{"name":"n"}}';
    expect(sentBody(gatewayOf(schema), CHAT, '{"model":"m"}')).toBe(`{${format},"model":"m"}`);
    expect(sentBody(gatewayOf(schema), CHAT, '{"response_format":1,"model":"m"}')).toBe(`{${format},"model":"m"}`);
    const others = ["POST /v1/embeddings", "POST /v1/completions", "POST /v1/responses"];
    for (let i = 0; i < others.length; i++) {
      expect(sentBody(gatewayOf(schema), others[i], '{"model":"m"}')).toBe('{"model":"m"}', others[i]);
    }
  });
});

describe("a body that is not JSON", () => {
  it("is refused with the offset where it must be read", () => {
    const table = rowsOf(`
      {"model": | unexpected end of JSON text at byte 9
      x | unexpected character at byte 0
      {"model":"m"} {} | unexpected character at byte 14
      {"model":"m","x":01} | malformed number at byte 18
      {"model":"\\x"} | invalid escape in a string at byte 11
    `);
    const gateway = gatewayOf('"modelMapping":{"a":"b"}');
    for (let i = 0; i < table.length; i++) {
      expect(gateway.send(CHAT, table[i][0])).toBe("400 aisle.bad_json", table[i][0]);
      expect(gateway.reply).toBe(
        `400 {"error":{"message":"The request body is not valid JSON: ${table[i][1]}.","type":"invalid_request_error","param":null,"code":null}}`,
      );
    }
    const deep = '{"model":"m","x":' + "[".repeat(600) + "]".repeat(600) + "}";
    expect(gateway.send(CHAT, deep)).toBe("400 aisle.bad_json");
  });

  it("is refused in Anthropic's dialect where the client speaks it", () => {
    const gateway = new Gateway('{"provider":{"type":"vllm","modelMapping":{"a":"b"}}}');
    expect(gateway.send("POST /v1/messages", "{")).toBe("400 aisle.bad_json");
    expect(gateway.reply).toBe(
      '400 {"type":"error","error":{"type":"invalid_request_error","message":"The request body is not valid JSON: unexpected end of JSON text at byte 1."}}',
    );
    expect(gateway.send("POST /v1/messages", '{"model":"a"}')).toBe("sent");
    expect(gateway.body).toBe('{"model":"b"}');
  });
});

describe("strict requests", () => {
  it("are JSON with what the capability needs", () => {
    const json = "\ncontent-type: application/json; charset=utf-8";
    // Head, body, what became of it.
    const table = rowsOf(`
      /v1/chat/completions | {"model":"m","messages":[]} | sent
      /v1/chat/completions | {"model":"m"} | messages
      /v1/embeddings | {"model":"m"} | input
      /v1/completions | {"model":"m"} | prompt
      /v1/responses | {"model":"m"} | input
      /v1/audio/speech | {"model":"m"} | input
      /v1/images/generations | {"model":"m"} | prompt
      /v1/embeddings | {"model":"m","\\u0069nput":null} | sent
      /v1/fine_tuning/jobs | {"model":"m"} | sent
    `);
    const gateway = gatewayOf('"strictRequests":true');
    for (let i = 0; i < table.length; i++) {
      const outcome = gateway.send("POST " + table[i][0] + json, table[i][1]);
      const wanted = table[i][2];
      expect(outcome).toBe(wanted == "sent" ? "sent" : "400 aisle.missing_member", table[i][0]);
      if (wanted == "sent") continue;
      expect(gateway.reply).toBe(
        `400 {"error":{"message":"request format doesn't match schema: property \\"${wanted}\\" is required","type":"invalid_request_error","param":"${wanted}","code":"missing_required_parameter"}}`,
      );
    }
  });

  it("have the right content type and a body", () => {
    const gateway = gatewayOf('"strictRequests":true');
    const body = '{"model":"m","messages":[]}';
    expect(gateway.send(CHAT + "\ncontent-type: text/plain", body)).toBe("400 aisle.bad_content_type");
    expect(gateway.reply.includes('"message":"unsupported content-type: text/plain')).toBe(true, gateway.reply);
    expect(gateway.send(CHAT + "\ncontent-type: application/json")).toBe("400 aisle.empty_body");
    gateway.hasTrailers = true;
    expect(gateway.send(CHAT + "\ncontent-type: application/json")).toBe("400 aisle.empty_body");
    gateway.hasTrailers = false;
    const others = [
      "GET /v1/models",
      "GET /v1/files",
      "GET /v1/fine_tuning/jobs",
      "POST /v1/files\ncontent-type: multipart/form-data",
      "POST /v1/images/edits\ncontent-type: multipart/form-data",
    ];
    for (let i = 0; i < others.length; i++) expect(gateway.send(others[i])).toBe("sent", others[i]);
    expect(gatewayOf('"modelMapping":{"a":"b"}').send(CHAT + "\ncontent-type: text/plain", body)).toBe("sent");
  });
});
