// The whole configuration of one plugin instance: parsed once, shared by the exchanges that begin with it.

import { Host } from "../host/host";
import { hasName, isHeaderName, lowerName } from "../http/header-names";
import { JsonDocument } from "../json/document";
import { describeJsonError, JsonError } from "../json/error";
import { JsonKind } from "../json/kind";
import { Bytes, EMPTY, equalBytes, textOf, utf8 } from "../text/bytes";
import { checkKeys, checkObject, misspellsVital } from "./check";
import { ConfigNode } from "./config-node";
import { ROOT_KEYS, SHARED_KEYS } from "./keys";
import { Limits, parseLimits } from "./limits";
import { Problems } from "./problems";
import { parseProvider } from "./provider-parser";
import { ProviderSettings } from "./provider-settings";
import { parseTelemetry, Telemetry } from "./telemetry";
import { DEFAULT_VM_BYTES, parseVmBytes } from "./vm-memory";

/** A configuration; not changed after it was read. */
@final
export class Settings {
  /** True for a filter of a cluster, which runs once for each attempt. */
  isUpstream: bool = false;
  /** Every provider without errors. */
  readonly providers: Array<ProviderSettings> = [];
  /** The query parameters that some provider's credentials go into, each once. */
  readonly queryNames: Array<Bytes> = [];
  /** The provider that answers in mode `listener`; null: none does. */
  active: ProviderSettings | null = null;
  /** The header that steers a `cluster_header` route. */
  clusterHeader: Bytes = utf8("x-aisle-cluster");
  /** What is told of each exchange, and where. */
  telemetry: Telemetry = new Telemetry();
  /** True when what an exchange was like is told somewhere. */
  needsRecord: bool = false;
  /** What the VM may hold, in bytes. */
  maxVmBytes: u32 = DEFAULT_VM_BYTES;

  /** True when some provider is called with credentials of the configuration. */
  get hasCredentials(): bool {
    for (let i = 0, count = this.providers.length; i < count; i++) {
      if (unchecked(this.providers[i]).hasCredentials) return true; // i < count
    }
    return false;
  }

  /** The provider with this id, or null. */
  findProvider(id: Bytes): ProviderSettings | null {
    for (let i = 0, count = this.providers.length; i < count; i++) {
      const provider = unchecked(this.providers[i]); // i < count
      if (equalBytes(provider.id, id)) return provider;
    }
    return null;
  }
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
  const root = new ConfigNode(document, document.root, "");
  if (root.kind != JsonKind.Object) {
    problems.error("", `the configuration must be an object, found ${root.kindName}`);
    return null;
  }
  const settings = new Settings();
  checkObject(root, ROOT_KEYS, problems);
  // What is wrong here costs what is told, not the providers.
  settings.telemetry = parseTelemetry(root, problems);
  settings.needsRecord = settings.telemetry.needsRecord;
  const before = problems.errors.length;
  settings.isUpstream = root.member("mode").text == "upstream";
  parseClusterHeader(root.member("clusterHeader"), settings, problems);
  settings.maxVmBytes = parseVmBytes(root.member("maxVmBytes"), problems);
  const limits = parseLimits(root, new Limits(), problems);
  // Whoever wrote a limit that cannot be read meant to forbid something: nothing is allowed until it is known what.
  const isSound = problems.errors.length == before && hasSoundKeys(root);
  parseProviders(root, settings, limits, host, problems);
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

function parseClusterHeader(node: ConfigNode, settings: Settings, problems: Problems): void {
  if (!node.exists) return;
  const name = lowerName(node.bytes);
  if (isHeaderName(name)) settings.clusterHeader = name;
  else problems.error(node.path, `expected the name of a header, found "${node.text}"`);
}

// `provider` alone, if it is there, as in Higress; else the catalogue.
function parseProviders(root: ConfigNode, settings: Settings, limits: Limits, host: Host, problems: Problems): void {
  const single = root.member("provider");
  if (single.kind == JsonKind.Object) {
    settings.active = addProvider(single, settings, limits, host, problems);
    return;
  }
  const providers = root.member("providers").children();
  for (let i = 0, count = providers.length; i < count; i++) {
    const node = unchecked(providers[i]); // i < count
    if (node.kind == JsonKind.Object) addProvider(node, settings, limits, host, problems);
  }
  settings.active = findActive(root.member("activeProviderId"), providers.length, settings, problems);
}

// A provider with an error is left out; its errors stay among the problems.
function addProvider(
  node: ConfigNode,
  settings: Settings,
  limits: Limits,
  host: Host,
  problems: Problems,
): ProviderSettings | null {
  const before = problems.errors.length;
  const provider = parseProvider(node, limits, host, problems);
  if (provider === null || problems.errors.length > before) return null;
  if (settings.findProvider(provider.id) !== null) {
    problems.error(node.path, `another provider has the id "${textOf(provider.id)}" already`);
    return null;
  }
  provider.decideStreamUsage(settings.telemetry.needsRecord);
  if (provider.limits.showsOrigin) settings.needsRecord = true;
  settings.telemetry.secrets = settings.telemetry.secrets.concat(provider.secrets);
  settings.providers.push(provider);
  for (let i = 0, count = provider.queryNames.length; i < count; i++) {
    const name = unchecked(provider.queryNames[i]); // i < count
    if (!hasName(settings.queryNames, name)) settings.queryNames.push(name);
  }
  return provider;
}

function findActive(
  node: ConfigNode,
  configured: i32,
  settings: Settings,
  problems: Problems,
): ProviderSettings | null {
  const usable = settings.providers;
  const id = node.exists ? node.bytes : EMPTY;
  if (id.byteLength > 0) {
    const provider = settings.findProvider(id);
    if (provider === null) problems.error(node.path, `expected the id of a usable provider, found "${textOf(id)}"`);
    return provider;
  }
  if (configured == 1 && usable.length == 1) return unchecked(usable[0]); // length 1
  if (!settings.isUpstream && usable.length > 0)
    problems.error(node.path, "expected the id of one of the providers, found nothing");
  return null;
}
