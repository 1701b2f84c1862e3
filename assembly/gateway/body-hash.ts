// Leaves the hash of a part of a request's body in a header, by which Envoy chooses the provider (`mode: hash`): requests
// with the same beginning, or of the same user, find the cache of the one that had the last of them.

import { Affinity } from "../config/balancer";
import { HeaderList } from "../host/header-list";
import { Action, HeaderMap, Host, Status } from "../host/host";
import { CONTENT_ENCODING, CONTENT_TYPE } from "../http/header-names";
import { isIdentity, isJson } from "../http/media-type";
import { isUpgrade } from "../http/upgrade";
import { Protocol } from "../protocol/capability";
import { Bytes, utf8 } from "../text/bytes";
import { Fnv64 } from "../text/fnv64";
import { BodyWindow } from "./body-window";
import { hostFailure } from "./refusals";
import { sendRefusal } from "./reply";
import { BodyResult, RequestBody } from "./request-body";

/** The header in which the hash goes. */
export const HASH_HEADER = utf8("x-aisle-hash");

// One for all requests of a VM, if it has any to hash: nothing of one is kept for another.
let reading: HashedBody | null = null;


@final
class HashedBody {
  readonly window: BodyWindow = new BodyWindow();
  readonly body: RequestBody = new RequestBody(this.window);
}

/** One request on its way through the filter that hashes, and touches nothing else. */
@final
export class BodyHash {
  private isHolding: bool = false;
  private isRefused: bool = false;
  private size: u32 = 0;

  constructor(
    private readonly host: Host,
    /** What is hashed; null: nothing, for want of a right configuration. */
    private readonly affinity: Affinity | null,
  ) {}

  /** The head has arrived: a client's own hash goes, and a JSON body is waited for. */
  onHeaders(isEnd: bool): Action {
    const head = this.host.headers(HeaderMap.Request);
    const mayHave = head === null || head.has(HASH_HEADER);
    if (mayHave && this.host.removeHeader(HeaderMap.Request, HASH_HEADER) != Status.Ok) return this.refuse();
    this.isHolding = head !== null && !isEnd && this.affinity !== null && isReadable(head);
    return this.isHolding ? Action.Pause : Action.Continue;
  }

  /** A part of the body has arrived, of `size` bytes that are held. */
  onBody(size: u32, isEnd: bool): Action {
    this.size = size;
    if (!this.isHolding) return this.isRefused ? Action.Pause : Action.Continue;
    return isEnd ? this.finish() : Action.Pause;
  }

  /** The body is complete. */
  onTrailers(): Action {
    return this.isHolding ? this.finish() : Action.Continue;
  }

  // A client could choose its provider.
  private refuse(): Action {
    this.isRefused = true;
    sendRefusal(this.host, hostFailure(), Protocol.OpenAi);
    return Action.Pause;
  }

  // What cannot be read has no hash, and the one who answers it says what is wrong.
  private finish(): Action {
    this.isHolding = false;
    const affinity = this.affinity;
    if (affinity === null) return Action.Continue;
    let shared = reading;
    if (shared === null) {
      shared = new HashedBody();
      reading = shared;
    }
    const result = shared.body.read(this.host, affinity.paths, this.size, u32.MAX_VALUE);
    const hash = result == BodyResult.Ok ? this.hashIn(shared, affinity) : null;
    if (hash !== null) this.host.setHeader(HeaderMap.Request, HASH_HEADER, hash);
    return Action.Continue;
  }

  // The hash of the first member that is there.
  private hashIn(shared: HashedBody, affinity: Affinity): Bytes | null {
    const scan = shared.body.scan;
    for (let node = 0; node < affinity.paths.length; node++) {
      const place = scan.effective(node);
      if (place < 0) continue;
      const start = scan.valueStart(node, place);
      const length = scan.valueEnd(node, place) - start;
      const most = affinity.promptBytes;
      return this.hash(shared.window, start, most > 0 ? min(length, most) : length);
    }
    return null;
  }

  private hash(window: BodyWindow, start: u32, length: u32): Bytes | null {
    const hash = new Fnv64();
    for (let at: u32 = 0; at < length;) {
      const count = min(length - at, <u32>window.bytes.byteLength);
      const part = window.read(this.host, start + at, count);
      if (part === null) return null;
      hash.add(part);
      at += count;
    }
    return hash.hexadecimal();
  }
}

function isReadable(head: HeaderList): bool {
  const type = head.find(CONTENT_TYPE);
  const encoding = head.find(CONTENT_ENCODING);
  if (type !== null && !isJson(type)) return false;
  return (encoding === null || isIdentity(encoding)) && !isUpgrade(head);
}
