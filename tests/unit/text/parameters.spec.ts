import { utf8 } from "../../../assembly/text/bytes";
import { isText, Parameters } from "../../../assembly/text/parameters";

/** The parameters of a value as `name=value` in brackets, with a `!` behind when something is broken. */
function read(text: string, hasEscapes: bool = true): string {
  const bytes = utf8(text);
  const start = bytes.dataStart;
  const found = new Parameters();
  found.begin(start, start + <usize>bytes.byteLength, hasEscapes);
  let all = "";
  while (found.next()) {
    const name = String.UTF8.decodeUnsafe(found.nameStart, found.nameEnd - found.nameStart);
    all += `[${name}=${String.UTF8.decodeUnsafe(found.valueStart, found.valueEnd - found.valueStart)}]`;
  }
  return found.isBroken ? `${all}!` : all;
}

describe("parameters", () => {
  it("stand behind the value, in quotes or not", () => {
    expect(read("")).toBe("");
    expect(read("form-data")).toBe("");
    expect(read("form-data;")).toBe("");
    expect(read("form-data; name=model")).toBe("[name=model]");
    expect(read('form-data;name="model";filename="a;b=c.txt"')).toBe("[name=model][filename=a;b=c.txt]");
    expect(read('form-data \t; Name="" ;; x=')).toBe("[Name=][x=]");
    expect(read("a; flag; b=1")).toBe("[flag=][b=1]");
    expect(read("a; b=c d")).toBe("[b=c d]");
  });

  it("may have escapes in quotes, which are left as they are", () => {
    expect(read('a; b="x\\"y"; c=d')).toBe('[b=x\\"y][c=d]');
    expect(read('a; b="x\\\\"; c=d')).toBe("[b=x\\\\][c=d]");
    expect(read('a; b="x\\"; c=d', false)).toBe("[b=x\\][c=d]");
  });

  it("are broken where readers may differ", () => {
    expect(read('a; b="x')).toBe("[b=x]!");
    expect(read('a; b="x\\')).toBe("[b=x\\]!");
    expect(read('a; b="x\\"')).toBe('[b=x\\"]!');
    expect(read('a; b="x"y; c=d')).toBe("[b=x][c=d]!");
    expect(read('a; b=x"y"; c=d')).toBe('[b=x"y"][c=d]!');
    expect(read("a; b =x")).toBe("[b=x]!");
    expect(read("a; b= x")).toBe("[b=x]!");
    expect(read('a; b= "x"')).toBe("[b=x]!");
  });
});

describe("text", () => {
  it("is the same whatever its case", () => {
    const bytes = utf8("Content-Type");
    const start = bytes.dataStart;
    expect(isText(start, start + 12, utf8("content-type"))).toBe(true);
    expect(isText(start, start + 11, utf8("content-type"))).toBe(false);
    expect(isText(start, start + 12, utf8("content-tipe"))).toBe(false);
    expect(isText(start, start, utf8(""))).toBe(true);
    // Only letters have case.
    const other = utf8("{");
    expect(isText(other.dataStart, other.dataStart + 1, utf8("["))).toBe(false);
  });
});
