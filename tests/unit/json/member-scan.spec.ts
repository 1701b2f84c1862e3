import { JsonError } from "../../../assembly/json/error";
import { JsonKind } from "../../../assembly/json/kind";
import { MemberPaths } from "../../../assembly/json/member-paths";
import { MemberScan } from "../../../assembly/json/member-scan";
import { EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";

const scan = new MemberScan();

function read(paths: MemberPaths, body: string): void {
  scan.begin(paths);
  scan.feed(utf8(body), true);
}

describe("member paths", () => {
  it("number names, parents before children", () => {
    const paths = new MemberPaths();
    const nested = paths.add("stream_options.include_usage");
    expect(textOf(paths.nameOf(nested))).toBe("include_usage");
    expect(textOf(paths.nameOf(paths.parentOf(nested)))).toBe("stream_options");
    expect(paths.parentOf(paths.parentOf(nested))).toBe(-1);
    expect(paths.add("stream_options.include_usage")).toBe(nested);
    expect(paths.add("stream_options")).toBe(paths.parentOf(nested));
    expect(textOf(paths.nameOf(paths.add("a\\.b\\\\")))).toBe("a.b\\");
    expect(paths.length).toBe(3);
  });

  it("are at most 64, and answer any number", () => {
    const paths = new MemberPaths();
    for (let i = 0; i < 64; i++) expect(paths.add("n" + i.toString())).toBe(i);
    expect(paths.add("more")).toBe(-1);
    expect(paths.add("n3.more")).toBe(-1);
    expect(paths.add("n3")).toBe(3);
    expect(paths.parentOf(99)).toBe(-1);
    expect(paths.nameOf(-1).byteLength).toBe(0);
    expect(paths.addName(77, EMPTY)).toBe(-1);
  });
});

describe("member scan", () => {
  it("says where a member stands", () => {
    const paths = new MemberPaths();
    const model = paths.add("model");
    const usage = paths.add("stream_options.include_usage");
    read(
      paths,
      '{ "model" : "g\\u0070t", "stream_options":{"x":[{"include_usage":0}],"include_usage":true}, "y":{"model":1}}',
    );
    expect(<i32>scan.error).toBe(0);
    expect(<i32>scan.rootKind).toBe(<i32>JsonKind.Object);
    expect(scan.rootContentStart).toBe(1);
    expect(scan.count(model)).toBe(1);
    expect(scan.keyStart(model, 0)).toBe(2);
    expect(scan.valueStart(model, 0)).toBe(12);
    expect(scan.valueEnd(model, 0)).toBe(22);
    expect(textOf(scan.raw(model, 0))).toBe('"g\\u0070t"');
    expect(textOf(scan.text(model, 0))).toBe("gpt");
    expect(scan.count(usage)).toBe(1);
    expect(<i32>scan.kind(usage, 0)).toBe(<i32>JsonKind.True);
    const options = paths.parentOf(usage);
    expect(scan.contentStart(options, 0)).toBe(scan.valueStart(options, 0) + 1);
    expect(scan.isEmpty(options, 0)).toBe(false);
    expect(scan.parent(usage, 0)).toBe(0);
  });

  it("keeps all occurrences, and knows which one counts", () => {
    const paths = new MemberPaths();
    const inner = paths.add("a.b");
    const outer = paths.parentOf(inner);
    read(paths, '{"a":{"b":1,"b":2},"\\u0061":{},"a":{"b":3,"\\u0062":4,"b":5}}');
    expect(scan.count(outer)).toBe(3);
    expect(scan.count(inner)).toBe(5);
    expect(scan.isEmpty(outer, 1)).toBe(true);
    expect(scan.parent(inner, 1)).toBe(0);
    expect(scan.parent(inner, 2)).toBe(2);
    expect(scan.effective(inner)).toBe(4);
    read(paths, '{"a":{"b":1},"a":{}}');
    expect(scan.effective(outer)).toBe(1);
    expect(scan.effective(inner)).toBe(-1);
    read(paths, '{"a":[{"b":1}]}');
    expect(scan.count(inner)).toBe(0);
    expect(scan.effective(inner)).toBe(-1);
    expect(scan.effective(99)).toBe(-1);
  });

  it("refuses more than eight occurrences", () => {
    const paths = new MemberPaths();
    const a = paths.add("a");
    read(paths, "{" + '"a":1,'.repeat(8) + '"b":{"a":2}}');
    expect(<i32>scan.error).toBe(0);
    expect(scan.count(a)).toBe(8);
    read(paths, "{" + '"a":1,'.repeat(8) + '"a":2}');
    expect(<i32>scan.error).toBe(<i32>JsonError.TooManyOccurrences);
    expect(scan.errorOffset).toBe(49);
    expect(scan.errorNode).toBe(a);
  });

  it("refuses names that Go takes for a guarded one", () => {
    const paths = new MemberPaths();
    const task = paths.add("task");
    const other = paths.add("other");
    paths.guard(task);
    const variants = ["TASK", "taSk", "ta\u017fk", "tas\u212a", "\\u0054ask", "ta\\u017F\\u212a"];
    for (let i = 0; i < variants.length; i++) {
      read(paths, '{"task":1,"' + variants[i] + '":2}');
      expect(<i32>scan.error).toBe(<i32>JsonError.CaseVariant, variants[i]);
      expect(scan.errorNode).toBe(task);
      expect(scan.errorOffset).toBe(10);
    }
    const fine = ['{"task":1}', '{"OTHER":1,"other":2}', '{"x":{"TASK":1}}', '{"tasks":1,"tas":2,"t\u00e4sk":3,"":4}'];
    for (let i = 0; i < fine.length; i++) {
      read(paths, fine[i]);
      expect(<i32>scan.error).toBe(0, fine[i]);
    }
    expect(paths.isGuarded(other)).toBe(false);
  });

  it("takes bodies of any kind", () => {
    const paths = new MemberPaths();
    paths.add("a");
    const bodies = ["1", '"a"', "[]", "{}", "null", '[{"a":1}]', " { } "];
    const kinds: JsonKind[] = [
      JsonKind.Number,
      JsonKind.String,
      JsonKind.Array,
      JsonKind.Object,
      JsonKind.Null,
      JsonKind.Array,
      JsonKind.Object,
    ];
    for (let i = 0; i < bodies.length; i++) {
      read(paths, bodies[i]);
      expect(<i32>scan.error).toBe(0, bodies[i]);
      expect(<i32>scan.rootKind).toBe(<i32>kinds[i], bodies[i]);
      expect(scan.count(0)).toBe(0);
    }
    expect(scan.rootEmpty).toBe(true);
    expect(scan.rootContentStart).toBe(2);
    read(paths, "");
    expect(<i32>scan.error).toBe(<i32>JsonError.UnexpectedEnd);
  });

  it("goes on where a window was cut", () => {
    const paths = new MemberPaths();
    const model = paths.add("model");
    const body = utf8('{"x":"é\\u00e9","model":"name","n":12345}');
    for (let cut = 0; cut <= body.byteLength; cut++) {
      scan.begin(paths);
      const used = scan.feed(body.subarray(0, cut), false);
      expect(used <= cut).toBe(true);
      expect(scan.feed(body.subarray(used), true)).toBe(body.byteLength - used);
      expect(<i32>scan.error).toBe(0, `cut at ${cut}`);
      expect(textOf(scan.raw(model, 0))).toBe('"name"', `cut at ${cut}`);
      expect(scan.valueEnd(model, 0)).toBe(30, `cut at ${cut}`);
    }
  });

  it("keeps values of up to 4096 bytes", () => {
    const paths = new MemberPaths();
    const a = paths.add("a");
    read(paths, '{"a":"' + "x".repeat(4094) + '"}');
    expect(scan.isCaptured(a, 0)).toBe(true);
    expect(scan.raw(a, 0).byteLength).toBe(4096);
    read(paths, '{"a":"' + "x".repeat(4095) + '"}');
    expect(scan.isCaptured(a, 0)).toBe(false);
    expect(scan.raw(a, 0).byteLength).toBe(0);
    expect(scan.valueEnd(a, 0) - scan.valueStart(a, 0)).toBe(4097);
    expect(scan.isCaptured(a, 1)).toBe(false);
    expect(<i32>scan.kind(a, -1)).toBe(0);
  });
});
