// The JSON room as the micro-bench calls it: one text in memory, read again and again inside the module.
import { JsonDocument } from "../../assembly/json/document";
import { MemberPaths } from "../../assembly/json/member-paths";
import { MemberScan } from "../../assembly/json/member-scan";
import { ByteWriter } from "../../assembly/json/write";

let input = new Uint8Array(0);
const document = new JsonDocument();
const scan = new MemberScan();
const output = new ByteWriter();
const paths = new MemberPaths();
paths.guard(paths.add("model"));
paths.guard(paths.add("stream"));

/** Makes room for a text of `length` bytes and returns its address. */
export function reserve(length: i32): usize {
  input = new Uint8Array(length);
  return input.dataStart;
}

/** Builds the tape `rounds` times: the last error. */
export function parse(rounds: i32): i32 {
  for (let i = 0; i < rounds; i++) document.reparse(input);
  return document.error;
}

/** Looks for model and stream `rounds` times, in one window: the last error. */
export function find(rounds: i32): i32 {
  for (let i = 0; i < rounds; i++) {
    scan.begin(paths);
    scan.feed(input, true);
  }
  return scan.error;
}

/** The same in windows of 1 MiB, without the reading from the host. */
export function findInWindows(rounds: i32): i32 {
  for (let i = 0; i < rounds; i++) {
    scan.begin(paths);
    let at = 0;
    while (at < input.byteLength && scan.error == 0) {
      const end = min(at + (1 << 20), input.byteLength);
      at += scan.feed(input.subarray(at, end), end == input.byteLength);
    }
  }
  return scan.error;
}

/** Writes the text as a JSON string `rounds` times. */
export function quote(rounds: i32): i32 {
  for (let i = 0; i < rounds; i++) {
    output.clear();
    output.jsonString(input);
  }
  return output.overflowed ? 1 : 0;
}
