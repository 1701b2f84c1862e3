// What shall become of watched members, and the text of those that a body lacks.
import { Bytes, EMPTY } from "../text/bytes";
import { MAX_WATCHED, MemberPaths } from "./member-paths";
import { ByteWriter } from "./write";

/** What becomes of a member. */
export const enum Change {
  None,
  /** Only make the occurrences the same. */
  Unify,
  /** Put a value. */
  Set,
  /** Take it away. */
  Remove,
  /** Give it the name of another node inside the same parent. */
  Rename,
  /** It is what another one is called afterwards. */
  Arrive,
}

/** The changes asked for one body; `MemberEdits` turns them into splices. A node that is not watched has none. */
@final
export class MemberChanges {
  private paths: MemberPaths = new MemberPaths();
  private changes: StaticArray<Change> = new StaticArray<Change>(MAX_WATCHED);
  private values: StaticArray<Bytes> = new StaticArray<Bytes>(MAX_WATCHED);
  /** The other node of a `Rename` and an `Arrive`. */
  private others: StaticArray<i32> = new StaticArray<i32>(MAX_WATCHED);
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

  /** True for a node that is watched. */
  has(node: i32): bool {
    return <u32>node < <u32>min(this.paths.length, MAX_WATCHED);
  }

  /** Notes what becomes of a node, whatever was noted before; `json` is the value to put, `other` the node of a rename. */
  put(node: i32, change: Change, json: Bytes = EMPTY, other: i32 = -1): void {
    if (!this.has(node)) return;
    unchecked((this.changes[node] = change));
    unchecked((this.values[node] = json));
    unchecked((this.others[node] = other));
  }

  /** What becomes of the node itself. */
  changeOf(node: i32): Change {
    return this.has(node) ? unchecked(this.changes[node]) : Change.None;
  }

  /** True if what the body has under the node's name is taken away; where another member arrives, it was before. */
  isRemoved(node: i32): bool {
    const change = this.changeOf(node);
    return change == Change.Remove || change == Change.Arrive;
  }

  /** The value that is put; no bytes if none is. */
  valueOf(node: i32): Bytes {
    return this.has(node) ? unchecked(this.values[node]) : EMPTY;
  }

  /** The other node of a rename, or -1. */
  otherOf(node: i32): i32 {
    return this.has(node) ? unchecked(this.others[node]) : -1;
  }

  /** True if the node or one around it is given a value. */
  isGiven(node: i32): bool {
    for (let above = node; above >= 0; above = this.paths.parentOf(above)) {
      if (this.isFilled(above)) return true;
    }
    return false;
  }

  /** True if the node or one around it goes, under its name. */
  isGone(node: i32): bool {
    for (let above = node; above >= 0; above = this.paths.parentOf(above)) {
      const change = this.changeOf(above);
      if (change == Change.Remove || change == Change.Rename) return true;
    }
    return false;
  }

  /** True if a value at the node can hold: none around it is given or taken away, none inside of it is given. */
  canHold(node: i32): bool {
    if (!this.has(node)) return false;
    for (let above = this.paths.parentOf(node); above >= 0; above = this.paths.parentOf(above)) {
      if (this.isFilled(above) || this.changeOf(above) == Change.Remove) return false;
    }
    for (let other = node + 1; other < this.paths.length; other++) {
      if (this.isFilled(other) && this.paths.isWithin(other, node)) return false;
    }
    return true;
  }

  /** After `mark`: the node or one below it is changed in any way. */
  isTouched(node: i32): bool {
    return this.has(node) && unchecked(this.touched[node]);
  }

  /** After `mark`: the node or one below it has a value to put. */
  isWritten(node: i32): bool {
    return this.has(node) && unchecked(this.written[node]);
  }

  /** Tells each node what happens at or below it; children have larger numbers than their parents. */
  mark(): void {
    const length = min(this.paths.length, MAX_WATCHED);
    for (let node = 0; node < length; node++) {
      unchecked((this.touched[node] = this.changes[node] != Change.None));
      unchecked((this.written[node] = this.changes[node] == Change.Set));
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
      if (this.changeOf(node) == Change.Set) {
        out.bytes(unchecked(this.values[node])); // changeOf has checked the node
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

  private isFilled(node: i32): bool {
    const change = this.changeOf(node);
    return change == Change.Set || change == Change.Arrive;
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
