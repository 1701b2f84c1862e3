// Which values of a JSON text must not be seen: paths made once at configuration.
import { RedactPathReader } from "./redact-path-reader";
import { RedactStep } from "./redact-step";

/** A set has at most this many paths. */
export const MAX_REDACT_PATHS: i32 = 32;

/** How far every path leads to the root of a text; see `RedactPaths`. */
export const START: u32 = 1;


@final
class RedactPath {
  readonly steps: Array<RedactStep>;
  readonly isDeep: bool;

  constructor(reader: RedactPathReader) {
    this.steps = reader.steps;
    this.isDeep = reader.isDeep;
  }
}

/**
 * A set of paths, and how they are followed. How far a path leads to a value is a number whose bit i says that the
 * first i of its steps do, ending at the value; `START` is the root's, 0 is that of a value with nothing below it to
 * redact.
 */
@final
export class RedactPaths {
  /** The bytes of the longest name. */
  longestName: i32 = 0;

  private paths: Array<RedactPath> = [];

  /** The number of paths. */
  get length(): i32 {
    return this.paths.length;
  }

  /**
   * Adds a path such as `messages[*].content`, `*.secret`, `choices[0]` or `**.secret` (at any depth); returns "" or why
   * it cannot be used.
   */
  add(text: string): string {
    if (this.paths.length >= MAX_REDACT_PATHS) return `more than ${MAX_REDACT_PATHS} paths`;
    const reader = new RedactPathReader(text);
    reader.read();
    if (reader.error.length > 0) return reader.error;
    for (let i = 0, count = reader.steps.length; i < count; i++) {
      this.longestName = max(this.longestName, unchecked(reader.steps[i]).name.byteLength); // i < count
    }
    this.paths.push(new RedactPath(reader));
    return "";
  }

  /** How far path `index` leads to the member called so (escapes undone) of a value to which it leads `reached` far. */
  afterName(index: i32, reached: u32, name: usize, length: i32): u32 {
    const path = this.pathAt(index);
    if (!path) return 0;
    let next: u32 = path.isDeep ? START : 0;
    for (let rest = reached; rest != 0; rest &= rest - 1) {
      const at = <i32>ctz(rest);
      if (at < path.steps.length && unchecked(path.steps[at]).leadsToMember(name, length)) next |= 2 << at;
    }
    return next;
  }

  /** How far path `index` leads to an element of a value to which it leads `reached` far. */
  afterElement(index: i32, reached: u32, element: u32): u32 {
    const path = this.pathAt(index);
    if (!path) return 0;
    let next: u32 = path.isDeep ? START : 0;
    for (let rest = reached; rest != 0; rest &= rest - 1) {
      const at = <i32>ctz(rest);
      if (at < path.steps.length && unchecked(path.steps[at]).leadsToElement(element)) next |= 2 << at;
    }
    return next;
  }

  /** True when all of path `index` leads to the value: it must not be seen. */
  isWhole(index: i32, reached: u32): bool {
    const path = this.pathAt(index);
    return path !== null && ((reached >> path.steps.length) & 1) != 0;
  }

  private pathAt(index: i32): RedactPath | null {
    return <u32>index < <u32>this.paths.length ? unchecked(this.paths[index]) : null;
  }
}
