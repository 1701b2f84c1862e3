// Writes the changes of a body's members as splices, so that a member that occurs several times is the same everywhere.
import { Splices } from "./edit";
import { JsonKind } from "./kind";
import { Change, MemberChanges } from "./member-changes";
import { MAX_WATCHED, MemberPaths } from "./member-paths";
import { MemberRemoval } from "./member-removal";
import { MemberScan } from "./member-scan";
import { ByteWriter } from "./write";

/** Turns changes into splices. Used again and again it keeps its memory. */
@final
export class MemberSplicer {
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

  /**
   * Adds to `splices` what `changes`, which are marked, make of the object that `scan` has read. False if a value that
   * must be repeated was too long to have been kept.
   */
  run(scan: MemberScan, changes: MemberChanges, splices: Splices): bool {
    this.scan = scan;
    this.paths = scan.paths;
    this.changes = changes;
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
