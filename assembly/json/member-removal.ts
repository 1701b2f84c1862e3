// Takes members out of an object, with the commas that would be one too many.
import { EMPTY } from "../text/bytes";
import { Splices } from "./edit";
import { MemberChanges } from "./member-changes";
import { MemberScan } from "./member-scan";

/**
 * Removals in one object at a time. Those in front of all others go with the commas behind them, the others with the
 * commas before them; so whatever stays keeps its white space.
 */
@final
export class MemberRemoval {
  /** True when the last object has no member left. */
  isEmptied: bool = false;

  // The occurrence that was found last.
  private node: i32 = -1;
  private index: i32 = -1;

  /** Removes from one occurrence of `parent` what `changes` removes; false if that overlaps another splice. */
  run(scan: MemberScan, changes: MemberChanges, parent: i32, place: i32, splices: Splices): bool {
    this.isEmptied = false;
    const behind = this.removeFront(scan, changes, parent, place, splices);
    for (let node = scan.paths.firstOf(parent); node >= 0; node = scan.paths.nextOf(node)) {
      if (!changes.isRemoved(node)) continue;
      for (let index = 0, count = scan.count(node); index < count; index++) {
        if (scan.parent(node, index) != place || scan.keyStart(node, index) < behind) continue;
        if (!splices.replace(scan.previousEnd(node, index), scan.valueEnd(node, index), EMPTY)) return false;
      }
    }
    return true;
  }

  /** Removes the first members up to the first that stays; the offset of that one, or of what is behind them all. */
  private removeFront(scan: MemberScan, changes: MemberChanges, parent: i32, place: i32, splices: Splices): u32 {
    if (!this.find(scan, changes, parent, place, 0)) return 0;
    const start = scan.keyStart(this.node, this.index);
    let end = start;
    do {
      end = scan.nextStart(this.node, this.index);
      this.isEmptied = end == 0;
    } while (end > 0 && this.find(scan, changes, parent, place, end));
    if (this.isEmptied) end = scan.valueEnd(this.node, this.index);
    // Nothing else is changed here: the values of these members are not.
    splices.replace(start, end, EMPTY);
    return end;
  }

  /** Finds the removed member whose name starts at `start`; 0: the first of the object. */
  private find(scan: MemberScan, changes: MemberChanges, parent: i32, place: i32, start: u32): bool {
    for (let node = scan.paths.firstOf(parent); node >= 0; node = scan.paths.nextOf(node)) {
      if (!changes.isRemoved(node)) continue;
      for (let index = 0, count = scan.count(node); index < count; index++) {
        if (scan.parent(node, index) != place) continue;
        const isHere = start == 0 ? scan.previousEnd(node, index) == 0 : scan.keyStart(node, index) == start;
        if (!isHere) continue;
        this.node = node;
        this.index = index;
        return true;
      }
    }
    return false;
  }
}
