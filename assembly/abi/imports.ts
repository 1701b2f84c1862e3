// The host functions an HTTP filter may call (proxy-wasm ABI 0.2.1), declared here and nowhere else.
// Sizes and addresses are bytes in this module's memory; every answer is a `Status`.

@external("env", "proxy_log")
export declare function proxy_log(level: u32, message: usize, size: usize): u32;


@external("env", "proxy_get_log_level")
export declare function proxy_get_log_level(outLevel: usize): u32;


@external("env", "proxy_get_current_time_nanoseconds")
export declare function proxy_get_current_time_nanoseconds(outTime: usize): u32;


@external("env", "proxy_set_tick_period_milliseconds")
export declare function proxy_set_tick_period_milliseconds(period: u32): u32;


@external("env", "proxy_set_effective_context")
export declare function proxy_set_effective_context(context: u32): u32;


@external("env", "proxy_get_property")
export declare function proxy_get_property(path: usize, pathSize: usize, outValue: usize, outSize: usize): u32;


@external("env", "proxy_set_property")
export declare function proxy_set_property(path: usize, pathSize: usize, value: usize, valueSize: usize): u32;


@external("env", "proxy_get_header_map_pairs")
export declare function proxy_get_header_map_pairs(map: u32, outPairs: usize, outSize: usize): u32;


@external("env", "proxy_set_header_map_pairs")
export declare function proxy_set_header_map_pairs(map: u32, pairs: usize, size: usize): u32;


@external("env", "proxy_get_header_map_value")
export declare function proxy_get_header_map_value(
  map: u32,
  name: usize,
  nameSize: usize,
  outValue: usize,
  outSize: usize,
): u32;


@external("env", "proxy_add_header_map_value")
export declare function proxy_add_header_map_value(
  map: u32,
  name: usize,
  nameSize: usize,
  value: usize,
  valueSize: usize,
): u32;


@external("env", "proxy_replace_header_map_value")
export declare function proxy_replace_header_map_value(
  map: u32,
  name: usize,
  nameSize: usize,
  value: usize,
  valueSize: usize,
): u32;


@external("env", "proxy_remove_header_map_value")
export declare function proxy_remove_header_map_value(map: u32, name: usize, nameSize: usize): u32;


@external("env", "proxy_get_buffer_bytes")
export declare function proxy_get_buffer_bytes(
  buffer: u32,
  start: u32,
  length: u32,
  outBytes: usize,
  outSize: usize,
): u32;


@external("env", "proxy_set_buffer_bytes")
export declare function proxy_set_buffer_bytes(buffer: u32, start: u32, length: u32, bytes: usize, size: usize): u32;


@external("env", "proxy_continue_stream")
export declare function proxy_continue_stream(stream: u32): u32;


@external("env", "proxy_send_local_response")
export declare function proxy_send_local_response(
  status: u32,
  details: usize,
  detailsSize: usize,
  body: usize,
  bodySize: usize,
  headers: usize,
  headersSize: usize,
  grpcStatus: i32,
): u32;


@external("env", "proxy_http_call")
export declare function proxy_http_call(
  cluster: usize,
  clusterSize: usize,
  headers: usize,
  headersSize: usize,
  body: usize,
  bodySize: usize,
  trailers: usize,
  trailersSize: usize,
  timeoutMs: u32,
  outToken: usize,
): u32;


@external("env", "proxy_get_shared_data")
export declare function proxy_get_shared_data(
  key: usize,
  keySize: usize,
  outValue: usize,
  outSize: usize,
  outCas: usize,
): u32;


@external("env", "proxy_set_shared_data")
export declare function proxy_set_shared_data(
  key: usize,
  keySize: usize,
  value: usize,
  valueSize: usize,
  cas: u32,
): u32;


@external("env", "proxy_define_metric")
export declare function proxy_define_metric(kind: u32, name: usize, nameSize: usize, outMetric: usize): u32;


@external("env", "proxy_increment_metric")
export declare function proxy_increment_metric(metric: u32, offset: i64): u32;


@external("env", "proxy_record_metric")
export declare function proxy_record_metric(metric: u32, value: u64): u32;


@external("env", "proxy_call_foreign_function")
export declare function proxy_call_foreign_function(
  name: usize,
  nameSize: usize,
  argument: usize,
  argumentSize: usize,
  outResult: usize,
  outSize: usize,
): u32;

// Secrets from the environment (WASI preview 1): the only two functions from outside the ABI.
@external("wasi_snapshot_preview1", "environ_sizes_get")
export declare function environ_sizes_get(outCount: usize, outSize: usize): u32;


@external("wasi_snapshot_preview1", "environ_get")
export declare function environ_get(outAddresses: usize, outBytes: usize): u32;
