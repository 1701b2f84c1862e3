// Per-attempt mode: Envoy keeps one header map for all attempts, so what one writes is undone before the next.

import { CLIENT_CREDENTIALS } from "../auth/client-credentials";
import { ProviderSettings } from "../config/provider-settings";
import { Settings } from "../config/settings";
import { HeaderList, HeaderListBuilder } from "../host/header-list";
import { HeaderMap, Host, Status } from "../host/host";
import { withoutParameters } from "../http/query";
import { ACCEPT, ACCEPT_ENCODING, AUTHORITY, CONTENT_LENGTH, hasName, PATH } from "../http/header-names";
import { Bytes, equalBytes, startsWith, utf8 } from "../text/bytes";
import { removeHeaders } from "./remove-headers";
import { ANTHROPIC_PREFIX, ANTHROPIC_VERSION } from "./translated-head";

// Filter state of the stream; it outlives an attempt, and may be read by others: never a credential in it.
const SAVED_HEAD = utf8("aisle.head");
// In the place of a saved head: the request's head is the client's again.
const RETURNED = utf8("returned");
// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/advanced/attributes#upstream-attributes
const ATTEMPT_COUNT = utf8("upstream\0request_attempt_count");
/** The header by which Higress limits the time to the first byte. */
export const FIRST_BYTE_TIMEOUT = utf8("x-envoy-upstream-rq-first-byte-timeout-ms");
// What an attempt changes, besides credentials.
const CHANGED: Array<Bytes> = [
  PATH,
  AUTHORITY,
  ACCEPT,
  ACCEPT_ENCODING,
  CONTENT_LENGTH,
  FIRST_BYTE_TIMEOUT,
  ANTHROPIC_VERSION,
  utf8("anthropic-beta"),
  utf8("user-agent"),
  utf8("x-app"),
];

/**
 * Makes the request's head the client's again if an earlier attempt changed it
 * and had no response to undo that at, or keeps it for later attempts. A
 * client's credentials are not kept: after an attempt without a response, and
 * where some provider has credentials, there are no others. Returns the head,
 * or null when the proxy refused.
 */
export function beginAttempt(host: Host, settings: Settings): HeaderList | null {
  const head = host.headers(HeaderMap.Request);
  if (head === null) return null;
  const saved = host.property(SAVED_HEAD);
  // What does not fit into memory may be there.
  if (saved === null) return countAttempts(host) > 1 || host.isShort() ? null : keepHead(host, settings, head);
  if (equalBytes(saved, RETURNED)) return keepHead(host, settings, head);
  const original = HeaderList.read(saved);
  if (!restoreAll(host, CHANGED, original, head) || !restoreAnthropic(host, original, head)) return null;
  return dropCredentials(host, settings, head);
}

/**
 * Undoes what the attempt with `provider` wrote, now that its response has
 * arrived: the next attempt, and the access log, find the client's own head.
 * `original` is the head as the attempt found it. A proxy that does not show
 * the request's head any more keeps it, and the next attempt undoes it.
 */
export function endAttempt(host: Host, provider: ProviderSettings, original: HeaderList): void {
  const head = host.headers(HeaderMap.Request);
  if (head === null || head.length == 0) return;
  const isReturned =
    restoreAll(host, CHANGED, original, head) &&
    restoreAnthropic(host, original, head) &&
    restoreAll(host, CLIENT_CREDENTIALS, original, head) &&
    restoreAll(host, provider.ownHeaders, original, head);
  if (isReturned) host.setProperty(SAVED_HEAD, RETURNED);
}

/** How often the request has been sent to an upstream; 0 when the proxy does not say. */
export function countAttempts(host: Host): u32 {
  const count = host.property(ATTEMPT_COUNT);
  // A little-endian number of 64 bits, from 1.
  return count !== null && count.byteLength == 8 ? <u32>min<u64>(load<u64>(count.dataStart), u32.MAX_VALUE) : 0;
}

// The head should be the client's. A proxy that counts no attempts may have lost what was saved; a credential of ours
// shows that.
function keepHead(host: Host, settings: Settings, head: HeaderList): HeaderList | null {
  let isClean = true;
  for (let i = 0, count = settings.ownHeaders.length; i < count; i++) {
    const name = unchecked(settings.ownHeaders[i]); // i < count
    const value = head.find(name);
    if (value !== null && settings.isOwn(name, value)) isClean = false;
  }
  if (!saveHead(host, settings, head)) return null;
  return isClean ? head : dropCredentials(host, settings, head);
}

function dropCredentials(host: Host, settings: Settings, head: HeaderList): HeaderList | null {
  if (settings.hasCredentials && !removeHeaders(host, HeaderMap.Request, head, CLIENT_CREDENTIALS)) return null;
  if (!removeHeaders(host, HeaderMap.Request, head, settings.ownHeaders)) return null;
  return host.headers(HeaderMap.Request);
}

function saveHead(host: Host, settings: Settings, head: HeaderList): bool {
  const saved = new HeaderListBuilder();
  for (let i = 0; i < head.length; i++) {
    const name = head.name(i);
    if (!hasName(CHANGED, name) && !startsWith(name, ANTHROPIC_PREFIX)) continue;
    saved.add(name, head.isNamed(i, PATH) ? withoutSecrets(head.value(i), settings) : head.value(i));
  }
  return host.setProperty(SAVED_HEAD, saved.build()) == Status.Ok;
}

/** `path` without the query parameters that some provider's credentials go into. */
export function withoutSecrets(path: Bytes, settings: Settings): Bytes {
  return withoutParameters(path, settings.queryNames);
}

function restoreAll(host: Host, names: Array<Bytes>, original: HeaderList, head: HeaderList): bool {
  for (let i = 0, count = names.length; i < count; i++) {
    if (!restoreHeader(host, unchecked(names[i]), original, head)) return false; // i < count
  }
  return true;
}

// Where a request was translated, none of these went on.
function restoreAnthropic(host: Host, original: HeaderList, head: HeaderList): bool {
  for (let i = 0; i < original.length; i++) {
    if (!original.isNamedWithPrefix(i, ANTHROPIC_PREFIX)) continue;
    if (!restoreHeader(host, original.name(i), original, head)) return false;
  }
  return true;
}

// Gives `name` the values that it has in `original`; `head` is what the request has now.
function restoreHeader(host: Host, name: Bytes, original: HeaderList, head: HeaderList): bool {
  if (hasSameValues(name, original, head)) return true;
  if (!original.has(name)) return host.removeHeader(HeaderMap.Request, name) == Status.Ok;
  let isFirst = true;
  for (let i = 0; i < original.length; i++) {
    if (!original.isNamed(i, name)) continue;
    const value = original.value(i);
    const status = isFirst
      ? host.setHeader(HeaderMap.Request, name, value)
      : host.addHeader(HeaderMap.Request, name, value);
    if (status != Status.Ok) return false;
    isFirst = false;
  }
  return true;
}

function hasSameValues(name: Bytes, a: HeaderList, b: HeaderList): bool {
  let at = 0;
  for (let i = 0; i < a.length; i++) {
    if (!a.isNamed(i, name)) continue;
    while (at < b.length && !b.isNamed(at, name)) at++;
    if (at == b.length || !equalBytes(a.value(i), b.value(at))) return false;
    at++;
  }
  while (at < b.length && !b.isNamed(at, name)) at++;
  return at == b.length;
}
