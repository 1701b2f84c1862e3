// Random patterns and texts from a seed, in the syntax that RE2 and JavaScript share.

const ATOMS = [
  "a",
  "b",
  "c",
  "é",
  "€",
  "𝄞",
  ".",
  "[ab]",
  "[^a]",
  "[a-cé]",
  "\\d",
  "\\w",
  "\\W",
  "[\\d-]",
  "1",
  "-",
  "\\.",
];
// Not \B: V8 finds it in the middle of a surrogate pair.
const ASSERTIONS = ["^", "$", "\\b"];
const QUANTIFIERS = ["*", "+", "?", "*?", "+?", "??", "{2}", "{1,2}", "{0,2}?", "{2,}", "{0}"];
const LETTERS = ["a", "a", "b", "b", "c", "é", "€", "𝄞", "1", "-", ".", " "];
const SYNTAX = "ab01(){}[]*+?|^$\\.:-<>Pidwsxz,i\u00e9&=!~";

interface Piece {
  source: string;
  nullable: boolean;
}

export class PatternGenerator {
  private state: number;
  private groups = 0;

  constructor(seed: number) {
    this.state = seed;
  }

  /** A pattern; a strict one repeats neither groups nor what can be empty. */
  pattern(strict: boolean): string {
    this.groups = 0;
    return this.alternation(3, strict, true).source;
  }

  text(): string {
    return Array.from({ length: this.below(10) }, () => this.pick(LETTERS)).join("");
  }

  /** Bytes that look a little like a pattern and a little like nothing. */
  noise(): Uint8Array {
    const bytes = new Uint8Array(this.below(24));
    return bytes.map(() => (this.below(12) === 0 ? this.below(256) : this.pick([...SYNTAX]).charCodeAt(0)));
  }

  private alternation(depth: number, strict: boolean, capture: boolean): Piece {
    const pieces = [this.sequence(depth, strict, capture)];
    while (this.below(4) === 0) pieces.push(this.sequence(depth, strict, capture));
    return { source: pieces.map((p) => p.source).join("|"), nullable: pieces.some((p) => p.nullable) };
  }

  private sequence(depth: number, strict: boolean, capture: boolean): Piece {
    const pieces = Array.from({ length: this.below(4) }, () => this.repeated(depth, strict, capture));
    return { source: pieces.map((p) => p.source).join(""), nullable: pieces.every((p) => p.nullable) };
  }

  private repeated(depth: number, strict: boolean, capture: boolean): Piece {
    if (this.below(8) === 0) return { source: this.pick(ASSERTIONS), nullable: true };
    const repeats = this.below(3) === 0;
    const piece = this.piece(depth, strict, capture && !(repeats && strict));
    if (!repeats || (strict && piece.nullable)) return piece;
    const quantifier = this.pick(QUANTIFIERS);
    return { source: piece.source + quantifier, nullable: piece.nullable || !/^(\+|\{[12])/.test(quantifier) };
  }

  private piece(depth: number, strict: boolean, capture: boolean): Piece {
    if (depth === 0 || this.below(3) > 0) return { source: this.pick(ATOMS), nullable: false };
    const captures = capture && this.groups < 2 && this.below(2) === 0;
    if (captures) this.groups++;
    const inner = this.alternation(depth - 1, strict, capture);
    return { source: `(${captures ? "" : "?:"}${inner.source})`, nullable: inner.nullable };
  }

  private pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }

  // Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
  private below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % bound;
  }
}
