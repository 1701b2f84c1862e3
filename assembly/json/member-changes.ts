// What shall become of watched members, and the text of those that a body lacks.
import { Bytes, EMPTY } from "../text/bytes";
import { MAX_WATCHED, MemberPaths } from "./member-paths";
import { ByteWriter } from "./write";

/** What is asked for a member. */
export const enum Change {
  None,
  /** Put this value. */
  Set,
  /** Put this value if there is none. */
  Fill,
  /** Only make the occurrences the same. */
  Unify,
}

/** The changes asked for one body; `MemberEdits` turns them into splices. */
@final
export class MemberChanges {
  private paths: MemberPaths = new MemberPaths();
  private changes: StaticArray<Change> = new StaticArray<Change>(MAX_WATCHED);
  private values: StaticArray<Bytes> = new StaticArray<Bytes>(MAX_WATCHED);
  private touched: StaticArray<bool> = new StaticArray<bool>(MAX_WATCHED);
  private written: StaticArray<bool> = new StaticArray<bool>(MAX_WATCHED);

  constructor() {
    for (let i = 0; i < MAX_WATCHED; i++) unchecked((this.values[i] = EMPTY));
  }

  /** Forgets all changes; the next ones are for members that `paths` watches. */
  begin(paths: MemberPaths): void {
    this.paths = paths;
    for (let i = 0; i < MAX_WATCHED; i++) unchecked((this.changes[i] = Change.None));
  }

  /** Notes a value to put; false for an unknown node, or if one around it or below it has been given a value. */
  note(node: i32, change: Change, json: Bytes): bool {
    if (<u32>node >= <u32>this.paths.length) return false;
    for (let other = 0; other < this.paths.length; other++) {
      if (other == node || !this.hasValue(other)) continue;
      if (this.isWithin(other, node) || this.isWithin(node, other)) return false;
    }
    unchecked((this.changes[node] = change));
    unchecked((this.values[node] = json));
    return true;
  }

  /** Notes that the occurrences shall be the same; false for an unknown node. */
  noteUnify(node: i32): bool {
    if (<u32>node >= <u32>this.paths.length) return false;
    if (unchecked(this.changes[node]) == Change.None) unchecked((this.changes[node] = Change.Unify));
    return true;
  }

  /** What was asked for the node itself. */
  changeOf(node: i32): Change {
    return <u32>node < <u32>this.paths.length ? unchecked(this.changes[node]) : Change.None;
  }

  /** After `mark`: the node or one below it is changed in any way. */
  isTouched(node: i32): bool {
    return <u32>node < <u32>this.paths.length && unchecked(this.touched[node]);
  }

  /** After `mark`: the node or one below it has a value to put. */
  isWritten(node: i32): bool {
    return <u32>node < <u32>this.paths.length && unchecked(this.written[node]);
  }

  /** Tells each node what happens at or below it; children have larger numbers than their parents. */
  mark(): void {
    const length = min(this.paths.length, MAX_WATCHED);
    for (let node = 0; node < length; node++) {
      unchecked((this.touched[node] = this.changes[node] != Change.None));
      unchecked((this.written[node] = this.hasValue(node)));
    }
    for (let node = length - 1; node >= 0; node--) {
      const parent = this.paths.parentOf(node);
      if (parent < 0) continue;
      if (unchecked(this.touched[node])) unchecked((this.touched[parent] = true));
      if (unchecked(this.written[node])) unchecked((this.written[parent] = true));
    }
  }

  /** Writes a member that the body lacks. */
  writeMember(node: i32, out: ByteWriter): void {
    this.writeName(node, out);
    this.writeValue(node, out);
  }

  /** Writes a value that the body lacks: as given, or as an object of those below the node. */
  writeValue(top: i32, out: ByteWriter): void {
    let node = top;
    while (true) {
      if (this.hasValue(node)) {
        out.bytes(unchecked(this.values[node]));
      } else {
        const child = this.nextWritten(this.paths.firstOf(node));
        out.byte(0x7b);
        if (child >= 0) {
          this.writeName(child, out);
          node = child;
          continue;
        }
        out.byte(0x7d);
      }
      // On to the next sibling, or up past the ends of the objects that are complete.
      while (node != top) {
        const sibling = this.nextWritten(this.paths.nextOf(node));
        if (sibling >= 0) {
          out.byte(0x2c);
          this.writeName(sibling, out);
          node = sibling;
          break;
        }
        out.byte(0x7d);
        node = this.paths.parentOf(node);
      }
      if (node == top) return;
    }
  }

  private hasValue(node: i32): bool {
    const change = this.changeOf(node);
    return change == Change.Set || change == Change.Fill;
  }

  private isWithin(node: i32, outer: i32): bool {
    for (let above = node; above >= 0; above = this.paths.parentOf(above)) {
      if (above == outer) return true;
    }
    return false;
  }

  private writeName(node: i32, out: ByteWriter): void {
    out.jsonString(this.paths.nameOf(node));
    out.byte(0x3a);
  }

  private nextWritten(from: i32): i32 {
    let node = from;
    while (node >= 0 && !this.isWritten(node)) node = this.paths.nextOf(node);
    return node;
  }
}
