// What is known of a provider's tokens, shared by all VMs of the process: https://github.com/proxy-wasm/spec (shared key-value store).

import { Host, MetricKind, Status } from "../host/host";
import { NANOSECONDS_IN_MILLI } from "../host/time";
import { Bytes, concat, copyOf, equalBytes, utf8 } from "../text/bytes";
import { TokenChange } from "./token-change";
import { TokenStates } from "./token-states";

/** How often a change is tried before it is dropped. */
export const MAX_ATTEMPTS: i32 = 10;
/** Counter of changes that were dropped because other VMs were faster each time. */
export const CONFLICTS = utf8("aisle_shared_conflicts");

const PREFIX = utf8("aisle.tokens.");
/** Version 0 overwrites. A key that is not there takes any other one, and one that came meanwhile has not this one. */
const NO_VERSION: u32 = u32.MAX_VALUE;

/** The states of a provider's tokens, and the way to change them for everyone. */
@final
export class TokenStore {
  /** As they were read last. */
  readonly states: TokenStates;
  private readonly key: Bytes;
  private seen: Bytes | null = null;
  private version: u32 = 0;
  // The counter's number; -1 until it is needed.
  private conflicts: i32 = -1;

  /** `id` is part of the key in the store: providers with the same one share the states of equal tokens. */
  constructor(id: Bytes, tokens: Array<Bytes>) {
    this.key = concat(PREFIX, id);
    this.states = new TokenStates(tokens);
  }

  /**
   * Makes the states those that all VMs have now: one call of the host. False when memory did not suffice to read them;
   * then they stay as they were.
   */
  read(host: Host): bool {
    const value = host.sharedValue(this.key);
    if (value === null && host.isShort()) return false;
    this.version = value === null ? NO_VERSION : host.sharedVersion();
    if (isSame(value, this.seen)) return true;
    this.seen = value === null ? null : copyOf(value);
    this.states.read(value);
    return true;
  }

  /** Makes `change` for all VMs. False when there was nothing to change, or it could not be made. */
  commit(host: Host, change: TokenChange): bool {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (!this.read(host)) return false;
      // After reading: what others have written is not in the future then.
      const now = millisecondsOf(host);
      if (!change.apply(this.states, now)) return false;
      const status = this.write(host, now);
      if (status == Status.Ok) return true;
      if (status != Status.CasMismatch) return false;
    }
    this.countConflict(host);
    return false;
  }

  private write(host: Host, now: u64): Status {
    const value = this.states.write(now);
    const status = host.setSharedValue(this.key, value, this.version);
    if (status == Status.Ok) this.seen = value;
    // What was not written is not so.
    else this.states.read(this.seen);
    return status;
  }

  private countConflict(host: Host): void {
    if (this.conflicts < 0) this.conflicts = host.defineMetric(MetricKind.Counter, CONFLICTS);
    if (this.conflicts >= 0) host.addToMetric(this.conflicts, 1);
  }
}

/** Milliseconds since 1970. */
export function millisecondsOf(host: Host): u64 {
  return host.now() / NANOSECONDS_IN_MILLI;
}

function isSame(a: Bytes | null, b: Bytes | null): bool {
  if (a === null || b === null) return a === null && b === null;
  return equalBytes(a, b);
}
