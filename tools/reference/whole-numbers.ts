// Regular expressions for whole numbers between bounds, for numbers that are written as strings.

/** A pattern for the whole numbers from `min` to `max` (null: no bound), leading zeros allowed. */
export function patternOf(min: number | null, max: number | null): string {
  if (min === null || min < 0) {
    const negative = min === null ? "[0-9]+" : between(0, -min);
    return `^(-${negative}|${max === null ? "[0-9]+" : between(0, max)})$`;
  }
  return `^${max === null ? `(${atLeast(min)})` : between(min, max)}$`;
}

function atLeast(min: number): string {
  const { length } = String(min);
  return min === 0 ? "[0-9]+" : `${between(min, 10 ** length - 1)}|0*[1-9][0-9]{${length},}`;
}

function between(min: number, max: number): string {
  const parts: string[] = [];
  for (let length = String(min).length; length <= String(max).length; length++) {
    const least = Math.max(min, length === 1 ? 0 : 10 ** (length - 1));
    parts.push(...ofOneLength(String(least), String(Math.min(max, 10 ** length - 1))));
  }
  return `0*(${parts.join("|")})`;
}

// Both have as many digits.
function ofOneLength(min: string, max: string): string[] {
  if (min === max) return [min];
  const rest = min.length - 1;
  const [first, last] = [Number(min[0]), Number(max[0])];
  const isRound = /^0*$/.test(min.slice(1)) && /^9*$/.test(max.slice(1));
  if (isRound) return [digits(first, last) + any(rest)];
  if (first === last) return ofOneLength(min.slice(1), max.slice(1)).map((part) => min[0]! + part);
  const middle = last - first > 1 ? [digits(first + 1, last - 1) + any(rest)] : [];
  const low = ofOneLength(min.slice(1), "9".repeat(rest)).map((part) => min[0]! + part);
  const high = ofOneLength("0".repeat(rest), max.slice(1)).map((part) => max[0]! + part);
  return [...low, ...middle, ...high];
}

function digits(first: number, last: number): string {
  return first === last ? String(first) : `[${first}-${last}]`;
}

function any(count: number): string {
  return count === 0 ? "" : count === 1 ? "[0-9]" : `[0-9]{${count}}`;
}
