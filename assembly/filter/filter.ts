// Turns the proxy's callbacks into events of exchanges: context ids and call-out tokens are known here only.

import { ContextSettings } from "../config/context-settings";
import { Problems } from "../config/problems";
import { parseSettings, Settings } from "../config/settings";
import { BodyHash } from "../gateway/body-hash";
import { keepContext } from "../gateway/context-file";
import { Exchange } from "../gateway/exchange";
import { Reporter } from "../telemetry/reporter";
import { Action, Host, LogLevel, MetricKind, Status } from "../host/host";
import { NANOSECONDS_IN_MILLI } from "../host/time";
import { Bytes, utf8 } from "../text/bytes";
import { Upstreams } from "../upstream/upstreams";
import { TokenChecks } from "./token-checks";

// What a root context without a usable configuration has: no provider, so that no request passes unchecked.
const NOTHING = new Upstreams(new Settings());
// Beyond so many calls under way, those whose streams have gone are not waited for.
const MAX_CALLS = 1024;
// Milliseconds between two tellings of the counters.
const FLUSH_PERIOD: u32 = 1000;
// Milliseconds between two looks at who has waited long enough.
const WAITING_PERIOD: u32 = 20;
const NANOSECONDS_IN_PERIOD: u64 = <u64>FLUSH_PERIOD * NANOSECONDS_IN_MILLI;
const NOBODY: Array<u32> = [];
const DROPPED_CALLS = utf8("aisle_callouts_dropped");

// A call-out under way: for which file, and who waits for it. It may outlive its streams.
@final
class Call {
  streams: Array<u32> = [];

  constructor(readonly context: ContextSettings) {}
}

function periodOf(upstreams: Upstreams): u32 {
  return upstreams.settings.telemetry.hasMetrics || upstreams.hasPolicies ? FLUSH_PERIOD : 0;
}

/** All streams and plugin configurations of one VM. An unknown id is ignored: hosts may skip callbacks, or repeat them. */
@final
export class Filter {
  private upstreams: Map<u32, Upstreams> = new Map<u32, Upstreams>();
  private exchanges: Map<u32, Exchange> = new Map<u32, Exchange>();
  /** Requests in mode `hash`, which are no exchanges. */
  private hashes: Map<u32, BodyHash> = new Map<u32, BodyHash>();
  private calls: Map<i32, Call> = new Map<i32, Call>();
  /** The streams of attempts by call-outs, by their tokens. */
  private attempts: Map<i32, u32> = new Map<i32, u32>();
  /** Streams whose next attempt waits for its time, and the root context whose timer wakes them; 0: none waits. */
  private waiting: Array<u32> = [];
  private waker: u32 = 0;
  /** The metric, -1 as long as there was none to count. */
  private droppedCalls: i32 = -1;
  /** When a timer that hurries last did what is done once a period; nanoseconds since 1970. */
  private toldAt: u64 = 0;
  private reporter: Reporter = new Reporter();
  private readonly checks: TokenChecks;

  constructor(private readonly host: Host) {
    this.checks = new TokenChecks(host);
  }

  /** Reads the configuration of root context `root`; false when it cannot be used, and then the last one stays. */
  configure(root: u32, text: Bytes): bool {
    const problems = new Problems();
    const settings = parseSettings(text, this.host, problems);
    this.report(problems);
    if (settings === null) return false;
    const upstreams = new Upstreams(settings);
    // The proxy may make a new root context for a new configuration: whoever has the same providers knows them.
    const known = this.upstreams.values();
    for (let i = 0, count = known.length; i < count; i++) upstreams.inherit(unchecked(known[i])); // i < count
    this.upstreams.set(root, upstreams);
    // One VM, one memory: of several plugins the one configured last says how much.
    this.host.limitMemory(settings.maxVmBytes);
    const period = periodOf(upstreams);
    if (period > 0 && root != this.waker) this.host.setTickPeriod(period);
    return true;
  }

  /** Streams known now. */
  get streamCount(): i32 {
    return this.exchanges.size + this.hashes.size;
  }

  /** Call-outs whose answer is still awaited. */
  get callCount(): i32 {
    return this.calls.size + this.attempts.size + this.checks.size;
  }

  /** A stream begins under `root`, with the configuration that root has now. */
  beginStream(id: u32, root: u32): void {
    const found = this.findUpstreams(root);
    const upstreams = found === null ? NOTHING : found;
    const settings = upstreams.settings;
    if (settings.isHash) this.hashes.set(id, new BodyHash(this.host, settings.balancer.affinity));
    else this.exchanges.set(id, new Exchange(this.host, root, upstreams, this.reporter));
  }

  /** Headers of the request. */
  onRequestHeaders(id: u32, isEnd: bool): Action {
    const exchange = this.findExchange(id);
    if (exchange === null) return this.hashRequestHeaders(id, isEnd);
    return this.trackAttempt(id, exchange, exchange.onRequestHeaders(isEnd));
  }

  /** A part of the request's body. */
  onRequestBody(id: u32, size: u32, isEnd: bool): Action {
    const exchange = this.findExchange(id);
    if (exchange === null) return this.hashRequestBody(id, size, isEnd);
    return this.track(id, exchange, exchange.onRequestBody(size, isEnd));
  }

  /** Trailers of the request. */
  onRequestTrailers(id: u32): Action {
    const exchange = this.findExchange(id);
    if (exchange === null) return this.hashRequestTrailers(id);
    return this.track(id, exchange, exchange.onRequestTrailers());
  }

  /** Headers of the answer. */
  onResponseHeaders(id: u32, isEnd: bool): Action {
    const exchange = this.findExchange(id);
    return exchange === null ? Action.Continue : this.trackAttempt(id, exchange, exchange.onResponseHeaders(isEnd));
  }

  /** A part of the answer's body. */
  onResponseBody(id: u32, size: u32, isEnd: bool): Action {
    const exchange = this.findExchange(id);
    return exchange === null ? Action.Continue : this.trackAttempt(id, exchange, exchange.onResponseBody(size, isEnd));
  }

  /** Trailers of the answer. */
  onResponseTrailers(id: u32): Action {
    const exchange = this.findExchange(id);
    return exchange === null ? Action.Continue : this.trackAttempt(id, exchange, exchange.onResponseTrailers());
  }

  /** The exchange is over, and what is told of it can still be read. */
  onLog(id: u32): void {
    const exchange = this.findExchange(id);
    if (exchange !== null) this.end(exchange);
  }

  /** A period of the timer of `root` has passed. */
  onTick(root: u32): void {
    const isHurried = root == this.waker;
    this.wake(root);
    if (isHurried) {
      const now = this.host.now();
      if (now - this.toldAt < NANOSECONDS_IN_PERIOD) return;
      this.toldAt = now;
    }
    this.reporter.metrics.flush(this.host);
    const upstreams = this.findUpstreams(root);
    if (upstreams !== null) this.checks.run(upstreams);
  }

  /** The answer to call-out `token`, or its failure. What it brought is kept even if its stream has gone. */
  onCallAnswer(token: i32): void {
    const call = this.calls.has(token) ? this.calls.get(token) : null; // no-trap: has() before
    if (call === null && this.checks.onAnswer(token)) return;
    if (call === null) return this.onAttemptAnswer(token);
    this.endCall(token, call);
    const refusal = keepContext(this.host, call.context);
    if (refusal !== null) this.host.log(LogLevel.Warn, `aisle: call-out ${token} brought no context file`);
    let isAwaited = false;
    for (let i = 0, count = call.streams.length; i < count; i++) {
      const stream = unchecked(call.streams[i]); // i < count
      const exchange = this.findExchange(stream);
      if (exchange === null || exchange.awaitedCall != token) continue;
      isAwaited = true;
      if (!this.enter(stream)) continue;
      exchange.onCallAnswer();
      this.track(stream, exchange, Action.Continue);
    }
    if (!isAwaited) this.countDropped();
  }

  private onAttemptAnswer(token: i32): void {
    if (!this.attempts.has(token)) return;
    const stream = this.attempts.get(token); // no-trap: has() before
    this.attempts.delete(token);
    const exchange = this.findExchange(stream);
    if (exchange === null || exchange.awaitedAttempt != token) return this.countDropped();
    if (this.enter(stream)) exchange.onAttemptAnswer();
    else exchange.loseAttempt();
    this.trackAttempt(stream, exchange, Action.Continue);
  }

  // Remembers the attempt that an exchange has begun to wait for, or that it waits for its time.
  private trackAttempt(id: u32, exchange: Exchange, action: Action): Action {
    const token = exchange.awaitedAttempt;
    if (token >= 0) this.attempts.set(token, id);
    if (exchange.wakesAt > 0 && !exchange.isWaiting) this.wait(id, exchange);
    return action;
  }

  private wait(id: u32, exchange: Exchange): void {
    exchange.isWaiting = true;
    if (this.waker == 0) this.hurry(exchange.root);
    this.waiting.push(id);
  }

  // Its timer is the only one that wakes: others may run once a second, or never. Who is not woken hangs, so a refusal is not
  // taken at the first time.
  private hurry(root: u32): void {
    this.waker = root;
    if (this.host.setTickPeriod(WAITING_PERIOD) != Status.Ok) this.host.setTickPeriod(WAITING_PERIOD);
  }

  // The root context whose timer wakes those that wait has gone: that of one of them takes its place.
  private replaceWaker(): void {
    this.waker = 0;
    for (let i = 0, count = this.waiting.length; i < count; i++) {
      const exchange = this.findExchange(unchecked(this.waiting[i])); // i < count
      if (exchange !== null && this.enter(exchange.root)) return this.hurry(exchange.root);
    }
    this.waiting = [];
  }

  // The proxy keeps a period for each root: the one whose timer wakes those that wait gets its own back.
  private wake(root: u32): void {
    if (this.waker == 0 || root != this.waker) return;
    const woken = this.waiting;
    const now = this.host.now();
    this.waiting = [];
    for (let i = 0, count = woken.length; i < count; i++) {
      const id = unchecked(woken[i]); // i < count
      const exchange = this.findExchange(id);
      if (exchange === null) continue;
      exchange.isWaiting = false;
      if (exchange.wakesAt == 0) continue;
      if (exchange.wakesAt <= now && this.enter(id)) exchange.onTimer();
      this.trackAttempt(id, exchange, Action.Continue);
    }
    if (this.waiting.length > 0 || !this.enter(root)) return;
    const upstreams = this.findUpstreams(root);
    this.waker = 0;
    if (upstreams !== null) this.host.setTickPeriod(periodOf(upstreams));
  }

  // Some proxies answer a call whose stream has gone, and its file is welcome; others never do, so nobody joins it then.
  private leaveCall(id: u32, token: i32): void {
    const call = this.calls.has(token) ? this.calls.get(token) : null; // no-trap: has() before
    if (call === null || call.streams.indexOf(id) != 0) return;
    if (call.context.call == token) call.context.call = -1;
    if (call.streams.length > 1) return;
    call.streams = NOBODY; // nobody can join any more, and many calls may be under way
    if (this.calls.size > MAX_CALLS) this.calls.delete(token);
  }

  private endCall(token: i32, call: Call): void {
    this.calls.delete(token);
    if (call.context.call == token) call.context.call = -1;
  }

  /** The context `id` will not be used again. */
  forget(id: u32): void {
    const exchange = this.findExchange(id);
    if (exchange !== null) {
      if (exchange.awaitedCall >= 0) this.leaveCall(id, exchange.awaitedCall);
      this.end(exchange);
    } else if (this.upstreams.has(id)) {
      this.reporter.metrics.flush(this.host); // a configuration that goes may be the last of its VM, which has no further tick then
    }
    this.exchanges.delete(id);
    this.hashes.delete(id);
    this.upstreams.delete(id);
    if (id == this.waker && id > 0) this.replaceWaker();
  }

  // The answer to its attempt is dropped and counted, if the proxy still brings it; some never do.
  private end(exchange: Exchange): void {
    if (this.attempts.size > MAX_CALLS) this.attempts.delete(exchange.awaitedAttempt);
    exchange.onEnd();
  }

  // A stream that is not entered hangs, so a refusal is not taken at the first time.
  private enter(stream: u32): bool {
    return this.host.enter(stream) == Status.Ok || this.host.enter(stream) == Status.Ok;
  }

  // A call cannot be cancelled when its stream ends.
  private countDropped(): void {
    if (this.droppedCalls < 0) this.droppedCalls = this.host.defineMetric(MetricKind.Counter, DROPPED_CALLS);
    if (this.droppedCalls >= 0) this.host.addToMetric(this.droppedCalls, 1);
  }

  // Remembers the call that an exchange has begun to wait for.
  private track(id: u32, exchange: Exchange, action: Action): Action {
    const context = exchange.awaitedContext;
    const token = exchange.awaitedCall;
    if (context === null || token < 0) return this.trackAttempt(id, exchange, action);
    let call = this.calls.has(token) ? this.calls.get(token) : null; // no-trap: has() before
    if (call === null) call = new Call(context);
    if (!call.streams.includes(id)) call.streams.push(id);
    this.calls.set(token, call);
    return action;
  }

  private hashRequestHeaders(id: u32, isEnd: bool): Action {
    const hash = this.findHash(id);
    return hash === null ? Action.Continue : hash.onHeaders(isEnd);
  }

  private hashRequestBody(id: u32, size: u32, isEnd: bool): Action {
    const hash = this.findHash(id);
    return hash === null ? Action.Continue : hash.onBody(size, isEnd);
  }

  private hashRequestTrailers(id: u32): Action {
    const hash = this.findHash(id);
    return hash === null ? Action.Continue : hash.onTrailers();
  }

  private findHash(id: u32): BodyHash | null {
    return this.hashes.has(id) ? this.hashes.get(id) : null; // no-trap: has() before
  }

  private findExchange(id: u32): Exchange | null {
    return this.exchanges.has(id) ? this.exchanges.get(id) : null; // no-trap: has() before
  }

  private findUpstreams(root: u32): Upstreams | null {
    return this.upstreams.has(root) ? this.upstreams.get(root) : null; // no-trap: has() before
  }

  private report(problems: Problems): void {
    for (let i = 0; i < problems.errors.length; i++) {
      this.host.log(LogLevel.Error, `aisle: configuration: ${unchecked(problems.errors[i])}`); // i < length
    }
    for (let i = 0; i < problems.warnings.length; i++) {
      this.host.log(LogLevel.Warn, `aisle: configuration: ${unchecked(problems.warnings[i])}`); // i < length
    }
  }
}
