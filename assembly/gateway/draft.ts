// One attempt by call-out: to those who make requests and read answers it is a proxy whose messages are on paper.

import { HeaderList } from "../host/header-list";
import { Buffer, HeaderMap, Host, LogLevel, MetricKind, Status } from "../host/host";
import { CONTENT_LENGTH } from "../http/header-names";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { DraftBody } from "./draft-body";
import { DraftHeaders } from "./draft-headers";

const COLON: u8 = 0x3a;
const TRANSFER_ENCODING = utf8("transfer-encoding");

/** A request that is written here and sent by `call`, and then its answer. Everything else is the proxy's own. */
@final
export class Draft implements Host {
  private readonly request: DraftHeaders = new DraftHeaders();
  private readonly requestBody: DraftBody = new DraftBody();
  private readonly response: DraftHeaders = new DraftHeaders();
  private readonly responseBody: DraftBody = new DraftBody();

  /** A draft that begins with the client's own `head` and `body`. */
  constructor(
    private readonly host: Host,
    head: HeaderList,
    body: Bytes,
  ) {
    this.request.assign(head);
    this.requestBody.assign(body);
  }

  /** Sends the request to `cluster`; a token that comes back with the answer, or -1 when the proxy refuses. */
  send(cluster: Bytes, timeoutMs: u32): i32 {
    const size = this.requestBody.size;
    this.request.remove(TRANSFER_ENCODING);
    // A body whose size is not told is sent in chunks, which not every provider reads.
    if (size > 0 || this.request.find(CONTENT_LENGTH) !== null) {
      this.request.set(CONTENT_LENGTH, utf8(size.toString()));
    }
    const token = this.host.call(cluster, this.request.build(), this.requestBody.view(), timeoutMs);
    this.requestBody.assign(EMPTY); // the proxy has its own copy
    return token;
  }

  /** Takes over the answer in whose callback it runs; false when there is none, or no memory for it. */
  takeAnswer(): bool {
    const head = this.host.headers(HeaderMap.CallResponse);
    if (head === null || head.length == 0) return false;
    const body = this.host.takeBody(Buffer.CallResponseBody);
    this.response.assign(head);
    if (body !== null) this.responseBody.assign(body);
    return body !== null || !this.host.isShort();
  }

  /** How many bytes the answer has. */
  get answerSize(): u32 {
    return this.responseBody.size;
  }

  /** Gives the client the answer, as whoever has read it has left it. */
  deliver(status: i32, details: Bytes): Status {
    this.response.removeBeginning(COLON);
    this.response.remove(TRANSFER_ENCODING);
    this.response.remove(CONTENT_LENGTH); // the proxy counts
    const result = this.host.reply(status, details, this.response.build(), this.responseBody.view());
    this.responseBody.assign(EMPTY); // a client may take long to read the proxy's copy
    return result;
  }

  header(map: HeaderMap, name: Bytes): Bytes | null {
    const draft = this.headersOf(map);
    return draft === null ? this.host.header(map, name) : draft.find(name);
  }

  headers(map: HeaderMap): HeaderList | null {
    const draft = this.headersOf(map);
    return draft === null ? this.host.headers(map) : HeaderList.read(draft.build());
  }

  setHeader(map: HeaderMap, name: Bytes, value: Bytes): Status {
    const draft = this.headersOf(map);
    if (draft === null) return this.host.setHeader(map, name, value);
    draft.set(name, value);
    return Status.Ok;
  }

  setHeaders(map: HeaderMap, headers: Bytes): Status {
    const draft = this.headersOf(map);
    if (draft === null) return this.host.setHeaders(map, headers);
    draft.assign(HeaderList.read(headers));
    return Status.Ok;
  }

  removeHeader(map: HeaderMap, name: Bytes): Status {
    const draft = this.headersOf(map);
    if (draft === null) return this.host.removeHeader(map, name);
    draft.remove(name);
    return Status.Ok;
  }

  addHeader(map: HeaderMap, name: Bytes, value: Bytes): Status {
    const draft = this.headersOf(map);
    if (draft === null) return this.host.addHeader(map, name, value);
    draft.add(name, value);
    return Status.Ok;
  }

  readBody(buffer: Buffer, start: u32, window: Bytes): i32 {
    const draft = this.bodyOf(buffer);
    return draft === null ? this.host.readBody(buffer, start, window) : draft.read(start, window);
  }

  takeBody(buffer: Buffer): Bytes | null {
    const draft = this.bodyOf(buffer);
    return draft === null ? this.host.takeBody(buffer) : draft.view();
  }

  replacePrefix(buffer: Buffer, length: u32, bytes: Bytes): Status {
    const draft = this.bodyOf(buffer);
    if (draft === null) return this.host.replacePrefix(buffer, length, bytes);
    draft.replacePrefix(length, bytes);
    return Status.Ok;
  }

  appendBody(buffer: Buffer, bytes: Bytes): Status {
    const draft = this.bodyOf(buffer);
    if (draft === null) return this.host.appendBody(buffer, bytes);
    draft.append(bytes);
    return Status.Ok;
  }

  private headersOf(map: HeaderMap): DraftHeaders | null {
    if (map == HeaderMap.Request) return this.request;
    return map == HeaderMap.Response ? this.response : null;
  }

  private bodyOf(buffer: Buffer): DraftBody | null {
    if (buffer == Buffer.RequestBody) return this.requestBody;
    return buffer == Buffer.ResponseBody ? this.responseBody : null;
  }

  // The rest is the proxy's.

  log(level: LogLevel, message: string): void {
    this.host.log(level, message);
  }

  logBytes(level: LogLevel, message: Bytes): void {
    this.host.logBytes(level, message);
  }

  isLogged(level: LogLevel): bool {
    return this.host.isLogged(level);
  }

  now(): u64 {
    return this.host.now();
  }

  environment(name: Bytes): Bytes | null {
    return this.host.environment(name);
  }

  isHigress(): bool {
    return this.host.isHigress();
  }

  limitMemory(bytes: u32): void {
    this.host.limitMemory(bytes);
  }

  room(): u32 {
    return this.host.room();
  }

  isShort(): bool {
    return this.host.isShort();
  }

  property(path: Bytes): Bytes | null {
    return this.host.property(path);
  }

  propertyStatus(): Status {
    return this.host.propertyStatus();
  }

  setProperty(path: Bytes, value: Bytes): Status {
    return this.host.setProperty(path, value);
  }

  reply(status: i32, details: Bytes, headers: Bytes, body: Bytes): Status {
    return this.host.reply(status, details, headers, body);
  }

  call(cluster: Bytes, headers: Bytes, body: Bytes, timeoutMs: u32): i32 {
    return this.host.call(cluster, headers, body, timeoutMs);
  }

  enter(id: u32): Status {
    return this.host.enter(id);
  }

  resumeRequest(): Status {
    return this.host.resumeRequest();
  }

  resumeResponse(): Status {
    return this.host.resumeResponse();
  }

  raiseRequestLimit(bytes: u32): void {
    this.host.raiseRequestLimit(bytes);
  }

  sharedValue(key: Bytes): Bytes | null {
    return this.host.sharedValue(key);
  }

  sharedVersion(): u32 {
    return this.host.sharedVersion();
  }

  setSharedValue(key: Bytes, value: Bytes, version: u32): Status {
    return this.host.setSharedValue(key, value, version);
  }

  defineMetric(kind: MetricKind, name: Bytes): i32 {
    return this.host.defineMetric(kind, name);
  }

  addToMetric(metric: i32, amount: i64): void {
    this.host.addToMetric(metric, amount);
  }

  recordMetric(metric: i32, value: u64): void {
    this.host.recordMetric(metric, value);
  }

  callForeign(name: Bytes, argument: Bytes): Bytes | null {
    return this.host.callForeign(name, argument);
  }

  setTickPeriod(milliseconds: u32): Status {
    return this.host.setTickPeriod(milliseconds);
  }
}
