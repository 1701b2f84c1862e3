// Reads one element of `providers`: common keys, those of its type, and what follows from both.

import { Host } from "../host/host";
import { isHeaderValue } from "../http/header-names";
import {
  appendQuery,
  hasPathPrefix,
  joinPaths,
  pathOf,
  queryOf,
  removePathPrefix,
  Url,
  withoutPort,
} from "../http/uri";
import { JsonKind } from "../json/kind";
import { CAPABILITIES } from "../protocol/capability";
import { findCapabilityByEnd } from "../protocol/path-table";
import { Key } from "../provider/key";
import { ProviderRow } from "../provider/spec";
import { findProvider, PROVIDERS } from "../provider/table";
import { Bytes, EMPTY, indexOfByte, textOf, utf8 } from "../text/bytes";
import { parseAnswerEdits } from "./answer-edits";
import { parseAuth } from "./auth-parser";
import { parseBody } from "./body-parser";
import { checkObject, checkUserInfo } from "./check";
import { ConfigNode } from "./config-node";
import { parseContext } from "./context-settings";
import { PROVIDER_KEYS } from "./keys";
import { Limits, parseCapability, parseLimits } from "./limits";
import { ModelMapping } from "./model-mapping";
import { findNearest, Problems } from "./problems";
import { BasePathHandling, ProviderSettings, StreamUsage } from "./provider-settings";

const V1 = utf8("/v1");
const SLASH: u8 = 0x2f;

/** The provider that `node` describes, or null when its type is not known; errors in `problems` make it unusable. */
export function parseProvider(
  node: ConfigNode,
  outer: Limits,
  host: Host,
  problems: Problems,
): ProviderSettings | null {
  const row = parseType(node.member("type"), problems);
  if (row === null) return null;
  checkObject(node, keysOf(row), problems);
  const settings = new ProviderSettings(row);
  const id = node.member("id");
  settings.id = id.bytes.byteLength > 0 ? id.bytes : utf8(row.type);
  settings.isOriginal = node.member("protocol").text == "original";
  settings.limits = parseLimits(node, outer, problems);
  parseAuth(node, settings, host, problems);
  parseAddress(node, settings, problems);
  parseCapabilities(node.member("capabilities"), settings, problems);
  parseBasePaths(node, settings, problems);
  settings.mapping = parseMapping(node.member("modelMapping"), problems);
  parseTimeouts(node, settings);
  settings.streamUsage = parseStreamUsage(node);
  const context = node.member("context");
  if (context.exists) settings.context = parseContext(context, problems);
  parseBody(node, settings, problems);
  settings.chatEdit = parseAnswerEdits(node, row);
  return settings;
}

function parseType(node: ConfigNode, problems: Problems): ProviderRow | null {
  const row = findProvider(node.text);
  if (row !== null) return row;
  if (!node.isScalar) {
    problems.error(node.path, `missing type in provider config: expected a string, found ${node.kindName}`);
    return null;
  }
  const names: Array<string> = [];
  for (let i = 0, count = PROVIDERS.length; i < count; i++) names.push(unchecked(PROVIDERS[i]).type); // i < count
  const nearest = findNearest(node.text, names);
  const hint = nearest.length > 0 ? `did you mean "${nearest}"?` : `known are ${names.join(", ")}`;
  problems.error(node.path, `unknown provider type: ${node.text}, ${hint}`);
  return null;
}

function keysOf(row: ProviderRow): Array<Key> {
  return PROVIDER_KEYS.concat(row.keys);
}

// Host and paths: the type's own, or those of a custom URL or host.
function parseAddress(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const row = settings.row;
  settings.authority = row.host;
  for (let i = 0, count = row.paths.length; i < count; i++) settings.paths.push(unchecked(row.paths[i])); // i < count
  if (row.hostKey.length > 0) {
    const custom = Url.parse(readHost(node.member(row.hostKey), problems)).authority;
    if (custom.byteLength > 0) settings.authority = row.urlKey.length > 0 ? withoutPort(custom) : custom;
  }
  const url = row.urlKey.length > 0 ? node.member(row.urlKey) : node;
  if (row.urlKey.length > 0 && url.bytes.byteLength > 0) parseCustomUrl(url, settings, problems);
  const domain = readHost(node.member("providerDomain"), problems);
  if (domain.byteLength > 0) settings.authority = domain;
}

function readHost(node: ConfigNode, problems: Problems): Bytes {
  const host = node.bytes;
  if (!isHeaderValue(host)) problems.error(node.path, "expected a host without line breaks and NUL");
  checkUserInfo(node, Url.parse(host).authority, problems);
  return host;
}

function parseCustomUrl(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const url = Url.parse(node.bytes);
  if (url.authority.byteLength == 0)
    return problems.error(node.path, `expected a URL with a host, found "${textOf(pathOf(node.bytes))}"`);
  if (!isHeaderValue(node.bytes)) return problems.error(node.path, "expected a URL without line breaks");
  checkUserInfo(node, url.authority, problems);
  settings.authority = url.authority;
  if (url.target.byteLength == 0) return;
  const base = pathOf(url.target);
  if (settings.row.isDirect(base)) {
    settings.directPath = url.target;
    settings.directCapability = findCapabilityByEnd(base);
    return;
  }
  for (let i = 0, count = settings.paths.length; i < count; i++) {
    const path = unchecked(settings.paths[i]); // i < count
    if (!hasPathPrefix(path, V1)) continue;
    const joined = base.byteLength > 1 ? joinPaths(base, removePathPrefix(path, V1)) : path;
    unchecked((settings.paths[i] = appendQuery(joined, queryOf(url.target)))); // i < count
  }
}

function parseCapabilities(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const entries = node.children();
  for (let i = 0, count = entries.length; i < count; i++) {
    const entry = unchecked(entries[i]); // i < count
    const capability = parseCapability(entry, textOf(entry.name), problems);
    if (capability === null || capability.index >= CAPABILITIES.length) continue;
    const isOff = entry.kind == JsonKind.False;
    if (isOff) settings.switchedOff.push(capability.index);
    const path = isOff ? EMPTY : entry.bytes;
    if (!isOff && !isPath(path))
      problems.error(entry.path, `expected a path that begins with "/", or false, found ${entry.kindName}`);
    else if (capability.index < settings.paths.length) unchecked((settings.paths[capability.index] = path));
  }
}

function isPath(path: Bytes): bool {
  return path.byteLength > 0 && load<u8>(path.dataStart) == SLASH && isHeaderValue(path) && indexOfByte(path, 0x20) < 0;
}

function parseBasePaths(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const base = node.member("basePath");
  settings.basePath = base.bytes;
  if (settings.basePath.byteLength > 0) {
    const isPrepended = node.member("basePathHandling").text == "prepend";
    settings.basePathHandling = isPrepended ? BasePathHandling.Prepend : BasePathHandling.RemovePrefix;
    if (!isPath(settings.basePath))
      problems.error(base.path, `expected a path that begins with "/", found "${base.text}"`);
  }
  const own = node.member("providerBasePath");
  settings.providerBasePath = own.bytes;
  if (own.bytes.byteLength > 0 && !isPath(own.bytes)) {
    problems.error(own.path, `expected a path that begins with "/", found "${own.text}"`);
  }
}

function parseMapping(node: ConfigNode, problems: Problems): ModelMapping {
  const entries = node.children();
  if (entries.length == 0) return ModelMapping.EMPTY;
  const mapping = new ModelMapping();
  for (let i = 0, count = entries.length; i < count; i++) {
    const entry = unchecked(entries[i]); // i < count
    const error = mapping.add(entry.name, entry.bytes);
    if (error.length > 0) problems.error(entry.path, error);
  }
  return mapping;
}

function parseStreamUsage(node: ConfigNode): StreamUsage {
  const mode = node.member("streamUsage").text;
  if (mode == "ask") return StreamUsage.Always;
  // YAML 1.1, and so Kubernetes, reads a bare off as false.
  return mode == "off" || mode == "false" || node.member("disableStreamUsageStats").flag
    ? StreamUsage.Never
    : StreamUsage.Auto;
}

function parseTimeouts(node: ConfigNode, settings: ProviderSettings): void {
  const timeout = node.member("timeout").count;
  if (timeout > 0) settings.timeout = timeout;
  const firstByte = node.member("firstByteTimeout").count;
  if (firstByte > 0) settings.firstByteTimeout = utf8(firstByte.toString());
}
