// Edits members of a scanned body: what to splice so that every reader finds the same value.
import { Bytes, EMPTY } from "../text/bytes";
import { Splices } from "./edit";
import { JsonError } from "./error";
import { JsonKind } from "./kind";
import { Change, MemberChanges } from "./member-changes";
import { MAX_WATCHED, MemberPaths } from "./member-paths";
import { MemberRemoval } from "./member-removal";
import { MemberScan } from "./member-scan";
import { ByteWriter } from "./write";

/**
 * Collects changes to watched members and turns all of them at once into splices; so they compose, whatever is absent
 * or empty. Each change sees what those before it have left. A member that is touched and occurs several times is
 * afterwards the same at each place as at the last, which counts; so is each object around it. Used again and again it
 * keeps its memory.
 */
@final
export class MemberEdits {
  /** True when something must be done with a value that was too long to be kept (`MAX_CAPTURE`). */
  isTooLong: bool = false;

  private scan: MemberScan = new MemberScan();
  private paths: MemberPaths = new MemberPaths();
  private changes: MemberChanges = new MemberChanges();
  private removal: MemberRemoval = new MemberRemoval();
  /** The occurrence that is edited, or -1. */
  private places: StaticArray<i32> = new StaticArray<i32>(MAX_WATCHED);
  /** The value of that occurrence is replaced as a whole. */
  private replaced: StaticArray<bool> = new StaticArray<bool>(MAX_WATCHED);
  private inserted: ByteWriter = new ByteWriter();
  private value: ByteWriter = new ByteWriter();

  /** Forgets all changes; the next ones are for the body that `scan` has read. */
  begin(scan: MemberScan): void {
    this.scan = scan;
    this.paths = scan.paths;
    this.changes.begin(scan.paths);
    this.isTooLong = false;
  }

  /** True if the member is there after the changes so far. */
  isThere(node: i32): bool {
    if (this.changes.isGiven(node)) return true;
    return !this.changes.isGone(node) && this.scan.effective(node) >= 0;
  }

  /** The member's value after the changes so far; no bytes if it has none, or one that was too long to be kept. */
  valueOf(node: i32): Bytes {
    const change = this.changes.changeOf(node);
    if (change == Change.Set) return this.changes.valueOf(node);
    const origin = this.originOf(node);
    return origin < 0 ? EMPTY : this.scan.raw(origin, this.scan.effective(origin));
  }

  /** True if the member has a number of the body's that was too long to be kept. */
  isLongNumber(node: i32): bool {
    const origin = this.originOf(node);
    if (origin < 0) return false;
    const index = this.scan.effective(origin);
    return this.scan.kind(origin, index) == JsonKind.Number && !this.scan.isCaptured(origin, index);
  }

  /** The member shall have this value (JSON, not checked). False if one around it or below it has been given a value. */
  set(node: i32, json: Bytes): bool {
    if (!this.changes.canHold(node)) return false;
    this.settle(node);
    this.changes.put(node, Change.Set, json);
    return true;
  }

  /** The member shall have this value if it has none; false as for `set`. */
  fill(node: i32, json: Bytes): bool {
    if (!this.changes.canHold(node)) return false;
    return this.isThere(node) ? this.unify(node) : this.set(node, json);
  }

  /** The member shall be the same wherever it occurs; false if there is no such node. */
  unify(node: i32): bool {
    if (this.changes.changeOf(node) == Change.None) this.changes.put(node, Change.Unify);
    return this.changes.has(node);
  }

  /** The member shall not be there; false if one around it has been given a value. */
  remove(node: i32): bool {
    if (!this.changes.has(node) || this.changes.isGiven(this.paths.parentOf(node))) return false;
    if (this.changes.changeOf(node) == Change.Rename) return true;
    this.settle(node);
    this.changes.put(node, Change.Remove);
    for (let other = node + 1; other < this.paths.length; other++) {
      if (this.paths.isWithin(other, node)) this.changes.put(other, Change.None);
    }
    return true;
  }

  /**
   * The member shall be called and stand as `to` says; if that is there, or a value around it is given, the member only
   * goes. Inside the same object it keeps its place; elsewhere it is written anew, which `isTooLong` says cannot be.
   */
  move(node: i32, to: i32): void {
    if (!this.isThere(node)) {
      this.unify(node);
    } else if (this.isThere(to) || !this.changes.canHold(to)) {
      this.unify(to);
      this.remove(node);
    } else if (this.originOf(node) >= 0 && this.paths.parentOf(node) == this.paths.parentOf(to)) {
      this.rename(node, to);
    } else {
      const value = this.valueOf(node);
      if (value.byteLength == 0) this.isTooLong = true;
      this.remove(node);
      this.set(to, value);
    }
  }

  /**
   * Replaces the contents of `splices` by all changes. False, with the splices void, if the body was refused or is no
   * object, or if a value that must be repeated or moved is too long to have been kept (`MAX_CAPTURE`).
   */
  finish(splices: Splices): bool {
    splices.clear();
    if (this.scan.error != JsonError.None || this.scan.rootKind != JsonKind.Object || this.isTooLong) return false;
    this.changes.mark();
    this.forgetPlaces();
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

  /** The node under which the body has the member's value, or -1 where it has none or the value is given. */
  private originOf(node: i32): i32 {
    const change = this.changes.changeOf(node);
    if (change == Change.Arrive) return this.changes.otherOf(node);
    const isOwn = change == Change.None || change == Change.Unify;
    return isOwn && !this.changes.isGone(node) && this.scan.effective(node) >= 0 ? node : -1;
  }

  /** Another change is coming for the node: what it has to do with the other node of a rename is brought to an end. */
  private settle(node: i32): void {
    const other = this.changes.otherOf(node);
    const change = this.changes.changeOf(node);
    if (change == Change.Arrive) {
      this.changes.put(other, Change.Remove);
    } else if (change == Change.Rename) {
      const value = this.scan.raw(node, this.scan.effective(node));
      if (value.byteLength == 0) this.isTooLong = true;
      this.changes.put(other, Change.Set, value);
    }
  }

  private rename(node: i32, to: i32): void {
    const origin = this.originOf(node);
    if (node != origin) this.changes.put(node, Change.Remove);
    this.changes.put(origin, Change.Rename, EMPTY, to);
    if (origin == to) this.changes.put(to, Change.Unify);
    else this.changes.put(to, Change.Arrive, EMPTY, origin);
  }

  private forgetPlaces(): void {
    for (let node = 0; node < MAX_WATCHED; node++) {
      unchecked((this.places[node] = -1));
      unchecked((this.replaced[node] = false));
    }
  }

  /** Changes what stands directly in one object: edits members that are there, inserts the others behind the brace. */
  private editObject(parent: i32, place: i32, splices: Splices): bool {
    let removes = false;
    this.inserted.clear();
    for (let node = this.paths.firstOf(parent); node >= 0; node = this.paths.nextOf(node)) {
      if (!this.changes.isTouched(node)) continue;
      if (this.changes.isRemoved(node)) removes = true;
      else if (!this.editMember(node, place, splices)) return false;
    }
    this.removal.isEmptied = false;
    if (removes && !this.removal.run(this.scan, this.changes, parent, place, splices)) return false;
    return this.inserted.length == 0 || this.insertMembers(parent, place, splices);
  }

  private editMember(node: i32, place: i32, splices: Splices): bool {
    const index = this.scan.lastWithin(node, place);
    unchecked((this.places[node] = index)); // an editable node is below MAX_WATCHED
    if (index < 0) {
      if (!this.changes.isWritten(node)) return true;
      if (this.inserted.length > 0) this.inserted.byte(0x2c);
      this.changes.writeMember(node, this.inserted);
      return true;
    }
    if (this.changes.changeOf(node) == Change.Rename && !this.renameAt(node, place, splices)) return false;
    return !this.mustReplace(node, index) || this.replaceAt(node, index, splices);
  }

  private insertMembers(parent: i32, place: i32, splices: Splices): bool {
    const isRoot = parent < 0;
    const isEmpty = isRoot ? this.scan.rootEmpty : this.scan.isEmpty(parent, place);
    if (!isEmpty && !this.removal.isEmptied) this.inserted.byte(0x2c);
    const at = isRoot ? this.scan.rootContentStart : this.scan.contentStart(parent, place);
    return splices.insert(at, this.inserted.view());
  }

  /** An occurrence is replaced if its value is set, or if it would have to be an object and is not. */
  private mustReplace(node: i32, index: i32): bool {
    if (this.changes.changeOf(node) == Change.Set) return true;
    return this.changes.isWritten(node) && this.scan.kind(node, index) != JsonKind.Object;
  }

  private replaceAt(node: i32, index: i32, splices: Splices): bool {
    unchecked((this.replaced[node] = true));
    this.value.clear();
    this.changes.writeValue(node, this.value);
    return splices.replace(this.scan.valueStart(node, index), this.scan.valueEnd(node, index), this.value.view());
  }

  /** Gives every occurrence in one object the new name. */
  private renameAt(node: i32, place: i32, splices: Splices): bool {
    this.value.clear();
    this.value.jsonString(this.paths.nameOf(this.changes.otherOf(node)));
    for (let index = 0, count = this.scan.count(node); index < count; index++) {
      if (this.scan.parent(node, index) != place) continue;
      const start = this.scan.keyStart(node, index);
      if (!splices.replace(start, this.scan.keyEnd(node, index), this.value.view())) return false;
    }
    return true;
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
      this.changes.writeValue(node, this.value);
      return true;
    }
    if (!this.scan.isCaptured(node, place)) return false;
    const start = this.scan.valueStart(node, place);
    return splices.apply(this.scan.raw(node, place), start, start, this.scan.valueEnd(node, place), this.value);
  }
}
