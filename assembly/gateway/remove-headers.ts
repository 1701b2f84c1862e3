// Taking headers off a message that is on its way.

import { HeaderList } from "../host/header-list";
import { HeaderMap, Host, Status } from "../host/host";
import { Bytes } from "../text/bytes";

/** Removes every value of `names` from `map`, whose headers are `head`; false when the proxy refused. */
export function removeHeaders(host: Host, map: HeaderMap, head: HeaderList, names: Array<Bytes>): bool {
  for (let i = 0, count = names.length; i < count; i++) {
    const name = unchecked(names[i]); // i < count
    if (head.has(name) && host.removeHeader(map, name) != Status.Ok) return false;
  }
  return true;
}
