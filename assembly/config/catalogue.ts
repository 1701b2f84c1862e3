// The providers that a configuration lists, by their ids.

import { Host } from "../host/host";
import { JsonKind } from "../json/kind";
import { Bytes, textOf } from "../text/bytes";
import { ConfigNode } from "./config-node";
import { KeyTable } from "./key-table";
import { Limits } from "./limits";
import { Problems } from "./problems";
import { parseProvider } from "./provider-parser";
import { idOf } from "./provider-type";
import { Route } from "./route";

/** A list of providers, each of which is usable or says why it is not; a look-up costs the same whatever its length. */
@final
export class Catalogue {
  /** A route to each, in the order of the configuration. */
  readonly routes: Array<Route> = [];

  private readonly ids: KeyTable = new KeyTable();
  private nodes: Array<ConfigNode> = [];

  /** Reads the elements of `list`; errors of each stay among the problems and disable it alone. */
  static parse(list: ConfigNode, limits: Limits, host: Host, problems: Problems): Catalogue {
    const catalogue = new Catalogue();
    const nodes = list.children();
    for (let i = 0, count = nodes.length; i < count; i++) {
      const node = unchecked(nodes[i]); // i < count
      if (node.kind == JsonKind.Object) catalogue.add(node, parseRoute(node, limits, host, problems), problems);
    }
    return catalogue;
  }

  /** A catalogue of the one provider that `node` describes. */
  static of(node: ConfigNode, limits: Limits, host: Host, problems: Problems): Catalogue {
    const catalogue = new Catalogue();
    catalogue.add(node, parseRoute(node, limits, host, problems), problems);
    return catalogue;
  }

  /** How many there are, usable or not. */
  get size(): i32 {
    return this.routes.length;
  }

  /** The route to the provider with this id, or null. */
  find(id: Bytes): Route | null {
    const index = this.ids.find(id);
    return index >= 0 && index < this.routes.length ? unchecked(this.routes[index]) : null;
  }

  /** Reads the provider with this id again, with other limits around it; null when there is none. */
  parseAgain(id: Bytes, limits: Limits, host: Host, problems: Problems): Route | null {
    const index = this.ids.find(id);
    if (index < 0 || index >= this.nodes.length) return null;
    // What is wrong with it has been told.
    if (unchecked(this.routes[index]).provider === null) return unchecked(this.routes[index]); // as long as the nodes
    return parseRoute(unchecked(this.nodes[index]), limits, host, problems);
  }

  /** Forgets what the providers were read from. */
  close(): void {
    this.nodes = [];
  }

  private add(node: ConfigNode, route: Route, problems: Problems): void {
    const provider = route.provider;
    const id = provider === null ? idOf(node) : provider.id;
    const index = this.routes.length;
    const known = this.ids.add(id, index);
    if (known != index) {
      const first = known < this.nodes.length ? unchecked(this.nodes[known]).path : ""; // known >= 0: it was added
      problems.error(node.path, `another provider has the id "${textOf(id)}" already: ${first}`);
      return;
    }
    this.routes.push(route);
    this.nodes.push(node);
  }
}

/** A route to the provider that `node` describes, or one that says what is wrong with it. */
export function parseRoute(node: ConfigNode, limits: Limits, host: Host, problems: Problems): Route {
  const before = problems.errors.length;
  const provider = parseProvider(node, limits, host, problems);
  const failed = problems.errors.length > before;
  if (provider !== null && !failed) return Route.to(provider);
  return Route.broken(problems.firstSince(before));
}
