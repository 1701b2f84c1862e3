// The commands of the probe filter: each is one host call (or a few that belong together).

import {
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
  getPairs,
  getMapSize,
  getBufferStatus,
  getShared,
  setShared,
  callForeign,
  getLogLevel,
  proxyLog,
  setTickPeriod,
} from "./probe-imports.wasm";
import { isMetricCommand, metric, runMetric } from "./probe-metrics.wasm";
import { callHeaders, extendPairs, listPairs, writePairs } from "./probe-pairs.wasm";
import { bytesOf, out, UNTOUCHED } from "./probe-values.wasm";

export { bytesOf, out, UNTOUCHED };

/** Marks the out-parameters as not written. */
export function markOut(): void {
  store<u32>(out, UNTOUCHED);
  store<u32>(out, UNTOUCHED, 4);
}

/** What a command that reads has written: the bytes, a number, or how the out-parameters were left. */
export function outValue(command: string): string {
  if (command == "size" || command == "level") return load<u32>(out).toString();
  if (command == "value") return load<i64>(out).toString();
  if (command == "integer")
    return load<u32>(out) === UNTOUCHED ? "(not written)" : load<i64>(load<u32>(out)).toString();
  if (command == "list") return listPairs(load<u32>(out));
  if (command == "status") return `${load<u32>(out)} ${load<u32>(out, 4)}`;
  if (command == "pairs" && load<u32>(out) !== 0)
    return `${load<u32>(load<u32>(out))} pairs of ${load<u32>(out, 4)} bytes`;
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

/** Commands on what streams have in common, and on the host itself. */
function runShared(name: string, first: string, value: ArrayBuffer): i32 {
  const key = bytesOf(first);
  const at = changetype<usize>(key);
  if (name == "share") return setShared(at, key.byteLength, changetype<usize>(value), value.byteLength, 0);
  if (name == "swap") return setShared(at, key.byteLength, changetype<usize>(value), value.byteLength, 999999);
  if (name == "shared") return getShared(at, key.byteLength, out, out + 4, out + 8);
  if (name == "foreign") return callForeign(at, key.byteLength, 0, 0, out, out + 4);
  if (name == "level") return getLogLevel(out);
  if (name == "info") return proxyLog(2, at, key.byteLength);
  return name == "metric" ? metric(I32.parseInt(first)) : -1;
}

function call(cluster: string): i32 {
  const name = bytesOf(cluster);
  const headers = callHeaders();
  const size = headers.byteLength;
  return httpCall(changetype<usize>(name), name.byteLength, changetype<usize>(headers), size, 0, 0, 0, 0, 5000, out);
}

/** Runs one command; answers the host's status. */
export function run(words: string[], callingStream: i32): i32 {
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
  if (name == "property" || name == "integer" || name == "state") {
    const path = bytesOf(name == "state" ? first : first.replaceAll(".", "\0"));
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
  if (name == "close") return closeStream(number);
  if (name == "pairs" || name == "list") return getPairs(number, out, out + 4);
  if (name == "setpairs") return writePairs(number, words.slice(2));
  if (name == "extend") return extendPairs(number, words.slice(2));
  if (name == "size") return getMapSize(number, out);
  if (name == "status") return getBufferStatus(number, out, out + 4);
  if (name == "tick") return setTickPeriod(number);
  if (isMetricCommand(name)) return runMetric(words);
  return runShared(name, first, key);
}
