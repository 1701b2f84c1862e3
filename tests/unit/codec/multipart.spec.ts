import { FormReader, MAX_PART_HEAD, MAX_PART_VALUE } from "../../../assembly/codec/multipart";
import { describeFormError, FormError } from "../../../assembly/codec/multipart-error";
import { Bytes, copyOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

const MODEL = 'Content-Disposition: form-data; name="model"~~';
const OTHER_MODEL = 'Content-Disposition: form-data; name="Model"~~';
const FILE = 'Content-Disposition: form-data; name="file"; filename="a"~~';

const whole = new FormReader();
const reader = new FormReader();

/** Feeds a form in windows that end at the cuts; what is not used comes again with more behind it. */
function feedCut(target: FormReader, form: Bytes, boundary: string, first: i32, second: i32): void {
  target.begin(utf8(boundary), utf8("model"));
  let at = 0;
  const stops: Array<i32> = [first, second, form.byteLength];
  for (let i = 0; i < stops.length; i++) {
    // A copy: what stands behind a window is not there.
    const used = target.feed(copyOf(form.subarray(at, stops[i])), i == stops.length - 1);
    if (used < 0 || at + used > stops[i]) expect(used).toBe(0, "more used than there is");
    at += used;
  }
}

function isSame(): bool {
  return (
    reader.error == whole.error &&
    reader.errorOffset == whole.errorOffset &&
    reader.isFound == whole.isFound &&
    reader.valueStart == whole.valueStart &&
    reader.valueEnd == whole.valueEnd &&
    reader.isClosed == whole.isClosed &&
    reader.closeStart == whole.closeStart
  );
}

/** The form with brackets around the model and `^` before the closing delimiter, or with `!` where it is wrong, and why. */
function describeFound(form: Bytes): string {
  const text = String.UTF8.decodeUnsafe(form.dataStart, form.byteLength);
  if (whole.error != FormError.None) {
    const at = whole.errorOffset;
    return `${text.substring(0, at)}!${text.substring(at)} ${describeFormError(whole.error)}`;
  }
  const before = text.substring(0, whole.closeStart);
  const behind = `^${text.substring(whole.closeStart)}`;
  if (!whole.isFound) return before + behind;
  const value = before.substring(whole.valueStart, whole.valueEnd);
  return `${before.substring(0, whole.valueStart)}[${value}]${before.substring(whole.valueEnd)}${behind}`;
}

// Not by `replaceAll`: that of AssemblyScript 0.27 writes behind its memory where the text gets much longer.
function replace(text: string, from: string, to: string): string {
  return text.split(from).join(to);
}

/** What is found in a form, wherever two cuts go (some, of a long one). A line end is `~`, a head `M:`, `O:` or `F:`. */
function found(text: string, boundary: string = "b", cuts: i32 = 400): string {
  const long = replace(replace(replace(text, "M:", MODEL), "O:", OTHER_MODEL), "F:", FILE);
  const form = utf8(replace(long, "~", "\r\n"));
  const size = form.byteLength;
  feedCut(whole, form, boundary, 0, 0);
  const step = size > cuts ? max(size / 16, 1) : 1;
  for (let first = 0; first <= size; first += step) {
    for (let second = first; second <= size; second += step) {
      feedCut(reader, form, boundary, first, second);
      if (!isSame()) expect(`${first} and ${second}`).toBe("", `${text}, cut at`);
    }
  }
  const shown = replace(describeFound(form), "\r\n", "~");
  return replace(replace(replace(shown, MODEL, "M:"), OTHER_MODEL, "O:"), FILE, "F:");
}

function check(table: string): void {
  const rows = rowsOf(table);
  for (let i = 0; i < rows.length; i++) expect(found(rows[i][0])).toBe(rows[i][1], rows[i][0]);
}

describe("a form", () => {
  it("shows its model before and behind a file", () => {
    check(`
      --b~M:m~--b-- | --b~M:[m]~^--b--
      --b~M:m~--b--~ | --b~M:[m]~^--b--~
      --b~M:m~--b~F:data~--b--~ | --b~M:[m]~--b~F:data~^--b--~
      --b~F:data~--b~M:m~--b--~ | --b~F:data~--b~M:[m]~^--b--~
      --b~F:data~--b~M:m~--b~F:data~--b--~ | --b~F:data~--b~M:[m]~--b~F:data~^--b--~
      --b~M:~--b--~ | --b~M:[]~^--b--~
      --b~M:~~--b--~ | --b~M:[~]~^--b--~
    `);
  });

  it("may lack it", () => {
    check(`
      --b~F:data~--b--~ | --b~F:data~^--b--~
      --b~~data~--b--~ | --b~~data~^--b--~
      --b-- | ^--b--
      --b--~ | ^--b--~
      ~--b--~ | ~^--b--~
    `);
  });

  it("may have text before its first part and behind its last", () => {
    check(`
      ~--b~M:m~--b--~ | ~--b~M:[m]~^--b--~
      preamble --b~--b~M:m~--b--~epilogue~--x | preamble --b~--b~M:[m]~^--b--~epilogue~--x
      --~--b~M:m~--b--~~~ | --~--b~M:[m]~^--b--~~~
    `);
  });

  it("may hold what looks like a delimiter within a line", () => {
    check(`
      --b~F:x--b~y~--~-b--b~--a~--b~M:m~--b--~ | --b~F:x--b~y~--~-b--b~--a~--b~M:[m]~^--b--~
      --b~M:--~--b--~ | --b~M:[--]~^--b--~
      --b~M:-~--b--~ | --b~M:[-]~^--b--~
      --b~M:x--b--~--b--~ | --b~M:[x--b--]~^--b--~
    `);
  });

  it("is refused where some reader may see another delimiter", () => {
    check(`
      --b ~M:m~--b--~ | !--b ~M:m~--b--~ malformed boundary line
      --bc~M:m~--b--~ | !--bc~M:m~--b--~ malformed boundary line
      --b~F:x~--bx~M:m~--b--~ | --b~F:x~!--bx~M:m~--b--~ malformed boundary line
      --b~F:x~--b ~M:m~--b--~ | --b~F:x~!--b ~M:m~--b--~ malformed boundary line
      --b~F:x~--b-x~--b--~ | --b~F:x~!--b-x~--b--~ malformed boundary line
      --b~F:--b~M:m~--b--~ | --b~F:!--b~M:m~--b--~ malformed boundary line
      --b~M:m~--b--x | --b~M:m~!--b--x malformed boundary line
      --b~M:m~--b-- ~ | --b~M:m~!--b-- ~ malformed boundary line
      --b~M:m~--b--~--b~M:x~--b--~ | --b~M:m~--b--~!--b~M:x~--b--~ malformed boundary line
      --b~M:m~--b--~--b-- | --b~M:m~--b--~!--b-- malformed boundary line
    `);
    const bare = ["\n", "\r"];
    for (let i = 0; i < bare.length; i++) {
      const end = bare[i];
      expect(found(`--b${end}~`)).toBe(`!--b${end}~ malformed boundary line`);
      expect(found(`${end}--b~~`)).toBe(`${end}!--b~~ malformed boundary line`);
      expect(found(`--b~F:x${end}--b~M:m~--b--~`)).toBe(`--b~F:x${end}!--b~M:m~--b--~ malformed boundary line`);
      expect(found(`--b~F:${end}--b~M:m~--b--~`)).toBe(`--b~F:${end}!--b~M:m~--b--~ malformed boundary line`);
      expect(found(`--b~M:m~--b--${end}`)).toBe(`--b~M:m~!--b--${end} malformed boundary line`);
      expect(found(`--b~M:m~--b--~x${end}--b`)).toBe(`--b~M:m~--b--~x${end}!--b malformed boundary line`);
    }
  });

  it("is refused where it ends too early", () => {
    const text = replace(`--b~${FILE}x~--b~${MODEL}m~--b--`, "~", "\r\n");
    for (let size = 0; size < text.length; size++) {
      expect(found(text.substring(0, size), "b", 0).endsWith(" no closing boundary")).toBe(
        true,
        text.substring(0, size),
      );
    }
    check(`
      {"model":"m"} | {"model":"m"}! no closing boundary
      --b~F:x~--b | --b~F:x~!--b no closing boundary
    `);
  });

  it("has one model", () => {
    check(`
      --b~M:m~--b~M:m~--b--~ | --b~M:m~--b~!M:m~--b--~ part repeated
      --b~M:m~--b~F:x~--b~M:m~--b--~ | --b~M:m~--b~F:x~--b~!M:m~--b--~ part repeated
      --b~M:m~--b~O:x~--b--~ | --b~M:m~--b~!O:x~--b--~ name of a part that readers may understand differently
      --b~O:x~--b~M:m~--b--~ | --b~!O:x~--b~M:m~--b--~ name of a part that readers may understand differently
      --b~F:x~--b~no field~~x~--b--~ | --b~F:x~--b~!no field~~x~--b--~ malformed header of a part
      --b~F:x~--b~--b--~~ | --b~F:x~--b~!--b--~~ malformed header of a part
    `);
  });

  it("has heads and a model that are not too long", () => {
    const field = `X: ${"x".repeat(MAX_PART_HEAD - 5)}`;
    expect(found(`--b~${field}~~~--b--`)).toBe(`--b~${field}~~~^--b--`);
    expect(found(`--b~${field}x~~~--b--`)).toBe(`--b~!${field}x~~~--b-- header of a part too long`);
    expect(found(`--b~${field}`)).toBe(`--b~${field}! no closing boundary`);
    const fields = "X: y~".repeat(3000);
    expect(found(`--b~${fields}`)).toBe(`--b~!${fields} header of a part too long`);
    const name = "m".repeat(MAX_PART_VALUE);
    expect(found(`--b~M:${name}~--b--`)).toBe(`--b~M:[${name}]~^--b--`);
    expect(found(`--b~M:${name}m~--b--`)).toBe(`--b~M:!${name}m~--b-- value too long`);
    expect(found(`--b~M:${name}${name}`)).toBe(`--b~M:!${name}${name} value too long`);
  });

  it("has a boundary of any kind and length", () => {
    const boundaries = ["----WebKitFormBoundary7MA4YWxkTrZu0gW", "-", "--", "a b", "'()+_,-./:=?", "b".repeat(70)];
    for (let i = 0; i < boundaries.length; i++) {
      const b = boundaries[i];
      const text = `--${b}~M:m~--${b}~F:.--${b}~--.~--${b}--~`;
      expect(found(text, b)).toBe(`--${b}~M:[m]~--${b}~F:.--${b}~--.~^--${b}--~`, b);
    }
  });
});
