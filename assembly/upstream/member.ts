// A provider in a pool: its share, and how it has fared in this VM.

import { ProviderSettings } from "../config/provider-settings";

/** One provider that others can stand in for. */
@final
export class Member {
  /** What smooth weighted round robin remembers. */
  credit: i64 = 0;
  /** Failures since its last success. */
  failures: u32 = 0;
  /** Nanoseconds since 1970 until which others are preferred; 0: it does not rest. */
  restsUntil: u64 = 0;
  /** The status that it rests for; 0: there was no answer. */
  status: i32 = 0;

  constructor(
    /** Its place in the pool, the first ones of the highest priority. */
    public index: i32,
    readonly provider: ProviderSettings,
  ) {}

  /** Its share of the requests to its group. */
  get weight(): u32 {
    return this.provider.weight;
  }

  /** Groups of a higher one come first. */
  get priority(): i32 {
    return this.provider.priority;
  }

  /** Goes on from where `other` was. */
  resume(other: Member): void {
    this.failures = other.failures;
    this.restsUntil = other.restsUntil;
    this.status = other.status;
  }

  /** True when others are to be preferred, `now` in nanoseconds since 1970. */
  isResting(now: u64): bool {
    return this.restsUntil > now;
  }
}
