import { JsonError } from "../../../assembly/json/error";
import { FieldPaths, NO_FIELD } from "../../../assembly/json/field-paths";
import { FieldScan } from "../../../assembly/json/field-scan";
import { JsonKind } from "../../../assembly/json/kind";
import { Bytes, concat, copyOf, EMPTY, utf8 } from "../../../assembly/text/bytes";

const PATHS = new FieldPaths()
  .add(1, ["usage.tokens", "tokens"])
  .add(2, ["choices.delta.name"])
  .add(3, ["choices"])
  .add(4, ["usage"])
  .add(5, ["error"]);

class Listener {
  told: Array<string> = [];

  onScalar(field: i32, _kind: JsonKind, start: usize, end: usize): void {
    this.told.push(`${field}=${String.UTF8.decodeUnsafe(start, end - start)}`);
  }

  onContainer(field: i32, kind: JsonKind, _level: i32): void {
    this.told.push(`${field}${kind == JsonKind.Array ? "[" : "{"}`);
  }

  onLongText(field: i32): void {
    this.told.push(`${field} long`);
  }

  onEmpty(field: i32, _level: i32): void {
    this.told.push(`${field} empty`);
  }
}

const scan = new FieldScan<Listener>();

/** What is told of a text that comes in windows of these sizes, the rest in the last; what is not used comes again. */
function tellWindows(text: Bytes, first: i32, step: i32): string {
  const listener = new Listener();
  scan.begin(PATHS, listener);
  let carry = EMPTY;
  for (let at = 0, size = first; at < text.byteLength || at == 0; at += size, size = step) {
    const end = min(at + size, text.byteLength);
    const isLast = end >= text.byteLength;
    const window = copyOf(concat(carry, text.subarray(min(at, end), end)));
    const stop = scan.feed(window.dataStart, window.dataStart + <usize>window.byteLength, isLast);
    if (scan.error != JsonError.None) return "error";
    carry = copyOf(window.subarray(<i32>(stop - window.dataStart)));
    if (isLast) break;
  }
  return listener.told.join(" ");
}

/** What is told of a text, the same wherever it is cut. */
function tell(text: string): string {
  const bytes = utf8(text);
  const size = max(bytes.byteLength, 1);
  const expected = tellWindows(bytes, size, size);
  for (let cut = 0; cut < bytes.byteLength; cut++) {
    const seen = tellWindows(bytes, cut, size);
    if (seen != expected) expect(seen).toBe(expected, `cut at ${cut}: ${text}`);
  }
  expect(tellWindows(bytes, 1, 1)).toBe(expected, `single bytes: ${text}`);
  expect(tellWindows(bytes, 2, 3)).toBe(expected, `three bytes: ${text}`);
  return expected;
}

describe("the fields of a text", () => {
  it("are told in its order, as they are written", () => {
    expect(tell('{"usage":{"tokens":12,"x":1},"tokens":-1.50e+2}')).toBe("4{ 1=12 1=-1.50e+2");
    expect(tell(' { "tokens" : "a\\u0062\\"" } ')).toBe('1="a\\u0062\\""');
    expect(tell('{"tokens":null,"error":true}')).toBe("1=null 5=true");
  });

  it("stand in arrays, and in arrays in arrays, as if there were none", () => {
    expect(tell('{"choices":[{"delta":{"name":"a"}},{"delta":[{"name":"b"},{"name":["c",["d"]]}]}]}')).toBe(
      '3[ 3{ 2="a" 3{ 2="b" 2[ 2="c" 2[ 2="d"',
    );
    expect(tell('[{"tokens":1},[{"tokens":2}]]')).toBe("1=1 1=2", "at the root");
    expect(tell('{"usage":[[{"tokens":1}]]}')).toBe("4[ 4[ 4{ 1=1", "containers of a field, each");
    expect(tell('{"choices":[1,"x",{"y":{"delta":{"name":1}}}]}')).toBe(
      '3[ 3=1 3="x" 3{',
      "values, and what is beside the path",
    );
  });

  it("are told each time they occur", () => {
    expect(tell('{"tokens":1,"tokens":2,"usage":{"tokens":3},"usage":{"tokens":4}}')).toBe("1=1 1=2 4{ 1=3 4{ 1=4");
  });

  it("have names that may be written with escapes", () => {
    expect(tell('{"\\u0075s\\u0061ge":{"token\\u0073":1}}')).toBe("4{ 1=1");
    expect(tell('{"\\u0074\\u006f\\u006b\\u0065\\u006e\\u0073":1}')).toBe("1=1", "all of it");
    expect(tell('{"toke\\n":1,"tokens\\u0000":2,"\\ud83d\\ude00":3,"Tokens":4,"token":5,"tokenss":6}')).toBe(
      "",
      "others",
    );
  });

  it("are nothing that only looks like them", () => {
    expect(tell('{"a":{"tokens":1,"usage":{"tokens":2}},"b":[{"error":1}]}')).toBe("");
    expect(tell('{"choices":{"name":1},"delta":{"name":2}}')).toBe("3{");
    expect(tell('"tokens"')).toBe("");
    expect(tell('["tokens",1]')).toBe("");
    expect(tell('{"usage":"tokens","x":1}')).toBe('4="tokens"');
  });

  it("may hold nothing", () => {
    expect(tell('{"choices":[],"usage":{}}')).toBe("3[ 3 empty 4{ 4 empty");
    expect(tell('{"choices": [ ] ,"usage":{"x":[]}}')).toBe("3[ 3 empty 4{");
    expect(tell('{"choices":[{}],"error":[[]]}')).toBe(
      "3[ 3{ 3 empty 5[ 5[ 5 empty",
      "what is inside counts for itself",
    );
  });

  it("are found behind what is deep", () => {
    expect(tell('{"usage":' + "[".repeat(40) + "]".repeat(40) + ',"tokens":1}').endsWith("1=1")).toBe(true);
    expect(tell('{"x":' + '{"usage":['.repeat(60) + "]}".repeat(60) + ',"tokens":1}')).toBe("1=1");
    expect(
      tell('{"choices":' + "[".repeat(30) + '{"delta":{"name":1}}' + "]".repeat(30) + ',"tokens":2}').endsWith("1=2"),
    ).toBe(true);
  });

  it("are not told when they are long texts, wherever those are cut", () => {
    const sizes = [1020, 1024, 1030, 3000];
    for (let i = 0; i < sizes.length; i++) {
      const bytes = utf8('{"tokens":"' + "x".repeat(sizes[i]) + '","error":1}');
      const isShort = sizes[i] + 2 <= 1024;
      for (let cut = 1; cut <= bytes.byteLength; cut += 7) {
        expect(tellWindows(bytes, cut, bytes.byteLength).endsWith("5=1")).toBe(true);
        expect(tellWindows(bytes, cut, bytes.byteLength).startsWith("1=")).toBe(
          isShort,
          `${sizes[i]} bytes, cut at ${cut}`,
        );
        expect(tellWindows(bytes, cut, bytes.byteLength).startsWith("1 long")).toBe(!isShort);
      }
    }
  });

  it("are none in a text that is refused, and the next text is read all the same", () => {
    const wrong = ["", "{", '{"tokens":1', '{"tokens":01}', "[1,]", '{"a" 1}', "{} {}", '{"\u0001":1}', "nul"];
    for (let i = 0; i < wrong.length; i++) {
      expect(tell(wrong[i])).toBe("error", wrong[i]);
      expect(tell('{"tokens":7}')).toBe("1=7");
    }
    expect(tell("[".repeat(600))).toBe("error");
  });

  it("that come after an error are not told", () => {
    const listener = new Listener();
    scan.begin(PATHS, listener);
    const wrong = utf8("]");
    scan.feed(wrong.dataStart, wrong.dataStart + 1, false);
    const right = utf8('{"tokens":1}');
    const end = right.dataStart + <usize>right.byteLength;
    expect(scan.feed(right.dataStart, end, true)).toBe(end);
    expect(listener.told.length).toBe(0);
    expect(scan.error).not.toBe(JsonError.None);
  });
});

describe("paths of fields", () => {
  it("share their beginnings, and have no field on the way", () => {
    const paths = new FieldPaths().add(0, ["a.b.c", "a.d"]).add(1, ["a.b"]);
    const a = findName(paths, 0, "a");
    const b = findName(paths, a, "b");
    expect(paths.fieldOf(a)).toBe(NO_FIELD);
    expect(paths.fieldOf(b)).toBe(1);
    expect(paths.fieldOf(findName(paths, b, "c"))).toBe(0);
    expect(paths.fieldOf(findName(paths, a, "d"))).toBe(0);
    expect(paths.hasMore(b)).toBe(true);
    expect(paths.hasMore(findName(paths, b, "c"))).toBe(false);
    expect(findName(paths, 0, "b")).toBe(-1);
    expect(paths.longestName).toBe(1);
  });

  it("have no node beyond their own", () => {
    expect(PATHS.fieldOf(-1)).toBe(NO_FIELD);
    expect(PATHS.fieldOf(1000)).toBe(NO_FIELD);
    expect(PATHS.hasMore(-1) || PATHS.hasMore(1000)).toBe(false);
    expect(findName(PATHS, -1, "usage")).toBe(-1);
  });
});

function findName(paths: FieldPaths, node: i32, name: string): i32 {
  const bytes = utf8(name);
  return paths.find(node, bytes.dataStart, bytes.byteLength);
}
