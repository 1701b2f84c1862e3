import { Splices } from "../../../assembly/json/edit";
import { MemberPaths } from "../../../assembly/json/member-paths";
import { MemberScan } from "../../../assembly/json/member-scan";
import { MemberEdits } from "../../../assembly/json/members-edit";
import { ByteWriter } from "../../../assembly/json/write";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

const scan = new MemberScan();
const edits = new MemberEdits();
const splices = new Splices();

const paths = new MemberPaths();
paths.add("a");
paths.add("b");
paths.add("o.a");
paths.add("o.b");
paths.add("p.a");
const O = paths.add("o");

/** Makes the changes, `-a` (remove), `a>b` (move), `a=json` (set), `a?json` (fill), in a body read in windows of `window` bytes. */
function edit(body: string, changes: string, window: i32 = 0): string {
  const bytes = utf8(body);
  scan.begin(paths);
  const step = window > 0 ? window : bytes.byteLength;
  // A window may need to be given again with more behind it.
  for (let at = 0, size = step; at < bytes.byteLength && scan.error == 0;) {
    const end = min(at + size, bytes.byteLength);
    const used = scan.feed(bytes.subarray(at, end), end == bytes.byteLength);
    size = used == 0 ? size + step : step;
    at += end == bytes.byteLength ? end - at : used;
  }
  edits.begin(scan);
  const list = changes.split(" ");
  for (let i = 0; i < list.length; i++) note(list[i]);
  if (!edits.finish(splices)) return edits.isTooLong ? "too long" : "refused";
  const out = new ByteWriter();
  expect(splices.apply(bytes, 0, 0, bytes.byteLength, out)).toBe(true, body);
  return textOf(out.view());
}

function note(change: string): void {
  const set = change.indexOf("=");
  const fill = change.indexOf("?");
  const move = change.indexOf(">");
  if (change.startsWith("-")) edits.remove(paths.add(change.substring(1)));
  else if (move > 0) edits.move(paths.add(change.substring(0, move)), paths.add(change.substring(move + 1)));
  else if (set > 0) edits.set(paths.add(change.substring(0, set)), utf8(change.substring(set + 1)));
  else if (fill > 0) edits.fill(paths.add(change.substring(0, fill)), utf8(change.substring(fill + 1)));
}

/** Body, changes, what becomes of it; and the same in windows of every size. */
function check(table: string[][]): void {
  for (let i = 0; i < table.length; i++) {
    const body = table[i][0];
    expect(edit(body, table[i][1])).toBe(table[i][2], `${body} ${table[i][1]}`);
    for (let window = 1; window <= body.length; window++) {
      expect(edit(body, table[i][1], window)).toBe(table[i][2], `${body} ${table[i][1]}, windows of ${window}`);
    }
  }
}

describe("members", () => {
  it("are removed with one comma, wherever they stand", () => {
    check(
      rowsOf(`
      {"a":1} | -a | {}
      { "a" : 1 } | -a | {  }
      {"a":1,"x":2} | -a | {"x":2}
      { "a" : 1 , "x" : 2 } | -a | { "x" : 2 }
      {"x":2,"a":1} | -a | {"x":2}
      { "x" : 2 , "a" : 1 } | -a | { "x" : 2 }
      {"x":2,"a":[1,{"a":2}],"y":{"a":3}} | -a | {"x":2,"y":{"a":3}}
      {"x":{"y":[]},"a":1} | -a | {"x":{"y":[]}}
      {"x":1} | -a | {"x":1}
      {"a":1,"b":2} | -a -b | {}
      {"b":1,"a":2} | -a -b | {}
      {"a":1,"b":2,"x":3} | -a -b | {"x":3}
      {"a":1,"x":3,"b":2} | -a -b | {"x":3}
      {"x":3,"a":1,"b":2} | -a -b | {"x":3}
      {"x":3,"a":1,"y":4,"b":2} | -a -b | {"x":3,"y":4}
      {"a":1,"a":2,"x":3,"a":4} | -a | {"x":3}
      {"x":3,"a":1,"a":2} | -a | {"x":3}
      {"a":1,"a":2} | -a | {}
      {"\\u0061":1,"x":2} | -a | {"x":2}
      {"o":{"a":1},"x":2} | -o.a | {"o":{},"x":2}
      {"o":{"x":1,"a":1,"b":2}} | -o.a -o.b | {"o":{"x":1}}
      {"o":{"a":1},"o":{"x":1,"a":2}} | -o.a | {"o":{"x":1},"o":{"x":1}}
      {"o":{"a":1},"o":5} | -o.a | {"o":5,"o":5}
      {"o":7,"x":1} | -o.a | {"o":7,"x":1}
      {"o":[{"a":1}]} | -o.a | {"o":[{"a":1}]}
    `),
    );
  });

  it("are removed where others are inserted, set and filled", () => {
    check(
      rowsOf(`
      {"a":1} | -a b=2 | {"b":2}
      { "a":1 } | -a b=2 | {"b":2  }
      {"a":1,"x":0} | -a b=2 | {"b":2,"x":0}
      {"x":0,"a":1} | -a b=2 | {"b":2,"x":0}
      {"b":1,"a":1} | -a b=2 | {"b":2}
      {"a":1,"b":1} | -a b=2 | {"b":2}
      {} | -a b?2 | {"b":2}
      {"a":1} | -a a?2 | {"a":2}
      {"a":1} | a=3 -a | {}
      {"x":1} | a=3 -a | {"x":1}
      {"a":1} | -a a=3 | {"a":3}
      {"o":{"a":1}} | o.b=2 -o | {}
      {"o":{"a":1}} | -o.a o={"c":3} | {"o":{"c":3}}
      {"o":{"a":1}} | -o o.b=2 | {}
      {"o":{"a":1}} | -o.a o.b=2 | {"o":{"b":2}}
    `),
    );
  });

  it("are renamed where they stand", () => {
    check(
      rowsOf(`
      {"a":1} | a>b | {"b":1}
      {"x":0, "a" : [1, 2] ,"y":0} | a>b | {"x":0, "b" : [1, 2] ,"y":0}
      {"\\u0061":"v"} | a>b | {"b":"v"}
      {"x":1} | a>b | {"x":1}
      {"a":1,"b":2} | a>b | {"b":2}
      {"b":2,"a":1} | a>b | {"b":2}
      {"a":1,"a":2} | a>b | {"b":2,"b":2}
      {"a":1,"a":2,"b":3} | a>b | {"b":3}
      {"b":1,"a":0,"b":3} | a>b | {"b":3,"b":3}
      {"o":{"a":{"x":1}}} | o.a>o.b | {"o":{"b":{"x":1}}}
      {"o":{"a":1},"o":{"a":2}} | o.a>o.b | {"o":{"b":2},"o":{"b":2}}
      {"o":{"a":1},"o":{"x":2}} | o.a>o.b | {"o":{"x":2},"o":{"x":2}}
      {"a":1} | a>b b>a | {"a":1}
      {"a":1} | a>b a=2 | {"b":1,"a":2}
      {"a":1} | a>b b=2 | {"b":2}
      {"a":1} | a>b b?2 | {"b":1}
      {"a":1} | a>b -b | {}
      {"a":1} | a>b -a | {"b":1}
      {"a":1} | a>b b>o.a | {"o":{"a":1}}
      {"a":1} | a=2 a>b | {"b":2}
      {} | a=2 a>b | {"b":2}
      {"a":1} | -b a>b | {"b":1}
      {"a":1,"b":2} | -b a>b | {"b":1}
      {"a":1} | -a a>b | {}
    `),
    );
  });

  it("are moved into other objects as they are written", () => {
    check(
      rowsOf(`
      {"a": [1, 2.0]} | a>o.a | {"o":{"a":[1, 2.0]}}
      {"x":0,"a":"\\u0041"} | a>o.a | {"o":{"a":"\\u0041"},"x":0}
      {"a":1,"o":{}} | a>o.a | {"o":{"a":1}}
      {"o":{"b":2},"a":1} | a>o.a | {"o":{"a":1,"b":2}}
      {"o":{"a":2},"a":1} | a>o.a | {"o":{"a":2}}
      {"o":null,"a":1} | a>o.a | {"o":{"a":1}}
      {"o":{"a":1,"b":2}} | o.a>a | {"a":1,"o":{"b":2}}
      {"o":{"a":1}} | o.a>p.a | {"p":{"a":1},"o":{}}
      {"a":1,"a":2} | a>o.a | {"o":{"a":2}}
      {"a":1,"o":{"x":0},"o":{"y":0}} | a>o.a | {"o":{"a":1,"y":0},"o":{"a":1,"y":0}}
      {"a":1} | o={} a>o.a | {"o":{}}
      {"x":1} | a>o.a | {"x":1}
    `),
    );
  });

  it("of any length are renamed, but not moved", () => {
    const long = '"' + "y".repeat(5000) + '"';
    expect(edit(`{"a":${long}}`, "a>b")).toBe(`{"b":${long}}`);
    expect(edit(`{"a":${long}}`, "-a")).toBe("{}");
    expect(edit(`{"a":${long},"o":{"a":1}}`, "a>o.a")).toBe('{"o":{"a":1}}');
    expect(edit(`{"a":${long}}`, "a>o.a")).toBe("too long");
    expect(edit(`{"a":${long}}`, "a>b a=1")).toBe("too long");
    expect(edit(`{"a":1,"a":${long}}`, "a>b")).toBe("refused");
    expect(edit(`{"a":1,"a":${long}}`, "-a")).toBe("{}");
  });

  it("that nobody watches cannot be removed", () => {
    edit("{}", "-x");
    expect(edits.remove(-1) || edits.remove(99)).toBe(false);
    expect(edits.remove(O)).toBe(true);
  });
});
