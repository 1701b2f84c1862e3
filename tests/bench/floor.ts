// The least a filter of this kind can cost: the host calls that one exchange needs, on the raw ABI, and no logic.
//
// Holds the headers, reads four, sets three, drops one, notes the path as filter state,
// reads the body and replaces a short prefix of it, and reads the headers of the answer.
// The module has the callbacks that Aisle's has, and no others: Envoy enters the VM for each
// piece of an answer, at its trailers and at its end because there is a callback, empty or not.

// @ts-ignore: decorator
@external("env", "proxy_get_header_map_value")
declare function getHeader(map: u32, name: usize, nameSize: u32, value: usize, valueSize: usize): u32;
// @ts-ignore: decorator
@external("env", "proxy_replace_header_map_value")
declare function setHeader(map: u32, name: usize, nameSize: u32, value: usize, valueSize: u32): u32;
// @ts-ignore: decorator
@external("env", "proxy_remove_header_map_value")
declare function removeHeader(map: u32, name: usize, nameSize: u32): u32;
// @ts-ignore: decorator
@external("env", "proxy_get_buffer_bytes")
declare function getBuffer(kind: u32, start: u32, length: u32, value: usize, valueSize: usize): u32;
// @ts-ignore: decorator
@external("env", "proxy_set_buffer_bytes")
declare function setBuffer(kind: u32, start: u32, length: u32, value: usize, valueSize: u32): u32;

// @ts-ignore: decorator
@external("env", "proxy_set_property")
declare function setProperty(path: usize, pathSize: usize, value: usize, valueSize: usize): u32;
// @ts-ignore: decorator
@external("env", "proxy_get_header_map_pairs")
declare function getPairs(map: u32, value: usize, valueSize: usize): u32;

const CONTINUE: u32 = 0;
const PAUSE: u32 = 1;
const REQUEST_BODY: u32 = 0;
const RESPONSE_HEADERS: u32 = 2;

const PATH = encode(":path");
const CLIENT_PATH = encode("bench.path");
const AUTHORITY = encode(":authority");
const CONTENT_TYPE = encode("content-type");
const AUTHORIZATION = encode("authorization");
const CONTENT_LENGTH = encode("content-length");
const NEW_PATH = encode("/v1/chat/completions");
const NEW_AUTHORITY = encode("api.openai.com");
const NEW_AUTHORIZATION = encode("Bearer sk-bench");
const NEW_PREFIX = encode('{"model":"gpt-4o-mini"');
// What NEW_PREFIX stands in place of: {"model":"gpt-4o"
const OLD_PREFIX_SIZE: u32 = 17;

const out = memory.data(8);
let allocated: i32 = 0;

function encode(text: string): ArrayBuffer {
  return String.UTF8.encode(text);
}

function read(name: ArrayBuffer): void {
  getHeader(0, changetype<usize>(name), name.byteLength, out, out + 4);
}

function write(name: ArrayBuffer, value: ArrayBuffer): void {
  setHeader(0, changetype<usize>(name), name.byteLength, changetype<usize>(value), value.byteLength);
}

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_memory_allocate(size: usize): usize {
  allocated += <i32>size;
  return __new(size, idof<ArrayBuffer>());
}

export function proxy_on_vm_start(_context: u32, _size: u32): u32 {
  return 1;
}

export function proxy_on_configure(_context: u32, _size: u32): u32 {
  return 1;
}

export function proxy_on_context_create(_context: u32, _parent: u32): void {}

export function proxy_on_request_headers(_context: u32, _count: u32, end: u32): u32 {
  if (allocated > 1 << 20) {
    allocated = 0;
    __collect();
  }
  read(PATH);
  read(AUTHORITY);
  read(CONTENT_TYPE);
  read(AUTHORIZATION);
  setProperty(changetype<usize>(CLIENT_PATH), CLIENT_PATH.byteLength, changetype<usize>(NEW_PATH), NEW_PATH.byteLength);
  return end ? CONTINUE : PAUSE;
}

export function proxy_on_request_body(_context: u32, size: u32, end: u32): u32 {
  if (!end) return PAUSE;
  getBuffer(REQUEST_BODY, 0, size, out, out + 4);
  setBuffer(REQUEST_BODY, 0, OLD_PREFIX_SIZE, changetype<usize>(NEW_PREFIX), NEW_PREFIX.byteLength);
  write(PATH, NEW_PATH);
  write(AUTHORITY, NEW_AUTHORITY);
  write(AUTHORIZATION, NEW_AUTHORIZATION);
  removeHeader(0, changetype<usize>(CONTENT_LENGTH), CONTENT_LENGTH.byteLength);
  return CONTINUE;
}

export function proxy_on_request_trailers(_context: u32, _count: u32): u32 {
  return CONTINUE;
}

export function proxy_on_response_headers(_context: u32, _count: u32, _end: u32): u32 {
  getPairs(RESPONSE_HEADERS, out, out + 4);
  return CONTINUE;
}

export function proxy_on_response_body(_context: u32, _size: u32, _end: u32): u32 {
  return CONTINUE;
}

export function proxy_on_response_trailers(_context: u32, _count: u32): u32 {
  return CONTINUE;
}

export function proxy_on_http_call_response(_root: u32, _call: u32, _headers: u32, _size: u32, _trailers: u32): void {}

export function proxy_on_tick(_root: u32): void {}

export function proxy_on_log(_context: u32): void {}

export function proxy_on_delete(_context: u32): void {}
