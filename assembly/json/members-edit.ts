// Sets members of a scanned body: what to splice so that every reader finds the same value.
import { Bytes, EMPTY } from "../text/bytes";
import { Splices } from "./edit";
import { JsonError } from "./error";
import { JsonKind } from "./kind";
import { MAX_WATCHED, MemberPaths } from "./member-paths";
import { MemberScan } from "./member-scan";
import { ByteWriter } from "./write";

const enum Change {
  None,
  /** Put this value. */
  Set,
  /** Put this value if there is none. */
  Fill,
  /** Only make the occurrences the same. */
  Unify,
}

/**
 * Collects changes to watched members and turns all of them at once into splices; so they compose, whatever is absent
 * or empty. A member that is touched and occurs several times is afterwards the same at each place as at the last, which
 * counts; so is each object around it. Used again and again it allocates nothing.
 */
@final
export class MemberEdits {
  private scan: MemberScan = new MemberScan();
  private paths: MemberPaths = new MemberPaths();
  private changes: StaticArray<Change> = new StaticArray<Change>(MAX_WATCHED);
  private values: StaticArray<Bytes> = new StaticArray<Bytes>(MAX_WATCHED);
  /** The node or one below it is changed in any way. */
  private touched: StaticArray<bool> = new StaticArray<bool>(MAX_WATCHED);
  /** The node or one below it has a value to put. */
  private written: StaticArray<bool> = new StaticArray<bool>(MAX_WATCHED);
  /** The occurrence that is edited, or -1. */
  private places: StaticArray<i32> = new StaticArray<i32>(MAX_WATCHED);
  /** The value of that occurrence is replaced as a whole. */
  private replaced: StaticArray<bool> = new StaticArray<bool>(MAX_WATCHED);
  private inserted: ByteWriter = new ByteWriter();
  private value: ByteWriter = new ByteWriter();

  constructor() {
    for (let i = 0; i < MAX_WATCHED; i++) unchecked((this.values[i] = EMPTY));
  }

  /** Forgets all changes; the next ones are for the body that `scan` has read. */
  begin(scan: MemberScan): void {
    this.scan = scan;
    this.paths = scan.paths;
    for (let i = 0; i < MAX_WATCHED; i++) unchecked((this.changes[i] = Change.None));
  }

  /** The member shall have this value (JSON, not checked). False if one around it or below it has been given a value. */
  set(node: i32, json: Bytes): bool {
    return this.note(node, Change.Set, json);
  }

  /** The member shall have this value if it has none; false as for `set`. */
  fill(node: i32, json: Bytes): bool {
    return this.note(node, Change.Fill, json);
  }

  /** The member shall be the same wherever it occurs. */
  unify(node: i32): bool {
    if (<u32>node >= <u32>this.paths.length) return false;
    if (unchecked(this.changes[node]) == Change.None) unchecked((this.changes[node] = Change.Unify));
    return true;
  }

  /**
   * Replaces the contents of `splices` by all changes. False, with the splices void, if the body was refused or is no
   * object, or if a value that must be repeated at another place is too long to have been kept (`MAX_CAPTURE`).
   */
  finish(splices: Splices): bool {
    splices.clear();
    if (this.scan.error != JsonError.None || this.scan.rootKind != JsonKind.Object) return false;
    this.mark();
    if (!this.editObject(-1, 0, splices)) return false;
    for (let node = 0; node < this.paths.length; node++) {
      const place = unchecked(this.places[node]);
      if (place < 0 || unchecked(this.replaced[node]) || this.scan.kind(node, place) != JsonKind.Object) continue;
      if (!this.editObject(node, place, splices)) return false;
    }
    // Innermost first: the text that is repeated holds what was made the same inside of it.
    for (let node = this.paths.length - 1; node >= 0; node--) {
      if (!this.repeat(node, splices)) return false;
    }
    return true;
  }

  private note(node: i32, change: Change, json: Bytes): bool {
    if (<u32>node >= <u32>this.paths.length) return false;
    for (let other = 0; other < this.paths.length; other++) {
      if (other == node || !this.hasValue(other)) continue;
      if (this.isWithin(other, node) || this.isWithin(node, other)) return false;
    }
    unchecked((this.changes[node] = change));
    unchecked((this.values[node] = json));
    return true;
  }

  private hasValue(node: i32): bool {
    const change = unchecked(this.changes[node]);
    return change == Change.Set || change == Change.Fill;
  }

  private isWithin(node: i32, outer: i32): bool {
    for (let above = node; above >= 0; above = this.paths.parentOf(above)) {
      if (above == outer) return true;
    }
    return false;
  }

  /** Tells each node what happens at or below it; children have larger numbers than their parents. */
  private mark(): void {
    const length = min(this.paths.length, MAX_WATCHED);
    for (let node = 0; node < length; node++) {
      unchecked((this.touched[node] = this.changes[node] != Change.None));
      unchecked((this.written[node] = this.hasValue(node)));
      unchecked((this.places[node] = -1));
      unchecked((this.replaced[node] = false));
    }
    for (let node = length - 1; node >= 0; node--) {
      const parent = this.paths.parentOf(node);
      if (parent < 0) continue;
      if (unchecked(this.touched[node])) unchecked((this.touched[parent] = true));
      if (unchecked(this.written[node])) unchecked((this.written[parent] = true));
    }
  }

  /** Changes what stands directly in one object: replaces members that are there, inserts the others behind the brace. */
  private editObject(parent: i32, place: i32, splices: Splices): bool {
    const isRoot = parent < 0;
    const inserted = this.inserted;
    inserted.clear();
    for (let node = this.paths.firstOf(parent); node >= 0; node = this.paths.nextOf(node)) {
      if (!unchecked(this.touched[node])) continue;
      const index = this.scan.lastWithin(node, place);
      unchecked((this.places[node] = index));
      if (index >= 0) {
        if (this.mustReplace(node, index) && !this.replaceAt(node, index, splices)) return false;
      } else if (unchecked(this.written[node])) {
        if (inserted.length > 0) inserted.byte(0x2c);
        this.writeMember(node, inserted);
      }
    }
    if (inserted.length == 0) return true;
    if (!(isRoot ? this.scan.rootEmpty : this.scan.isEmpty(parent, place))) inserted.byte(0x2c);
    const at = isRoot ? this.scan.rootContentStart : this.scan.contentStart(parent, place);
    return splices.insert(at, inserted.view());
  }

  /** An occurrence is replaced if its value is set, or if it would have to be an object and is not. */
  private mustReplace(node: i32, index: i32): bool {
    const change = unchecked(this.changes[node]);
    if (change == Change.Set) return true;
    return change != Change.Fill && unchecked(this.written[node]) && this.scan.kind(node, index) != JsonKind.Object;
  }

  private replaceAt(node: i32, index: i32, splices: Splices): bool {
    unchecked((this.replaced[node] = true));
    this.value.clear();
    this.writeValue(node, this.value);
    return splices.replace(this.scan.valueStart(node, index), this.scan.valueEnd(node, index), this.value.view());
  }

  /** Gives the other occurrences inside the same parent the text of the edited one. */
  private repeat(node: i32, splices: Splices): bool {
    const place = unchecked(this.places[node]);
    if (place < 1) return true;
    const parent = this.scan.parent(node, place);
    let ready = false;
    for (let index = 0; index < place; index++) {
      if (this.scan.parent(node, index) != parent) continue;
      if (!ready && !this.writeEdited(node, place, splices)) return false;
      ready = true;
      const start = this.scan.valueStart(node, index);
      if (!splices.replace(start, this.scan.valueEnd(node, index), this.value.view())) return false;
    }
    return true;
  }

  /** Leaves in `value` what the edited occurrence will be. */
  private writeEdited(node: i32, place: i32, splices: Splices): bool {
    this.value.clear();
    if (unchecked(this.replaced[node])) {
      this.writeValue(node, this.value);
      return true;
    }
    if (!this.scan.isCaptured(node, place)) return false;
    const start = this.scan.valueStart(node, place);
    return splices.apply(this.scan.raw(node, place), start, start, this.scan.valueEnd(node, place), this.value);
  }

  /** Writes a value that the body lacks: as given, or as an object of those below the node. */
  private writeValue(top: i32, out: ByteWriter): void {
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

  private writeMember(node: i32, out: ByteWriter): void {
    this.writeName(node, out);
    this.writeValue(node, out);
  }

  private writeName(node: i32, out: ByteWriter): void {
    out.jsonString(this.paths.nameOf(node));
    out.byte(0x3a);
  }

  private nextWritten(from: i32): i32 {
    let node = from;
    while (node >= 0 && !unchecked(this.written[node])) node = this.paths.nextOf(node);
    return node;
  }
}
