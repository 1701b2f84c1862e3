// Higress' rules: which one a request falls under. https://higress.cn/docs/latest/user/wasm-go/ (matchRules)

import { lowerName } from "../http/header-names";
import { withoutPort } from "../http/uri";
import { Bytes, concat, EMPTY, endsWith, indexOfByte, utf8 } from "../text/bytes";
import { KeyTable } from "./key-table";
import { Route } from "./route";

const NONE: i32 = -1;
const STAR = utf8("*");
const BAR: u8 = 0x7c;
const NUL = utf8("\0");
const COLON = utf8(":");

/** What one rule matches: lists of patterns; the first category that is not empty counts. */
@final
export class RuleMatch {
  routes: Array<Bytes> = [];
  services: Array<Bytes> = [];
  domains: Array<Bytes> = [];
  prefixes: Array<Bytes> = [];

  /** True when nothing is named that a request could have. */
  get isEmpty(): bool {
    return this.routes.length + this.services.length + this.domains.length + this.prefixes.length == 0;
  }
}

/** Rules in their order; the first that a request falls under counts, and finding it takes no longer the more there are. */
@final
export class RouteRules {
  /** Whether some rule asks for the name of a route, for that of a service, or for a domain. */
  needsRoute: bool = false;
  needsService: bool = false;
  needsDomain: bool = false;

  private readonly targets: Array<Route> = [];
  private readonly routes: KeyTable = new KeyTable();
  private readonly routeServices: KeyTable = new KeyTable();
  private readonly services: KeyTable = new KeyTable();
  private readonly domains: KeyTable = new KeyTable();
  private readonly domainStarts: KeyTable = new KeyTable();
  private readonly domainEnds: KeyTable = new KeyTable();
  private readonly routeStarts: KeyTable = new KeyTable();

  /** How many there are. */
  get count(): i32 {
    return this.targets.length;
  }

  /** Adds a rule behind the others. A rule with routes and domains matches by routes alone. */
  add(match: RuleMatch, target: Route): void {
    const index = this.targets.length;
    this.targets.push(target);
    if (match.routes.length > 0) this.addRoutes(match, index);
    else if (match.domains.length > 0) this.addDomains(match.domains, index);
    else if (match.services.length > 0) this.addAll(this.services, match.services, index);
    else for (let i = 0; i < match.prefixes.length; i++) this.routeStarts.add(unchecked(match.prefixes[i]), index); // i < length
    this.needsRoute = this.needsRoute || match.routes.length > 0 || match.prefixes.length > 0;
    this.needsDomain = this.needsDomain || match.domains.length > 0;
    this.needsService = this.needsService || match.services.length > 0;
  }

  /** The target of the first rule that a request of this route, host and cluster falls under; null when none is. */
  find(route: Bytes, authority: Bytes, cluster: Bytes): Route | null {
    let index = this.routes.find(route);
    index = least(index, this.routeStarts.findLeast(route));
    if (this.needsDomain) index = least(index, this.findDomain(lowerName(withoutPort(authority))));
    if (this.needsService) index = least(index, this.findService(route, cluster));
    return index == NONE ? null : unchecked(this.targets[index]); // every number is that of a target
  }

  private addRoutes(match: RuleMatch, index: i32): void {
    if (match.services.length == 0) return this.addAll(this.routes, match.routes, index);
    for (let i = 0; i < match.routes.length; i++) {
      for (let j = 0; j < match.services.length; j++) {
        this.routeServices.add(pairOf(unchecked(match.routes[i]), unchecked(match.services[j])), index); // i, j < length
      }
    }
  }

  private addAll(table: KeyTable, keys: Array<Bytes>, index: i32): void {
    for (let i = 0; i < keys.length; i++) table.add(unchecked(keys[i]), index); // i < length
  }

  // `*` and the end of a host, the start of one and `*`, or a host.
  private addDomains(domains: Array<Bytes>, index: i32): void {
    for (let i = 0; i < domains.length; i++) {
      const domain = lowerName(unchecked(domains[i])); // i < length
      const last = domain.byteLength - 1;
      if (domain.byteLength > 0 && load<u8>(domain.dataStart) == 0x2a) {
        this.domainEnds.add(reverse(domain.subarray(1)), index);
      } else if (endsWith(domain, STAR)) this.domainStarts.add(domain.subarray(0, last), index);
      else this.domains.add(domain, index);
    }
  }

  private findDomain(host: Bytes): i32 {
    const index = least(this.domains.find(host), this.domainStarts.findLeast(host));
    return least(index, this.domainEnds.findLeast(reverse(host)));
  }

  // A service stands in rules with its port or without.
  private findService(route: Bytes, cluster: Bytes): i32 {
    const fqdn = fqdnOf(cluster);
    const withPort = concat(concat(fqdn, COLON), portOf(cluster));
    const index = least(this.services.find(fqdn), this.services.find(withPort));
    if (route.byteLength == 0) return index;
    const both = least(this.routeServices.find(pairOf(route, fqdn)), this.routeServices.find(pairOf(route, withPort)));
    return least(index, both);
  }
}

function least(a: i32, b: i32): i32 {
  if (a == NONE) return b;
  return b == NONE ? a : min(a, b);
}

function pairOf(route: Bytes, service: Bytes): Bytes {
  return concat(concat(route, NUL), service);
}

// Istio's clusters are named `direction|port|subset|fqdn`; any other name is that of the service.
function fqdnOf(cluster: Bytes): Bytes {
  const bars = barsOf(cluster);
  return bars.length == 3 ? cluster.subarray(unchecked(bars[2]) + 1) : cluster; // length 3
}

function portOf(cluster: Bytes): Bytes {
  const bars = barsOf(cluster);
  return bars.length == 3 ? cluster.subarray(unchecked(bars[0]) + 1, unchecked(bars[1])) : EMPTY; // length 3
}

function barsOf(cluster: Bytes): Array<i32> {
  const bars: Array<i32> = [];
  for (let at = indexOfByte(cluster, BAR); at >= 0 && bars.length < 4; at = indexOfByte(cluster, BAR, at + 1)) {
    bars.push(at);
  }
  return bars;
}

function reverse(text: Bytes): Bytes {
  const size = text.byteLength;
  const reversed = new Uint8Array(size);
  for (let i = 0; i < size; i++) store<u8>(reversed.dataStart + size - 1 - i, load<u8>(text.dataStart + i)); // i < size
  return reversed;
}
