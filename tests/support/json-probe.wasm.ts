// Tiny exports around the JSON room, for the tests that need files or a second opinion from Node.
import { JsonDocument } from "../../assembly/json/document";
import { Splices } from "../../assembly/json/edit";
import { MemberPaths } from "../../assembly/json/member-paths";
import { MemberScan } from "../../assembly/json/member-scan";
import { MemberEdits } from "../../assembly/json/members-edit";
import { Scanner } from "../../assembly/json/scanner";
import { Tape } from "../../assembly/json/tape";
import { ByteWriter } from "../../assembly/json/write";
import { equalBytes, utf8 } from "../../assembly/text/bytes";

let input = new Uint8Array(0);
const document = new JsonDocument();
const edgeScanner = new Scanner<Tape>(new Tape());
const scan = new MemberScan();
const edits = new MemberEdits();
const splices = new Splices();
const output = new ByteWriter();
let paths = new MemberPaths();

/** Makes room for a text of `length` bytes and returns its address. */
export function reserve(length: i32): usize {
  input = new Uint8Array(length);
  return input.dataStart;
}

/** Parses the reserved text into a tape: its error, 0 if it is valid. */
export function parse(): i32 {
  document.reparse(input);
  return document.error;
}

/** The same where the text is the very end of memory, so that a load behind it traps. */
export function parseAtEndOfMemory(): i32 {
  const end = (<usize>memory.size()) << 16;
  const start = end - input.byteLength;
  memory.copy(start, input.dataStart, input.byteLength);
  edgeScanner.begin();
  edgeScanner.sink.clear();
  edgeScanner.scan(start, end, 0, true);
  return edgeScanner.error;
}

/** Adds a page to memory that the allocator does not know of yet. */
export function addPage(): void {
  memory.grow(1);
}

/** The offset of that error. */
export function parseErrorOffset(): i32 {
  return document.errorOffset;
}

/** Watches the reserved text as a path: its node. `fresh` begins a new set of paths. */
export function watch(fresh: bool, guarded: bool): i32 {
  if (fresh) paths = new MemberPaths();
  const node = paths.add(String.UTF8.decode(input.buffer));
  if (guarded) paths.guard(node);
  return node;
}

/** Scans the reserved text in one window: its error. */
export function scanWhole(): i32 {
  scan.begin(paths);
  scan.feed(input, true);
  return scan.error;
}

/** Scans the reserved text in windows of `size` bytes, more where that makes no progress: its error. */
export function scanWindows(size: i32): i32 {
  scan.begin(paths);
  let at = 0;
  let width = size;
  while (scan.error == 0) {
    const end = min(at + width, input.byteLength);
    // The window is a copy, so that nothing outside of it can be read by mistake.
    const used = scan.feed(input.slice(at, end), end == input.byteLength);
    if (end == input.byteLength) break;
    at += used;
    width = used == 0 ? width + 1 : size;
  }
  return scan.error;
}

/** All that the last scan tells, as bytes in the output. */
export function describeScan(): void {
  output.clear();
  number(scan.error, scan.errorOffset, scan.errorNode);
  number(scan.rootKind, scan.rootStart, scan.rootEmpty);
  for (let node = 0; node < paths.length; node++) {
    number(node, scan.count(node), scan.effective(node));
    for (let i = 0; i < scan.count(node); i++) {
      number(scan.keyStart(node, i), scan.valueStart(node, i), scan.valueEnd(node, i));
      number(scan.kind(node, i), scan.isEmpty(node, i), scan.parent(node, i));
      if (scan.isCaptured(node, i)) output.bytes(scan.raw(node, i));
      output.byte(0x0a);
    }
  }
}

function number(a: i64, b: i64, c: i64): void {
  output.integer(a);
  output.byte(0x20);
  output.integer(b);
  output.byte(0x20);
  output.integer(c);
  output.byte(0x0a);
}

/** Begins edits of the body scanned last. */
export function beginEdits(): void {
  edits.begin(scan);
}

/** Change 0 sets, 1 fills, 2 unifies `node` with an integer. */
export function edit(change: i32, node: i32, value: i32): bool {
  if (change == 2) return edits.unify(node);
  const json = utf8(value.toString());
  return change == 0 ? edits.set(node, json) : edits.fill(node, json);
}

/** Writes the edited body (the reserved text) in parts of `size` bytes into the output. */
export function finishEdits(size: i32): bool {
  if (!edits.finish(splices)) return false;
  output.clear();
  const length = input.byteLength;
  for (let at = 0; at < length; at += size) {
    const end = min(at + size, length);
    if (!splices.apply(input.subarray(at, end), at, at, end, output)) return false;
  }
  return output.length == length + splices.delta;
}

/** True when the last scan found the same bytes at every occurrence of `node`. */
export function isUniform(node: i32): bool {
  for (let i = 1; i < scan.count(node); i++) {
    if (!scan.isCaptured(node, i) || !equalBytes(scan.raw(node, i), scan.raw(node, 0))) return false;
  }
  return true;
}

/** Writes the reserved text as a JSON string into the output. */
export function quote(): void {
  output.clear();
  output.jsonString(input);
}

/** Address of the output. */
export function outputStart(): usize {
  return output.view().dataStart;
}

/** Length of the output. */
export function outputLength(): i32 {
  return output.length;
}
