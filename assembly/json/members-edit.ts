// Edits members of a scanned body: what is wished of each, so that every reader finds the same value.
import { Bytes, EMPTY } from "../text/bytes";
import { Splices } from "./edit";
import { JsonError } from "./error";
import { JsonKind } from "./kind";
import { Change, MemberChanges } from "./member-changes";
import { MemberPaths } from "./member-paths";
import { MemberScan } from "./member-scan";
import { MemberSplicer } from "./member-splicer";

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
  private splicer: MemberSplicer = new MemberSplicer();

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
    return this.splicer.run(this.scan, this.changes, splices);
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
    // What has given up this name itself keeps its new one.
    if (origin != to && this.changes.changeOf(to) == Change.Rename) this.settle(to);
    this.changes.put(origin, Change.Rename, EMPTY, to);
    if (origin == to) this.changes.put(to, Change.Unify);
    else this.changes.put(to, Change.Arrive, EMPTY, origin);
  }
}
