// Picks the watched members out of what the scanner meets; everything deeper costs one comparison.
import { JsonError, MAX_TOKEN_BYTES } from "./error";
import { equalFolded } from "./folding";
import { JsonKind } from "./kind";
import { MAX_WATCHED, MemberPaths } from "./member-paths";
import { MAX_CAPTURE, MAX_OCCURRENCES, Occurrences } from "./occurrences";
import { unescapeTo } from "./unescape";

const NOWHERE: i32 = -1;

/** The sink of a `MemberScan`: follows the open occurrences and writes them into an `Occurrences`. */
@final
export class MemberSink {
  /** The node that a `CaseVariant` or `TooManyOccurrences` is about. */
  errorNode: i32 = -1;

  private found: Occurrences = new Occurrences();
  private paths: MemberPaths = new MemberPaths();

  // The open occurrences, outermost first; level 0 is the root.
  private level: i32 = 0;
  private nodes: StaticArray<i32> = new StaticArray<i32>(MAX_WATCHED + 1);
  private indices: StaticArray<i32> = new StaticArray<i32>(MAX_WATCHED + 1);
  private depths: StaticArray<i32> = new StaticArray<i32>(MAX_WATCHED + 1);
  /** The depth inside the innermost of them. */
  private depth: i32 = NOWHERE;
  /** The node whose name was read last at that depth; its value comes next. */
  private pending: i32 = -1;
  private keyStart: u32 = 0;
  private keyEnd: u32 = 0;

  /** Where the last value at that depth ended, 0 before the first; and whose it was, node -1 for nobody's. */
  private lastEnd: u32 = 0;
  private lastNode: i32 = -1;
  private lastIndex: i32 = 0;

  // The window, and the bytes before it that a value of capturable length may begin in.
  private window: usize = 0;
  private offset: u32 = 0;
  private before: StaticArray<u8> = new StaticArray<u8>(0);
  private beforeLength: u32 = 0;
  /** Room for a name with its escapes undone. */
  private name: StaticArray<u8> = new StaticArray<u8>(0);

  /** Prepares for a body. */
  begin(found: Occurrences, paths: MemberPaths): void {
    this.found = found;
    this.paths = paths;
    this.errorNode = -1;
    this.level = 0;
    this.depth = NOWHERE;
    this.pending = -1;
    this.beforeLength = 0;
    if (this.name.length < longestSpelling(paths)) this.name = new StaticArray<u8>(longestSpelling(paths));
  }

  /** Tells where the next window lies. */
  beginWindow(window: usize, offset: u32): void {
    this.window = window;
    this.offset = offset;
  }

  /** Keeps the end of the window, `used` bytes of which are gone from the next one. */
  endWindow(used: u32): void {
    if (this.before.length == 0) this.before = new StaticArray<u8>(<i32>MAX_CAPTURE);
    const room = changetype<usize>(this.before);
    const fresh = min(used, MAX_CAPTURE);
    const kept = min(this.beforeLength, MAX_CAPTURE - fresh);
    memory.copy(room, room + <usize>(this.beforeLength - kept), <usize>kept);
    memory.copy(room + <usize>kept, this.window + <usize>(used - fresh), <usize>fresh);
    this.beforeLength = kept + fresh;
  }


  @inline
  wantsName(depth: i32): bool {
    return depth == this.depth;
  }


  @inline
  wantsText(_depth: i32, _length: u32): bool {
    return false;
  }


  @inline
  onName(start: u32, end: u32, escaped: bool, depth: i32): JsonError {
    return depth == this.depth ? this.readName(start, end, escaped) : JsonError.None;
  }


  @inline
  onScalar(kind: JsonKind, start: u32, end: u32, escaped: bool, depth: i32): void {
    if (depth == 0) {
      this.found.rootKind = kind;
      this.found.rootStart = start;
    } else if (depth == this.depth) {
      if (this.pending >= 0) this.takeScalar(kind, start, end);
      this.lastEnd = end;
    }
  }


  @inline
  onOpen(kind: JsonKind, at: u32, depth: i32): void {
    if (depth == 0) this.enterRoot(kind, at);
    else if (depth == this.depth && this.pending >= 0) this.enter(kind, at);
  }


  @inline
  onClose(end: u32, empty: bool, depth: i32): void {
    if (depth + 1 == this.depth) this.leave(end, empty);
    else if (depth == this.depth) this.lastEnd = end;
    else if (depth == 0) this.found.rootEmpty = empty;
  }

  private enterRoot(kind: JsonKind, at: u32): void {
    this.found.rootKind = kind;
    this.found.rootStart = at;
    unchecked((this.nodes[0] = -1));
    unchecked((this.indices[0] = 0));
    unchecked((this.depths[0] = 1));
    this.depth = kind == JsonKind.Object ? 1 : NOWHERE;
    this.lastEnd = 0;
    this.lastNode = -1;
  }

  private takeScalar(kind: JsonKind, start: u32, end: u32): void {
    const index = this.openPending(kind, start);
    this.complete(this.pending, index, end, false);
    this.lastNode = this.pending;
    this.lastIndex = index;
    this.pending = -1;
  }

  private enter(kind: JsonKind, at: u32): void {
    const index = this.openPending(kind, at);
    const level = this.level + 1;
    if (level > MAX_WATCHED) return; // no path is that long
    unchecked((this.nodes[level] = this.pending));
    unchecked((this.indices[level] = index));
    unchecked((this.depths[level] = this.depth + 1));
    this.level = level;
    this.depth++;
    this.lastEnd = 0;
    this.lastNode = -1;
    this.pending = -1;
  }

  private leave(end: u32, empty: bool): void {
    const level = this.level;
    if (level == 0) {
      this.found.rootEmpty = empty;
      this.depth = NOWHERE;
      return;
    }
    if (level > MAX_WATCHED) return;
    this.complete(unchecked(this.nodes[level]), unchecked(this.indices[level]), end, empty);
    this.level = level - 1;
    this.depth = unchecked(this.depths[level - 1]);
    this.lastEnd = end;
    this.lastNode = unchecked(this.nodes[level]);
    this.lastIndex = unchecked(this.indices[level]);
    this.pending = -1;
  }

  private openPending(kind: JsonKind, start: u32): i32 {
    const level = this.level;
    const parent = level <= MAX_WATCHED ? unchecked(this.indices[level]) : 0;
    const index = this.found.open(this.pending, parent, start, kind);
    this.found.name(this.pending, index, this.keyStart, this.keyEnd, this.lastEnd);
    return index;
  }

  private complete(node: i32, index: i32, end: u32, empty: bool): void {
    this.found.close(node, index, end, empty);
    const start = this.found.valueStart(node, index);
    if (end - start > MAX_CAPTURE) return;
    const earlier = start < this.offset ? this.offset - start : 0;
    if (earlier > this.beforeLength) return;
    const first = changetype<usize>(this.before) + <usize>(this.beforeLength - earlier);
    const second = this.window + <usize>(start + earlier - this.offset);
    this.found.capture(node, index, first, <i32>earlier, second, <i32>(end - start - earlier));
  }

  /** Looks the name up among those watched at this level. */
  private readName(start: u32, end: u32, escaped: bool): JsonError {
    this.pending = -1;
    if (this.lastNode >= 0) this.found.follow(this.lastNode, this.lastIndex, start);
    this.lastNode = -1;
    if (end - start >= <u32>MAX_TOKEN_BYTES) return JsonError.TokenTooLong; // as if a window had cut it
    let name = this.window + <usize>(start - this.offset) + 1;
    let length = <i32>(end - start) - 2;
    if (length > this.name.length) return JsonError.None; // too long to mean a watched name, however it is spelled
    if (escaped) {
      const meant = changetype<usize>(this.name);
      length = <i32>(unescapeTo(name, name + <usize>length, meant) - meant);
      name = meant;
    }
    const node = this.match(name, length);
    if (node < 0) return this.checkCase(name, length);
    if (this.found.count(node) >= MAX_OCCURRENCES) return this.refuse(JsonError.TooManyOccurrences, node);
    this.pending = node;
    this.keyStart = start;
    this.keyEnd = end;
    return JsonError.None;
  }

  private firstHere(): i32 {
    const level = this.level;
    return level <= MAX_WATCHED ? this.paths.firstOf(unchecked(this.nodes[level])) : -1;
  }

  private match(name: usize, length: i32): i32 {
    for (let node = this.firstHere(); node >= 0; node = this.paths.nextOf(node)) {
      const wanted = this.paths.nameOf(node);
      if (wanted.byteLength == length && memory.compare(wanted.dataStart, name, <usize>length) == 0) return node;
    }
    return -1;
  }

  private checkCase(name: usize, length: i32): JsonError {
    for (let node = this.firstHere(); node >= 0; node = this.paths.nextOf(node)) {
      if (!this.paths.isGuarded(node)) continue;
      const wanted = this.paths.nameOf(node);
      if (equalFolded(name, length, wanted.dataStart, wanted.byteLength)) {
        return this.refuse(JsonError.CaseVariant, node);
      }
    }
    return JsonError.None;
  }

  private refuse(error: JsonError, node: i32): JsonError {
    this.errorNode = node;
    return error;
  }
}

/** A letter takes six bytes as an escape, which is also more than its longest fold. */
function longestSpelling(paths: MemberPaths): i32 {
  return paths.longestName * 6;
}
