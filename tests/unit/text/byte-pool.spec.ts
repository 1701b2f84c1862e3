import { BytePool } from "../../../assembly/text/byte-pool";
import { textOf, utf8 } from "../../../assembly/text/bytes";

describe("byte pool", () => {
  it("keeps what was appended while it grows", () => {
    const pool = new BytePool();
    const part = utf8("0123456789");
    for (let i = 0; i < 100; i++) expect(pool.append(part)).toBe(i * 10);
    expect(pool.appendByte(0x21)).toBe(1000);
    expect(pool.appendRange(part, 2, 5)).toBe(1001);
    expect(pool.length).toBe(1004);
    expect(textOf(pool.view(998, 1004))).toBe("89!234");
    expect(pool.equalsPrefixOf(1000, 1004, utf8("!2345"))).toBe(true);
    expect(pool.equalsPrefixOf(1000, 1004, utf8("!23"))).toBe(false);
  });
});
