// How long a provider rests that has failed: as long as it says itself, or longer from time to time.

import { NANOSECONDS_IN_MILLI } from "../host/time";
import { Member } from "./member";

/** The longest rest, whatever is asked for: somebody must look again some day. */
const LONGEST_MS: u64 = 300_000;

/** After how many failures in a row a provider rests, and how long at first. */
@final
export class Rests {
  constructor(
    /** Failures in a row; 0: only who asks for it rests. */
    private readonly failures: u32,
    /** Milliseconds of the first rest; each further failure doubles it. */
    private readonly baseMs: u32,
  ) {}

  /** `member` has answered well. */
  noteSuccess(member: Member): void {
    member.failures = 0;
    member.restsUntil = 0;
  }

  /** `member` has failed at `now` (nanoseconds since 1970), with `status` (0: no answer), and wishes to rest `askedMs`. */
  noteFailure(member: Member, status: i32, askedMs: u64, now: u64): void {
    member.failures++;
    member.status = status;
    const ms = min(max(askedMs, this.earned(member.failures)), LONGEST_MS);
    if (ms > 0) member.restsUntil = max(member.restsUntil, now + ms * NANOSECONDS_IN_MILLI);
  }

  /** `member`, which rests already, wishes to rest `askedMs` from `now` on. */
  prolong(member: Member, askedMs: u64, now: u64): void {
    if (askedMs > 0) member.restsUntil = max(member.restsUntil, now + min(askedMs, LONGEST_MS) * NANOSECONDS_IN_MILLI);
  }

  private earned(failures: u32): u64 {
    if (this.failures == 0 || failures < this.failures) return 0;
    return min((<u64>this.baseMs) << min<u32>(failures - this.failures, 16), LONGEST_MS);
  }
}
