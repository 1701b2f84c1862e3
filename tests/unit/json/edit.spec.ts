import { Splices } from "../../../assembly/json/edit";
import { ByteWriter } from "../../../assembly/json/write";
import { textOf, utf8 } from "../../../assembly/text/bytes";

const TEXT = utf8("0123456789");

function apply(splices: Splices, part: i32): string {
  const out = new ByteWriter();
  for (let at = 0; at < 10; at += part) {
    const end = min(at + part, 10);
    expect(splices.apply(TEXT.subarray(at, end), at, at, end, out)).toBe(true);
  }
  return textOf(out.view());
}

describe("splices", () => {
  it("apply in order, in parts of every size", () => {
    const splices = new Splices();
    expect(splices.prefixEnd).toBe(0);
    expect(splices.replace(6, 8, utf8("SEVEN"))).toBe(true);
    expect(splices.insert(2, utf8("<"))).toBe(true);
    expect(splices.insert(2, utf8(">"))).toBe(true);
    expect(splices.replace(2, 4, utf8(""))).toBe(true);
    expect(splices.insert(0, utf8("^"))).toBe(true);
    expect(splices.insert(10, utf8("$"))).toBe(true);
    expect(splices.insert(6, utf8("|"))).toBe(true);
    for (let part = 1; part <= 10; part++) expect(apply(splices, part)).toBe("^01<>45|SEVEN89$", `parts of ${part}`);
    expect(splices.prefixEnd).toBe(10);
    expect(splices.delta).toBe(6);
    expect(splices.count).toBe(7);
  });

  it("serve a prefix alone", () => {
    const splices = new Splices();
    splices.insert(1, utf8("one"));
    const out = new ByteWriter();
    expect(splices.apply(TEXT, 0, 0, splices.prefixEnd, out)).toBe(true);
    expect(textOf(out.view())).toBe("0one");
  });

  it("refuse overlaps and change nothing then", () => {
    const splices = new Splices();
    splices.replace(3, 6, utf8("x"));
    expect(splices.replace(3, 6, utf8("y"))).toBe(false);
    expect(splices.replace(5, 7, utf8("y"))).toBe(false);
    expect(splices.replace(2, 4, utf8("y"))).toBe(false);
    expect(splices.replace(0, 9, utf8("y"))).toBe(false);
    expect(splices.insert(4, utf8("y"))).toBe(false);
    expect(splices.replace(5, 4, utf8("y"))).toBe(false);
    expect(splices.replace(6, 7, utf8("z"))).toBe(true);
    expect(splices.replace(2, 3, utf8("w"))).toBe(true);
    expect(apply(splices, 10)).toBe("01wxz789");
  });

  it("say when the text at hand is not enough", () => {
    const splices = new Splices();
    const out = new ByteWriter();
    expect(splices.apply(TEXT, 0, 5, 11, out)).toBe(false);
    expect(splices.apply(TEXT, 6, 5, 8, out)).toBe(false);
    expect(splices.apply(TEXT, 100, 105, 110, out)).toBe(true);
  });

  it("are many, and used again", () => {
    const splices = new Splices();
    for (let round = 0; round < 2; round++) {
      splices.clear();
      for (let i = 99; i >= 0; i--) expect(splices.replace(i * 10, i * 10 + 1, utf8("xy"))).toBe(true);
      expect(splices.count).toBe(100);
      expect(splices.delta).toBe(100);
      expect(splices.prefixEnd).toBe(991);
    }
  });
});
