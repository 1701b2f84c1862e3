// Numbers of the proxy-wasm ABI 0.2.1 (github.com/proxy-wasm/spec, abi-versions/v0.2.1).

/** What a host function answers. */
export const Status = {
  Ok: 0,
  NotFound: 1,
  BadArgument: 2,
  SerializationFailure: 3,
  ParseFailure: 4,
  BadExpression: 5,
  InvalidMemoryAccess: 6,
  Empty: 7,
  CasMismatch: 8,
  ResultMismatch: 9,
  InternalFailure: 10,
  BrokenConnection: 11,
  Unimplemented: 12,
} as const;

/** Byte buffers a module may read or write. */
export const BufferType = {
  RequestBody: 0,
  ResponseBody: 1,
  NetworkDownstreamData: 2,
  NetworkUpstreamData: 3,
  CallResponseBody: 4,
  VmConfiguration: 6,
  PluginConfiguration: 7,
} as const;

/** The largest buffer type the ABI knows; above it is a bad argument. */
export const LAST_BUFFER_TYPE = 8;

/** Header maps a module may read or write. */
export const MapType = {
  RequestHeaders: 0,
  RequestTrailers: 1,
  ResponseHeaders: 2,
  ResponseTrailers: 3,
  CallResponseHeaders: 6,
  CallResponseTrailers: 7,
} as const;

/** The largest header map type the ABI knows; above it is a bad argument. */
export const LAST_MAP_TYPE = 7;

/** What a callback for headers answers. */
export const HeadersAction = {
  Continue: 0,
  StopIteration: 1,
  ContinueAndDontEndStream: 2,
  StopAllAndBuffer: 3,
  StopAllAndWatermark: 4,
} as const;

/** What a callback for a piece of a body answers. */
export const DataAction = { Continue: 0, StopAndBuffer: 1, StopAndWatermark: 2, StopNoBuffer: 3 } as const;

/** Directions that `proxy_continue_stream` and `proxy_close_stream` name. */
export const StreamType = { Request: 0, Response: 1, Downstream: 2, Upstream: 3 } as const;
