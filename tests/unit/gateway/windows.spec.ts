import { Gateway } from "../support/gateway";

const CHAT = "POST /v1/chat/completions";
const KIB = 1024;

function mapping(chunk: i32): Gateway {
  const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"a":"mapped"},"options":{"seed":7}}}');
  gateway.chunk = chunk;
  return gateway;
}

/** A body of about `size` bytes with its model in front, in the middle or at the end. */
function bodyOf(size: i32, place: i32, model: string): string {
  const half = `"${"x".repeat(size / 2)}"`;
  const named = `"model":"${model}"`;
  if (place == 0) return `{${named},"p":${half},"q":${half},"seed":1}`;
  if (place == 1) return `{"p":${half},${named},"q":${half},"seed":1}`;
  return `{"seed":1,"p":${half},"q":${half},${named}}`;
}

describe("a body of several windows", () => {
  it("is edited wherever its members are", () => {
    const sizes = [60 * KIB, 64 * KIB, 127 * KIB, 128 * KIB, 129 * KIB, 300 * KIB, 1024 * KIB, 1500 * KIB, 2100 * KIB];
    for (let i = 0; i < sizes.length; i++) {
      for (let place = 0; place < 3; place++) {
        const gateway = mapping(0);
        expect(gateway.send(CHAT, bodyOf(sizes[i], place, "a"))).toBe("sent");
        const wanted = bodyOf(sizes[i], place, "mapped").replace('"seed":1', '"seed":7');
        expect(gateway.body == wanted).toBe(true, `${sizes[i]} bytes, place ${place}`);
        expect(gateway.host.widestRead <= 1024 * KIB).toBe(true);
      }
    }
  });

  it("is edited when its size is announced, too", () => {
    const sizes = [10 * KIB, 200 * KIB, 1023 * KIB, 1025 * KIB, 3000 * KIB];
    for (let i = 0; i < sizes.length; i++) {
      const body = bodyOf(sizes[i], 2, "a");
      const gateway = mapping(0);
      expect(gateway.send(`${CHAT}\ncontent-length: ${body.length}`, body)).toBe("sent");
      expect(gateway.body == bodyOf(sizes[i], 2, "mapped").replace('"seed":1', '"seed":7')).toBe(
        true,
        sizes[i].toString(),
      );
    }
  });

  it("is edited where a member lies across the end of a window", () => {
    for (let i = -20; i <= 20; i++) {
      const head = `{"p":"${"x".repeat(128 * KIB - 22 + i)}","model":"`;
      const tail = `","seed":1,"q":"${"y".repeat(10)}"}`;
      const gateway = mapping(0);
      expect(gateway.send(CHAT, head + "a" + tail)).toBe("sent");
      expect(gateway.body == (head + "mapped" + tail).replace('"seed":1', '"seed":7')).toBe(true, i.toString());
    }
  });

  it("goes on untouched when nothing changes", () => {
    const gateway = new Gateway('{"provider":{"type":"openai","modelMapping":{"a":"b"}}}');
    const body = bodyOf(2000 * KIB, 2, "other");
    expect(gateway.send(CHAT, body)).toBe("sent");
    expect(gateway.body == body).toBe(true);
    expect(gateway.host.trace.includes("replacePrefix")).toBe(false);
  });

  it("is refused for what is wrong in its last window", () => {
    const gateway = mapping(0);
    const body = bodyOf(400 * KIB, 0, "a");
    expect(gateway.send(CHAT, body + "x")).toBe("400 aisle.bad_json");
    expect(gateway.reply.includes(`at byte ${body.length}.`)).toBe(true, gateway.reply);
    expect(gateway.send(CHAT, body.slice(0, -1))).toBe("400 aisle.bad_json");
    expect(gateway.send(CHAT, body.slice(0, -1) + ',"MODEL":1}')).toBe("400 aisle.ambiguous_member");
  });

  it("may hold a number of nearly 64 KiB, and no longer one", () => {
    const sizes = [65400, 65534, 65535, 65536, 70000, 200000];
    for (let i = 0; i < sizes.length; i++) {
      const number = "1".repeat(sizes[i]);
      const filler = "x".repeat(128 * KIB - 1000);
      const gateway = mapping(0);
      const outcome = gateway.send(CHAT, `{"model":"a","f":"${filler}","n":${number},"seed":1}`);
      expect(outcome).toBe(sizes[i] < 65536 ? "sent" : "400 aisle.bad_json", sizes[i].toString());
      if (outcome == "sent") expect(gateway.body.includes(`"n":${number},"seed":7}`)).toBe(true);
    }
  });

  it("is refused, not sent, when the proxy fails in the middle of it", () => {
    const calls = ["readBody", "replacePrefix", "appendBody", "removeHeader content-length", "setHeader :path"];
    for (let i = 0; i < calls.length; i++) {
      const gateway = mapping(0);
      gateway.host.refused = [calls[i]];
      const head = "POST /tenant/v1/chat/completions\ncontent-length: 5";
      expect(gateway.send(head, bodyOf(2000 * KIB, 2, "a"))).toBe("500 aisle.host_failure", calls[i]);
    }
  });
});
