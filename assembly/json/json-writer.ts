// Writes a JSON text (RFC 8259) value by value; commas come by themselves.

import { Bytes } from "../text/bytes";
import { JsonDocument } from "./document";
import { JsonKind } from "./kind";
import { ByteWriter } from "./write";

const QUOTE: u8 = 0x22;
const COMMA: u8 = 0x2c;
const COLON: u8 = 0x3a;
const OPEN_ARRAY: u8 = 0x5b;
const CLOSE_ARRAY: u8 = 0x5d;
const OPEN_OBJECT: u8 = 0x7b;
const CLOSE_OBJECT: u8 = 0x7d;

/**
 * Appends values to `out`, which whoever made it reads. Each object and array that is opened must be closed; a value
 * inside an object comes behind its `key`. A writer keeps nothing but where its text begins.
 */
@final
export class JsonWriter {
  private start: i32;

  constructor(readonly out: ByteWriter) {
    this.start = out.length;
  }

  /** Begins another text behind whatever `out` holds. */
  begin(): void {
    this.start = this.out.length;
  }

  /** `{` */
  openObject(): void {
    this.separate();
    this.out.byte(OPEN_OBJECT);
  }

  /** `}` */
  closeObject(): void {
    this.out.byte(CLOSE_OBJECT);
  }

  /** `[` */
  openArray(): void {
    this.separate();
    this.out.byte(OPEN_ARRAY);
  }

  /** `]` */
  closeArray(): void {
    this.out.byte(CLOSE_ARRAY);
  }

  /** The name of a member: ASCII that needs no escapes. */
  key(name: string): void {
    this.separate();
    const out = this.out;
    out.byte(QUOTE);
    out.ascii(name);
    out.byte(QUOTE);
    out.byte(COLON);
  }

  /** A string of ASCII characters that need no escapes. */
  ascii(text: string): void {
    this.separate();
    const out = this.out;
    out.byte(QUOTE);
    out.ascii(text);
    out.byte(QUOTE);
  }

  /** A string that means `text`; each byte that is not UTF-8 becomes U+FFFD. */
  string(text: Bytes): void {
    this.separate();
    this.out.jsonString(text);
  }

  /** The quote that opens a string, whose parts are added to it. */
  openString(): void {
    this.separate();
    this.out.byte(QUOTE);
  }

  /** Adds what a string of a document means to the string that is open, as it is written there. */
  addToString(document: JsonDocument, node: i32): void {
    const raw = document.raw(node);
    if (document.kind(node) == JsonKind.String) this.out.copy(raw.dataStart + 1, raw.byteLength - 2); // without its quotes
  }

  /** The quote that closes it. */
  closeString(): void {
    this.out.byte(QUOTE);
  }

  /** An integer. */
  integer(value: i64): void {
    this.separate();
    this.out.integer(value);
  }

  /** `true` or `false`. */
  bool(value: bool): void {
    this.separate();
    this.out.ascii(value ? "true" : "false");
  }

  /** `null` */
  null(): void {
    this.separate();
    this.out.ascii("null");
  }

  /** A value that is JSON already, such as `document.raw(node)`. */
  raw(json: Bytes): void {
    this.separate();
    this.out.bytes(json);
  }

  /** A value of a document as it is written there; `null` for no value. */
  copy(document: JsonDocument, node: i32): void {
    if (document.kind(node) == JsonKind.None) return this.null();
    this.raw(document.raw(node));
  }

  /** A member with a value of a document as it is written there; nothing where there is none, or it is null. */
  member(name: string, document: JsonDocument, node: i32): void {
    if (document.kind(node) <= JsonKind.Null) return;
    this.key(name);
    this.raw(document.raw(node));
  }

  // Behind what opens a container, behind a name and at the beginning nothing is to be separated.
  private separate(): void {
    const out = this.out;
    if (out.length == this.start) return;
    const last = out.last;
    if (last != OPEN_OBJECT && last != OPEN_ARRAY && last != COLON) out.byte(COMMA);
  }
}
