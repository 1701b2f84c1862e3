// Reads `override`: another endpoint than that of the type, as APISIX has it.

import { hasName, isHeaderValue } from "../http/header-names";
import { isPlainPath } from "../http/plain-path";
import { nameOf } from "../http/query";
import { pathOf, queryOf, Url } from "../http/uri";
import { findCapabilityByEnd } from "../protocol/path-table";
import { UrlKind } from "../provider/address-spec";
import { Bytes, EMPTY, equalBytes, indexOfByte, startsWith, textOf, utf8 } from "../text/bytes";
import { checkObject, checkUserInfo } from "./check";
import { ConfigNode } from "./config-node";
import { OVERRIDE_KEYS } from "./keys";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";

const AMPERSAND: u8 = 0x26;
const SPACE: u8 = 0x20;
const COLON: u8 = 0x3a;
const HTTP = utf8("http://");
const HTTPS = utf8("https://");
const ROOT_PATH = utf8("/");

/** Reads what `override` of the provider that `node` describes says of its endpoint. */
export function parseOverride(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const overrides = node.member("override");
  if (!overrides.exists) return;
  checkObject(overrides, OVERRIDE_KEYS, problems);
  const endpoint = overrides.member("endpoint");
  if (!endpoint.exists) return;
  checkOthers(node, endpoint, settings, problems);
  const url = parseUrl(endpoint, problems);
  if (url === null) return;
  settings.authority = url.authority;
  const path = pathOf(url.target);
  if (path.byteLength > 0 && !equalBytes(path, ROOT_PATH)) {
    settings.directPath = path;
    settings.directCapability = findCapabilityByEnd(path);
    settings.fixesPath = true;
  } else if (settings.row.address.urlKind == UrlKind.Azure) {
    problems.error(endpoint.path, "expected a URL with a path: this type has none of its own");
  }
  addParameters(queryOf(url.target), settings);
}

// What says where the provider is must not say it twice.
function checkOthers(node: ConfigNode, endpoint: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const address = settings.row.address;
  const keys = ["providerDomain", address.hostKey, address.urlKey];
  for (let i = 0; i < keys.length; i++) {
    const key = unchecked(keys[i]); // i < length
    if (key.length == 0 || node.member(key).bytes.byteLength == 0) continue;
    problems.error(endpoint.path, `says where the provider is, and so does ${node.member(key).path}`);
  }
}

// Null, and an error, for what is no URL. Its query may hold a key, so an error shows none.
function parseUrl(node: ConfigNode, problems: Problems): Url | null {
  const text = node.bytes;
  const url = Url.parse(text);
  const before = problems.errors.length;
  checkUserInfo(node, url.authority, problems);
  if (problems.errors.length > before) return null;
  const hasScheme = startsWith(text, HTTP) || startsWith(text, HTTPS);
  const isSound = hasScheme && isAuthority(url.authority) && isTarget(url.target);
  if (isSound) return url;
  problems.error(node.path, `expected a URL such as https://host:8443/path, found "${textOf(pathOf(text))}"`);
  return null;
}

// A host, and a port that there is if one is given.
function isAuthority(authority: Bytes): bool {
  if (!isHeaderValue(authority) || indexOfByte(authority, SPACE) >= 0) return false;
  const bracket = indexOfByte(authority, 0x5d);
  const colon = indexOfByte(authority, COLON, max(bracket, 0));
  if (colon < 0) return authority.byteLength > 0;
  const port = textOf(authority.subarray(colon + 1));
  const number = U32.parseInt(port);
  return colon > 0 && port.length <= 5 && port == number.toString() && number > 0 && number <= 65535;
}

function isTarget(target: Bytes): bool {
  return isHeaderValue(target) && indexOfByte(target, SPACE) < 0 && isPlainPath(pathOf(target));
}

// What the credentials' parameters say counts alone.
function addParameters(query: Bytes, settings: ProviderSettings): void {
  for (let start = 0; start < query.byteLength;) {
    const separator = indexOfByte(query, AMPERSAND, start);
    const end = separator < 0 ? query.byteLength : separator;
    const name = end > start ? nameOf(query.subarray(start, end)) : EMPTY;
    if (end > start && !hasName(settings.queryNames, name)) {
      settings.endpointNames.push(name);
      settings.endpointParameters.push(query.subarray(start, end));
    }
    start = end + 1;
  }
}
