// A fast generator of random numbers (xorshift64*, Vigna 2016) for choices that need no secrecy.

/** Numbers that differ from VM to VM; not for keys and tokens. */
@final
export class Random {
  private state: u64;

  /** Begins at a point that `seed` (a clock, for instance) decides. */
  constructor(seed: u64) {
    this.state = seed == 0 ? 0x9e3779b97f4a7c15 : seed;
  }

  /** A number from 0 to `bound` - 1; 0 for a bound below 1. */
  below(bound: i32): i32 {
    if (bound < 1) return 0;
    let x = this.state;
    x ^= x >> 12;
    x ^= x << 25;
    x ^= x >> 27;
    this.state = x;
    return <i32>(((x * 0x2545f4914f6cdd1d) >> 33) % <u64>bound); // no-trap: bound > 0
  }
}
