import { utf8 } from "../../../assembly/text/bytes";
import { fnv32, FNV32_OFFSET, mixFnv32 } from "../../../assembly/text/fnv32";

describe("fnv32", () => {
  it("is that of the draft's test vectors", () => {
    expect(fnv32(utf8(""))).toBe(0x811c9dc5);
    expect(fnv32(utf8("a"))).toBe(0xe40c292c);
    expect(fnv32(utf8("foobar"))).toBe(0xbf9cf968);
    expect(mixFnv32(FNV32_OFFSET, 0x61)).toBe(0xe40c292c);
  });
});
