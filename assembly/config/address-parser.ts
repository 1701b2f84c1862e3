// Host and paths of a provider: those of its type, or of a URL or host in the configuration.

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
import { findCapabilityByEnd } from "../protocol/path-table";
import { UrlKind } from "../provider/address-spec";
import { ProviderRow } from "../provider/spec";
import { Bytes, concat, endsWith, indexOfByte, startsWith, textOf, utf8 } from "../text/bytes";
import { encodeSegment } from "../text/percent";
import { applyAzureUrl } from "./azure-url";
import { checkUserInfo } from "./check";
import { ConfigNode } from "./config-node";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";

const V1 = utf8("/v1");
const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const SLASH: u8 = 0x2f;

/** Reads where the provider that `node` describes is, and its type's paths there. */
export function parseAddress(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const row = settings.row;
  settings.authority = fillKeys(row.address.host, row, node, false);
  copyPaths(node, settings);
  const host = row.address.hostKey;
  if (host.length > 0) {
    const custom = Url.parse(readHost(node.member(host), problems)).authority;
    if (custom.byteLength > 0) settings.authority = row.address.urlKey.length > 0 ? withoutPort(custom) : custom;
  }
  if (row.address.urlKey.length > 0) parseUrl(node.member(row.address.urlKey), settings, problems);
  const domain = node.member("providerDomain");
  if (domain.bytes.byteLength > 0) {
    settings.authority = readHost(domain, problems);
    if (indexOfByte(settings.authority, SLASH) >= 0)
      problems.error(domain.path, `expected a host alone, found "${domain.text}"`);
  }
}

function copyPaths(node: ConfigNode, settings: ProviderSettings): void {
  const row = settings.row;
  for (let i = 0, count = row.paths.length; i < count; i++) {
    const path = unchecked(row.paths[i]); // i < count
    const filled = fillKeys(path, row, node, true);
    if (filled !== path) settings.setPath(i, filled);
  }
  for (let i = 0, count = row.conditionalPaths.length; i < count; i++) {
    const other = unchecked(row.conditionalPaths[i]); // i < count
    if (other.capability >= settings.paths.length || !other.when.holds(node.member(other.when.key).text)) continue;
    settings.setPath(other.capability, fillKeys(other.path, row, node, true));
  }
}

// Replaces `{key}` by the value of that key of the row's own; what else stands in braces is for each request.
function fillKeys(template: Bytes, row: ProviderRow, node: ConfigNode, isPath: bool): Bytes {
  let text = template;
  for (let i = 0, count = row.keys.length; i < count; i++) {
    const key = unchecked(row.keys[i]); // i < count
    const start = findPlaceholder(text, key.bytes);
    if (start < 0) continue;
    const value = node.member(key.name).bytes;
    const rest = text.subarray(start + key.bytes.byteLength + 2);
    text = concat(concat(text.subarray(0, start), isPath ? encodeSegment(value) : value), rest);
  }
  return text;
}

// Where `{name}` stands, or -1.
function findPlaceholder(text: Bytes, name: Bytes): i32 {
  for (let at = indexOfByte(text, OPEN); at >= 0; at = indexOfByte(text, OPEN, at + 1)) {
    const close = indexOfByte(text, CLOSE, at);
    if (close == at + 1 + name.byteLength && startsWith(text.subarray(at + 1), name)) return at;
  }
  return -1;
}

function readHost(node: ConfigNode, problems: Problems): Bytes {
  const host = node.bytes;
  if (!isHeaderValue(host)) problems.error(node.path, "expected a host without line breaks and NUL");
  checkUserInfo(node, Url.parse(host).authority, problems);
  return host;
}

function parseUrl(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  if (node.bytes.byteLength == 0) return;
  const url = Url.parse(node.bytes);
  const kind = settings.row.address.urlKind;
  if (url.authority.byteLength == 0) {
    const what = kind == UrlKind.Azure ? "invalid azureServiceUrl: expected" : "expected";
    return problems.error(node.path, `${what} a URL with a host, found "${textOf(pathOf(node.bytes))}"`);
  }
  if (!isHeaderValue(node.bytes)) return problems.error(node.path, "expected a URL without line breaks");
  checkUserInfo(node, url.authority, problems);
  settings.authority = url.authority;
  if (kind == UrlKind.Azure) applyAzureUrl(node, url, settings, problems);
  else if (kind == UrlKind.OpenAi && url.target.byteLength > 0) applyPaths(url.target, settings);
}

function applyPaths(target: Bytes, settings: ProviderSettings): void {
  const base = pathOf(target);
  if (settings.row.address.isDirect(base)) {
    settings.directPath = target;
    settings.directCapability = findCapabilityByEnd(base);
    return;
  }
  for (let i = 0, count = settings.paths.length; i < count; i++) {
    const path = unchecked(settings.paths[i]); // i < count
    if (!hasPathPrefix(path, V1)) continue;
    const joined = base.byteLength > 1 ? joinPaths(base, removePathPrefix(path, V1)) : path;
    settings.setPath(i, appendQuery(joined, queryOf(target)));
  }
}
