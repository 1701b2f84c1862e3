// A filter without a job of its own: its configuration is a script of host calls, and it logs what each answered.
// The same script in the emulated host and in Envoy shows whether they agree.
//
// One line per callback, `name: command | command`; a callback that is called again takes its next line.
// Commands: get|replace|add <map> <name> [value], remove <map> <name>, body <buffer> <start> <length>,
// write <buffer> <start> <length> <text>, property <dotted.path>, set <name> <value>, reply <status> <text>,
// call <cluster>, effective, continue <type>, close <type>, pairs|list|size <map>, setpairs|extend <map> [name=value ...],
// status <buffer>, share <key> <value>, swap <key> <value>, shared <key>, foreign <name>, level, metric <kind>,
// define <kind> <name>, count|record <name> <number>, value <name>, tick <milliseconds>, integer <dotted.path>, state <name>, info <text>, answer <action>.
// The root context's callbacks are configure, tick, root_done, root_log and root_delete; they are told of where the script has them.

import { bytesOf, markOut, out, outValue, run, UNTOUCHED } from "./probe-commands.wasm";
import { getBuffer, proxyLog } from "./probe-imports.wasm";

/** Commands whose result is worth a look. */
const READING = [
  "get",
  "body",
  "property",
  "pairs",
  "size",
  "status",
  "shared",
  "foreign",
  "level",
  "list",
  "value",
  "integer",
  "state",
];

let scripts = new Map<i32, string[]>();
let rootOf = new Map<i32, i32>();
let turns = new Map<string, i32>();
let callingStream: i32 = 0;

/** Whether the script has a line for the callback. */
function isScripted(context: i32, callback: string): bool {
  const root = rootOf.has(context) ? rootOf.get(context) : context;
  if (!scripts.has(root)) return false;
  const lines = scripts.get(root);
  for (let i = 0; i < lines.length; i++) if (lines[i].startsWith(`${callback}: `)) return true;
  return false;
}

/** Runs a callback that root contexts have as well as streams. */
function playAny(context: i32, callback: string): void {
  if (rootOf.has(context)) play(context, callback, "");
  else playRoot(context, `root_${callback}`);
}

/** Runs a root context's callback, if the script has a line for it. */
function playRoot(root: i32, callback: string): void {
  if (isScripted(root, callback)) play(root, callback, "");
}

/** Logs a line at warn, the level both hosts show. */
function log(text: string): void {
  const bytes = String.UTF8.encode(`probe ${text}`);
  proxyLog(3, changetype<usize>(bytes), bytes.byteLength);
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
    markOut();
    const status = run(words, callingStream);
    const reads = READING.includes(words[0]) && status === 0;
    log(`  ${commands[i]} -> ${status}${reads ? " " + outValue(words[0]) : ""}`);
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
  playRoot(root, "configure");
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
  playAny(context, "done");
  return 1;
}

export function proxy_on_log(context: i32): void {
  playAny(context, "log");
}

export function proxy_on_delete(context: i32): void {
  playAny(context, "delete");
}

export function proxy_on_tick(root: i32): void {
  playRoot(root, "tick");
}
