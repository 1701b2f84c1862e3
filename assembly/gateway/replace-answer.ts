// Writing into the body of an answer that is on its way.

import { Buffer, Host, Status } from "../host/host";
import { Bytes } from "../text/bytes";

/**
 * Puts `bytes` in the place of the first `size` bytes that the proxy has; false when it refused. What was held back would
 * be lost then, so a refusal is not taken at the first time.
 */
export function replaceAnswer(host: Host, size: u32, bytes: Bytes): bool {
  if (host.replacePrefix(Buffer.ResponseBody, size, bytes) == Status.Ok) return true;
  return host.replacePrefix(Buffer.ResponseBody, size, bytes) == Status.Ok;
}
