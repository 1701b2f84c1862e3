// The core's `Host`, kept by a real proxy through the ABI's host functions (proxy-wasm 0.2.1).

import { HeaderList } from "../host/header-list";
import { Buffer, HeaderMap, Host, LogLevel, MetricKind, Status } from "../host/host";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { isMemoryShort, limitMemory, roomLeft } from "./budget";
import { findVariable } from "./environment";
import * as abi from "./imports";
import { beginLanding, clearOut, endLanding, outSize, readOut, readOutSize, takeOut } from "./memory";

const NO_GRPC_STATUS = -1;
const REQUEST_STREAM = 0;
const RESPONSE_STREAM = 1;
const END_OF_BUFFER: u32 = 0x7fffffff;
const GET_LOG_LEVEL = utf8("get_log_level");
const SET_DECODER_BUFFER_LIMIT = utf8("set_decoder_buffer_limit");

// Where a header lands when memory is short.
const SHORT_VALUE: Bytes = new Uint8Array(1024);

/** Every method is one host function, or two; statuses are handed through as they come. */
@final
export class ProxyHost implements Host {
  private lastRead: Status = Status.Ok;

  private level: LogLevel = LogLevel.Info;
  private casVersion: u32 = 0;
  // Higress answers its level by a function of its own; asked once, since stock Envoy logs each unknown name.
  private isForeignLevelKnown: bool = true;

  /** Asks the proxy for its log level; called when a stream or a configuration begins. */
  refreshLevel(): void {
    if (this.isForeignLevelKnown) {
      const answer = this.callForeign(GET_LOG_LEVEL, EMPTY);
      if (isMemoryShort()) return;
      this.isForeignLevelKnown = answer !== null && answer.byteLength >= 4;
      if (answer !== null && answer.byteLength >= 4) this.level = <LogLevel>load<u32>(answer.dataStart);
    }
    if (this.isForeignLevelKnown) return;
    if (abi.proxy_get_log_level(clearOut()) == Status.Ok) this.level = <LogLevel>(<i32>readOut());
  }

  log(level: LogLevel, message: string): void {
    if (!this.isLogged(level)) return;
    this.logBytes(level, utf8(message));
  }

  logBytes(level: LogLevel, message: Bytes): void {
    if (this.isLogged(level)) abi.proxy_log(level, message.dataStart, message.byteLength);
  }

  isLogged(level: LogLevel): bool {
    return level >= this.level;
  }

  now(): u64 {
    const out = clearOut();
    abi.proxy_get_current_time_nanoseconds(out);
    return load<u64>(out);
  }

  environment(name: Bytes): Bytes | null {
    return findVariable(name);
  }

  header(map: HeaderMap, name: Bytes): Bytes | null {
    if (isMemoryShort()) beginLanding(SHORT_VALUE);
    const status = abi.proxy_get_header_map_value(map, name.dataStart, name.byteLength, clearOut(), outSize());
    endLanding();
    if (status != Status.Ok || readOut() == 0) return null;
    return takeOut();
  }

  headers(map: HeaderMap): HeaderList | null {
    if (abi.proxy_get_header_map_pairs(map, clearOut(), outSize()) != Status.Ok) return null;
    return HeaderList.read(takeOut());
  }

  setHeader(map: HeaderMap, name: Bytes, value: Bytes): Status {
    return <Status>(
      abi.proxy_replace_header_map_value(map, name.dataStart, name.byteLength, value.dataStart, value.byteLength)
    );
  }

  setHeaders(map: HeaderMap, headers: Bytes): Status {
    return <Status>abi.proxy_set_header_map_pairs(map, headers.dataStart, headers.byteLength);
  }

  removeHeader(map: HeaderMap, name: Bytes): Status {
    return <Status>abi.proxy_remove_header_map_value(map, name.dataStart, name.byteLength);
  }

  addHeader(map: HeaderMap, name: Bytes, value: Bytes): Status {
    return <Status>(
      abi.proxy_add_header_map_value(map, name.dataStart, name.byteLength, value.dataStart, value.byteLength)
    );
  }

  readBody(buffer: Buffer, start: u32, window: Bytes): i32 {
    beginLanding(window);
    const status = abi.proxy_get_buffer_bytes(buffer, start, window.byteLength, clearOut(), outSize());
    endLanding();
    if (status != Status.Ok) return -1;
    const size = <i32>readOutSize();
    if (size == 0 || (readOut() == window.dataStart && <u32>size <= <u32>window.byteLength)) return size;
    // A host that asked for more room than it needed was given another place; one that wrote too much is not believed.
    const elsewhere = takeOut();
    if (elsewhere.byteLength != size || size > window.byteLength) return -1;
    memory.copy(window.dataStart, elsewhere.dataStart, size);
    return size;
  }

  takeBody(buffer: Buffer): Bytes | null {
    if (abi.proxy_get_buffer_bytes(buffer, 0, END_OF_BUFFER, clearOut(), outSize()) != Status.Ok) return null;
    return takeOut();
  }

  replacePrefix(buffer: Buffer, length: u32, bytes: Bytes): Status {
    return <Status>abi.proxy_set_buffer_bytes(buffer, 0, length, bytes.dataStart, bytes.byteLength);
  }

  appendBody(buffer: Buffer, bytes: Bytes): Status {
    return <Status>abi.proxy_set_buffer_bytes(buffer, END_OF_BUFFER, 0, bytes.dataStart, bytes.byteLength);
  }

  isHigress(): bool {
    return this.isForeignLevelKnown;
  }

  limitMemory(bytes: u32): void {
    limitMemory(bytes);
  }

  room(): u32 {
    return <u32>roomLeft();
  }

  isShort(): bool {
    return isMemoryShort();
  }

  property(path: Bytes): Bytes | null {
    this.lastRead = <Status>abi.proxy_get_property(path.dataStart, path.byteLength, clearOut(), outSize());
    return this.lastRead != Status.Ok || readOutSize() == 0 ? null : takeOut();
  }

  propertyStatus(): Status {
    return this.lastRead;
  }

  setProperty(path: Bytes, value: Bytes): Status {
    return <Status>abi.proxy_set_property(path.dataStart, path.byteLength, value.dataStart, value.byteLength);
  }

  reply(status: i32, details: Bytes, headers: Bytes, body: Bytes): Status {
    return <Status>(
      abi.proxy_send_local_response(
        status,
        details.dataStart,
        details.byteLength,
        body.dataStart,
        body.byteLength,
        headers.dataStart,
        headers.byteLength,
        NO_GRPC_STATUS,
      )
    );
  }

  call(cluster: Bytes, headers: Bytes, body: Bytes, timeoutMs: u32): i32 {
    const out = clearOut();
    const status = abi.proxy_http_call(
      cluster.dataStart,
      cluster.byteLength,
      headers.dataStart,
      headers.byteLength,
      body.dataStart,
      body.byteLength,
      0,
      0,
      timeoutMs,
      out,
    );
    return status == Status.Ok ? <i32>readOut() : -1;
  }

  enter(id: u32): Status {
    return <Status>abi.proxy_set_effective_context(id);
  }

  resumeRequest(): Status {
    return <Status>abi.proxy_continue_stream(REQUEST_STREAM);
  }

  resumeResponse(): Status {
    return <Status>abi.proxy_continue_stream(RESPONSE_STREAM);
  }

  raiseRequestLimit(bytes: u32): void {
    this.setProperty(SET_DECODER_BUFFER_LIMIT, utf8(bytes.toString()));
  }

  sharedValue(key: Bytes): Bytes | null {
    const cas: usize = memory.data(4, 4);
    store<u32>(cas, 0);
    const status = abi.proxy_get_shared_data(key.dataStart, key.byteLength, clearOut(), outSize(), cas);
    this.casVersion = status == Status.Ok ? load<u32>(cas) : 0;
    return status == Status.Ok ? takeOut() : null;
  }

  sharedVersion(): u32 {
    return this.casVersion;
  }

  setSharedValue(key: Bytes, value: Bytes, version: u32): Status {
    return <Status>abi.proxy_set_shared_data(key.dataStart, key.byteLength, value.dataStart, value.byteLength, version);
  }

  defineMetric(kind: MetricKind, name: Bytes): i32 {
    const status = abi.proxy_define_metric(kind, name.dataStart, name.byteLength, clearOut());
    return status == Status.Ok ? <i32>readOut() : -1;
  }

  addToMetric(metric: i32, amount: i64): void {
    abi.proxy_increment_metric(metric, amount);
  }

  recordMetric(metric: i32, value: u64): void {
    abi.proxy_record_metric(metric, value);
  }

  callForeign(name: Bytes, argument: Bytes): Bytes | null {
    const status = abi.proxy_call_foreign_function(
      name.dataStart,
      name.byteLength,
      argument.dataStart,
      argument.byteLength,
      clearOut(),
      outSize(),
    );
    return status == Status.Ok ? takeOut() : null;
  }

  setTickPeriod(milliseconds: u32): Status {
    return <Status>abi.proxy_set_tick_period_milliseconds(milliseconds);
  }
}
