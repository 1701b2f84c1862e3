// Which provider a request goes to: that of its endpoint or cluster, its rule, its route's metadata, or the one for all others.

import { Route } from "../config/route";
import { Settings } from "../config/settings";
import { HeaderList, valueOf } from "../host/header-list";
import { Host, Status } from "../host/host";
import { AUTHORITY } from "../http/header-names";
import { Bytes, EMPTY, textOf, utf8 } from "../text/bytes";

// A property that Higress calls by one name and stock Envoy by another; the one that answered first is asked first.
@final
class TwoNames {
  private first: Bytes;
  private second: Bytes;

  constructor(higress: string, stock: string) {
    this.first = utf8(higress);
    this.second = utf8(stock);
  }

  /** The value, no bytes if it is empty; null if the proxy knows it by neither name. */
  read(host: Host): Bytes | null {
    const value = host.property(this.first);
    if (value !== null || host.propertyStatus() == Status.Ok) return value === null ? EMPTY : value;
    if (host.propertyStatus() != Status.NotFound) return null;
    const other = host.property(this.second);
    if (other === null && host.propertyStatus() != Status.Ok) return null;
    const name = this.first;
    this.first = this.second;
    this.second = name;
    return other === null ? EMPTY : other;
  }
}

// One for all requests: a VM has one proxy.
const routeName = new TwoNames("route_name", "xds\0route_name");
const clusterName = new TwoNames("cluster_name", "xds\0cluster_name");

/** The cluster that the request's route leads to; null when the proxy does not tell. */
export function clusterOf(host: Host): Bytes | null {
  return clusterName.read(host);
}

/**
 * The route of the request with this head; null when the proxy does not tell what decides, and nobody may answer then.
 * Each property costs a call of the proxy, so only what decides is read.
 */
export function chooseRoute(host: Host, settings: Settings, head: HeaderList): Route | null {
  if (settings.isUpstream) return chooseEndpoint(host, settings);
  const rules = settings.rules;
  if (rules.count > 0) {
    const route = rules.needsRoute ? routeName.read(host) : EMPTY;
    const cluster = rules.needsService ? clusterName.read(host) : EMPTY;
    // Without them a rule might not be found that keeps the request from others.
    if (route === null || cluster === null) return null;
    const found = rules.find(route, valueOf(head, AUTHORITY), cluster);
    if (found !== null) return found;
  }
  // With one provider there is nothing that a route could choose.
  return settings.catalogue.size > 1
    ? findNamed(host, settings, settings.metadata.route, settings.route)
    : settings.route;
}

// An endpoint says whose it is, or the whole cluster does. Nobody else is meant: a key must not go to another's endpoint.
function chooseEndpoint(host: Host, settings: Settings): Route | null {
  const unnamed = Route.INERT;
  const own = findNamed(host, settings, settings.metadata.endpoint, unnamed);
  return own !== unnamed ? own : findNamed(host, settings, settings.metadata.cluster, Route.NOBODY);
}

function findNamed(host: Host, settings: Settings, property: Bytes, otherwise: Route): Route | null {
  const id = host.property(property);
  if (id === null || id.byteLength == 0) {
    const status = host.propertyStatus();
    return status == Status.Ok || status == Status.NotFound ? otherwise : null;
  }
  const route = settings.catalogue.find(id);
  return route !== null ? route : Route.broken(`no provider has the id "${textOf(id)}"`);
}
