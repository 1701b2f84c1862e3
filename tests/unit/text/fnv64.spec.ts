import { textOf, utf8 } from "../../../assembly/text/bytes";
import { Fnv64 } from "../../../assembly/text/fnv64";

function hashOf(parts: string[]): string {
  const hash = new Fnv64();
  for (let i = 0; i < parts.length; i++) hash.add(utf8(parts[i]));
  return textOf(hash.hexadecimal());
}

describe("FNV-1a with 64 bits", () => {
  it("is that of the draft's test vectors", () => {
    expect(hashOf([])).toBe("cbf29ce484222325");
    expect(hashOf(["a"])).toBe("af63dc4c8601ec8c");
    expect(hashOf(["foobar"])).toBe("85944171f73967e8");
  });

  it("does not depend on how a text is cut", () => {
    expect(hashOf(["", "foo", "b", "ar"])).toBe("85944171f73967e8");
  });
});
