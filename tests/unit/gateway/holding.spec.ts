import { Gateway } from "../support/gateway";
import { rowsOf } from "../support/table";

const BODY = '{"model":"m","messages":[]}';

const HELD = '{"maxRequestBytes":30,"provider":{"type":"openai","modelMapping":{"m":"n"}}}';
const PASSING = '{"maxRequestBytes":30,"provider":{"type":"openai"}}';

describe("a request", () => {
  it("is held when its body must be read, and only then", () => {
    // Members of the provider, head (with slashes for line breaks), held.
    const mapped = '"type":"openai","modelMapping":{"x":"y"}';
    const table = rowsOf(`
      "type":"openai","apiTokens":"k" | POST /v1/chat/completions | false
      ${mapped} | POST /v1/chat/completions | true
      ${mapped} | POST /v1/embeddings | true
      ${mapped} | POST /v1/files | false
      ${mapped} | POST /v1/audio/transcriptions | false
      ${mapped} | POST /v1/batches | false
      ${mapped} | PUT /v1/chat/completions | 404 aisle.unsupported_capability
      ${mapped} | OPTIONS /v1/chat/completions | false
      ${mapped} | POST /v1/images/edits;content-type: application/json | false
      ${mapped} | POST /v1/images/edits;content-type: multipart/form-data; boundary=x | 400 aisle.bad_form
      "type":"openai","apiTokens":"k" | POST /v1/images/edits;content-type: multipart/form-data; boundary=x | false
      ${mapped},"protocol":"original" | POST /v1/images/edits;content-type: multipart/form-data; boundary=x | false
      "type":"openai","options":{"seed":1} | POST /v1/videos;content-type: multipart/form-data; boundary=x | false
      "type":"openai","options":{"model":"m"} | POST /v1/videos;content-type: multipart/form-data; boundary=x | 400 aisle.bad_form
      ${mapped} | POST /v1/files;content-type: multipart/form-data; boundary=x | false
      ${mapped} | POST /v1/videos;content-type: application/json | true
      ${mapped} | POST /v1/realtime | false
      ${mapped} | GET /v1/realtime;upgrade: websocket;connection: upgrade | false
      "type":"generic","modelMapping":{"x":"y"} | POST /any | false
      "type":"generic","modelMapping":{"x":"y"} | POST /v1/chat/completions | true
    `);
    for (let i = 0; i < table.length; i++) {
      const gateway = new Gateway(`{"provider":{${table[i][0]}}}`);
      const outcome = gateway.send(table[i][1].replaceAll(";", "\n").replaceAll("\n boundary", "; boundary"), BODY);
      const wanted = table[i][2];
      expect(outcome == "sent" ? gateway.wasHeld.toString() : outcome).toBe(wanted, table[i][1]);
      if (outcome == "sent") expect(gateway.body).toBe(BODY, table[i][1]);
    }
  });

  it("without a body goes on at once", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"x":"y"}}}');
    const heads = [
      "POST /v1/chat/completions",
      "GET /v1/models",
      "HEAD /v1/models",
      "OPTIONS /x",
      "DELETE /v1/files/f",
      "GET /v1/fine_tuning/jobs",
      "HEAD /v1/chat/completions",
    ];
    for (let i = 0; i < heads.length; i++) {
      expect(gateway.send(heads[i])).toBe("sent", heads[i]);
      expect(gateway.wasHeld).toBe(false, heads[i]);
    }
  });

  it("that passes is neither read nor changed, chunk by chunk", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","apiTokens":"k"}}');
    gateway.chunk = 5;
    expect(gateway.send("POST /v1/chat/completions\ncontent-length: 9", "not JSON!")).toBe("sent");
    expect(gateway.body).toBe("not JSON!");
    expect(gateway.header("content-length")).toBe("9");
    const trace = gateway.host.trace.join(";");
    expect(trace.includes("readBody") || trace.includes("raise") || trace.includes("replacePrefix")).toBe(false, trace);
  });

  it("ends with its last bytes, or with trailers", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"m":"n"}}}');
    const wanted = '{"model":"n","messages":[]}';
    for (let chunk = 0; chunk < 30; chunk++) {
      gateway.chunk = chunk;
      gateway.hasTrailers = chunk % 2 == 1;
      expect(gateway.send("POST /v1/chat/completions", BODY)).toBe("sent");
      expect(gateway.body).toBe(wanted, chunk.toString());
    }
    gateway.hasTrailers = true;
    expect(gateway.send("POST /v1/chat/completions")).toBe("sent");
    expect(gateway.send("POST /v1/files", "abc")).toBe("sent");
  });

  it("asks for room when its size is unknown or large", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"m":"n"},"maxRequestBytes":70000}}');
    const lengths = [
      "",
      "\ncontent-length: 27",
      "\ncontent-length: 32768",
      "\ncontent-length: 32769",
      "\ncontent-length: x",
    ];
    const wanted = [true, false, false, true, true];
    for (let i = 0; i < lengths.length; i++) {
      gateway.send("POST /v1/chat/completions" + lengths[i], BODY);
      expect(gateway.host.trace.includes("raiseRequestLimit 70000")).toBe(wanted[i], lengths[i]);
    }
  });
});

describe("a large request", () => {
  it("is refused by its announced length, before a byte of it", () => {
    const lengths = ["30", "31", "4294967297", "99999999999999999999999"];
    for (let i = 0; i < lengths.length; i++) {
      const wanted = i == 0 ? "sent" : "413 aisle.request_too_large";
      const head = "POST /v1/chat/completions\ncontent-length: " + lengths[i];
      expect(new Gateway(HELD).send(head, BODY)).toBe(wanted, lengths[i]);
      expect(new Gateway(PASSING).send(head, BODY)).toBe(wanted, lengths[i]);
    }
  });

  it("is refused once it has got too large, held or passing", () => {
    const body = '{"model":"m","messages":[],"x":1}';
    const paths = ["/v1/chat/completions", "/v1/files"];
    for (let i = 0; i < paths.length; i++) {
      for (let chunk = 0; chunk < 40; chunk += 7) {
        const held = new Gateway(HELD);
        held.chunk = chunk;
        expect(held.send("POST " + paths[i], body)).toBe("413 aisle.request_too_large");
        held.hasTrailers = true;
        expect(held.send("POST " + paths[i], body)).toBe("413 aisle.request_too_large");
        expect(held.send("POST " + paths[i], body.substring(0, 30))).not.toBe("413 aisle.request_too_large");
      }
    }
    const passing = new Gateway(PASSING);
    passing.chunk = 10;
    expect(passing.send("POST /v1/files", body)).toBe("413 aisle.request_too_large");
    expect(passing.body).toBe(body.substring(0, 30));
    expect(passing.reply).toBe(
      '413 {"error":{"message":"The request body has more than 30 bytes, the most that this gateway accepts.","type":"invalid_request_error","param":null,"code":null}}',
    );
  });

  it("is no limit to what follows an upgrade", () => {
    const gateway = new Gateway(PASSING);
    gateway.chunk = 10;
    const head = "GET /v1/realtime\nconnection: upgrade\nupgrade: websocket";
    expect(gateway.send(head, "0123456789".repeat(10))).toBe("sent");
    expect(gateway.sentBody.byteLength).toBe(100);
  });
});

describe("an encoded body", () => {
  it("is refused when it must be read", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"m":"n"}}}');
    const codings = ["gzip", "br", "identity, gzip", "Identity", ""];
    for (let i = 0; i < codings.length; i++) {
      const head = "POST /v1/chat/completions\ncontent-encoding: " + codings[i];
      expect(gateway.send(head, BODY)).toBe(i < 3 ? "415 aisle.encoded_body" : "sent", codings[i]);
      expect(gateway.send("POST /v1/files\ncontent-encoding: " + codings[i], BODY)).toBe("sent");
    }
    const passing = new Gateway('{"provider":{"type":"openai"}}');
    expect(passing.send("POST /v1/chat/completions\ncontent-encoding: gzip", BODY)).toBe("sent");
  });
});

describe("an upgrade", () => {
  it("is refused where a body would have to be read", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"m":"n"}}}');
    const head = "POST /v1/chat/completions\nconnection: upgrade\nupgrade: websocket";
    expect(gateway.send(head, BODY).startsWith("sent")).toBe(false);
    const allowed = new Gateway('{"provider":{"type":"openai"},"allowModels":["a"]}');
    expect(allowed.send("GET /v1/realtime\nconnection: upgrade\nupgrade: websocket")).toBe("415 aisle.hidden_model");
  });
});
