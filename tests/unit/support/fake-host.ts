// A scripted proxy in memory: what it is asked is recorded, what it answers is set beforehand, and any call can be refused.

import { HeaderList } from "../../../assembly/host/header-list";
import { Buffer, HeaderMap, Host, LogLevel, MetricKind, Status } from "../../../assembly/host/host";
import { Bytes, concat, EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";
import { FakeHeaders } from "./fake-headers";
import { FakeStore } from "./fake-store";

/** An answer of Aisle's own. */
export class FakeReply {
  constructor(
    readonly status: i32,
    readonly details: string,
    readonly headers: FakeHeaders,
    readonly body: string,
  ) {}
}

/** A call-out that was dispatched. */
export class FakeCall {
  constructor(
    readonly cluster: string,
    readonly headers: FakeHeaders,
    readonly timeoutMs: u32,
  ) {}
}

/** A metric that was defined. */
export class FakeMetric {
  private sum: i64 = 0;
  private samples: Array<string> = [];

  constructor(
    readonly kind: MetricKind,
    readonly name: string,
  ) {}

  add(amount: i64): void {
    this.sum += amount;
  }

  record(value: u64): void {
    this.samples.push(value.toString());
  }

  describe(): string {
    const parts = this.name.split(";.;");
    const labels = parts
      .slice(1, max(parts.length - 1, 1))
      .join(",")
      .split("=.=")
      .join("=");
    const name = parts.length == 1 ? this.name : `${parts[0]}{${labels}}`;
    return this.kind == MetricKind.Histogram ? `${name}: ${this.samples.join(" ")}` : `${name} ${this.sum}`;
  }
}

// Numbers of metrics begin here; 0 is one that nobody has defined.
const FIRST_METRIC: i32 = 7;

export class FakeHost implements Host {
  private lastRead: Status = Status.Ok;

  /** Kept log lines, `level: message`. */
  lines: Array<string> = [];
  level: LogLevel = LogLevel.Info;
  clock: u64 = 1;
  /** Nanoseconds between two looks at the clock. */
  step: u64 = 1;
  variables: Map<string, string> = new Map<string, string>();
  /** Null: the proxy has none. */
  request: FakeHeaders | null = new FakeHeaders();
  requestBody: Bytes = EMPTY;
  response: FakeHeaders | null = null;
  responseBody: Bytes = EMPTY;
  /** Null: the call-out failed. */
  callResponse: FakeHeaders | null = null;
  callBody: Bytes = EMPTY;
  /** By path with slashes. */
  properties: Map<string, Bytes> = new Map<string, Bytes>();
  replies: Array<FakeReply> = [];
  calls: Array<FakeCall> = [];
  /** What was asked of this proxy, in order: the function and what it was about. */
  trace: Array<string> = [];
  /** Functions that fail, alone (`setHeader`) or for one thing (`setHeader :path`). */
  refused: Array<string> = [];
  /** The same, each of them once. */
  refusals: Array<string> = [];
  resumed: i32 = 0;
  resumedResponses: i32 = 0;
  /** What the VM may hold, as it was last set; 0: it was not. */
  memoryLimit: u32 = 0;
  /** Bytes that still fit. */
  free: u32 = u32.MAX_VALUE;
  /** True: the proxy is Higress. */
  higress: bool = false;
  /** True: something did not fit. */
  short: bool = false;
  /** The largest part of a body that was asked for at once. */
  widestRead: i32 = 0;
  /** Metrics by their number less 7, and what each was told. */
  metrics: Array<FakeMetric> = [];
  /** Milliseconds between ticks, as they were last asked for; 0: they were not. */
  tickPeriod: u32 = 0;

  /** What this VM shares with those that have the same store. */
  shared: FakeStore = new FakeStore();
  private lastVersion: u32 = 0;

  /** Called when a reply has been sent, as hosts run the stream's last callbacks then. */
  afterReply(): void {}

  /** True, and noted, when this call must fail. */
  private fails(call: string, about: string = ""): bool {
    const whole = about.length == 0 ? call : `${call} ${about}`;
    this.trace.push(whole);
    const once = max(this.refusals.indexOf(call), this.refusals.indexOf(whole));
    if (once >= 0) this.refusals.splice(once, 1);
    return once >= 0 || this.refused.includes(call) || this.refused.includes(whole);
  }

  log(level: LogLevel, message: string): void {
    if (this.isLogged(level)) this.lines.push(`${nameOf(level)}: ${message}`);
  }

  logBytes(level: LogLevel, message: Bytes): void {
    this.log(level, textOf(message));
  }

  isLogged(level: LogLevel): bool {
    return level >= this.level;
  }

  now(): u64 {
    this.fails("now");
    this.clock += this.step;
    return this.clock - this.step;
  }

  environment(name: Bytes): Bytes | null {
    const key = textOf(name);
    return this.variables.has(key) ? utf8(this.variables.get(key)) : null;
  }

  isHigress(): bool {
    return this.higress;
  }

  limitMemory(bytes: u32): void {
    this.memoryLimit = bytes;
  }

  room(): u32 {
    return this.free;
  }

  isShort(): bool {
    return this.short;
  }

  header(map: HeaderMap, name: Bytes): Bytes | null {
    const headers = this.find(map);
    if (this.fails("header", textOf(name)) || headers === null || !headers.has(textOf(name))) return null;
    return utf8(headers.first(textOf(name)));
  }

  headers(map: HeaderMap): HeaderList | null {
    const headers = this.find(map);
    return this.fails("headers", map == HeaderMap.Response ? "response" : "") || headers === null
      ? null
      : HeaderList.read(headers.serialize());
  }

  setHeader(map: HeaderMap, name: Bytes, value: Bytes): Status {
    const headers = this.find(map);
    if (this.fails("setHeader", textOf(name)) || headers === null) return Status.BadArgument;
    headers.replace(textOf(name), textOf(value));
    return Status.Ok;
  }

  setHeaders(map: HeaderMap, headers: Bytes): Status {
    const current = this.find(map);
    if (this.fails("setHeaders") || current === null) return Status.BadArgument;
    const fresh = FakeHeaders.read(headers);
    if (map == HeaderMap.Response) this.response = fresh;
    else this.request = fresh;
    return Status.Ok;
  }

  removeHeader(map: HeaderMap, name: Bytes): Status {
    const headers = this.find(map);
    if (this.fails("removeHeader", textOf(name)) || headers === null) return Status.BadArgument;
    headers.remove(textOf(name));
    return Status.Ok;
  }

  addHeader(map: HeaderMap, name: Bytes, value: Bytes): Status {
    const headers = this.find(map);
    if (this.fails("addHeader", textOf(name)) || headers === null) return Status.BadArgument;
    headers.add(textOf(name), textOf(value));
    return Status.Ok;
  }

  readBody(buffer: Buffer, start: u32, window: Bytes): i32 {
    if (this.fails("readBody")) return -1;
    this.widestRead = max(this.widestRead, window.byteLength);
    const body = this.bodyOf(buffer);
    if (start >= <u32>body.byteLength) return 0;
    const size = min(window.byteLength, body.byteLength - start);
    memory.copy(window.dataStart, body.dataStart + start, size);
    return size;
  }

  takeBody(buffer: Buffer): Bytes | null {
    return this.fails("takeBody") ? null : this.bodyOf(buffer).slice(0);
  }

  replacePrefix(buffer: Buffer, length: u32, bytes: Bytes): Status {
    if (this.fails("replacePrefix")) return Status.BadArgument;
    if (buffer == Buffer.ResponseBody) this.responseBody = concat(bytes, this.responseBody.subarray(length));
    else this.requestBody = concat(bytes, this.requestBody.subarray(length));
    return Status.Ok;
  }

  appendBody(_buffer: Buffer, bytes: Bytes): Status {
    if (this.fails("appendBody")) return Status.BadArgument;
    this.requestBody = concat(this.requestBody, bytes);
    return Status.Ok;
  }

  property(path: Bytes): Bytes | null {
    const key = textOf(path).replaceAll("\0", "/");
    this.lastRead = this.fails("property", key) ? Status.InternalFailure : Status.NotFound;
    if (this.lastRead == Status.InternalFailure || !this.properties.has(key)) return null;
    this.lastRead = Status.Ok;
    const value = this.properties.get(key);
    return value.byteLength == 0 ? null : value;
  }

  propertyStatus(): Status {
    return this.lastRead;
  }

  setProperty(path: Bytes, value: Bytes): Status {
    const key = textOf(path).replaceAll("\0", "/");
    if (this.fails("setProperty", key)) return Status.BadArgument;
    this.properties.set(key, value.slice(0));
    return Status.Ok;
  }

  reply(status: i32, details: Bytes, headers: Bytes, body: Bytes): Status {
    if (this.fails("reply", headers.byteLength == 0 ? "bare" : "")) return Status.BadArgument;
    this.replies.push(new FakeReply(status, textOf(details), FakeHeaders.read(headers), textOf(body)));
    this.afterReply();
    return Status.Ok;
  }

  call(cluster: Bytes, headers: Bytes, _body: Bytes, timeoutMs: u32): i32 {
    if (this.fails("call")) return -1;
    this.calls.push(new FakeCall(textOf(cluster), FakeHeaders.read(headers), timeoutMs));
    return 100 + this.calls.length;
  }

  enter(id: u32): Status {
    return this.fails("enter", id.toString()) ? Status.BadArgument : Status.Ok;
  }

  resumeRequest(): Status {
    if (this.fails("resumeRequest")) return Status.BadArgument;
    this.resumed++;
    return Status.Ok;
  }

  resumeResponse(): Status {
    if (this.fails("resumeResponse")) return Status.BadArgument;
    this.resumedResponses++;
    return Status.Ok;
  }

  raiseRequestLimit(bytes: u32): void {
    this.fails("raiseRequestLimit", bytes.toString());
  }

  sharedValue(key: Bytes): Bytes | null {
    this.lastVersion = 0;
    if (this.fails("sharedValue", textOf(key))) return null;
    this.lastVersion = this.shared.versionOf(textOf(key));
    return this.shared.find(textOf(key));
  }

  sharedVersion(): u32 {
    return this.lastVersion;
  }

  setSharedValue(key: Bytes, value: Bytes, version: u32): Status {
    if (this.fails("setSharedValue", textOf(key))) return Status.InternalFailure;
    return this.shared.write(textOf(key), value, version) ? Status.Ok : Status.CasMismatch;
  }

  defineMetric(kind: MetricKind, name: Bytes): i32 {
    if (this.fails("defineMetric", textOf(name))) return -1;
    for (let i = 0; i < this.metrics.length; i++) {
      if (this.metrics[i].name == textOf(name)) return FIRST_METRIC + i;
    }
    this.metrics.push(new FakeMetric(kind, textOf(name)));
    return FIRST_METRIC + this.metrics.length - 1;
  }

  addToMetric(metric: i32, amount: i64): void {
    if (!this.fails("addToMetric", `${metric} ${amount}`)) this.metrics[metric - FIRST_METRIC].add(amount);
  }

  recordMetric(metric: i32, value: u64): void {
    if (!this.fails("recordMetric", `${metric} ${value}`)) this.metrics[metric - FIRST_METRIC].record(value);
  }

  callForeign(_name: Bytes, _argument: Bytes): Bytes | null {
    return null;
  }

  setTickPeriod(milliseconds: u32): Status {
    if (this.fails("setTickPeriod")) return Status.Unimplemented;
    this.tickPeriod = milliseconds;
    return Status.Ok;
  }

  /** What metrics were told, a line each: `name{label=value,…} sum` of counters, `name{…}: sample sample` of histograms. */
  get counted(): string {
    const lines: Array<string> = [];
    for (let i = 0; i < this.metrics.length; i++) lines.push(this.metrics[i].describe());
    return lines.sort().join("\n");
  }

  private find(map: HeaderMap): FakeHeaders | null {
    if (map == HeaderMap.Response) return this.response;
    return map == HeaderMap.CallResponse ? this.callResponse : this.request;
  }

  private bodyOf(buffer: Buffer): Bytes {
    if (buffer == Buffer.ResponseBody) return this.responseBody;
    return buffer == Buffer.CallResponseBody ? this.callBody : this.requestBody;
  }
}

function nameOf(level: LogLevel): string {
  switch (level) {
    case LogLevel.Debug:
      return "debug";
    case LogLevel.Info:
      return "info";
    case LogLevel.Warn:
      return "warn";
    default:
      return level == LogLevel.Trace ? "trace" : "error";
  }
}
