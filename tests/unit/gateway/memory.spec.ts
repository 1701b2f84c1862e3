import { FakeHost } from "../support/fake-host";
import { Gateway } from "../support/gateway";

const HELD = '{"provider":{"type":"openai","modelMapping":{"m":"n"}}}';
const WITH_CONTEXT = '{"provider":{"type":"openai","context":{"fileUrl":"http://files.example/c","cluster":"files"}}}';
const CHAT = ":method: POST\n:path: /v1/chat/completions\n:authority: a\ncontent-type: application/json";
const MESSAGES = ":method: POST\n:path: /v1/messages\n:authority: a\ncontent-type: application/json";
const BODY = '{"model":"m","messages":[]}';

describe("memory", () => {
  it("is as large as the configuration says, and 512 MiB when it says nothing", () => {
    const gateway = new Gateway(HELD);
    expect(gateway.host.memoryLimit).toBe(512 << 20);
    gateway.configure('{"maxVmBytes":"8388608","provider":{"type":"openai"}}');
    expect(gateway.host.memoryLimit).toBe(8 << 20);
    gateway.configure('{"maxVmBytes":16777216,"providers":[]}');
    expect(gateway.host.memoryLimit).toBe(8 << 20, "a configuration that is not used");
    gateway.configure(HELD);
    expect(gateway.host.memoryLimit).toBe(512 << 20);
  });

  it("that is short while a head is read: 503, whatever was read", () => {
    const gateway = new Gateway(HELD);
    gateway.host.short = true;
    expect(gateway.send(CHAT, BODY)).toBe("503 aisle.out_of_memory");
    expect(gateway.host.trace.includes("removeHeader authorization")).toBe(false);
    gateway.host.short = false;
    expect(gateway.send(CHAT, BODY)).toBe("sent");
  });

  it("that is short, with no head at all: 503 in the dialect that the path tells", () => {
    const host = new FakeHost();
    const gateway = new Gateway('{"provider":{"type":"claude"}}', host);
    host.short = true;
    host.refused = ["headers"];
    expect(gateway.send(CHAT, BODY)).toBe("503 aisle.out_of_memory");
    expect(gateway.reply.includes('"type":"server_error"')).toBe(true, gateway.reply);
    expect(gateway.send(MESSAGES, BODY)).toBe("503 aisle.out_of_memory");
    expect(gateway.reply.includes('"type":"api_error"')).toBe(true, gateway.reply);
    host.refused = ["headers", "header :path"];
    expect(gateway.send(MESSAGES, BODY)).toBe("503 aisle.out_of_memory");
  });

  it("that does not take what a context file needs: 413; with enough of it the chat is sent", () => {
    const gateway = new Gateway(WITH_CONTEXT);
    expect(gateway.send(CHAT, BODY)).toBe("waiting");
    expect(gateway.answerCall(1, 200, "kind")).toBe("sent");
    const message = '{"role":"system","content":"kind"}'.length;
    gateway.host.free = 6 * message - 1;
    expect(gateway.send(CHAT, BODY)).toBe("413 aisle.out_of_memory", "the message");
    gateway.host.free = 6 * message + 1024;
    expect(gateway.send(CHAT, '{"model":"m","messages":[' + "[],".repeat(100) + "[]]}")).toBe(
      "413 aisle.out_of_memory",
    );
    gateway.host.free = 6 * message + 16384;
    expect(gateway.send(CHAT, '{"model":"m","messages":[' + "[],".repeat(100) + "[]]}")).toBe("sent");
  });

  it("that does not take a context file: it cannot be had", () => {
    const gateway = new Gateway(WITH_CONTEXT);
    gateway.host.free = 64;
    expect(gateway.send(CHAT, BODY)).toBe("waiting");
    expect(gateway.answerCall(1, 200, "k".repeat(100))).toBe("502 aisle.context_unavailable");
  });
});
