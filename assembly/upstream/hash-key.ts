// What a request is known by on a hash ring, as `balancer` says.

import { Balancer } from "../config/balancer";
import { HashPart, HashSource } from "../config/hash-part";
import { HeaderList, valueOf } from "../host/header-list";
import { Host } from "../host/host";
import { findCookie } from "../http/cookie";
import { AUTHORITY, PATH } from "../http/header-names";
import { findName } from "../http/query";
import { pathOf, queryOf, withoutPort } from "../http/uri";
import { Bytes, EMPTY, indexOfByte, utf8 } from "../text/bytes";
import { Fnv64 } from "../text/fnv64";
import { ConsumerSource } from "./consumer";

const AMPERSAND: u8 = 0x26;
const EQUALS: u8 = 0x3d;
const NUL = utf8("\0");
// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/advanced/attributes
const CLIENT = utf8("source\0address");
const SERVER = utf8("destination\0address");
const NODE = utf8("xds\0node\0id");

/** Hashes requests by some of what they say. */
@final
export class HashKey {
  private constructor(
    private readonly parts: Array<HashPart>,
    private readonly consumer: ConsumerSource,
    /** True when a part of the body is what counts: whoever asks holds the body first, and hashes it. */
    readonly needsBody: bool,
  ) {}

  /** The key of a balancer; null when it has no ring. */
  static of(balancer: Balancer, consumer: ConsumerSource): HashKey | null {
    return balancer.hasRing ? new HashKey(balancer.parts, consumer, balancer.affinity !== null) : null;
  }

  /**
   * The hash of what the request says outside of its body, or, where it says nothing, of the client's address, as in
   * APISIX; 0 where the proxy does not know that either. `head` is the client's own.
   */
  hash(host: Host, head: HeaderList): u64 {
    const hash = new Fnv64();
    let isKnown = false;
    for (let i = 0, count = this.parts.length; i < count; i++) {
      // What is between two parts, so that `a` and `bc` are not `ab` and `c`.
      if (i > 0) hash.add(NUL);
      const value = this.read(unchecked(this.parts[i]), host, head); // i < count
      if (value === null || value.byteLength == 0) continue;
      hash.add(value);
      isKnown = true;
    }
    return isKnown ? hash.value : hashClient(host);
  }

  private read(part: HashPart, host: Host, head: HeaderList): Bytes | null {
    switch (part.source) {
      case HashSource.Target:
        return head.find(PATH);
      case HashSource.Path:
        return pathOf(valueOf(head, PATH));
      case HashSource.Query:
        return queryOf(valueOf(head, PATH));
      case HashSource.Host:
        return withoutPort(valueOf(head, AUTHORITY));
      case HashSource.Argument:
        return findArgument(queryOf(valueOf(head, PATH)), part.name);
      case HashSource.Header:
        return head.find(part.name);
      case HashSource.Cookie:
        return findCookie(head, part.name);
      case HashSource.Consumer:
        return this.consumer.read(host, head);
      default:
        return readProperty(part.source, host);
    }
  }
}

// Each costs a call of the proxy.
function readProperty(source: HashSource, host: Host): Bytes | null {
  switch (source) {
    case HashSource.ClientAddress:
      return addressOf(host.property(CLIENT));
    case HashSource.ClientPort:
      return portOf(host.property(CLIENT));
    case HashSource.ServerAddress:
      return addressOf(host.property(SERVER));
    case HashSource.Node:
      return host.property(NODE);
    default:
      return null;
  }
}

function hashClient(host: Host): u64 {
  const address = addressOf(host.property(CLIENT));
  if (address === null || address.byteLength == 0) return 0;
  const hash = new Fnv64();
  hash.add(address);
  return hash.value;
}

function addressOf(address: Bytes | null): Bytes | null {
  return address === null ? null : withoutPort(address);
}

function portOf(address: Bytes | null): Bytes | null {
  if (address === null) return null;
  const size = withoutPort(address).byteLength;
  return size < address.byteLength ? address.subarray(size + 1) : null;
}

// The value as it is written of the first parameter with this name.
function findArgument(query: Bytes, name: Bytes): Bytes | null {
  const names: Array<Bytes> = [name];
  for (let start = 0; start < query.byteLength;) {
    const separator = indexOfByte(query, AMPERSAND, start);
    const end = separator < 0 ? query.byteLength : separator;
    if (findName(query, start, end, names) == 0) {
      const equals = indexOfByte(query, EQUALS, start);
      return equals < 0 || equals >= end ? EMPTY : query.subarray(equals + 1, end);
    }
    start = end + 1;
  }
  return null;
}
