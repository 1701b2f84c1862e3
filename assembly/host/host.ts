// What the core may ask of the proxy (proxy-wasm ABI 0.2.1, seen without its memory layout).

import { Bytes } from "../text/bytes";
import { HeaderList } from "./header-list";

/** Answers of host functions; the numbers are the ABI's. */
export enum Status {
  Ok = 0,
  NotFound = 1,
  BadArgument = 2,
  SerializationFailure = 3,
  ParseFailure = 4,
  BadExpression = 5,
  InvalidMemoryAccess = 6,
  Empty = 7,
  CasMismatch = 8,
  ResultMismatch = 9,
  InternalFailure = 10,
  BrokenConnection = 11,
  Unimplemented = 12,
}

/** Header maps; the numbers are the ABI's. */
export enum HeaderMap {
  Request = 0,
  RequestTrailers = 1,
  Response = 2,
  ResponseTrailers = 3,
  CallResponse = 6,
  CallResponseTrailers = 7,
}

/** Byte buffers; the numbers are the ABI's. */
export enum Buffer {
  RequestBody = 0,
  ResponseBody = 1,
  CallResponseBody = 4,
  VmConfiguration = 6,
  PluginConfiguration = 7,
}

/** Log levels; the numbers are the ABI's, lowest is loudest. */
export enum LogLevel {
  Trace = 0,
  Debug = 1,
  Info = 2,
  Warn = 3,
  Error = 4,
  Critical = 5,
}

/** What a callback answers; the numbers are the ABI's. */
export enum Action {
  /** Go on with what there is. */
  Continue = 0,
  /** Headers: hold them until a later callback says Continue. Bodies: buffer this chunk and wait for more. */
  Pause = 1,
  /** Bodies: hold this piece, and show the next one alone. What is held may be more than the proxy buffers for `Pause`. */
  Hold = 2,
}

/** Kinds of metric; the numbers are the ABI's. */
export enum MetricKind {
  Counter = 0,
  Gauge = 1,
  Histogram = 2,
}

/**
 * One proxy, as the core sees it. Functions about headers, bodies and replies
 * act on the stream whose callback is running, or that `enter` named. No
 * function traps or throws; a refusal is a status other than `Ok`, null or -1.
 */
export interface Host {
  /** Writes a log line; build `message` only if `isLogged(level)`. */
  log(level: LogLevel, message: string): void;
  /** The same for a line that is UTF-8 already. */
  logBytes(level: LogLevel, message: Bytes): void;
  /** True when lines of this level are kept. */
  isLogged(level: LogLevel): bool;
  /** Nanoseconds since 1970. */
  now(): u64;
  /** Value of a variable that the VM's configuration lets through, or null. */
  environment(name: Bytes): Bytes | null;

  /** True when the proxy is Higress, which knows functions and properties of its own. */
  isHigress(): bool;

  /** Sets how many bytes the VM may hold; beyond it the proxy cannot hand over anything, and reads fail. */
  limitMemory(bytes: u32): void;
  /** How many more bytes the VM may hold now. */
  room(): u32;
  /** True when something that the proxy has did not fit during the running callback: what was read then may be wrong. */
  isShort(): bool;

  /** First value of a header (comma-joined where Envoy joins), or null. After a shortage, of 1 KiB at most, and good until the next. */
  header(map: HeaderMap, name: Bytes): Bytes | null;
  /** All pairs, or null when the map is not there. The list may be kept. */
  headers(map: HeaderMap): HeaderList | null;
  /** Makes `value` the only value of the header. */
  setHeader(map: HeaderMap, name: Bytes, value: Bytes): Status;
  /** Makes `headers`, as `HeaderListBuilder` builds them, all that the map has. */
  setHeaders(map: HeaderMap, headers: Bytes): Status;
  /** Removes all values of the header; `Ok` also when there is none. */
  removeHeader(map: HeaderMap, name: Bytes): Status;
  /** Adds a value behind those the header has. */
  addHeader(map: HeaderMap, name: Bytes, value: Bytes): Status;

  /** Reads up to `window.byteLength` bytes from `start` on into `window`; how many they were, or -1. */
  readBody(buffer: Buffer, start: u32, window: Bytes): i32;
  /** All of a buffer in fresh memory, or null; for what is small or kept whole. */
  takeBody(buffer: Buffer): Bytes | null;
  /** Replaces the first `length` bytes by `bytes`. */
  replacePrefix(buffer: Buffer, length: u32, bytes: Bytes): Status;
  /** Adds `bytes` behind the last byte. */
  appendBody(buffer: Buffer, bytes: Bytes): Status;

  /** A property by its path, segments separated by NUL; null when unknown or empty. */
  property(path: Bytes): Bytes | null;
  /** How the last read of a property ended: `Ok`, also for an empty one, or why it did not. */
  propertyStatus(): Status;
  /** Writes a property; Envoy keeps it as filter state of the stream. */
  setProperty(path: Bytes, value: Bytes): Status;

  /** Answers the client. The stream's later callbacks may run before this returns. `headers` as `HeaderListBuilder` builds them. */
  reply(status: i32, details: Bytes, headers: Bytes, body: Bytes): Status;
  /** Calls an upstream of `cluster`; a token that comes back with the answer, or -1 when refused. */
  call(cluster: Bytes, headers: Bytes, body: Bytes, timeoutMs: u32): i32;
  /** Makes stream `id` the one that the following calls act on. */
  enter(id: u32): Status;
  /** Lets a held request go on. */
  resumeRequest(): Status;
  /** Lets a held answer go on. */
  resumeResponse(): Status;
  /** Asks for the limit of held request bodies, where the host has one that a filter may set (Higress). */
  raiseRequestLimit(bytes: u32): void;

  /** A value that all VMs of the process share, or null; `sharedVersion` then tells which one it was. */
  sharedValue(key: Bytes): Bytes | null;
  /** Version of the value that `sharedValue` returned last; 0 when there was none. */
  sharedVersion(): u32;
  /** Stores a shared value if it still has `version` (0: whatever it has); `CasMismatch` otherwise. */
  setSharedValue(key: Bytes, value: Bytes, version: u32): Status;

  /** Defines a metric; its number, or -1 when refused. */
  defineMetric(kind: MetricKind, name: Bytes): i32;
  /** Adds to a counter or gauge. */
  addToMetric(metric: i32, amount: i64): void;
  /** Sets a gauge, or adds a sample to a histogram. */
  recordMetric(metric: i32, value: u64): void;

  /** Calls a function of the host's own by name; its result, or null when it is unknown or failed. */
  callForeign(name: Bytes, argument: Bytes): Bytes | null;
  /** Asks for `onTick` every `milliseconds`; 0 ends it. */
  setTickPeriod(milliseconds: u32): Status;
}
