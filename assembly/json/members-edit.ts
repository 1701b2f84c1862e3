// Sets members of a scanned body: what to splice so that every reader finds the same value.
import { Bytes } from "../text/bytes";
import { Splices } from "./edit";
import { JsonError } from "./error";
import { JsonKind } from "./kind";
import { Change, MemberChanges } from "./member-changes";
import { MAX_WATCHED, MemberPaths } from "./member-paths";
import { MemberScan } from "./member-scan";
import { ByteWriter } from "./write";

/**
 * Collects changes to watched members and turns all of them at once into splices; so they compose, whatever is absent
 * or empty. A member that is touched and occurs several times is afterwards the same at each place as at the last, which
 * counts; so is each object around it. Used again and again it keeps its memory.
 */
@final
export class MemberEdits {
  private scan: MemberScan = new MemberScan();
  private paths: MemberPaths = new MemberPaths();
  private changes: MemberChanges = new MemberChanges();
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
  }

  /** The member shall have this value (JSON, not checked). False if one around it or below it has been given a value. */
  set(node: i32, json: Bytes): bool {
    return this.changes.note(node, Change.Set, json);
  }

  /** The member shall have this value if it has none; false as for `set`. */
  fill(node: i32, json: Bytes): bool {
    return this.changes.note(node, Change.Fill, json);
  }

  /** The member shall be the same wherever it occurs; false if there is no such node. */
  unify(node: i32): bool {
    return this.changes.noteUnify(node);
  }

  /**
   * Replaces the contents of `splices` by all changes. False, with the splices void, if the body was refused or is no
   * object, or if a value that must be repeated at another place is too long to have been kept (`MAX_CAPTURE`).
   */
  finish(splices: Splices): bool {
    splices.clear();
    if (this.scan.error != JsonError.None || this.scan.rootKind != JsonKind.Object) return false;
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

  private forgetPlaces(): void {
    for (let node = 0; node < MAX_WATCHED; node++) {
      unchecked((this.places[node] = -1));
      unchecked((this.replaced[node] = false));
    }
  }

  /** Changes what stands directly in one object: replaces members that are there, inserts the others behind the brace. */
  private editObject(parent: i32, place: i32, splices: Splices): bool {
    const isRoot = parent < 0;
    const inserted = this.inserted;
    inserted.clear();
    for (let node = this.paths.firstOf(parent); node >= 0; node = this.paths.nextOf(node)) {
      if (!this.changes.isTouched(node)) continue;
      const index = this.scan.lastWithin(node, place);
      unchecked((this.places[node] = index));
      if (index >= 0) {
        if (this.mustReplace(node, index) && !this.replaceAt(node, index, splices)) return false;
      } else if (this.changes.isWritten(node)) {
        if (inserted.length > 0) inserted.byte(0x2c);
        this.changes.writeMember(node, inserted);
      }
    }
    if (inserted.length == 0) return true;
    if (!(isRoot ? this.scan.rootEmpty : this.scan.isEmpty(parent, place))) inserted.byte(0x2c);
    const at = isRoot ? this.scan.rootContentStart : this.scan.contentStart(parent, place);
    return splices.insert(at, inserted.view());
  }

  /** An occurrence is replaced if its value is set, or if it would have to be an object and is not. */
  private mustReplace(node: i32, index: i32): bool {
    const change = this.changes.changeOf(node);
    if (change == Change.Set) return true;
    return change != Change.Fill && this.changes.isWritten(node) && this.scan.kind(node, index) != JsonKind.Object;
  }

  private replaceAt(node: i32, index: i32, splices: Splices): bool {
    unchecked((this.replaced[node] = true));
    this.value.clear();
    this.changes.writeValue(node, this.value);
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
      this.changes.writeValue(node, this.value);
      return true;
    }
    if (!this.scan.isCaptured(node, place)) return false;
    const start = this.scan.valueStart(node, place);
    return splices.apply(this.scan.raw(node, place), start, start, this.scan.valueEnd(node, place), this.value);
  }
}
