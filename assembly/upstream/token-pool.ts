// The API tokens of one provider: which one a request gets, and which of them rest (Higress' `failover`).

import { TokenPolicy } from "../config/token-failover";
import { Host, LogLevel } from "../host/host";
import { Bytes, textOf } from "../text/bytes";
import { fnv32 } from "../text/fnv32";
import { Random } from "../text/random";
import { IndexSet } from "./index-set";
import { Failure, HealthCheck, isOver, Lease, Return, Success, TokenChange, TokenEvent } from "./token-change";
import { TokenChoice } from "./token-choice";
import { TokenStates } from "./token-states";
import { millisecondsOf, TokenStore } from "./token-store";

/** What is told of a token; times are milliseconds since 1970. */
@final
export class TokenReport {
  constructor(
    readonly index: i32,
    readonly isResting: bool,
    /** The status of its last failure; 0 when there is none to speak of. */
    readonly status: i32,
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
  private readonly choice: TokenChoice;

  /** `id` names the provider in shared data and in the log; without a `policy` no token rests, and the host is not asked. */
  constructor(
    private readonly id: Bytes,
    private readonly tokens: Array<Bytes>,
    private readonly policy: TokenPolicy | null,
  ) {
    const store = new TokenStore(id, policy === null ? [] : tokens);
    this.store = store;
    this.choice = new TokenChoice(tokens, store.states, policy);
  }

  /** Number of tokens. */
  get size(): i32 {
    return this.tokens.length;
  }

  /**
   * Index of the token to send, -1 without tokens. It is none of those in `avoid`, or one that equals one, unless there
   * is no other; one that rests only when all others do, and then the one that comes back soonest. For a consumer it is
   * the same one as long as it can be used (FNV-1a of its name), otherwise any. With a policy it costs one host call, a
   * second one when some token rests.
   */
  pick(host: Host, random: Random, avoid: IndexSet, hasConsumer: bool, consumer: Bytes): i32 {
    const count = this.tokens.length;
    if (count < 2) return count - 1;
    if (this.policy !== null) this.store.read(host);
    const now: u64 = this.states.resting > 0 ? millisecondsOf(host) : 0;
    const found = hasConsumer
      ? this.choice.findFrom(<i32>(fnv32(consumer) % <u32>count), avoid, now) // no-trap: count > 1
      : this.choice.findAny(random, avoid, now);
    if (found >= 0) return found;
    const soonest = this.choice.findSoonest(avoid);
    // Where all are to be avoided, or equal those that are, it is one of these.
    return soonest >= 0 ? soonest : max(avoid.firstBelow(count), 0);
  }

  /** True when every token rests; with a policy it costs a host call, or two, as `pick` does. */
  isOut(host: Host): bool {
    if (this.policy === null || this.tokens.length == 0) return false;
    this.store.read(host);
    if (this.states.resting == 0) return false;
    const now = millisecondsOf(host);
    for (let i = 0, count = this.tokens.length; i < count; i++) {
      if (this.choice.isUsable(i, now)) return false;
    }
    return true;
  }

  /**
   * Tells that an answer with `status` ended the request with the token at `index`. One of the policy's statuses is a
   * failure; any other 2xx ends a row of failures; the rest, and 0 for no answer, says nothing of a token.
   */
  note(host: Host, index: i32, status: i32): void {
    const policy = this.policy;
    if (policy === null || !this.has(index)) return;
    if (policy.statuses.matches(status)) return this.commit(host, new Failure(policy, index, status));
    if (status < 200 || status > 299) return;
    // As it was read last: asking the host at every success would cost more than a row of failures that goes on.
    const state = this.states.stateOf(index);
    if (state.failures > 0 && !state.isResting) this.commit(host, new Success(policy, index));
  }

  /**
   * To be called at each tick: tokens whose cooldown has passed come back. Returns the index of a token whose health this
   * VM, and no other one, must ask for now, or -1; more may be due, so call it until it says -1.
   */
  due(host: Host): i32 {
    const policy = this.policy;
    if (policy === null || !this.store.read(host) || this.states.resting == 0) return -1;
    if (policy.cooldownMs > 0) {
      for (let i = this.countOver(policy, millisecondsOf(host)); i > 0; i--) this.commit(host, new Return(policy));
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
      const rests = !this.choice.isUsable(i, now);
      const until: u64 = policy === null || policy.cooldownMs == 0 ? 0 : state.since + policy.cooldownMs;
      reports.push(new TokenReport(i, rests, state.status, rests ? state.since : 0, rests ? until : 0));
    }
    return reports;
  }

  private get states(): TokenStates {
    return this.store.states;
  }

  private has(index: i32): bool {
    return index >= 0 && index < this.tokens.length;
  }

  private commit(host: Host, change: TokenChange): void {
    if (!this.store.commit(host, change) || change.event == TokenEvent.None || !host.isLogged(LogLevel.Warn)) return;
    host.log(LogLevel.Warn, `aisle: ${textOf(this.id)}: token ${change.index} ${this.explain(change)}`);
  }

  private explain(change: TokenChange): string {
    if (change.event == TokenEvent.Returned) return "is used again";
    const policy = this.policy;
    if (policy === null) return "rests";
    const end = policy.cooldownMs > 0 ? `for ${policy.cooldownMs} ms` : "until a health check succeeds";
    return `rests ${end}: status ${this.states.stateOf(change.index).status}`;
  }

  // Equal tokens, which have one state, count each: some of the changes then find nothing to do.
  private countOver(policy: TokenPolicy, now: u64): i32 {
    let count = 0;
    for (let i = 0, all = this.tokens.length; i < all; i++) {
      if (isOver(this.states.stateOf(i), policy, now)) count++;
    }
    return count;
  }
}
