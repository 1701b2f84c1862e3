// Credentials of a provider: `apiTokens` as its type wants to see them, `auth` for anything else.

import { TokenSigner } from "../auth/token-signer";
import { TokenStyle } from "../auth/token-style";
import { Host } from "../host/host";
import { hasName, isHeaderName, lowerName } from "../http/header-names";
import { ProviderRow } from "../provider/spec";
import { encodeSegment } from "../text/percent";
import { Bytes, concat, equalBytes, indexOfByte, indexOfBytes, textOf, utf8 } from "../text/bytes";
import { checkClosed } from "./check";
import { ConfigNode } from "./config-node";
import { AUTH_KEYS } from "./keys";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";
import { readSecret } from "./secret";

const EQUALS = utf8("=");
const AMPERSAND = utf8("&");
const SPACE: u8 = 0x20;
const HOST = utf8("host");
const TOKEN = utf8("{token}");

/**
 * Reads `apiTokens`, `auth` and the keys of a signature. A value of `auth` with `{token}` in it says how a token is
 * presented in place of the type's own way.
 */
export function parseAuth(node: ConfigNode, settings: ProviderSettings, host: Host, problems: Problems): void {
  const row = settings.row;
  const before = problems.errors.length;
  const tokens = parseTokens(node.member("apiTokens"), settings, host, problems);
  const own = styleOf(row, node);
  settings.tokenHeader = own.header;
  let style: TokenStyle | null = row.tokenParameter.byteLength > 0 ? null : own;
  const auth = node.member("auth");
  if (auth.exists) {
    checkClosed(auth, AUTH_KEYS, problems);
    const other = parseHeaders(auth.member("header"), settings, host, problems);
    if (other !== null) style = other;
    // Without a token of ours the client's own credentials would go on.
    if (other !== null && tokens.length == 0)
      problems.error(`${node.path}.apiTokens`, "expected tokens for {token}, found none");
    parseQuery(auth.member("query"), tokens, settings, host, problems);
  }
  if (!settings.hasTokenInQuery && tokens.length > 0) presentTokens(tokens, style, settings, node, problems);
  parseSigner(node, settings, host, problems);
  settings.noteOwnHeaders();
  const hasFailed = problems.errors.length > before;
  if (row.needsTokens && !settings.hasCredentials && !hasFailed)
    problems.error(`${node.path}.apiTokens`, "no apiToken found in provider config");
}

function styleOf(row: ProviderRow, node: ConfigNode): TokenStyle {
  const other = row.otherTokens;
  return other !== null && other.when.holds(node.member(other.when.key).text) ? other.style : row.tokens;
}

function parseTokens(node: ConfigNode, settings: ProviderSettings, host: Host, problems: Problems): Array<Bytes> {
  const list = node.list();
  const tokens: Array<Bytes> = [];
  for (let i = 0, count = list.length; i < count; i++) {
    const token = unchecked(list[i]); // i < count
    if (!token.isScalar) continue; // noted by the check of kinds
    const secret = readSecret(token, host, problems);
    if (secret.byteLength == 0) continue;
    tokens.push(secret);
    settings.secrets.push(secret);
  }
  return tokens;
}

// With no style of a header the type has its token in the query.
function presentTokens(
  tokens: Array<Bytes>,
  style: TokenStyle | null,
  settings: ProviderSettings,
  node: ConfigNode,
  problems: Problems,
): void {
  if (style === null)
    return addParameter(settings.row.tokenParameter, tokens, utf8("{token}"), settings, node, problems);
  settings.tokenHeader = style.header;
  for (let i = 0, count = tokens.length; i < count; i++) settings.tokens.push(style.present(unchecked(tokens[i]))); // i < count
}

function parseSigner(node: ConfigNode, settings: ProviderSettings, host: Host, problems: Problems): void {
  const row = settings.row;
  if (row.accessKey.length == 0 || settings.hasCredentials) return;
  const access = node.member(row.accessKey);
  const secret = node.member(row.secretKey);
  if (!access.exists) problems.error(access.path, `missing ${row.accessKey} in provider config`);
  if (!secret.exists) problems.error(secret.path, `missing ${row.secretKey} in provider config`);
  if (!access.exists || !secret.exists) return;
  const key = readSecret(secret, host, problems);
  settings.secrets.push(key);
  const ahead = node.member("klingTokenRefreshAhead").count;
  settings.signer = new TokenSigner(readSecret(access, host, problems), key, ahead);
}

// Returns the style that a value with `{token}` describes, or null.
function parseHeaders(node: ConfigNode, settings: ProviderSettings, host: Host, problems: Problems): TokenStyle | null {
  const headers = node.children();
  let style: TokenStyle | null = null;
  for (let i = 0, count = headers.length; i < count; i++) {
    const header = unchecked(headers[i]); // i < count
    const name = lowerName(header.name);
    if (!isHeaderName(name) || equalBytes(name, HOST)) {
      problems.error(header.path, `expected the name of a header, found "${textOf(name)}"`);
      continue;
    }
    const value = readSecret(header, host, problems);
    if (hasName(settings.headerNames, name)) problems.error(header.path, "this header is set twice");
    const at = indexOfBytes(value, TOKEN);
    if (at >= 0) {
      if (style !== null) problems.error(header.path, "{token} can stand in one value only");
      style = new TokenStyle(name, value.subarray(0, at), value.subarray(at + TOKEN.byteLength));
      continue;
    }
    settings.headerNames.push(name);
    settings.headerValues.push(value);
    settings.secrets.push(withoutScheme(value));
  }
  return style;
}

function parseQuery(
  node: ConfigNode,
  tokens: Array<Bytes>,
  settings: ProviderSettings,
  host: Host,
  problems: Problems,
): void {
  const parameters = node.children();
  for (let i = 0, count = parameters.length; i < count; i++) {
    const parameter = unchecked(parameters[i]); // i < count
    const value = readSecret(parameter, host, problems);
    if (indexOfBytes(value, TOKEN) < 0) settings.secrets.push(value);
    addParameter(parameter.name, tokens, value, settings, parameter, problems);
  }
}

// `{token}` in the value is the token, of which there can be one only: the query is made once.
function addParameter(
  name: Bytes,
  tokens: Array<Bytes>,
  template: Bytes,
  settings: ProviderSettings,
  node: ConfigNode,
  problems: Problems,
): void {
  let value = template;
  const at = indexOfBytes(template, TOKEN);
  if (at >= 0) {
    if (tokens.length != 1)
      return problems.error(node.path, `expected one token for the query, found ${tokens.length}`);
    settings.hasTokenInQuery = true;
    value = concat(concat(template.subarray(0, at), unchecked(tokens[0])), template.subarray(at + TOKEN.byteLength)); // length 1
  }
  settings.queryNames.push(name);
  const pair = concat(concat(encodeSegment(name), EQUALS), encodeSegment(value));
  settings.query = joinQuery(settings.query, pair);
}

// What is secret of `Basic …` is what follows.
function withoutScheme(value: Bytes): Bytes {
  const space = indexOfByte(value, SPACE);
  return space < 0 ? value : value.subarray(space + 1);
}

function joinQuery(query: Bytes, pair: Bytes): Bytes {
  return query.byteLength == 0 ? pair : concat(concat(query, AMPERSAND), pair);
}
