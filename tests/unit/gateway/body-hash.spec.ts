import { CHAT } from "../support/chats";
import { Gateway } from "../support/gateway";

const PROVIDERS = '"providers":[{"id":"p","type":"openai"}]';
const BY_USER = `{"mode":"hash","balancer":{"algorithm":"chash","hashOn":"body","key":"user"},${PROVIDERS}}`;
const BODY = '{"a":[{"user":"x"}],"user":"u-1","b":"user"}';
const HASH = "a60e49197955d660";

describe("a body that is hashed", () => {
  it("leaves its hash wherever it is cut, and is not touched", () => {
    const gateway = new Gateway(BY_USER);
    for (let size = 0; size <= BODY.length; size++) {
      gateway.chunk = size;
      expect(gateway.send(CHAT, BODY)).toBe("sent");
      expect(gateway.header("x-aisle-hash")).toBe(HASH, `pieces of ${size}`);
      expect(gateway.body).toBe(BODY);
    }
    gateway.hasTrailers = true;
    expect(gateway.send(CHAT, BODY)).toBe("sent");
    expect(gateway.header("x-aisle-hash")).toBe(HASH, "with trailers");
  });

  it("goes on without one where it cannot be read", () => {
    const gateway = new Gateway(BY_USER);
    const refused = ["headers", "readBody", "setHeader x-aisle-hash"];
    for (let i = 0; i < refused.length; i++) {
      gateway.host.refused = [refused[i]];
      expect(gateway.send(CHAT + "\nx-aisle-hash: mine", BODY)).toBe("sent", refused[i]);
      expect(gateway.header("x-aisle-hash")).toBe("(none)", refused[i]);
    }
  });

  it("does not go on with the client's own hash", () => {
    const gateway = new Gateway(BY_USER);
    gateway.host.refused = ["removeHeader x-aisle-hash"];
    expect(gateway.send(CHAT + "\nx-aisle-hash: mine", BODY)).toBe("500 aisle.host_failure");
    expect(gateway.send(CHAT, BODY)).toBe("sent", "where there is none");
  });

  it("is told of to nobody, and forgotten", () => {
    const gateway = new Gateway(BY_USER);
    gateway.send(CHAT, BODY);
    expect(gateway.answer(":status: 200", "{}")).toBe("{}");
    gateway.finish();
    expect(gateway.state("aisle.exchange")).toBe("(none)");
    expect(gateway.filter.streamCount).toBe(0);
  });
});
