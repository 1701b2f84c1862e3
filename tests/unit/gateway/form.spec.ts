import { Gateway } from "../support/gateway";
import { rowsOf } from "../support/table";

const KIB = 1024;
const HEAD = "POST /v1/audio/transcriptions\ncontent-type: multipart/form-data; boundary=b";
const MODEL = 'Content-Disposition: form-data; name="model"~~';
const FILE = 'Content-Disposition: form-data; name="file"; filename="a"~~';

function gatewayOf(members: string): Gateway {
  return new Gateway(`{"provider":{"type":"openai",${members}}}`);
}

/** A form: `~` is a line end, `M:` and `F:` are whole heads. */
function formOf(text: string): string {
  return text.split("M:").join(MODEL).split("F:").join(FILE).split("~").join("\r\n");
}

/** A part of a form, of about `size` bytes. */
function fileOf(size: i32): string {
  return formOf("--b~F:") + "x\r\n-".repeat(size / 4) + "\r\n";
}

/** The form that goes on, or the refusal. */
function sent(gateway: Gateway, text: string, head: string = HEAD): string {
  const outcome = gateway.send(head, formOf(text));
  if (outcome != "sent") return outcome;
  return gateway.body.split("\r\n").join("~").split(MODEL).join("M:").split(FILE).join("F:");
}

function check(members: string, table: string): void {
  const gateway = gatewayOf(members);
  const rows = rowsOf(table);
  for (let i = 0; i < rows.length; i++) {
    expect(sent(gateway, rows[i][0])).toBe(rows[i][1], `${members}: ${rows[i][0]}`);
  }
}

describe("the model of a form", () => {
  it("is mapped, and nothing else is touched", () => {
    check(
      '"modelMapping":{"a":"real","gpt-*":"short","~^l(.)$":"L-$1","keep":""}',
      `
      --b~M:a~--b~F:data~--b--~ | --b~M:real~--b~F:data~--b--~
      x~--b~F:data~--b~M:gpt-4~--b--~y | x~--b~F:data~--b~M:short~--b--~y
      --b~M:l7~--b-- | --b~M:L-7~--b--
      --b~M:keep~--b--~ | --b~M:keep~--b--~
      --b~M:other~--b--~ | --b~M:other~--b--~
      --b~M:~--b--~ | --b~M:~--b--~
      --b~F:data~--b--~ | --b~F:data~--b--~
      --b--~ | --b--~
    `,
    );
  });

  it("is added where it is missing, and one is to be sent", () => {
    const sources = ['"modelMapping":{"*":"m"}', '"options":{"model":"m"}', '"optionDefaults":{"model":"m"}'];
    for (let i = 0; i < sources.length; i++) {
      check(
        sources[i],
        `
        --b~F:data~--b--~ | --b~F:data~--b~M:m~--b--~
        --b~F:data~--b--~end | --b~F:data~--b~M:m~--b--~end
        --b-- | --b~M:m~--b--
        --b~M:~--b~F:data~--b--~ | --b~M:m~--b~F:data~--b--~
      `,
      );
    }
  });

  it("of an option wins over the client's, that of a default does not", () => {
    check('"options":{"model":"m"},"modelMapping":{"*":"x"}', "--b~M:a~--b--~ | --b~M:m~--b--~");
    check('"optionDefaults":{"model":"m"},"modelMapping":{"a":"x"}', "--b~M:a~--b--~ | --b~M:x~--b--~");
    check('"options":{"seed":1,"model":"m"}', "--b~M:a~--b--~ | --b~M:m~--b--~");
  });

  it("is one line of UTF-8 that is not too long", () => {
    const gateway = gatewayOf('"modelMapping":{"x":"y","~^(.*)X(.*)$":"$1$2"}');
    const bad = "400 aisle.bad_model";
    expect(sent(gateway, "--b~M:ü~--b--~")).toBe("--b~M:ü~--b--~");
    expect(sent(gateway, "--b~M:a~b~--b--~")).toBe(bad);
    expect(sent(gateway, "--b~M:a\tb~--b--~")).toBe(bad);
    expect(sent(gateway, `--b~M:${"m".repeat(4096)}~--b--~`)).toBe(`--b~M:${"m".repeat(4096)}~--b--~`);
    expect(sent(gateway, `--b~M:${"m".repeat(4097)}~--b--~`)).toBe(bad);
    // No line end comes from the configuration either.
    expect(sent(gatewayOf('"modelMapping":{"x":"y\\r\\n--b"}'), "--b~M:x~--b--~")).toBe(bad);
  });

  it("is one, in a form that is one", () => {
    check(
      '"modelMapping":{"x":"y"}',
      `
      --b~M:x~--b~M:x~--b--~ | 400 aisle.ambiguous_member
      --b~Content-Disposition: form-data; name="MODEL"~~x~--b--~ | 400 aisle.ambiguous_member
      --b~M:x~--b~F:data | 400 aisle.bad_form
      --b~F:data~--bx~--b--~ | 400 aisle.bad_form
      {"model":"x"} | 400 aisle.bad_form
    `,
    );
    const gateway = gatewayOf('"modelMapping":{"x":"y"}');
    expect(sent(gateway, "--b--", "POST /v1/videos\ncontent-type: multipart/form-data")).toBe("400 aisle.bad_form");
    expect(gateway.host.trace.includes("readBody")).toBe(false);
    sent(gateway, "--b~M:x");
    expect(gateway.reply).toBe(
      '400 {"error":{"message":"The request body is not a valid form: no closing boundary at byte 54.","type":"invalid_request_error","param":null,"code":null}}',
    );
  });

  it("is checked against what is allowed, before it is mapped", () => {
    check(
      '"allowModels":["a","keep"],"modelMapping":{"a":"real"}',
      `
      --b~M:a~--b--~ | --b~M:real~--b--~
      --b~F:data~--b~M:keep~--b--~ | --b~F:data~--b~M:keep~--b--~
      --b~M:real~--b--~ | 404 aisle.model_not_found
      --b~F:data~--b--~ | 400 aisle.missing_model
      --b~M:~--b--~ | 400 aisle.bad_model
    `,
    );
    check('"allowModels":["a"],"options":{"model":"m"}', "--b~F:data~--b--~ | --b~F:data~--b~M:m~--b--~");
  });

  it("is only checked with protocol original", () => {
    check(
      '"protocol":"original","allowModels":["a"],"modelMapping":{"*":"m"},"options":{"model":"m"}',
      `
      --b~M:a~--b--~ | --b~M:a~--b--~
      --b~M:b~--b--~ | 404 aisle.model_not_found
      --b~F:data~--b--~ | 400 aisle.missing_model
    `,
    );
  });

  it("may be part of the path", () => {
    const gateway = gatewayOf('"capabilities":{"openai/v1/audiotranscription":"/d/{model}/x"}');
    expect(sent(gateway, "--b~F:data~--b~M:a/b~--b--~")).toBe("--b~F:data~--b~M:a/b~--b--~");
    expect(gateway.path).toBe("/d/a%2Fb/x");
    expect(gateway.host.trace.includes("replacePrefix")).toBe(false);
  });
});

describe("a form", () => {
  it("keeps its length where it stays, and loses it where it changes", () => {
    const gateway = gatewayOf('"modelMapping":{"a":"b"}');
    sent(gateway, "--b~M:a~--b--~", HEAD + "\ncontent-length: 61");
    expect(gateway.header("content-length")).toBe("(none)");
    sent(gateway, "--b~M:c~--b--~", HEAD + "\ncontent-length: 61");
    expect(gateway.header("content-length")).toBe("61");
  });

  it("is not read where nobody asks for its model", () => {
    const passing = ['"apiTokens":"k"', '"options":{"seed":1}', '"strictRequests":true', '"firstByteTimeout":5'];
    for (let i = 0; i < passing.length; i++) {
      const gateway = gatewayOf(passing[i]);
      expect(sent(gateway, "no form")).toBe("no form");
      expect(gateway.wasHeld).toBe(false, passing[i]);
    }
  });

  it("that is encoded, or no body at all, cannot be read", () => {
    const gateway = gatewayOf('"modelMapping":{"a":"b"}');
    expect(sent(gateway, "--b--", HEAD + "\ncontent-encoding: gzip")).toBe("415 aisle.encoded_body");
    expect(sent(gateway, "--b--", HEAD + "\nconnection: upgrade\nupgrade: x")).toBe("400 aisle.unreadable_upgrade");
    expect(gateway.send(HEAD)).toBe("sent");
    gateway.hasTrailers = true;
    expect(gateway.send(HEAD)).toBe("sent");
    expect(gatewayOf('"allowModels":["a"]').send(HEAD)).toBe("400 aisle.empty_body");
  });

  it("is what it was but for its model, however large and wherever that is", () => {
    const sizes = [4, 1024 * KIB, 1500 * KIB];
    const models = ["a", "other", "", "none"];
    const gateway = gatewayOf('"modelMapping":{"a":"mapped","":"x"},"optionDefaults":{"model":"default"}');
    for (let i = 0; i < sizes.length; i++) {
      const file = fileOf(sizes[i]);
      for (let place = 0; place < 3; place++) {
        for (let j = 0; j < models.length; j++) {
          const isThere = models[j] != "none";
          const becomes = models[j] == "a" ? "mapped" : models[j] == "other" ? "other" : "default";
          const before = place > 0 ? file : "";
          const behind = place < 2 ? file : "";
          const end = isThere ? "--b--\r\n" : formOf("--b~M:default~--b--~");
          gateway.hasTrailers = place == 1;
          const given = before + (isThere ? formOf(`--b~M:${models[j]}~`) : "") + behind + "--b--\r\n";
          expect(gateway.send(HEAD, given)).toBe("sent");
          const wanted = before + (isThere ? formOf(`--b~M:${becomes}~`) : "") + behind + end;
          expect(gateway.body == wanted).toBe(true, `${sizes[i]} bytes, place ${place}, model ${models[j]}`);
        }
      }
    }
    expect(gateway.host.widestRead <= 1024 * KIB).toBe(true);
  });

  it("is what it was but for a model that lies across the end of a window", () => {
    const gateway = gatewayOf('"modelMapping":{"*":"mapped"}');
    const parts = [formOf("--b~M:a~"), formOf("--b~M:~"), ""];
    const mapped = formOf("--b~M:mapped~--b--~");
    for (let i = 0; i < parts.length; i++) {
      for (let shift = 0; shift < 200; shift += i == 0 ? 9 : 23) {
        const file = formOf("--b~F:") + "x".repeat(1024 * KIB - 200 + shift) + "\r\n";
        expect(gateway.send(HEAD, file + parts[i] + "--b--\r\n")).toBe("sent");
        expect(gateway.body == file + mapped).toBe(true, `${parts[i]} ${shift}`);
      }
    }
  });

  it("is not touched where its model stays, and stands in front or may not be changed", () => {
    const file = fileOf(2000 * KIB);
    const other = formOf("--b~M:other~");
    const mapped = gatewayOf('"modelMapping":{"a":"b"}');
    expect(mapped.send(HEAD, other + file + "--b--")).toBe("sent");
    expect(mapped.host.trace.includes("replacePrefix")).toBe(false);
    const limited = gatewayOf('"allowModels":["other"]');
    expect(limited.send(HEAD, file + other + "--b--")).toBe("sent");
    expect(limited.host.trace.includes("replacePrefix")).toBe(false);
  });

  it("is refused for what is wrong far behind", () => {
    const file = fileOf(2000 * KIB);
    const model = formOf("--b~M:a~");
    const gateway = gatewayOf('"modelMapping":{"a":"b"}');
    expect(gateway.send(HEAD, model + file + model + "--b--")).toBe("400 aisle.ambiguous_member");
    expect(gateway.send(HEAD, file + model + file + model + "--b--")).toBe("400 aisle.ambiguous_member");
    expect(gateway.send(HEAD, model + file + "--b")).toBe("400 aisle.bad_form");
    expect(gateway.send(HEAD, file + model + "--b--\r\n" + file)).toBe("400 aisle.bad_form");
  });

  it("is refused, not sent, when the proxy fails in the middle of it", () => {
    const file = fileOf(2000 * KIB);
    const model = formOf("--b~M:a~");
    const calls = ["readBody", "replacePrefix", "appendBody", "removeHeader content-length", "setHeader :path"];
    const head = HEAD.replace("/v1", "/tenant/v1") + "\ncontent-length: 5";
    for (let i = 0; i < calls.length; i++) {
      const gateway = gatewayOf('"modelMapping":{"a":"b"}');
      gateway.host.refused = [calls[i]];
      expect(gateway.send(head, file + model + "--b--")).toBe("500 aisle.host_failure", calls[i]);
      const isAppended = calls[i] == "appendBody";
      const outcome = gateway.send(head, model + file + "--b--");
      expect(outcome).toBe(isAppended ? "sent" : "500 aisle.host_failure", calls[i]);
    }
  });
});
