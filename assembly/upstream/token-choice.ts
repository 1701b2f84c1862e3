// Which of a provider's tokens a request gets, by what is known of them.

import { TokenPolicy } from "../config/token-failover";
import { Bytes, equalBytes } from "../text/bytes";
import { Random } from "../text/random";
import { IndexSet } from "./index-set";
import { isOver } from "./token-change";
import { TokenState } from "./token-state";
import { TokenStates } from "./token-states";

/**
 * Chooses among tokens as `states` have them; without a policy none rests. `avoid` are the indices of tokens that are not
 * to be chosen, and neither are those that equal them. Times are milliseconds since 1970.
 */
@final
export class TokenChoice {
  constructor(
    private readonly tokens: Array<Bytes>,
    private readonly states: TokenStates,
    private readonly policy: TokenPolicy | null,
  ) {}

  /** The first token at or behind the one at `start`, round to those before it, that does not rest at `now`; -1 for none. */
  findFrom(start: i32, avoid: IndexSet, now: u64): i32 {
    const count = this.tokens.length;
    for (let step = 0; step < count; step++) {
      const index = start + step < count ? start + step : start + step - count;
      if (this.isWanted(index, avoid, now)) return index;
    }
    return -1;
  }

  /** Any token that does not rest at `now`, each with the same chance; -1 for none. */
  findAny(random: Random, avoid: IndexSet, now: u64): i32 {
    const count = this.tokens.length;
    if (avoid.isEmpty && this.states.resting == 0) return count > 0 ? random.below(count) : -1;
    let wanted = 0;
    for (let i = 0; i < count; i++) wanted += this.isWanted(i, avoid, now) ? 1 : 0;
    let left = random.below(wanted);
    for (let i = 0; i < count; i++) {
      if (this.isWanted(i, avoid, now) && left-- == 0) return i;
    }
    return -1;
  }

  /** Of those that rest, the one that comes back soonest or, with health checks, whose next one is soonest; -1 for none. */
  findSoonest(avoid: IndexSet): i32 {
    let found = -1;
    let soonest = u64.MAX_VALUE;
    for (let i = 0, count = this.tokens.length; i < count; i++) {
      const back = this.backAt(this.states.stateOf(i));
      if (back >= soonest || this.isAvoided(i, avoid)) continue;
      found = i;
      soonest = back;
    }
    return found;
  }

  /** True when the token at `index` does not rest at `now`. */
  isUsable(index: i32, now: u64): bool {
    if (!this.states.isResting(index)) return true;
    const policy = this.policy;
    return policy !== null && isOver(this.states.stateOf(index), policy, now);
  }

  private isWanted(index: i32, avoid: IndexSet, now: u64): bool {
    return this.isUsable(index, now) && !this.isAvoided(index, avoid);
  }

  // `index` is that of a token.
  private isAvoided(index: i32, avoid: IndexSet): bool {
    if (avoid.isEmpty) return false;
    const token = unchecked(this.tokens[index]);
    for (let i = 0, count = this.tokens.length; i < count; i++) {
      if (avoid.has(i) && (i == index || equalBytes(unchecked(this.tokens[i]), token))) return true; // i < count
    }
    return false;
  }

  private backAt(state: TokenState): u64 {
    const policy = this.policy;
    return policy !== null && policy.cooldownMs > 0 ? state.since + policy.cooldownMs : state.askAt;
  }
}
