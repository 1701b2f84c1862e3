// Which statuses a list of patterns means: `failoverOnStatus` and `retryOnStatus` of Higress' ai-proxy.

import { FIRST_ERROR, LAST_ERROR } from "../http/status";
import { Pattern } from "../text/pattern";
import { utf8 } from "../text/bytes";
import { ConfigNode } from "./config-node";
import { Problems } from "./problems";

/** The most patterns of one list: each is asked about every status when the configuration is read. */
export const MAX_STATUS_PATTERNS: i32 = 32;

const FIRST_STATUS: i32 = 100;
const WORDS: i32 = (LAST_ERROR >> 5) + 1;

/** Statuses that are told apart when a configuration is read, so that asking costs nothing. */
@final
export class StatusPatterns {
  // A bit for each status from 0 to 599, and those behind it that fill the last word.
  private readonly bits: StaticArray<u32> = new StaticArray<u32>(WORDS);

  /** Those of errors, 400 to 599: what `4.*` and `5.*` mean. */
  static errors(): StatusPatterns {
    const statuses = new StatusPatterns();
    for (let status = FIRST_ERROR; status <= LAST_ERROR; status++) statuses.addStatus(status);
    return statuses;
  }

  /** True for a status that one of the patterns means; false for what is no status, such as 0. */
  matches(status: i32): bool {
    if (status < FIRST_STATUS || status > LAST_ERROR) return false;
    return (unchecked(this.bits[status >> 5]) & (1 << (status & 31))) != 0; // status >> 5 < WORDS
  }

  /** Adds what `pattern` matches from the first to the last digit; false when that is no status at all. */
  add(pattern: Pattern): bool {
    let isKnown = false;
    for (let status = FIRST_STATUS; status <= LAST_ERROR; status++) {
      if (!pattern.matchWhole(utf8(status.toString()))) continue;
      this.addStatus(status);
      isKnown = true;
    }
    return isKnown;
  }

  /** Adds one status; what is none is ignored. */
  addStatus(status: i32): void {
    if (status < FIRST_STATUS || status > LAST_ERROR) return;
    const word = status >> 5; // < WORDS
    unchecked((this.bits[word] = unchecked(this.bits[word]) | (1 << (status & 31))));
  }
}

/** Reads a list of patterns for statuses; those of errors when there is none or it is empty. */
export function parseStatuses(node: ConfigNode, problems: Problems): StatusPatterns {
  const items = node.list();
  if (items.length == 0) return StatusPatterns.errors();
  const statuses = new StatusPatterns();
  if (items.length > MAX_STATUS_PATTERNS) {
    problems.error(node.path, `expected at most ${MAX_STATUS_PATTERNS} patterns, found ${items.length}`);
    return statuses;
  }
  for (let i = 0, count = items.length; i < count; i++) {
    const item = unchecked(items[i]); // i < count
    if (!item.isScalar) continue; // noted by the check of kinds
    const pattern = Pattern.compile(item.bytes);
    if (pattern.error.length > 0) problems.error(item.path, `bad pattern: ${pattern.error}`);
    // Higress looks for the pattern anywhere in the status, so that its `^4` may have come from there.
    else if (!statuses.add(pattern)) problems.warn(item.path, `"${item.text}" is no whole status, such as 429 or 4.*`);
  }
  return statuses;
}
