// Paths and the patterns they are matched by: segments aligned at the end, so that any prefix may stand before `/v1`.

import { Bytes, EMPTY, endsWith, equalBytes, indexOfByte, utf8 } from "../text/bytes";

const SLASH: u8 = 0x2f;
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;

/** The longest pattern has this many segments. */
export const MAX_SEGMENTS: i32 = 8;

/** Methods that the path table tells apart, as bits. */
export enum Method {
  Get = 1,
  Post = 2,
  Delete = 4,
  Other = 8,
}

const GET = utf8("GET");
const HEAD = utf8("HEAD");
const POST = utf8("POST");
const DELETE = utf8("DELETE");

/** The bit of a method; HEAD asks what GET does (RFC 9110, section 9.3.2). */
export function methodOf(name: Bytes): Method {
  if (equalBytes(name, POST)) return Method.Post;
  if (equalBytes(name, GET) || equalBytes(name, HEAD)) return Method.Get;
  return equalBytes(name, DELETE) ? Method.Delete : Method.Other;
}

/** The last segments of a path without query; a trailing slash does not count. Reused for every request. */
@final
export class PathSegments {
  private path: Bytes = EMPTY;
  // Starts and ends, last segment first.
  private bounds: StaticArray<i32> = new StaticArray<i32>(2 * MAX_SEGMENTS);
  /** How many segments were kept, at most `MAX_SEGMENTS`. */
  length: i32 = 0;

  /** Cuts `path`; the segments share its memory. */
  cut(path: Bytes): void {
    this.path = path;
    this.length = 0;
    let end = path.byteLength;
    if (end > 1 && this.byteAt(end - 1) == SLASH) end--;
    for (let at = end - 1; at >= 0 && this.length < MAX_SEGMENTS; at--) {
      if (this.byteAt(at) != SLASH) continue;
      unchecked((this.bounds[2 * this.length] = at + 1)); // length < MAX_SEGMENTS
      unchecked((this.bounds[2 * this.length + 1] = end)); // as above
      this.length++;
      end = at;
    }
  }

  /** Segment `index`, counted from the last one; no bytes outside [0, length). */
  fromEnd(index: i32): Bytes {
    if (<u32>index >= <u32>this.length) return EMPTY;
    return this.path.subarray(unchecked(this.bounds[2 * index]), unchecked(this.bounds[2 * index + 1])); // index < length
  }

  /** True when segment `index` from the end is `literal`. */
  isAt(index: i32, literal: Bytes): bool {
    if (<u32>index >= <u32>this.length) return false;
    const start = unchecked(this.bounds[2 * index]); // index < length
    const size = unchecked(this.bounds[2 * index + 1]) - start; // as above
    return size == literal.byteLength && memory.compare(this.path.dataStart + start, literal.dataStart, size) == 0;
  }

  // Only called with at < path.byteLength.
  private byteAt(at: i32): u8 {
    return load<u8>(this.path.dataStart + at);
  }
}

/** A pattern such as `/v1/files/{file_id}/content`; a placeholder stands for one segment, or for its part before a literal. */
@final
export class PathPattern {
  // The literal parts, last segment first.
  private literals: Array<Bytes> = [];
  /** Names of the placeholders, last segment first; no bytes where there is a literal only. */
  readonly names: Array<Bytes> = [];

  private constructor(
    /** The pattern as it is written. */
    readonly text: Bytes,
  ) {}

  /** Compiles `path`, which begins with a slash and has at most `MAX_SEGMENTS` segments. */
  static compile(path: string): PathPattern {
    const pattern = new PathPattern(utf8(path));
    const segments = new PathSegments();
    segments.cut(pattern.text);
    for (let i = 0; i < segments.length; i++) pattern.addSegment(segments.fromEnd(i));
    return pattern;
  }

  /** True when `path` ends like this pattern. */
  matches(path: PathSegments): bool {
    const count = this.literals.length;
    if (path.length < count) return false;
    for (let i = 0; i < count; i++) {
      const literal = unchecked(this.literals[i]); // i < count
      if (unchecked(this.names[i]).byteLength == 0) {
        if (!path.isAt(i, literal)) return false;
      } else {
        const segment = path.fromEnd(i);
        if (segment.byteLength <= literal.byteLength || !endsWith(segment, literal)) return false;
      }
    }
    return true;
  }

  /** What stands in `path`, which must match, at the placeholder `name`; null when there is no such placeholder. */
  find(name: Bytes, path: PathSegments): Bytes | null {
    for (let i = 0, count = this.names.length; i < count; i++) {
      if (!equalBytes(unchecked(this.names[i]), name)) continue; // i < count
      const segment = path.fromEnd(i);
      return segment.subarray(0, segment.byteLength - unchecked(this.literals[i]).byteLength);
    }
    return null;
  }

  private addSegment(segment: Bytes): void {
    const close = indexOfByte(segment, CLOSE);
    const isPlaceholder = close > 1 && load<u8>(segment.dataStart) == OPEN;
    this.names.push(isPlaceholder ? segment.subarray(1, close) : EMPTY);
    this.literals.push(isPlaceholder ? segment.subarray(close + 1) : segment);
  }
}
