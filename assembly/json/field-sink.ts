// Picks fields out of what the scanner meets; everything beside their paths costs one comparison.
import { JsonError, MAX_TOKEN_BYTES } from "./error";
import { FieldPaths, NO_FIELD } from "./field-paths";
import { JsonKind } from "./kind";
import { unescapeTo } from "./unescape";

/** Paths are shorter than this, arrays around their members counted. */
const MAX_LEVELS: i32 = 24;
/** A longer text is no name of a model and no reason; it is not told. */
const MAX_TEXT_BYTES: u32 = 1024;
const NOWHERE: i32 = -1;

/**
 * The sink of a `FieldScan`. Tells `V` each field that it meets, in the order of the text:
 *
 * - `onScalar(field: i32, kind: JsonKind, start: usize, end: usize): void`: the value as it is written, strings with quotes
 * - `onLongText(field: i32): void`: a text that is too long to be told
 * - `onContainer(field: i32, kind: JsonKind, level: i32): void`: an object or array begins, inside `level` others
 * - `onEmpty(field: i32, level: i32): void`: the container that ended held nothing
 */
@final
export class FieldSink<V> {
  private paths: FieldPaths = new FieldPaths();
  /** Who is told; set before each text. */
  private listener: V | null = null;

  // The open containers that lie on a path, outermost first: their nodes, and whether their values are that node's.
  private level: i32 = -1;
  private nodes: StaticArray<i32> = new StaticArray<i32>(MAX_LEVELS);
  private arrays: StaticArray<bool> = new StaticArray<bool>(MAX_LEVELS);
  private depths: StaticArray<i32> = new StaticArray<i32>(MAX_LEVELS);
  /** The depth inside the innermost of them. */
  private depth: i32 = 0;
  /** The node of the value that comes next at that depth, or -1. */
  private pending: i32 = 0;

  private window: usize = 0;
  private offset: u32 = 0;
  /** Room for a name with its escapes undone. */
  private name: StaticArray<u8> = new StaticArray<u8>(0);

  /** Prepares for a text whose fields `listener` shall hear of. */
  begin(paths: FieldPaths, listener: V): void {
    this.paths = paths;
    this.listener = listener;
    this.level = -1;
    this.depth = 0;
    this.pending = 0;
    const spelling = paths.longestName * 6; // each byte may be an escape of six
    if (this.name.length < spelling) this.name = new StaticArray<u8>(spelling);
  }

  /** Tells where the next window lies. */
  beginWindow(window: usize, offset: u32): void {
    this.window = window;
    this.offset = offset;
  }


  @inline
  wantsName(depth: i32): bool {
    return depth == this.depth;
  }


  @inline
  wantsText(depth: i32, length: u32): bool {
    return depth == this.depth && length < MAX_TEXT_BYTES && this.paths.fieldOf(this.pending) != NO_FIELD;
  }


  @inline
  onName(start: u32, end: u32, escaped: bool, depth: i32): JsonError {
    return depth == this.depth ? this.readName(start, end, escaped) : JsonError.None;
  }


  @inline
  onScalar(kind: JsonKind, start: u32, end: u32, _escaped: bool, depth: i32): void {
    if (depth == this.depth && this.pending >= 0) this.tellScalar(kind, start, end);
  }


  @inline
  onOpen(kind: JsonKind, _at: u32, depth: i32): void {
    if (depth == this.depth && this.pending >= 0) this.enter(kind);
  }


  @inline
  onClose(_end: u32, empty: bool, depth: i32): void {
    if (depth + 1 == this.depth) this.leave(empty);
  }

  private enter(kind: JsonKind): void {
    const node = this.pending;
    const level = this.level + 1;
    if (level >= MAX_LEVELS) return; // arrays in arrays
    const field = this.paths.fieldOf(node);
    const listener = this.listener;
    if (field != NO_FIELD && listener !== null) listener.onContainer(field, kind, level);
    if (!this.paths.hasMore(node) && field == NO_FIELD) return;
    this.level = level;
    this.depth++;
    unchecked((this.nodes[level] = node)); // level < MAX_LEVELS
    unchecked((this.arrays[level] = kind == JsonKind.Array)); // level < MAX_LEVELS
    unchecked((this.depths[level] = this.depth)); // level < MAX_LEVELS
    this.pending = kind == JsonKind.Array ? node : NOWHERE;
  }

  private leave(empty: bool): void {
    const level = this.level;
    if (level < 0) return;
    const field = this.paths.fieldOf(unchecked(this.nodes[level])); // 0 <= level < MAX_LEVELS
    const listener = this.listener;
    if (empty && field != NO_FIELD && listener !== null) listener.onEmpty(field, level);
    const outer = level - 1;
    this.level = outer;
    this.depth = outer < 0 ? NOWHERE : unchecked(this.depths[outer]); // 0 <= outer < MAX_LEVELS
    const isInArray = outer >= 0 && unchecked(this.arrays[outer]); // 0 <= outer < MAX_LEVELS
    this.pending = isInArray ? unchecked(this.nodes[outer]) : NOWHERE; // 0 <= outer < MAX_LEVELS
  }

  private tellScalar(kind: JsonKind, start: u32, end: u32): void {
    const field = this.paths.fieldOf(this.pending);
    const level = this.level;
    // In an array the next element is of the same node; in an object a name comes first.
    if (level < 0 || !unchecked(this.arrays[level])) this.pending = NOWHERE; // level < MAX_LEVELS
    const listener = this.listener;
    if (field == NO_FIELD || listener === null) return;
    // Whether a window has cut it makes no difference.
    if (kind == JsonKind.String && (start < this.offset || end - start > MAX_TEXT_BYTES)) {
      listener.onLongText(field);
      return;
    }
    if (start < this.offset) return;
    const from = this.window + <usize>(start - this.offset);
    listener.onScalar(field, kind, from, from + <usize>(end - start));
  }

  /** Looks the name up among those below the object at hand. */
  private readName(start: u32, end: u32, escaped: bool): JsonError {
    this.pending = NOWHERE;
    const level = this.level;
    if (end - start >= <u32>MAX_TOKEN_BYTES) return JsonError.TokenTooLong; // as if a window had cut it
    let name = this.window + <usize>(start - this.offset) + 1;
    let length = <i32>(end - start) - 2;
    if (level < 0 || length > this.name.length) return JsonError.None; // too long to mean a known name
    if (escaped) {
      const meant = changetype<usize>(this.name);
      length = <i32>(unescapeTo(name, name + <usize>length, meant) - meant);
      name = meant;
    }
    this.pending = this.paths.find(unchecked(this.nodes[level]), name, length); // 0 <= level < MAX_LEVELS
    return JsonError.None;
  }
}
