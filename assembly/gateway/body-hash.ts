// Leaves the hash of a part of a request's body in a header, by which Envoy chooses the provider (`mode: hash`): requests
// with the same beginning, or of the same user, find the cache of the one that had the last of them.

import { Affinity } from "../config/balancer";
import { Action, HeaderMap, Host, Status } from "../host/host";
import { Protocol } from "../protocol/capability";
import { utf8 } from "../text/bytes";
import { Fnv64 } from "../text/fnv64";
import { hashBody, isHashable } from "./affinity-hash";
import { hostFailure } from "./refusals";
import { sendRefusal } from "./reply";

/** The header in which the hash goes. */
export const HASH_HEADER = utf8("x-aisle-hash");

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
    this.isHolding = head !== null && !isEnd && this.affinity !== null && isHashable(head);
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

  private finish(): Action {
    this.isHolding = false;
    const affinity = this.affinity;
    const hash: Fnv64 | null = affinity === null ? null : hashBody(this.host, affinity, this.size);
    if (hash !== null) this.host.setHeader(HeaderMap.Request, HASH_HEADER, hash.hexadecimal());
    return Action.Continue;
  }
}
