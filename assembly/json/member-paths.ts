// Which members of a body are of interest: a small tree of names, made once at configuration.
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";

/** A set of paths has at most this many nodes, those in between counted. */
export const MAX_WATCHED: i32 = 64;

/**
 * The paths that a `MemberScan` looks for. A node is a number from 0 to `length - 1`, larger than that of its parent;
 * -1 stands for the root of the body.
 */
@final
export class MemberPaths {
  /** The number of nodes. */
  length: i32 = 0;
  /** The longest name, in bytes. */
  longestName: i32 = 0;

  // As long as there are nodes: a configuration may have a thousand of these trees, most with a few nodes.
  private names: Array<Bytes> = [];
  private parents: Array<i32> = [];
  private guarded: Array<bool> = [];
  /** The first child of node i at i + 1, so that the root has one too; -1 for none. */
  private firsts: Array<i32> = [-1];
  private nexts: Array<i32> = [];

  /**
   * Watches the member at a path of names with dots between them (`\.` is a dot in a name, `\\` a backslash). Returns
   * its node, the same for the same path; -1 if there is no room for all of its names.
   */
  add(path: string): i32 {
    let node = -1;
    let name = "";
    const length = path.length;
    for (let i = 0; i <= length; i++) {
      const unit = i < length ? path.charCodeAt(i) : 0x2e;
      if (unit == 0x5c && i + 1 < length) {
        i++;
        name += path.charAt(i);
      } else if (unit == 0x2e) {
        node = this.addName(node, utf8(name));
        if (node < 0) return -1;
        name = "";
      } else {
        name += path.charAt(i);
      }
    }
    return node;
  }

  /** Watches the member `name` of what `parent` watches (-1: of the root); its node, or -1 if there is no room or no such parent. */
  addName(parent: i32, name: Bytes): i32 {
    if (parent < -1 || parent >= this.length) return -1;
    let last = -1;
    for (let node = this.firstOf(parent); node >= 0; node = this.nextOf(node)) {
      if (equalBytes(this.nameOf(node), name)) return node;
      last = node;
    }
    const node = this.length;
    if (node >= MAX_WATCHED) return -1;
    this.names.push(name);
    this.parents.push(parent);
    this.nexts.push(-1);
    this.guarded.push(false);
    this.firsts.push(-1);
    this.length = node + 1;
    if (last < 0)
      unchecked((this.firsts[parent + 1] = node)); // parent < length
    else unchecked((this.nexts[last] = node)); // last < length
    this.longestName = max(this.longestName, name.byteLength);
    return node;
  }

  /** Refuses bodies with a name that differs from the node's only by case, as Go's readers fold it (ASCII, U+017F, U+212A). */
  guard(node: i32): void {
    if (this.has(node)) unchecked((this.guarded[node] = true));
  }

  /** True if the node is guarded. */
  isGuarded(node: i32): bool {
    return this.has(node) && unchecked(this.guarded[node]);
  }

  /** The node around this one; -1 if that is the root. */
  parentOf(node: i32): i32 {
    return this.has(node) ? unchecked(this.parents[node]) : -1;
  }

  /** True if the node is `outer` or somewhere inside of it. */
  isWithin(node: i32, outer: i32): bool {
    for (let above = node; above >= 0; above = this.parentOf(above)) {
      if (above == outer) return true;
    }
    return false;
  }

  /** The member's name. */
  nameOf(node: i32): Bytes {
    return this.has(node) ? unchecked(this.names[node]) : EMPTY;
  }

  /** The first node below this one (-1: below the root), or -1. */
  firstOf(node: i32): i32 {
    return node >= -1 && node < this.length ? unchecked(this.firsts[node + 1]) : -1;
  }

  /** The next node below the same one, or -1. */
  nextOf(node: i32): i32 {
    return this.has(node) ? unchecked(this.nexts[node]) : -1;
  }


  @inline
  private has(node: i32): bool {
    return <u32>node < <u32>this.length;
  }
}
