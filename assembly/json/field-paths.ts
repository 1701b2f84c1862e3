// Which members of an answer are facts, and which fact each is: a tree of names, made once at start-up.
import { Bytes, EMPTY, utf8 } from "../text/bytes";

/** No field. */
export const NO_FIELD: i32 = -1;

/**
 * Paths of names with dots between them, each the place of a numbered field; several paths may be of one field. Arrays
 * do not count: `choices.delta` is the member `delta` of each element of `choices`. Node 0 is the root.
 */
@final
export class FieldPaths {
  /** The longest name, in bytes. */
  longestName: i32 = 0;

  private names: Array<Bytes> = [EMPTY];
  private fields: Array<i32> = [NO_FIELD];
  // The first node below each, and the next one beside it; -1 for none.
  private firsts: Array<i32> = [-1];
  private nexts: Array<i32> = [-1];

  /** Makes each of `paths` a place of `field`; returns this. */
  add(field: i32, paths: Array<string>): FieldPaths {
    for (let i = 0, count = paths.length; i < count; i++) {
      const names = unchecked(paths[i]).split("."); // i < count
      let node = 0;
      for (let j = 0; j < names.length; j++) node = this.addName(node, utf8(unchecked(names[j]))); // j < length
      unchecked((this.fields[node] = field)); // addName answers nodes only
    }
    return this;
  }

  /** The node of the member `name` (`length` bytes) of what `node` is, or -1. */
  find(node: i32, name: usize, length: i32): i32 {
    for (let child = this.firstOf(node); child >= 0; child = unchecked(this.nexts[child])) {
      const wanted = unchecked(this.names[child]); // a child is a node
      if (wanted.byteLength == length && memory.compare(wanted.dataStart, name, <usize>length) == 0) return child;
    }
    return -1;
  }

  /** The field of a node, or `NO_FIELD`. */
  fieldOf(node: i32): i32 {
    return <u32>node < <u32>this.fields.length ? unchecked(this.fields[node]) : NO_FIELD;
  }

  /** True when some path goes on below this node. */
  hasMore(node: i32): bool {
    return this.firstOf(node) >= 0;
  }

  private firstOf(node: i32): i32 {
    return <u32>node < <u32>this.firsts.length ? unchecked(this.firsts[node]) : -1;
  }

  private addName(parent: i32, name: Bytes): i32 {
    const known = this.find(parent, name.dataStart, name.byteLength);
    if (known >= 0) return known;
    const node = this.names.length;
    this.names.push(name);
    this.fields.push(NO_FIELD);
    this.firsts.push(-1);
    this.nexts.push(this.firstOf(parent));
    if (<u32>parent < <u32>node) unchecked((this.firsts[parent] = node));
    this.longestName = max(this.longestName, name.byteLength);
    return node;
  }
}
