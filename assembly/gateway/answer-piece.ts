// Reading and writing the body of an answer that is on its way.

import { Buffer, Host, Status } from "../host/host";
import { Bytes, EMPTY } from "../text/bytes";

/** The piece of the body that the proxy has now, `size` bytes, in memory of its own; null when it cannot be had. */
export function takeAnswer(host: Host, size: u32): Bytes | null {
  const piece = size == 0 ? EMPTY : host.takeBody(Buffer.ResponseBody);
  return piece === null || <u32>piece.byteLength != size ? null : piece;
}

/**
 * Puts `bytes` in the place of the first `size` bytes that the proxy has; false when it refused. What was held back would
 * be lost then, so a refusal is not taken at the first time.
 */
export function replaceAnswer(host: Host, size: u32, bytes: Bytes): bool {
  if (host.replacePrefix(Buffer.ResponseBody, size, bytes) == Status.Ok) return true;
  return host.replacePrefix(Buffer.ResponseBody, size, bytes) == Status.Ok;
}
