// One value of the configuration together with its path, read leniently as Higress reads it. A key may be written in
// snake_case and as in APISIX, too.

import { JsonDocument } from "../json/document";
import { JsonError } from "../json/error";
import { JsonKind } from "../json/kind";
import { doubleValue } from "../json/number-value";
import { trimSpace } from "../text/ascii";
import { Bytes, copyOf, EMPTY, equalBytes, indexOfByte, textOf, utf8 } from "../text/bytes";
import { apisixName, snakeName } from "./spelling";

const TRUE = utf8("true");
const FALSE = utf8("false");
const UNDERSCORE: u8 = 0x5f;
const MINUS: u8 = 0x2d;

enum Tristate {
  Unknown,
  No,
  Yes,
}

/** A value of the configuration, or nothing; nothing reads as empty, false and 0. */
@final
export class ConfigNode {
  // Whether some member has an underscore in its name; without one no key is looked for in snake_case.
  private hasUnderscore: Tristate = Tristate.Unknown;

  // Its own step of the path: a name, or "" and an index. Paths are for errors, so none is made before there is one.
  private constructor(
    private readonly document: JsonDocument,
    private readonly node: i32,
    private readonly around: ConfigNode | null,
    private readonly ownName: string,
    private readonly index: i32,
  ) {}

  /** The whole of a document. */
  static whole(document: JsonDocument): ConfigNode {
    return new ConfigNode(document, document.root, null, "", 0);
  }

  /** The keys that lead here, for instance `providers[0].apiTokens`; "" for the whole. */
  get path(): string {
    let path = "";
    let node: ConfigNode = this;
    for (let around = node.around; around !== null; around = node.around) {
      const step = node.ownStep;
      path = path.length == 0 || path.startsWith("[") ? step + path : `${step}.${path}`;
      node = around;
    }
    return path;
  }

  /** True when there is a value and it is not null. */
  get exists(): bool {
    return this.kind != JsonKind.None && this.kind != JsonKind.Null;
  }

  /** What the value is. */
  get kind(): JsonKind {
    return this.document.kind(this.node);
  }

  /** The member `name`, however it is spelt; nothing if there is none or this is no object. */
  member(name: string): ConfigNode {
    const own = this.find(name);
    if (own >= 0 || this.kind != JsonKind.Object) return this.memberAt(own, name);
    const apisix = apisixName(name);
    const other = this.find(apisix);
    if (other >= 0) return this.memberAt(other, apisix);
    const snake = this.isSnaky ? snakeName(name) : "";
    const third = this.find(snake);
    return third >= 0 ? this.memberAt(third, snake) : this.memberAt(-1, name);
  }

  /** The elements of an array or the values of an object, oldest first; of anything else none. */
  children(): Array<ConfigNode> {
    const list: Array<ConfigNode> = [];
    for (let child = this.document.firstChild(this.node); child >= 0; child = this.document.nextSibling(child)) {
      list.push(new ConfigNode(this.document, child, this, "", list.length));
    }
    return list;
  }

  /** The elements of an array; of another value, the value alone; of nothing none. */
  list(): Array<ConfigNode> {
    if (!this.exists) return [];
    return this.kind == JsonKind.Array ? this.children() : [this];
  }

  /** The name this value has as a member, copied. */
  get name(): Bytes {
    return copyOf(this.document.keyText(this.node));
  }

  /** The text of a string, number or boolean, copied; nothing else has any. */
  get bytes(): Bytes {
    switch (this.kind) {
      case JsonKind.String:
        return copyOf(this.document.text(this.node));
      case JsonKind.Number:
      case JsonKind.True:
      case JsonKind.False:
        return copyOf(this.document.raw(this.node));
      default:
        return EMPTY;
    }
  }

  /** Like `bytes`, as a string. */
  get text(): string {
    return textOf(this.bytes);
  }

  /** True for true and "true". */
  get flag(): bool {
    return equalBytes(this.bytes, TRUE);
  }

  /** A whole number from 0 to 4294967295, also written as a string; what is larger is cut to that, what is no number is 0. */
  get count(): u32 {
    let value: u64 = 0;
    const bytes = this.bytes;
    for (let i = 0; i < bytes.byteLength && value <= u32.MAX_VALUE; i++) {
      const digit = load<u8>(bytes.dataStart + i) - 0x30; // i < byteLength
      if (digit > 9) return 0;
      value = value * 10 + digit;
    }
    return <u32>min(value, u32.MAX_VALUE);
  }

  /** A whole number, also written as a string; what is beyond 15 digits is cut, what is no number is 0. */
  get integer(): i64 {
    const bytes = this.bytes;
    const start = startOfDigits(bytes);
    let value: i64 = 0;
    for (let i = start; i < bytes.byteLength && value < 100_000_000_000_000; i++) {
      const digit = load<u8>(bytes.dataStart + i) - 0x30; // i < byteLength
      if (digit > 9) return 0;
      value = value * 10 + digit;
    }
    return start > 0 ? -value : value;
  }

  /** A number from 0 to 1, also written as a string, in millionths; what is none is 0. */
  get millionths(): u32 {
    return this.isFraction ? <u32>(numberOf(this.bytes) * 1_000_000 + 0.5) : 0;
  }

  /** The value as JSON, copied as it is written. */
  get json(): Bytes {
    return copyOf(this.document.raw(this.node));
  }

  /** True when the text is one of a boolean. */
  get isFlag(): bool {
    return this.flag || equalBytes(this.bytes, FALSE);
  }

  /** True when the text is a whole number, 0 or more. */
  get isCount(): bool {
    return isDigits(this.bytes, 0);
  }

  /** True when the text is a whole number, perhaps negative. */
  get isInteger(): bool {
    const bytes = this.bytes;
    return isDigits(bytes, startOfDigits(bytes));
  }

  /** True when the text is a number from 0 to 1. */
  get isFraction(): bool {
    const value = numberOf(this.bytes);
    return value >= 0 && value <= 1;
  }

  /** True for what reads as a text: a string, a number or a boolean. */
  get isScalar(): bool {
    const kind = this.kind;
    return kind == JsonKind.String || kind == JsonKind.Number || kind == JsonKind.True || kind == JsonKind.False;
  }

  /** The kind of the value in an operator's words. */
  get kindName(): string {
    switch (this.kind) {
      case JsonKind.String:
        return "a string";
      case JsonKind.Number:
        return "a number";
      case JsonKind.True:
      case JsonKind.False:
        return "a boolean";
      case JsonKind.Array:
        return "a list";
      case JsonKind.Object:
        return "an object";
      default:
        return "nothing";
    }
  }

  private find(name: string): i32 {
    return name.length == 0 ? -1 : this.document.find(this.node, utf8(name));
  }

  private memberAt(node: i32, name: string): ConfigNode {
    return new ConfigNode(this.document, node, this, name, 0);
  }

  private get isSnaky(): bool {
    if (this.hasUnderscore == Tristate.Unknown) this.hasUnderscore = this.findUnderscore() ? Tristate.Yes : Tristate.No;
    return this.hasUnderscore == Tristate.Yes;
  }

  private findUnderscore(): bool {
    const document = this.document;
    for (let child = document.firstChild(this.node); child >= 0; child = document.nextSibling(child)) {
      if (indexOfByte(document.keyText(child), UNDERSCORE) >= 0) return true;
    }
    return false;
  }

  private get ownStep(): string {
    if (this.ownName.length > 0) return this.ownName;
    const around = this.around;
    if (around !== null && around.kind == JsonKind.Array) return `[${this.index}]`;
    const name = this.document.keyText(this.node);
    const isPlain = indexOfByte(name, 0x2e) < 0 && trimSpace(name).byteLength > 0;
    return isPlain ? textOf(name) : `["${textOf(name)}"]`;
  }
}

function startOfDigits(text: Bytes): i32 {
  return text.byteLength > 0 && load<u8>(text.dataStart) == MINUS ? 1 : 0;
}

function isDigits(text: Bytes, start: i32): bool {
  for (let i = start; i < text.byteLength; i++) {
    if (<u8>(load<u8>(text.dataStart + i) - 0x30) > 9) return false; // i < byteLength
  }
  return text.byteLength > start;
}

// What a text means that is a number as JSON writes it; of another text NaN.
function numberOf(text: Bytes): f64 {
  const document = JsonDocument.parse(text);
  const isNumber = document.error == JsonError.None && document.kind(document.root) == JsonKind.Number;
  return isNumber ? doubleValue(text.dataStart, text.dataStart + <usize>text.byteLength) : NaN;
}
