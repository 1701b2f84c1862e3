// The API tokens of one provider: which one a request gets, and which of them rest (Higress' `failover`).

import { TokenPolicy } from "../config/token-failover";
import { Host, LogLevel } from "../host/host";
import { Bytes, equalBytes, textOf } from "../text/bytes";
import { fnv32 } from "../text/fnv32";
import { Random } from "../text/random";
import { Failure, HealthCheck, isOver, Lease, Return, Success, TokenChange, TokenEvent } from "./token-change";
import { TokenState, TokenStates } from "./token-states";
import { millisecondsOf, TokenStore } from "./token-store";

/** What is told of a token; times are milliseconds since 1970. */
@final
export class TokenReport {
  constructor(
    readonly index: i32,
    readonly isResting: bool,
    /** When its rest began; 0 when it does not rest. */
    readonly since: u64,
    /** When it comes back; 0 when it does not rest, or a health check decides. */
    readonly until: u64,
  ) {}
}

/** The tokens of a provider. It has no state of a request; what rests is shared with all VMs of the process. */
@final
export class TokenPool {
  private readonly store: TokenStore;

  /** `id` names the provider in shared data and in the log; without a `policy` no token rests, and the host is not asked. */
  constructor(
    private readonly id: Bytes,
    private readonly tokens: Array<Bytes>,
    private readonly policy: TokenPolicy | null,
  ) {
    this.store = new TokenStore(id, policy === null ? [] : tokens);
  }

  /** Number of tokens. */
  get size(): i32 {
    return this.tokens.length;
  }

  /**
   * Index of the token to send, -1 without tokens. It is never the token at `avoid`, or one that equals it, unless there
   * is no other; one that rests only when all others do, and then the one that comes back soonest. For a consumer it is
   * the same one as long as it can be used (FNV-1a of its name), otherwise any. With a policy it costs one host call, a
   * second one when some token rests.
   */
  pick(host: Host, random: Random, avoid: i32, hasConsumer: bool, consumer: Bytes): i32 {
    const count = this.tokens.length;
    if (count < 2) return count - 1;
    if (this.policy !== null) this.store.read(host);
    const now: u64 = this.states.resting > 0 ? millisecondsOf(host) : 0;
    const found = hasConsumer
      ? this.findFrom(<i32>(fnv32(consumer) % <u32>count), avoid, now) // no-trap: count > 1
      : this.findRandom(random, avoid, now);
    return found >= 0 ? found : this.findSoonest(avoid);
  }

  /**
   * Tells that an answer with `status` ended the request with the token at `index`. One of the policy's statuses is a
   * failure; any other 2xx ends a row of failures; the rest, and 0 for no answer, says nothing of a token.
   */
  note(host: Host, index: i32, status: i32): void {
    const policy = this.policy;
    if (policy === null || !this.has(index)) return;
    if (policy.statuses.matches(status)) return this.commit(host, new Failure(policy, index));
    if (status < 200 || status > 299) return;
    // As it was read last: asking the host at every success would cost more than a late rest.
    const state = this.states.stateOf(index);
    if (state.failures > 0 && !state.isResting) this.store.commit(host, new Success(policy, index));
  }

  /**
   * To be called at each tick: tokens whose cooldown has passed come back. Returns the index of a token whose health this
   * VM, and no other one, must ask for now, or -1; more may be due, so call it until it says -1.
   */
  due(host: Host): i32 {
    const policy = this.policy;
    if (policy === null || !this.store.read(host) || this.states.resting == 0) return -1;
    if (policy.cooldownMs > 0) {
      for (let i = 0, count = this.tokens.length; i < count; i++) {
        if (!this.hasOver(policy, millisecondsOf(host))) break;
        this.commit(host, new Return(policy));
      }
      return -1;
    }
    const lease = new Lease(policy);
    return this.store.commit(host, lease) ? lease.index : -1;
  }

  /** Tells how a health check ended that `due` has asked for. */
  noteHealth(host: Host, index: i32, isHealthy: bool): void {
    const policy = this.policy;
    if (policy !== null && this.has(index)) this.commit(host, new HealthCheck(policy, index, isHealthy));
  }

  /** What all VMs know of each token now, in the order of the configuration. */
  describe(host: Host): Array<TokenReport> {
    const policy = this.policy;
    if (policy !== null) this.store.read(host);
    const now: u64 = this.states.resting > 0 ? millisecondsOf(host) : 0;
    const reports: Array<TokenReport> = [];
    for (let i = 0, count = this.tokens.length; i < count; i++) {
      const state = this.states.stateOf(i);
      const rests = !this.isUsable(i, now);
      const until: u64 = policy === null || policy.cooldownMs == 0 ? 0 : state.since + policy.cooldownMs;
      reports.push(new TokenReport(i, rests, rests ? state.since : 0, rests ? until : 0));
    }
    return reports;
  }

  private get states(): TokenStates {
    return this.store.states;
  }

  private commit(host: Host, change: TokenChange): void {
    if (!this.store.commit(host, change) || change.event == TokenEvent.None || !host.isLogged(LogLevel.Warn)) return;
    const what = change.event == TokenEvent.Rests ? "rests" : "is used again";
    host.log(LogLevel.Warn, `aisle: ${textOf(this.id)}: token ${change.index} ${what}`);
  }

  private has(index: i32): bool {
    return index >= 0 && index < this.tokens.length;
  }

  private isUsable(index: i32, now: u64): bool {
    if (!this.states.isResting(index)) return true;
    const policy = this.policy;
    return policy !== null && isOver(this.states.stateOf(index), policy, now);
  }

  private hasOver(policy: TokenPolicy, now: u64): bool {
    for (let i = 0, count = this.tokens.length; i < count; i++) {
      if (isOver(this.states.stateOf(i), policy, now)) return true;
    }
    return false;
  }

  // Indices of both are those of tokens, or `other` is -1.
  private isSame(index: i32, other: i32): bool {
    if (index == other) return true;
    return this.has(other) && equalBytes(unchecked(this.tokens[index]), unchecked(this.tokens[other]));
  }

  private isWanted(index: i32, avoid: i32, now: u64): bool {
    return !this.isSame(index, avoid) && this.isUsable(index, now);
  }

  // The first wanted token at or behind `start`, an index; -1 for none.
  private findFrom(start: i32, avoid: i32, now: u64): i32 {
    const count = this.tokens.length;
    for (let step = 0; step < count; step++) {
      const index = start + step < count ? start + step : start + step - count;
      if (this.isWanted(index, avoid, now)) return index;
    }
    return -1;
  }

  private findRandom(random: Random, avoid: i32, now: u64): i32 {
    const count = this.tokens.length;
    if (avoid < 0 && this.states.resting == 0) return random.below(count);
    let wanted = 0;
    for (let i = 0; i < count; i++) wanted += this.isWanted(i, avoid, now) ? 1 : 0;
    let left = random.below(wanted);
    for (let i = 0; i < count; i++) {
      if (this.isWanted(i, avoid, now) && left-- == 0) return i;
    }
    return -1;
  }

  // All but `avoid` rest.
  private findSoonest(avoid: i32): i32 {
    let found = -1;
    let soonest = u64.MAX_VALUE;
    for (let i = 0, count = this.tokens.length; i < count; i++) {
      const back = this.backAt(this.states.stateOf(i));
      if (this.isSame(i, avoid) || back >= soonest) continue;
      found = i;
      soonest = back;
    }
    return found >= 0 ? found : max(avoid, 0);
  }

  private backAt(state: TokenState): u64 {
    const policy = this.policy;
    return policy !== null && policy.cooldownMs > 0 ? state.since + policy.cooldownMs : state.askAt;
  }
}
