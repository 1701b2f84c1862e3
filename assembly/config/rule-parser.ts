// Reads one rule of Higress' `_rules_`. A mistake in it is that of its own requests, and of nobody else's.

import { Host } from "../host/host";
import { JsonKind } from "../json/kind";
import { Bytes, textOf } from "../text/bytes";
import { Catalogue, parseRoute } from "./catalogue";
import { checkObject, misspellsVital } from "./check";
import { ConfigNode } from "./config-node";
import { LIMIT_KEYS, RULE_KEYS } from "./keys";
import { Limits, parseLimits } from "./limits";
import { Problems } from "./problems";
import { idOf } from "./provider-type";
import { Route } from "./route";
import { RouteRules, RuleMatch } from "./route-rules";

/** Adds the rule that `node` describes; what it leaves out is as at the top: `limits` and `catalogue`. */
export function parseRule(
  node: ConfigNode,
  limits: Limits,
  catalogue: Catalogue,
  host: Host,
  rules: RouteRules,
  problems: Problems,
): Route {
  const before = problems.errors.length;
  checkObject(node, RULE_KEYS, problems);
  const match = new RuleMatch();
  match.routes = textsOf(node.member("_match_route_"));
  match.prefixes = textsOf(node.member("_match_route_prefix_"));
  match.domains = textsOf(node.member("_match_domain_"));
  match.services = textsOf(node.member("_match_service_"));
  if (match.isEmpty) {
    const keys = "_match_route_, _match_domain_, _match_service_ or _match_route_prefix_";
    problems.error(node.path, `expected a rule with ${keys}`);
  }
  let route = parseTarget(node, limits, catalogue, host, problems);
  // Whoever wrote a limit that cannot be read, or misspelt a key, meant something else than what would happen now.
  const isSound = problems.errors.length == before && !misspellsVital(node, RULE_KEYS);
  if (!isSound && route.problem.length == 0) route = Route.broken(problems.firstSince(before));
  rules.add(match, route);
  return route;
}

function textsOf(node: ConfigNode): Array<Bytes> {
  const nodes = node.list();
  const texts: Array<Bytes> = [];
  for (let i = 0, count = nodes.length; i < count; i++) {
    const text = unchecked(nodes[i]).bytes; // i < count
    if (text.byteLength > 0) texts.push(text);
  }
  return texts;
}

function parseTarget(node: ConfigNode, outer: Limits, catalogue: Catalogue, host: Host, problems: Problems): Route {
  const hasLimits = hasOwnLimits(node);
  const limits = hasLimits ? parseLimits(node, outer, problems) : outer;
  const single = node.member("provider");
  if (single.kind == JsonKind.Object) return parseRoute(single, limits, host, problems);
  const active = node.member("activeProviderId");
  const id = active.bytes;
  // As in Higress: a rule that names nobody keeps its requests out of the filter.
  if (id.byteLength == 0) return Route.INERT;
  const own = node.member("providers");
  let route: Route | null;
  if (own.exists) route = findOwn(own, id, limits, host, problems);
  else route = hasLimits ? catalogue.parseAgain(id, limits, host, problems) : catalogue.find(id);
  if (route !== null) return route;
  const before = problems.errors.length;
  problems.error(active.path, `expected the id of a provider, found "${textOf(id)}"`);
  return Route.broken(problems.firstSince(before));
}

// Of a rule's own providers only the one that answers is read, as in Higress.
function findOwn(list: ConfigNode, id: Bytes, limits: Limits, host: Host, problems: Problems): Route | null {
  const nodes = list.children();
  for (let i = 0, count = nodes.length; i < count; i++) {
    const node = unchecked(nodes[i]); // i < count
    if (textOf(idOf(node)) == textOf(id)) return parseRoute(node, limits, host, problems);
  }
  return null;
}

function hasOwnLimits(node: ConfigNode): bool {
  for (let i = 0, count = LIMIT_KEYS.length; i < count; i++) {
    if (node.member(unchecked(LIMIT_KEYS[i]).name).exists) return true; // i < count
  }
  return false;
}
