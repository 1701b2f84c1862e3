// What the core may ask of the proxy (proxy-wasm ABI 0.2.1, seen without its memory layout).

import { Bytes } from "../text/bytes";

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
}

/** Kinds of metric; the numbers are the ABI's. */
export enum MetricKind {
  Counter = 0,
  Gauge = 1,
  Histogram = 2,
}
