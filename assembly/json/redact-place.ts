// Where a reader is in a JSON text, in terms of redaction paths: all of them are followed at once, without recursion.
import { MAX_DEPTH } from "./error";
import { RedactPaths, START } from "./redact-paths";
import { unescapeTo } from "./unescape";

/**
 * How far each path leads to the value at hand and to the containers around it. A depth is the number of containers
 * around something; what is asked or told about a depth out of range has no effect.
 */
@final
export class RedactPlace {
  /** The value that comes next, or that was entered last, must not be seen. Who has dealt with it clears it. */
  isHidden: bool = false;
  /** A path leads to that value or into it. */
  isWanted: bool = false;

  private paths: RedactPaths = new RedactPaths();
  /** For each depth how far each path leads to the value that stands there. */
  private reached: StaticArray<u32> = new StaticArray<u32>(0);
  /** For each depth whether the container that stands there is an array, and the index of its next element. */
  private arrays: StaticArray<bool> = new StaticArray<bool>(MAX_DEPTH);
  private elements: StaticArray<u32> = new StaticArray<u32>(MAX_DEPTH);
  /** Room for a name with its escapes undone. */
  private name: StaticArray<u8> = new StaticArray<u8>(0);

  /** Goes to the root of a text. */
  begin(paths: RedactPaths): void {
    this.paths = paths;
    const count = paths.length * (MAX_DEPTH + 1);
    if (this.reached.length < count) this.reached = new StaticArray<u32>(count);
    if (this.name.length < longestSpelling(paths)) this.name = new StaticArray<u8>(longestSpelling(paths));
    this.isHidden = false;
    this.isWanted = false;
    for (let path = 0; path < paths.length; path++) this.note(path, 0, START);
  }

  /** Goes into the container at hand. */
  enter(isArray: bool, depth: i32): void {
    if (<u32>depth >= <u32>MAX_DEPTH) return;
    unchecked((this.arrays[depth] = isArray));
    unchecked((this.elements[depth] = 0));
  }

  /** Goes to the member whose name, without quotes, stands at an address. */
  meetName(at: usize, length: i32, escaped: bool, depth: i32): void {
    let name = at;
    let meant = length;
    // A longer one is the name of no step, however it is spelled.
    if (escaped && length <= longestSpelling(this.paths)) {
      name = changetype<usize>(this.name);
      meant = <i32>(unescapeTo(at, at + <usize>length, name) - name);
    }
    this.isHidden = false;
    this.isWanted = false;
    for (let path = 0; path < this.paths.length; path++) {
      this.note(path, depth, this.paths.afterName(path, this.reachedAt(path, depth - 1), name, meant));
    }
  }

  /** Goes to the next element if the container at hand is an array; a member has been gone to by its name. */
  meetElement(depth: i32): void {
    const around = depth - 1;
    if (<u32>around >= <u32>MAX_DEPTH || !unchecked(this.arrays[around])) return;
    const element = unchecked(this.elements[around]);
    unchecked((this.elements[around] = element + 1));
    this.isHidden = false;
    this.isWanted = false;
    for (let path = 0; path < this.paths.length; path++) {
      this.note(path, depth, this.paths.afterElement(path, this.reachedAt(path, around), element));
    }
  }

  private note(path: i32, depth: i32, reached: u32): void {
    const at = depth * this.paths.length + path;
    if (<u32>at < <u32>this.reached.length) unchecked((this.reached[at] = reached));
    if (reached != 0) this.isWanted = true;
    if (this.paths.isWhole(path, reached)) this.isHidden = true;
  }

  private reachedAt(path: i32, depth: i32): u32 {
    const at = depth * this.paths.length + path;
    return <u32>at < <u32>this.reached.length ? unchecked(this.reached[at]) : 0;
  }
}

/** A letter takes six bytes as an escape, which is also more than its longest fold. */
function longestSpelling(paths: RedactPaths): i32 {
  return paths.longestName * 6;
}
