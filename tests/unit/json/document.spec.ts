import { describeJsonError, JsonError } from "../../../assembly/json/error";
import { JsonDocument } from "../../../assembly/json/document";
import { JsonKind } from "../../../assembly/json/kind";
import { MAX_DOCUMENT_BYTES, MAX_ENTRIES } from "../../../assembly/json/tape";
import { EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";

function parse(text: string): JsonDocument {
  return JsonDocument.parse(utf8(text));
}

describe("json document", () => {
  it("refuses a text with more values than it can hold, and reads the next one", () => {
    const text = new Uint8Array(2 * MAX_ENTRIES);
    for (let i = 0; i < text.byteLength; i++) text[i] = i == 0 ? 0x5b : (i & 1) == 0 ? 0x2c : 0x31; // [1,1,1 …
    text[text.byteLength - 1] = 0x5d;
    text[text.byteLength - 2] = 0x31;
    text[text.byteLength - 3] = 0x31;
    const document = JsonDocument.parse(text);
    expect(<i32>document.error).toBe(<i32>JsonError.TooLarge);
    expect(document.root).toBe(-1);
    expect(document.reparse(utf8("[1]"))).toBe(true);
    expect(document.toI64(document.firstChild(document.root))).toBe(1);
  });

  it("refuses a text that needs more than the room it is given", () => {
    const text = utf8(`[${"1,".repeat(50_000)}1]`);
    expect(<i32>JsonDocument.parse(text, 16 * 60_000).error).toBe(0);
    expect(<i32>JsonDocument.parse(text, 16 * 30_000).error).toBe(<i32>JsonError.TooLarge);
    expect(<i32>JsonDocument.parse(text, 0).error).toBe(<i32>JsonError.TooLarge);
  });

  it("finds the ends and the siblings of containers of many values", () => {
    // The first pages hold 8192 entries each; inner lists and their ends stand on both sides of every border.
    const document = parse(`{"a":[${"[[],{}],".repeat(10_000)}0],"b":[${"1,".repeat(20_000)}2]}`);
    expect(<i32>document.error).toBe(0);
    const lists = document.find(document.root, utf8("a"));
    let count = 0;
    for (let list = document.firstChild(lists); list >= 0; list = document.nextSibling(list)) {
      expect(textOf(document.raw(list))).toBe(count == 10_000 ? "0" : "[[],{}]");
      count++;
    }
    expect(count).toBe(10_001);
    let sum: i64 = 0;
    const numbers = document.find(document.root, utf8("b"));
    for (let one = document.firstChild(numbers); one >= 0; one = document.nextSibling(one)) sum += document.toI64(one);
    expect(sum).toBe(20_002);
    expect(document.end(document.root)).toBe(document.end(numbers) + 1);
  });

  it("accepts values of every kind", () => {
    const texts = ["null", " false", "true ", "-0.5e+10", '"x"', "[]", "{ }"];
    const kinds: JsonKind[] = [
      JsonKind.Null,
      JsonKind.False,
      JsonKind.True,
      JsonKind.Number,
      JsonKind.String,
      JsonKind.Array,
      JsonKind.Object,
    ];
    for (let i = 0; i < texts.length; i++) {
      const document = parse(texts[i]);
      expect(<i32>document.error).toBe(0, texts[i]);
      expect(<i32>document.kind(document.root)).toBe(<i32>kinds[i], texts[i]);
      expect(textOf(document.raw(document.root))).toBe(texts[i].trim());
      expect(document.firstChild(document.root)).toBe(-1);
      expect(document.nextSibling(document.root)).toBe(-1);
    }
  });

  it("refuses malformed texts with the reason and the place", () => {
    const texts = [
      "",
      "[",
      "[1,]",
      '{"a"}',
      "{1}",
      "tru",
      "trux",
      "01",
      "-",
      "1.",
      "1e",
      '"\\q"',
      '"\n"',
      "1 1",
      "]",
      '{"a":1,}',
      "[1}",
      "\ufeff1",
    ];
    const errors: JsonError[] = [
      JsonError.UnexpectedEnd,
      JsonError.UnexpectedEnd,
      JsonError.UnexpectedByte,
      JsonError.UnexpectedByte,
      JsonError.UnexpectedByte,
      JsonError.UnexpectedEnd,
      JsonError.InvalidLiteral,
      JsonError.InvalidNumber,
      JsonError.UnexpectedEnd,
      JsonError.UnexpectedEnd,
      JsonError.UnexpectedEnd,
      JsonError.InvalidEscape,
      JsonError.ControlCharacter,
      JsonError.UnexpectedByte,
      JsonError.UnexpectedByte,
      JsonError.UnexpectedByte,
      JsonError.UnexpectedByte,
      JsonError.UnexpectedByte,
    ];
    const offsets = [0, 1, 3, 4, 1, 3, 3, 1, 1, 2, 2, 2, 1, 2, 0, 7, 2, 0];
    for (let i = 0; i < texts.length; i++) {
      const document = parse(texts[i]);
      expect(<i32>document.error).toBe(<i32>errors[i], texts[i]);
      expect(document.errorOffset).toBe(offsets[i], texts[i]);
      expect(document.root).toBe(-1, texts[i]);
      expect(describeJsonError(document.error).length).toBeGreaterThan(5);
    }
  });

  it("walks arrays and objects", () => {
    const document = parse('[1,[],{"a":[2,3],"b":{}},"x"]');
    let walk = "";
    for (let node = document.firstChild(0); node >= 0; node = document.nextSibling(node)) {
      walk += textOf(document.raw(node)) + ";";
    }
    expect(walk).toBe('1;[];{"a":[2,3],"b":{}};"x";');
    const object = document.nextSibling(document.nextSibling(document.firstChild(0)));
    walk = "";
    for (let node = document.firstChild(object); node >= 0; node = document.nextSibling(node)) {
      walk += textOf(document.keyText(node)) + "=" + textOf(document.raw(node)) + ";";
    }
    expect(walk).toBe("a=[2,3];b={};");
    const a = document.firstChild(object);
    expect(document.start(a)).toBe(11);
    expect(document.end(a)).toBe(16);
    expect(document.keyStart(a)).toBe(7);
    expect(document.keyEnd(a)).toBe(10);
    expect(document.keyStart(object)).toBe(-1);
  });

  it("finds members by what their names mean, the last of equal ones", () => {
    const document = parse('{"a":1,"\\u0061":2,"b\\n":3,"":4,"\\ud83d\\ude00":5,"ab":6}');
    const names = ["a", "b\n", "", "😀", "ab", "c", "abc"];
    const values = ["2", "3", "4", "5", "6", "", ""];
    for (let i = 0; i < names.length; i++) {
      expect(textOf(document.raw(document.find(document.root, utf8(names[i]))))).toBe(values[i], names[i]);
    }
    expect(document.find(document.firstChild(0), utf8("a"))).toBe(-1);
  });

  it("gives strings as they are meant", () => {
    const texts = [
      '""',
      '"plain é"',
      '"\\"\\\\\\/\\b\\f\\n\\r\\t"',
      '"\\u00e9\\u4e2d\\uD83D\\uDE00"',
      '"\\ud800x\\udc00"',
      '"\\u0000"',
    ];
    const meant = ["", "plain é", '"\\/\b\f\n\r\t', "é中😀", "\ufffdx\ufffd", "\u0000"];
    for (let i = 0; i < texts.length; i++) {
      const document = parse(texts[i]);
      expect(textOf(document.text(document.root))).toBe(meant[i], texts[i]);
    }
    const number = parse("12");
    expect(number.text(number.root).byteLength).toBe(0);
  });

  it("gives numbers, saturated", () => {
    const texts = [
      "0",
      "-0",
      "12",
      "-9223372036854775808",
      "9223372036854775807",
      "9223372036854775808",
      "-1e30",
      "1e999",
      "2.9",
      "1e3",
    ];
    const integers: i64[] = [
      0,
      0,
      12,
      i64.MIN_VALUE,
      i64.MAX_VALUE,
      i64.MAX_VALUE,
      i64.MIN_VALUE,
      i64.MAX_VALUE,
      2,
      1000,
    ];
    const doubles: f64[] = [
      0,
      -0.0,
      12,
      -9223372036854775808.0,
      9223372036854775807.0,
      9223372036854775808.0,
      -1e30,
      Infinity,
      2.9,
      1000,
    ];
    const whole = [true, true, true, true, true, true, false, false, false, false];
    for (let i = 0; i < texts.length; i++) {
      const document = parse(texts[i]);
      expect(document.toI64(0)).toBe(integers[i], texts[i]);
      expect(document.toF64(0)).toBe(doubles[i], texts[i]);
      expect(document.isInteger(0)).toBe(whole[i], texts[i]);
    }
    expect(parse('"1"').toI64(0)).toBe(0);
  });

  it("answers any node", () => {
    const document = parse('{"a":[1]}');
    const nodes = [-1, i32.MIN_VALUE, i32.MAX_VALUE, 1, 4, 5, 6, 7];
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i];
      expect(<i32>document.kind(node)).toBe(<i32>JsonKind.None);
      expect(document.firstChild(node)).toBe(-1);
      expect(document.raw(node).byteLength).toBe(0);
      expect(document.keyText(node).byteLength).toBe(0);
      expect(document.find(node, EMPTY)).toBe(-1);
      expect(document.toF64(node)).toBe(0);
    }
  });

  it("bounds nesting, and is used again after an error", () => {
    const document = new JsonDocument();
    expect(document.root).toBe(-1);
    expect(document.reparse(utf8("[".repeat(512) + "]".repeat(512)))).toBe(true);
    expect(document.reparse(utf8("[".repeat(513) + "]".repeat(513)))).toBe(false);
    expect(<i32>document.error).toBe(<i32>JsonError.TooDeep);
    expect(document.errorOffset).toBe(512);
    expect(document.reparse(utf8('{"x":1}'))).toBe(true);
    expect(document.toI64(document.find(document.root, utf8("x")))).toBe(1);
    expect(MAX_DOCUMENT_BYTES).toBe(0x0fffffff);
  });
});
