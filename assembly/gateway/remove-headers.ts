// Taking headers off a message that is on its way.

import { HeaderList } from "../host/header-list";
import { HeaderMap, Host, Status } from "../host/host";
import { Bytes } from "../text/bytes";

/**
 * Removes every value of `names` from `map`, whose headers could not be read;
 * false when the proxy refused, or did not show what is there. A head that does
 * not fit into memory is not looked at: the answer is not lost for that.
 */
export function removeUnread(host: Host, map: HeaderMap, names: Array<Bytes>): bool {
  if (!host.isShort()) return false;
  for (let i = 0, count = names.length; i < count; i++) {
    if (host.removeHeader(map, unchecked(names[i])) != Status.Ok) return false; // i < count
  }
  return true;
}

/** Removes every value of `names` from `map`, whose headers are `head`; false when the proxy refused. */
export function removeHeaders(host: Host, map: HeaderMap, head: HeaderList, names: Array<Bytes>): bool {
  for (let i = 0, count = names.length; i < count; i++) {
    if (!removeHeader(host, map, head, unchecked(names[i]))) return false; // i < count
  }
  return true;
}

/** Removes every value of `name` from `map`, whose headers are `head`; false when the proxy refused. */
export function removeHeader(host: Host, map: HeaderMap, head: HeaderList, name: Bytes): bool {
  return !head.has(name) || host.removeHeader(map, name) == Status.Ok;
}
