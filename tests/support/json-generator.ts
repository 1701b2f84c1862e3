// Random JSON texts, the same for the same seed, and random damage to them.

const NAMES = ["a", "b", "c", "d", "\\u0061", "A", "", "longer name", "é", "\\u0062", "\\\\"];
const SCRAPS = [
  "x",
  "plain words ",
  "\\n",
  '\\"',
  "\\\\",
  "\\u00e9",
  "\\ud83d\\ude00",
  "\\ud800",
  "é",
  "中文",
  "😀",
  "\u007f",
];
const NUMBERS = ["0", "-0", "1", "-12", "3.25", "1e9", "2E-3", "-1.5e+300", "12345678901234567890", "1e400"];
const SPACES = ["", "", "", " ", "\n", "\t", "\r\n  ", " ".repeat(70)];
const DAMAGE = '{}[]",:\\ \n0-+.eEtfnu\u0000\u001f\u0080\u00ff';

/** A generator of texts; it begins with `seed`, so that a failure can be repeated. */
export class JsonGenerator {
  constructor(private state: number) {}

  /** A whole number from 0 to `bound` - 1 (mulberry32). */
  below(bound: number): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) % bound;
  }

  /** One of `choices`. */
  pick<T>(choices: readonly T[]): T {
    return choices[this.below(choices.length)] as T;
  }

  /** A value, containers at most `depth` deep. */
  value(depth: number): string {
    const kind = this.below(depth > 0 ? 8 : 5);
    if (kind === 0) return this.pick(["null", "true", "false"]);
    if (kind === 1) return this.pick(NUMBERS);
    if (kind < 5) return this.string();
    return kind === 5 ? this.array(depth) : this.object(depth);
  }

  /** An object with names that often repeat. */
  object(depth: number): string {
    const members = Array.from({ length: this.below(6) }, () => {
      const name = this.below(12) === 0 ? this.string() : `"${this.pick(NAMES)}"`;
      return `${this.space()}${name}${this.space()}:${this.space()}${this.value(depth - 1)}${this.space()}`;
    });
    return `{${members.length === 0 ? this.space() : members.join(",")}}`;
  }

  /** Changes, removes or adds one byte. */
  damage(text: Buffer): Buffer {
    const at = this.below(text.length + 1);
    const byte = Buffer.from([DAMAGE.charCodeAt(this.below(DAMAGE.length)) & 0xff]);
    const kind = this.below(3);
    if (kind === 0) return Buffer.concat([text.subarray(0, at), byte, text.subarray(at)]);
    if (kind === 1) return Buffer.concat([text.subarray(0, at), text.subarray(at + 1)]);
    return Buffer.concat([text.subarray(0, at), byte, text.subarray(at + 1)]);
  }

  private array(depth: number): string {
    const items = Array.from({ length: this.below(5) }, () => `${this.space()}${this.value(depth - 1)}${this.space()}`);
    return `[${items.length === 0 ? this.space() : items.join(",")}]`;
  }

  private string(): string {
    const length = this.pick([0, 1, 2, 5, 12, 40]);
    const repeat = this.pick([1, 1, 1, 7]);
    return `"${Array.from({ length }, () => this.pick(SCRAPS).repeat(repeat)).join("")}"`;
  }

  private space(): string {
    return this.pick(SPACES);
  }
}
