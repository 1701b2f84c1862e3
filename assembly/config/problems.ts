// What is wrong with a configuration: every problem with the full path of its key.

/** Collects errors, which disable the part they are in, and warnings, which disable nothing. */
@final
export class Problems {
  readonly errors: Array<string> = [];
  readonly warnings: Array<string> = [];

  /** Notes an error at `path`. */
  error(path: string, text: string): void {
    this.errors.push(path.length == 0 ? text : `${path}: ${text}`);
  }

  /** The first error after `count` of them; "" when there is none. */
  firstSince(count: i32): string {
    return count >= 0 && count < this.errors.length ? unchecked(this.errors[count]) : ""; // count < length
  }

  /** Notes a warning at `path`. */
  warn(path: string, text: string): void {
    this.warnings.push(path.length == 0 ? text : `${path}: ${text}`);
  }
}

// Longer names are no misspellings of our keys.
const MAX_NAME = 64;

/** The one of `names` that takes the fewest edits from `name`, if at most a third of its letters; else "". */
export function findNearest(name: string, names: Array<string>): string {
  let nearest = "";
  let least = min(name.length, MAX_NAME) / 3 + 1;
  for (let i = 0, count = names.length; i < count; i++) {
    const candidate = unchecked(names[i]); // i < count
    const distance = distanceOf(name, candidate);
    if (distance < least) {
      least = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

// Levenshtein's distance, case ignored; MAX_NAME for what is too long to compare.
function distanceOf(a: string, b: string): i32 {
  if (a.length > MAX_NAME || b.length > MAX_NAME) return MAX_NAME;
  const width = b.length + 1;
  const row = new StaticArray<i32>(MAX_NAME + 1); // width <= MAX_NAME + 1
  for (let j = 0; j < width; j++) unchecked((row[j] = j)); // j < width
  for (let i = 1; i <= a.length; i++) {
    let diagonal = unchecked(row[0]); // width > 0
    unchecked((row[0] = i));
    for (let j = 1; j < width; j++) {
      const above = unchecked(row[j]); // j < width
      const isSame = (a.charCodeAt(i - 1) | 0x20) == (b.charCodeAt(j - 1) | 0x20);
      const replaced = diagonal + (isSame ? 0 : 1);
      unchecked((row[j] = min(replaced, min(above, unchecked(row[j - 1])) + 1))); // 0 < j < width
      diagonal = above;
    }
  }
  return unchecked(row[width - 1]); // width <= MAX_NAME + 1
}
