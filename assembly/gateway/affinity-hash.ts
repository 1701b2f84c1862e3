// Hashes what of a request's body says where it goes: requests with the same beginning, or of the same user, find the cache
// of the provider that had the last of them.

import { Affinity } from "../config/balancer";
import { HeaderList } from "../host/header-list";
import { Host } from "../host/host";
import { CONTENT_ENCODING, CONTENT_TYPE } from "../http/header-names";
import { isIdentity, isJson } from "../http/media-type";
import { isUpgrade } from "../http/upgrade";
import { Fnv64 } from "../text/fnv64";
import { BodyWindow } from "./body-window";
import { BodyResult, RequestBody } from "./request-body";

// One for all requests of a VM, if it has any to hash: nothing of one is kept for another.
let reading: HashedBody | null = null;


@final
class HashedBody {
  readonly window: BodyWindow = new BodyWindow();
  readonly body: RequestBody = new RequestBody(this.window);
}

/** True when the body behind `head` may have what is hashed. */
export function isHashable(head: HeaderList): bool {
  const type = head.find(CONTENT_TYPE);
  const encoding = head.find(CONTENT_ENCODING);
  if (type !== null && !isJson(type)) return false;
  return (encoding === null || isIdentity(encoding)) && !isUpgrade(head);
}

/** The hash of the first of `affinity`'s members that the complete body has, of `size` bytes; null when it has none. */
export function hashBody(host: Host, affinity: Affinity, size: u32): Fnv64 | null {
  let shared = reading;
  if (shared === null) {
    shared = new HashedBody();
    reading = shared;
  }
  // What cannot be read has no hash, and the one who answers it says what is wrong.
  if (shared.body.read(host, affinity.paths, size, u32.MAX_VALUE) != BodyResult.Ok) return null;
  const scan = shared.body.scan;
  for (let node = 0; node < affinity.paths.length; node++) {
    const place = scan.effective(node);
    if (place < 0) continue;
    const start = scan.valueStart(node, place);
    const length = scan.valueEnd(node, place) - start;
    const most = affinity.promptBytes;
    return hashPart(host, shared.window, start, most > 0 ? min(length, most) : length);
  }
  return null;
}

function hashPart(host: Host, window: BodyWindow, start: u32, length: u32): Fnv64 | null {
  const hash = new Fnv64();
  for (let at: u32 = 0; at < length;) {
    const count = min(length - at, <u32>window.bytes.byteLength);
    const part = window.read(host, start + at, count);
    if (part === null) return null;
    hash.add(part);
    at += count;
  }
  return hash;
}
