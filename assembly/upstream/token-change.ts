// What can happen to the tokens of a provider. Each is applied to the newest states, again whenever another VM was faster.

import { TokenPolicy } from "../config/token-failover";
import { TokenState } from "./token-state";
import { TokenStates } from "./token-states";

/** What became of a token. */
export enum TokenEvent {
  None,
  /** It rests from now on. */
  Rests,
  /** It is used again. */
  Returned,
}

/** One change of what is known of tokens. */
export abstract class TokenChange {
  /** What it was to the token, when it was applied last. */
  event: TokenEvent = TokenEvent.None;
  /** The token that it was about; -1 for none. */
  index: i32 = -1;

  constructor(protected readonly policy: TokenPolicy) {}

  /** Changes `states`, at `now` in milliseconds; false when there is nothing to change. */
  abstract apply(states: TokenStates, now: u64): bool;
}

/** A request with the token at `index` failed with `status`. */
@final
export class Failure extends TokenChange {
  constructor(
    policy: TokenPolicy,
    index: i32,
    private readonly status: i32,
  ) {
    super(policy);
    this.index = index;
  }

  apply(states: TokenStates, now: u64): bool {
    this.event = TokenEvent.None;
    const state = states.stateOf(this.index);
    // Nobody may have noticed yet that it can be used again.
    if (isOver(state, this.policy, now)) state.clear();
    // One that was under way when the rest began, or was tried because all rest.
    if (state.isResting) return false;
    state.failures = state.failures < u32.MAX_VALUE ? state.failures + 1 : state.failures;
    state.status = this.status;
    state.since = now;
    if (state.failures < this.policy.failureThreshold) return true;
    state.isResting = true;
    state.successes = 0;
    state.askAt = this.policy.cooldownMs > 0 ? 0 : now + this.policy.healthCheckIntervalMs;
    this.event = TokenEvent.Rests;
    return true;
  }
}

/** A request with the token at `index` succeeded: failures before it do not count any more. A rest goes on. */
@final
export class Success extends TokenChange {
  constructor(policy: TokenPolicy, index: i32) {
    super(policy);
    this.index = index;
  }

  apply(states: TokenStates, _now: u64): bool {
    const state = states.stateOf(this.index);
    if (state.isBlank || state.isResting) return false;
    state.clear();
    return true;
  }
}

/** A health check of the token at `index` ended. */
@final
export class HealthCheck extends TokenChange {
  constructor(
    policy: TokenPolicy,
    index: i32,
    private readonly isHealthy: bool,
  ) {
    super(policy);
    this.index = index;
  }

  apply(states: TokenStates, _now: u64): bool {
    this.event = TokenEvent.None;
    const state = states.stateOf(this.index);
    if (!state.isResting) return false;
    if (!this.isHealthy) {
      const isChanged = state.successes > 0;
      state.successes = 0;
      return isChanged;
    }
    if (++state.successes < this.policy.successThreshold) return true;
    state.clear();
    this.event = TokenEvent.Returned;
    return true;
  }
}

/** Takes the next health check: who writes this first asks, and the others find it taken. */
@final
export class Lease extends TokenChange {
  apply(states: TokenStates, now: u64): bool {
    this.index = -1;
    for (let i = 0, count = states.count; i < count; i++) {
      const state = states.stateOf(i);
      if (!state.isResting || !isAskable(state, now, this.period)) continue;
      state.askAt = now + this.period;
      this.index = i;
      return true;
    }
    return false;
  }

  // A check is over before the next one of its token begins.
  private get period(): u64 {
    return <u64>max(this.policy.healthCheckIntervalMs, this.policy.healthCheckTimeoutMs);
  }
}

/** Brings the first token back whose cooldown has passed. */
@final
export class Return extends TokenChange {
  apply(states: TokenStates, now: u64): bool {
    this.event = TokenEvent.None;
    for (let i = 0, count = states.count; i < count; i++) {
      const state = states.stateOf(i);
      if (!isOver(state, this.policy, now)) continue;
      state.clear();
      this.index = i;
      this.event = TokenEvent.Returned;
      return true;
    }
    return false;
  }
}

/** True when `state` is that of a token whose cooldown has passed at `now`; a clock that was set back ends it, too. */
export function isOver(state: TokenState, policy: TokenPolicy, now: u64): bool {
  if (!state.isResting || policy.cooldownMs == 0) return false;
  return now < state.since || now - state.since >= policy.cooldownMs;
}

// A time that nobody can have written means that the clock was set back.
function isAskable(state: TokenState, now: u64, period: u64): bool {
  return state.askAt <= now || state.askAt > now + period;
}
