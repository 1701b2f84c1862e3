// The host functions that the probe filter calls (proxy-wasm ABI 0.2.1).

@external("env", "proxy_log")
export declare function proxyLog(level: i32, text: usize, size: i32): i32;


@external("env", "proxy_get_header_map_value")
export declare function getHeader(map: i32, key: usize, keySize: i32, out: usize, sizeOut: usize): i32;


@external("env", "proxy_replace_header_map_value")
export declare function replaceHeader(map: i32, key: usize, keySize: i32, value: usize, valueSize: i32): i32;


@external("env", "proxy_add_header_map_value")
export declare function addHeader(map: i32, key: usize, keySize: i32, value: usize, valueSize: i32): i32;


@external("env", "proxy_remove_header_map_value")
export declare function removeHeader(map: i32, key: usize, keySize: i32): i32;


@external("env", "proxy_get_buffer_bytes")
export declare function getBuffer(type: i32, start: i32, length: i32, out: usize, sizeOut: usize): i32;


@external("env", "proxy_set_buffer_bytes")
export declare function setBuffer(type: i32, start: i32, length: i32, data: usize, size: i32): i32;


@external("env", "proxy_get_property")
export declare function getProperty(path: usize, pathSize: i32, out: usize, sizeOut: usize): i32;


@external("env", "proxy_set_property")
export declare function setProperty(path: usize, pathSize: i32, value: usize, size: i32): i32;


@external("env", "proxy_send_local_response")
export declare function sendLocalResponse(
  status: i32,
  details: usize,
  detailsSize: i32,
  body: usize,
  bodySize: i32,
  headers: usize,
  headersSize: i32,
  grpcStatus: i32,
): i32;


@external("env", "proxy_http_call")
export declare function httpCall(
  cluster: usize,
  clusterSize: i32,
  headers: usize,
  headersSize: i32,
  body: usize,
  bodySize: i32,
  trailers: usize,
  trailersSize: i32,
  timeout: i32,
  token: usize,
): i32;


@external("env", "proxy_set_effective_context")
export declare function setEffectiveContext(id: i32): i32;


@external("env", "proxy_continue_stream")
export declare function continueStream(type: i32): i32;


@external("env", "proxy_close_stream")
export declare function closeStream(type: i32): i32;


@external("env", "proxy_get_header_map_pairs")
export declare function getPairs(map: i32, out: usize, sizeOut: usize): i32;


@external("env", "proxy_set_header_map_pairs")
export declare function setPairs(map: i32, pairs: usize, size: i32): i32;


@external("env", "proxy_get_header_map_size")
export declare function getMapSize(map: i32, out: usize): i32;


@external("env", "proxy_get_buffer_status")
export declare function getBufferStatus(type: i32, out: usize, flagsOut: usize): i32;


@external("env", "proxy_get_shared_data")
export declare function getShared(key: usize, keySize: i32, out: usize, sizeOut: usize, casOut: usize): i32;


@external("env", "proxy_set_shared_data")
export declare function setShared(key: usize, keySize: i32, value: usize, valueSize: i32, cas: i32): i32;


@external("env", "proxy_call_foreign_function")
export declare function callForeign(
  name: usize,
  nameSize: i32,
  argument: usize,
  argumentSize: i32,
  out: usize,
  sizeOut: usize,
): i32;


@external("env", "proxy_get_log_level")
export declare function getLogLevel(out: usize): i32;


@external("env", "proxy_define_metric")
export declare function defineMetric(kind: i32, name: usize, nameSize: i32, out: usize): i32;


@external("env", "proxy_increment_metric")
export declare function incrementMetric(id: i32, offset: i64): i32;


@external("env", "proxy_record_metric")
export declare function recordMetric(id: i32, value: i64): i32;


@external("env", "proxy_get_metric")
export declare function getMetric(id: i32, out: usize): i32;


@external("env", "proxy_set_tick_period_milliseconds")
export declare function setTickPeriod(milliseconds: i32): i32;
