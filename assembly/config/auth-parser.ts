// Credentials of a provider: `apiTokens` as bearer tokens (RFC 6750), `auth` for anything else.

import { bearerOf } from "../auth/bearer";
import { Host } from "../host/host";
import { hasName, isHeaderName, lowerName } from "../http/header-names";
import { encodeSegment } from "../text/percent";
import { Bytes, concat, equalBytes, indexOfByte, textOf, utf8 } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { AUTH_KEYS } from "./keys";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";
import { readSecret } from "./secret";

const EQUALS = utf8("=");
const AMPERSAND = utf8("&");
const SPACE: u8 = 0x20;
const HOST = utf8("host");

/** Reads `apiTokens` and `auth` of a provider. */
export function parseAuth(node: ConfigNode, settings: ProviderSettings, host: Host, problems: Problems): void {
  const tokens = node.member("apiTokens").list();
  for (let i = 0, count = tokens.length; i < count; i++) {
    const token = unchecked(tokens[i]); // i < count
    if (!token.isScalar) continue; // noted by the check of kinds
    const secret = readSecret(token, host, problems);
    if (secret.byteLength == 0) continue;
    settings.authorizations.push(bearerOf(secret));
    settings.secrets.push(secret);
  }
  const auth = node.member("auth");
  if (!auth.exists) return;
  checkObject(auth, AUTH_KEYS, problems);
  parseHeaders(auth.member("header"), settings, host, problems);
  parseQuery(auth.member("query"), settings, host, problems);
}

function parseHeaders(node: ConfigNode, settings: ProviderSettings, host: Host, problems: Problems): void {
  const headers = node.children();
  for (let i = 0, count = headers.length; i < count; i++) {
    const header = unchecked(headers[i]); // i < count
    const name = lowerName(header.name);
    if (!isHeaderName(name) || equalBytes(name, HOST)) {
      problems.error(header.path, `expected the name of a header, found "${textOf(name)}"`);
      continue;
    }
    const value = readSecret(header, host, problems);
    if (hasName(settings.headerNames, name)) problems.error(header.path, "this header is set twice");
    settings.headerNames.push(name);
    settings.headerValues.push(value);
    settings.secrets.push(withoutScheme(value));
  }
}

function parseQuery(node: ConfigNode, settings: ProviderSettings, host: Host, problems: Problems): void {
  const parameters = node.children();
  for (let i = 0, count = parameters.length; i < count; i++) {
    const parameter = unchecked(parameters[i]); // i < count
    const name = parameter.name;
    const value = readSecret(parameter, host, problems);
    settings.queryNames.push(name);
    settings.secrets.push(value);
    const pair = concat(concat(encodeSegment(name), EQUALS), encodeSegment(value));
    settings.query = joinQuery(settings.query, pair);
  }
}

// What is secret of `Basic …` is what follows.
function withoutScheme(value: Bytes): Bytes {
  const space = indexOfByte(value, SPACE);
  return space < 0 ? value : value.subarray(space + 1);
}

function joinQuery(query: Bytes, pair: Bytes): Bytes {
  return query.byteLength == 0 ? pair : concat(concat(query, AMPERSAND), pair);
}
