// The end of a VM: what AssemblyScript calls before it traps.

import { LogLevel } from "../host/host";
import { proxy_log } from "./imports";

/** Writes what went wrong, and where, to the proxy's log; then traps. */
export function abort(message: string | null, file: string | null, line: u32, column: u32): void {
  const text = `aisle: abort: ${message === null ? "" : message} at ${file === null ? "" : file}:${line}:${column}`;
  const bytes = String.UTF8.encode(text);
  proxy_log(LogLevel.Critical, changetype<usize>(bytes), bytes.byteLength);
  unreachable(); // no-trap: this is the trap, after the fact
}
