// What of a request a hash ring is asked with: variables as nginx calls them, headers, cookies, the consumer.
// https://nginx.org/en/docs/varindex.html

import { lowerName } from "../http/header-names";
import { isWord } from "../text/ascii";
import { Bytes, EMPTY, utf8 } from "../text/bytes";

/** Where a part of the key is. */
export enum HashSource {
  /** Nowhere: no request of HTTP has it. */
  Nothing,
  /** The path with its query. */
  Target,
  Path,
  Query,
  /** The authority without its port. */
  Host,
  ClientAddress,
  ClientPort,
  ServerAddress,
  /** The name of Envoy's node. */
  Node,
  Argument,
  Header,
  Cookie,
  Consumer,
}

/** One part of the key. */
@final
export class HashPart {
  constructor(
    readonly source: HashSource,
    /** Of an argument, a header or a cookie. */
    readonly name: Bytes = EMPTY,
  ) {}
}

/** The variables that have no name of a header, cookie or argument in theirs. */
export const VARIABLES: Array<string> = [
  "uri",
  "server_name",
  "server_addr",
  "request_uri",
  "remote_port",
  "remote_addr",
  "query_string",
  "host",
  "hostname",
  "mqtt_client_id",
];
const SOURCES: Array<HashSource> = [
  HashSource.Path,
  HashSource.Host,
  HashSource.ServerAddress,
  HashSource.Target,
  HashSource.ClientPort,
  HashSource.ClientAddress,
  HashSource.Query,
  HashSource.Host,
  HashSource.Node,
  HashSource.Nothing,
];
const ARGUMENT = "arg_";
const HEADER = "http_";
const COOKIE = "cookie_";
const OPENING: i32 = 0x7b;

/** The part that a variable of nginx is, or null. */
export function partOf(variable: string): HashPart | null {
  const index = VARIABLES.indexOf(variable);
  if (index >= 0 && index < SOURCES.length) return new HashPart(unchecked(SOURCES[index])); // index < length
  if (hasName(variable, ARGUMENT)) return new HashPart(HashSource.Argument, nameOf(variable, ARGUMENT));
  if (hasName(variable, COOKIE)) return new HashPart(HashSource.Cookie, nameOf(variable, COOKIE));
  if (!hasName(variable, HEADER)) return null;
  return new HashPart(HashSource.Header, headerNameOf(variable));
}

/** The names of the variables in a template such as `$uri${arg_x}`, in their order; what is in braces and no name keeps them. */
export function variablesIn(template: string): Array<string> {
  const names: Array<string> = [];
  for (let at = template.indexOf("$"); at >= 0; at = template.indexOf("$", at)) {
    const start = at + 1;
    const isBraced = start < template.length && template.charCodeAt(start) == OPENING;
    const closing = isBraced ? template.indexOf("}", start) : -1;
    at = !isBraced ? endOfName(template, start) : closing < 0 ? template.length : closing + 1;
    const isName = closing > start + 1 && endOfName(template, start + 1) == closing;
    if (at > start) names.push(isName ? template.substring(start + 1, closing) : template.substring(start, at));
  }
  return names;
}

function endOfName(text: string, start: i32): i32 {
  let end = start;
  while (end < text.length && isWord(text.charCodeAt(end))) end++;
  return end;
}

function hasName(variable: string, prefix: string): bool {
  return variable.length > prefix.length && variable.startsWith(prefix);
}

// Headers with underscores are seldom let through: nginx' name is taken for the one with dashes.
function headerNameOf(variable: string): Bytes {
  return lowerName(utf8(variable.substring(HEADER.length).replaceAll("_", "-")));
}

function nameOf(variable: string, prefix: string): Bytes {
  return utf8(variable.substring(prefix.length));
}
