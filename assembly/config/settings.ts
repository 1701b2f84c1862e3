// The whole configuration of one plugin instance: parsed once, shared by the exchanges that begin with it.

import { Host } from "../host/host";
import { hasName, isHeaderName, lowerName } from "../http/header-names";
import { JsonDocument } from "../json/document";
import { describeJsonError, JsonError } from "../json/error";
import { JsonKind } from "../json/kind";
import { Bytes, concat, EMPTY, textOf, utf8 } from "../text/bytes";
import { Balancer, parseBalancer } from "./balancer";
import { Catalogue } from "./catalogue";
import { checkKeys, checkObject, misspellsVital } from "./check";
import { ConfigNode } from "./config-node";
import { ROOT_KEYS, SHARED_KEYS } from "./keys";
import { checkHealth, compareChecks } from "./health";
import { KeyTable } from "./key-table";
import { Limits, parseLimits } from "./limits";
import { Fallback, parseFallback } from "./fallback";
import { ConsumerPlace, parseConsumer } from "./consumer";
import { parseProviderMetadata, ProviderMetadata } from "./provider-metadata";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";
import { Route } from "./route";
import { findSharing, Sharing } from "./sharing";
import { RouteRules } from "./route-rules";
import { parseRule } from "./rule-parser";
import { parseTelemetry, Telemetry } from "./telemetry";
import { DEFAULT_VM_BYTES, parseVmBytes } from "./vm-memory";

const NUL = utf8("\0");

/** A configuration; not changed after it was read. */
@final
export class Settings {
  /** True for a filter of a cluster, which runs once for each attempt. */
  isUpstream: bool = false;
  /** True for a filter that only leaves the hash of a body for Envoy. */
  isHash: bool = false;
  /** Where metadata names a provider. */
  metadata: ProviderMetadata = new ProviderMetadata("aisle", "provider");
  /** After which failures other providers are asked. */
  fallback: Fallback = new Fallback();
  /** How requests are shared among providers. */
  balancer: Balancer = new Balancer();
  /** Where a request names its consumer; null: nowhere that is trusted. */
  consumer: ConsumerPlace | null = null;
  /** Every provider without errors that requests can go to. */
  readonly providers: Array<ProviderSettings> = [];
  /** The query parameters that some provider's credentials go into, each once. */
  readonly queryNames: Array<Bytes> = [];
  /** The headers that some provider's credentials go into, each once. */
  readonly ownHeaders: Array<Bytes> = [];
  /** True when some provider is called with credentials of the configuration. */
  hasCredentials: bool = false;
  /** The providers at the top, by their ids. */
  catalogue: Catalogue = new Catalogue();
  /** Who shares the requests of nobody else, in mode `listener`; null: nobody. */
  sharing: Sharing | null = null;
  /** Rules for some requests of mode `listener`. */
  readonly rules: RouteRules = new RouteRules();
  /** Who answers what falls under no rule, in mode `listener`. */
  route: Route = Route.NOBODY;
  /** The header that steers a `cluster_header` route. */
  clusterHeader: Bytes = utf8("x-aisle-cluster");
  /** The path on which clients may ask how providers fare; no bytes: on none. */
  providersPath: Bytes = EMPTY;
  /** What is told of each exchange, and where. */
  telemetry: Telemetry = new Telemetry();
  /** True when what an exchange was like is told somewhere. */
  needsRecord: bool = false;
  /** What the VM may hold, in bytes. */
  maxVmBytes: u32 = DEFAULT_VM_BYTES;

  // Every header with a value of the configuration, as one text.
  private readonly ownPairs: KeyTable = new KeyTable();

  /** True when the configuration sets this header to this value. */
  isOwn(name: Bytes, value: Bytes): bool {
    return this.ownPairs.find(pairOf(name, value)) >= 0;
  }

  /** Knows the provider of a route, if it has one, as one that requests can go to. */
  addRoute(route: Route): void {
    const provider = route.provider;
    if (provider === null || this.providers.includes(provider)) return;
    provider.decideStreamUsage(this.telemetry.needsRecord);
    if (provider.limits.showsOrigin) this.needsRecord = true;
    for (let i = 0, count = provider.secrets.length; i < count; i++) {
      this.telemetry.secrets.push(unchecked(provider.secrets[i])); // i < count
    }
    provider.index = this.providers.length;
    const passing = provider.passing;
    if (passing !== null) passing.index = provider.index;
    this.providers.push(provider);
    if (provider.hasCredentials) this.hasCredentials = true;
    addNames(this.queryNames, provider.queryNames);
    addNames(this.ownHeaders, provider.ownHeaders);
    for (let i = 0, count = provider.tokens.length; i < count; i++) {
      this.ownPairs.add(pairOf(provider.tokenHeader, unchecked(provider.tokens[i])), 0); // i < count
    }
    for (let i = 0, count = min(provider.headerNames.length, provider.headerValues.length); i < count; i++) {
      this.ownPairs.add(pairOf(unchecked(provider.headerNames[i]), unchecked(provider.headerValues[i])), 0); // i < count
    }
  }
}

function addNames(known: Array<Bytes>, names: Array<Bytes>): void {
  for (let i = 0, count = names.length; i < count; i++) {
    const name = unchecked(names[i]); // i < count
    if (!hasName(known, name)) known.push(name);
  }
}

// A NUL stands in no header.
function pairOf(name: Bytes, value: Bytes): Bytes {
  return concat(concat(name, NUL), value);
}

/** Reads a configuration; null, with errors in `problems`, when it is no JSON object or no provider in it is usable. */
export function parseSettings(text: Bytes, host: Host, problems: Problems): Settings | null {
  const document = JsonDocument.parse(text);
  if (document.error != JsonError.None) {
    problems.error(
      "",
      `the configuration is not JSON: ${describeJsonError(document.error)} at byte ${document.errorOffset}`,
    );
    return null;
  }
  const root = ConfigNode.whole(document);
  if (root.kind != JsonKind.Object) {
    problems.error("", `the configuration must be an object, found ${root.kindName}`);
    return null;
  }
  const settings = new Settings();
  checkObject(root, ROOT_KEYS, problems);
  const mode = root.member("mode").text;
  settings.isUpstream = mode == "upstream";
  settings.isHash = mode == "hash";
  // Envoy shares and retries: what is wrong here costs no provider.
  settings.consumer = parseConsumer(root.member("consumer"), host.isHigress(), problems);
  const isListener = !settings.isUpstream && !settings.isHash;
  const lacksConsumer = isListener && settings.consumer === null;
  settings.balancer = parseBalancer(root.member("balancer"), problems, lacksConsumer);
  if (settings.isHash && settings.balancer.affinity === null)
    problems.error("mode", 'expected a balancer with algorithm "chash" and hashOn "body" for mode "hash"');
  settings.fallback = parseFallback(root, problems);
  compareChecks(root, problems);
  // What is wrong here costs what is told, not the providers.
  settings.telemetry = parseTelemetry(root, problems);
  settings.needsRecord = settings.telemetry.needsRecord;
  const before = problems.errors.length;
  settings.metadata = parseProviderMetadata(root.member("providerMetadata"), problems);
  parseClusterHeader(root.member("clusterHeader"), settings, problems);
  settings.providersPath = parsePath(root.member("providersPath"), problems);
  settings.maxVmBytes = parseVmBytes(root.member("maxVmBytes"), problems);
  const outer = new Limits();
  // What comes through Higress' control plane was written for its filter, which sends every path on.
  outer.forwardsUnknown = root.member("_rules_").exists || root.member("_plugin_id_").exists;
  const limits = parseLimits(root, outer, problems);
  const timeout = root.member("timeout").count;
  if (timeout > 0) limits.timeout = timeout;
  limits.deadline = timeout;
  limits.isRetriedByEnvoy = settings.isUpstream || settings.isHash;
  checkHealth(root, problems);
  // Whoever wrote a limit that cannot be read meant to forbid something: nothing is allowed until it is known what.
  const isSound = problems.errors.length == before && hasSoundKeys(root) && !isLost(root.member("_rules_"));
  parseRoutes(root, settings, limits, host, problems);
  if (!isSound || settings.providers.length == 0) {
    problems.error("", "no provider is usable");
    return null;
  }
  return settings;
}

// True when what holds for every provider is spelt right and has values of the right kinds; the check of all keys has
// noted the others.
function hasSoundKeys(root: ConfigNode): bool {
  const wrong = new Problems();
  checkKeys(root, SHARED_KEYS, wrong);
  return wrong.errors.length == 0 && !misspellsVital(root, ROOT_KEYS);
}

// Rules that are no list match nothing: those that they were for would be answered by somebody else.
function isLost(rules: ConfigNode): bool {
  return rules.exists && rules.kind != JsonKind.Array;
}

function parsePath(node: ConfigNode, problems: Problems): Bytes {
  if (!node.exists || node.text.startsWith("/")) return node.bytes;
  problems.error(node.path, `expected a path that begins with "/", found "${node.text}"`);
  return EMPTY;
}

function parseClusterHeader(node: ConfigNode, settings: Settings, problems: Problems): void {
  if (!node.exists) return;
  const name = lowerName(node.bytes);
  if (isHeaderName(name)) settings.clusterHeader = name;
  else problems.error(node.path, `expected the name of a header, found "${node.text}"`);
}

// `provider` alone, if it is there, as in Higress; else the catalogue. Then the rules, which may name its elements.
function parseRoutes(root: ConfigNode, settings: Settings, limits: Limits, host: Host, problems: Problems): void {
  const single = root.member("provider");
  const isSingle = single.kind == JsonKind.Object;
  if (isSingle) settings.addRoute(parseSingle(single, settings, limits, host, problems));
  else settings.catalogue = Catalogue.parse(root.member("providers"), limits, host, problems);
  const routes = settings.catalogue.routes;
  for (let i = 0, count = routes.length; i < count; i++) settings.addRoute(unchecked(routes[i])); // i < count
  const rules = root.member("_rules_").children();
  for (let i = 0, count = rules.length; i < count; i++) {
    const node = unchecked(rules[i]); // i < count
    if (node.kind != JsonKind.Object) continue; // noted by the check of kinds
    settings.addRoute(parseRule(node, limits, settings.catalogue, host, settings.rules, problems));
  }
  settings.catalogue.close();
  if (isSingle) return;
  settings.sharing = settings.isUpstream ? null : findSharing(root, settings.catalogue, problems);
  settings.route = findActive(root.member("activeProviderId"), settings, problems);
}

function parseSingle(node: ConfigNode, settings: Settings, limits: Limits, host: Host, problems: Problems): Route {
  settings.catalogue = Catalogue.of(node, limits, host, problems);
  settings.route = unchecked(settings.catalogue.routes[0]); // `of` adds one
  return settings.route;
}

// Of several providers one must be named, unless rules, routes' metadata or endpoints name theirs.
function findActive(node: ConfigNode, settings: Settings, problems: Problems): Route {
  const id = node.bytes;
  const catalogue = settings.catalogue;
  if (id.byteLength > 0) {
    const route = catalogue.find(id);
    if (route !== null) return route;
    const before = problems.errors.length;
    problems.error(node.path, `expected the id of a provider, found "${textOf(id)}"`);
    return Route.broken(problems.firstSince(before));
  }
  // What falls under no rule is none of the filter's business then, as in Higress.
  if (settings.rules.count > 0) return Route.INERT;
  if (settings.sharing !== null) return Route.SHARED;
  if (catalogue.size == 1) return unchecked(catalogue.routes[0]); // size 1
  if (!settings.isUpstream && catalogue.size > 1) {
    problems.warn(node.path, "no provider is named: routes must name theirs in their metadata");
  }
  return Route.NOBODY;
}
