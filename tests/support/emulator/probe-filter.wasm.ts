// A filter without a job of its own: its configuration is a script of host calls, and it logs what each answered.
// The same script in the emulated host and in Envoy shows whether they agree.
//
// One line per callback, `name: command | command`; a callback that is called again takes its next line.
// Commands: get|replace|add <map> <name> [value], remove <map> <name>, body <buffer> <start> <length>,
// write <buffer> <start> <length> <text>, property <dotted.path>, set <name> <value>, reply <status> <text>,
// call <cluster>, effective, continue <type>, close <type>, answer <action>.

import {
  proxyLog,
  getHeader,
  replaceHeader,
  addHeader,
  removeHeader,
  getBuffer,
  setBuffer,
  getProperty,
  setProperty,
  sendLocalResponse,
  httpCall,
  setEffectiveContext,
  continueStream,
  closeStream,
} from "./probe-imports.wasm";

/** Out-parameters; marked before each call, so that one that was not written shows. */
const out = memory.data(16);
const UNTOUCHED: u32 = 0xdeadbeef;

let scripts = new Map<i32, string[]>();
let rootOf = new Map<i32, i32>();
let turns = new Map<string, i32>();
let callingStream: i32 = 0;

/** Logs a line at warn, the level both hosts show. */
function log(text: string): void {
  const bytes = String.UTF8.encode(`probe ${text}`);
  proxyLog(3, changetype<usize>(bytes), bytes.byteLength);
}

function bytesOf(text: string): ArrayBuffer {
  return String.UTF8.encode(text);
}

/** The value in the out-parameters, or how they were left. */
function outValue(): string {
  const pointer = load<u32>(out);
  if (pointer === UNTOUCHED) return "(not written)";
  if (pointer === 0) return "(null)";
  return `"${String.UTF8.decodeUnsafe(pointer, load<u32>(out, 4))}"`;
}

function reply(status: i32, text: string): i32 {
  const details = bytesOf("probe.reply");
  const body = bytesOf(text);
  const none = new ArrayBuffer(4);
  return sendLocalResponse(
    status,
    changetype<usize>(details),
    details.byteLength,
    changetype<usize>(body),
    body.byteLength,
    changetype<usize>(none),
    4,
    -1,
  );
}

/** Headers of a call-out in the ABI's encoding of pairs. */
function callHeaders(): ArrayBuffer {
  const texts = [":method", "GET", ":path", "/probe", ":authority", "probe.example"];
  let size = 4 + 4 * texts.length;
  for (let i = 0; i < texts.length; i++) size += texts[i].length + 1;
  const encoded = new ArrayBuffer(size);
  const base = changetype<usize>(encoded);
  store<u32>(base, texts.length / 2);
  let at = base + 4 + 4 * texts.length;
  for (let i = 0; i < texts.length; i++) {
    store<u32>(base + 4 + 4 * i, texts[i].length);
    const bytes = bytesOf(texts[i]);
    memory.copy(at, changetype<usize>(bytes), bytes.byteLength);
    at += bytes.byteLength + 1;
  }
  return encoded;
}

function call(cluster: string): i32 {
  const name = bytesOf(cluster);
  const headers = callHeaders();
  const size = headers.byteLength;
  return httpCall(changetype<usize>(name), name.byteLength, changetype<usize>(headers), size, 0, 0, 0, 0, 5000, out);
}

/** Runs one command; answers the host's status. */
function run(words: string[]): i32 {
  const name = words[0];
  const first = words.length > 1 ? words[1] : "";
  const number = first.length > 0 ? I32.parseInt(first) : 0;
  const key = bytesOf(words.length > 2 ? words[2] : "");
  const value = bytesOf(words.length > 3 ? words[3] : "");
  const at = changetype<usize>(key);
  const size = key.byteLength;
  if (name == "get") return getHeader(number, at, size, out, out + 4);
  if (name == "replace") return replaceHeader(number, at, size, changetype<usize>(value), value.byteLength);
  if (name == "add") return addHeader(number, at, size, changetype<usize>(value), value.byteLength);
  if (name == "remove") return removeHeader(number, at, size);
  if (name == "body") return getBuffer(number, I32.parseInt(words[2]), I32.parseInt(words[3]), out, out + 4);
  if (name == "write") {
    const text = bytesOf(words.length > 4 ? words[4] : "");
    return setBuffer(number, I32.parseInt(words[2]), I32.parseInt(words[3]), changetype<usize>(text), text.byteLength);
  }
  if (name == "property") {
    const path = bytesOf(first.replaceAll(".", "\0"));
    return getProperty(changetype<usize>(path), path.byteLength, out, out + 4);
  }
  if (name == "set") {
    const path = bytesOf(first);
    return setProperty(changetype<usize>(path), path.byteLength, at, size);
  }
  if (name == "reply") return reply(number, words.length > 2 ? words[2] : "");
  if (name == "call") return call(first);
  if (name == "effective") return setEffectiveContext(callingStream);
  if (name == "continue") return continueStream(number);
  return name == "close" ? closeStream(number) : -1;
}

/** Runs the callback's next line; answers its action. */
function play(context: i32, callback: string, told: string): i32 {
  const root = rootOf.has(context) ? rootOf.get(context) : context;
  if (!scripts.has(root)) return 0;
  const lines = scripts.get(root);
  const turnKey = `${context}/${callback}`;
  let turn = turns.has(turnKey) ? turns.get(turnKey) : 0;
  turns.set(turnKey, turn + 1);
  log(`${callback} ${told}`);
  for (let i = 0; i < lines.length; i++) {
    if (!lines[i].startsWith(`${callback}: `)) continue;
    if (turn-- === 0) return playLine(context, lines[i].substring(callback.length + 2));
  }
  return 0;
}

function playLine(context: i32, line: string): i32 {
  const commands = line.split(" | ");
  let action = 0;
  for (let i = 0; i < commands.length; i++) {
    const words = commands[i].split(" ");
    if (words[0] == "answer") {
      action = I32.parseInt(words[1]);
      continue;
    }
    if (words[0] == "call") callingStream = context;
    store<u32>(out, UNTOUCHED);
    store<u32>(out, UNTOUCHED, 4);
    const status = run(words);
    const reads = words[0] == "get" || words[0] == "body" || words[0] == "property";
    log(`  ${commands[i]} -> ${status}${reads && status === 0 ? " " + outValue() : ""}`);
  }
  return action;
}

export function proxy_abi_version_0_2_1(): void {}

export function proxy_on_memory_allocate(size: i32): usize {
  return heap.alloc(size);
}

export function proxy_on_vm_start(root: i32, size: i32): i32 {
  return 1;
}

/** Reads the script; a configuration that begins with "refuse" is refused. */
export function proxy_on_configure(root: i32, size: i32): i32 {
  store<u32>(out, UNTOUCHED);
  getBuffer(7, 0, size, out, out + 4);
  const text = load<u32>(out) === UNTOUCHED ? "" : String.UTF8.decodeUnsafe(load<u32>(out), load<u32>(out, 4));
  scripts.set(root, text.split("\n"));
  return text.startsWith("refuse") ? 0 : 1;
}

export function proxy_on_context_create(context: i32, parent: i32): void {
  if (parent !== 0) rootOf.set(context, parent);
}

export function proxy_on_request_headers(context: i32, count: i32, end: i32): i32 {
  return play(context, "request_headers", `end=${end}`);
}

export function proxy_on_request_body(context: i32, size: i32, end: i32): i32 {
  return play(context, "request_body", `size=${size} end=${end}`);
}

export function proxy_on_request_trailers(context: i32, count: i32): i32 {
  return play(context, "request_trailers", `count=${count}`);
}

export function proxy_on_response_headers(context: i32, count: i32, end: i32): i32 {
  return play(context, "response_headers", `end=${end}`);
}

export function proxy_on_response_body(context: i32, size: i32, end: i32): i32 {
  return play(context, "response_body", `size=${size} end=${end}`);
}

export function proxy_on_response_trailers(context: i32, count: i32): i32 {
  return play(context, "response_trailers", `count=${count}`);
}

export function proxy_on_http_call_response(context: i32, token: i32, headers: i32, size: i32, trailers: i32): void {
  play(context, "call_response", `size=${size}`);
}

export function proxy_on_done(context: i32): i32 {
  play(context, "done", "");
  return 1;
}

export function proxy_on_log(context: i32): void {
  play(context, "log", "");
}

export function proxy_on_delete(context: i32): void {
  play(context, "delete", "");
}
