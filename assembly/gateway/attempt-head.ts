// Per-attempt mode: Envoy keeps one header map for all attempts, so each begins by undoing what the last one wrote.

import { CLIENT_CREDENTIALS } from "../auth/client-credentials";
import { Settings } from "../config/settings";
import { HeaderList, HeaderListBuilder } from "../host/header-list";
import { HeaderMap, Host, Status } from "../host/host";
import { withoutParameters } from "../http/query";
import { ACCEPT, AUTHORITY, AUTHORIZATION, CONTENT_LENGTH, hasName, PATH } from "../http/header-names";
import { Bytes, equalBytes, utf8 } from "../text/bytes";

// Filter state of the stream; it outlives an attempt, and may be read by others: never a credential in it.
const SAVED_HEAD = utf8("aisle.head");
// https://www.envoyproxy.io/docs/envoy/latest/intro/arch_overview/advanced/attributes#upstream-attributes
const ATTEMPT_COUNT = utf8("upstream\0request_attempt_count");
/** The header by which Higress limits the time to the first byte. */
export const FIRST_BYTE_TIMEOUT = utf8("x-envoy-upstream-rq-first-byte-timeout-ms");
// What an attempt changes, besides credentials.
const CHANGED: Array<Bytes> = [PATH, AUTHORITY, ACCEPT, CONTENT_LENGTH, FIRST_BYTE_TIMEOUT];

/**
 * Makes the request's head the client's again if an earlier attempt changed it,
 * or keeps it for later attempts if this is the first. A client's credentials
 * are not kept: where some provider has credentials, later attempts have no others. Returns the head, or
 * null when the proxy refused.
 */
export function restoreHead(host: Host, settings: Settings): HeaderList | null {
  const head = host.headers(HeaderMap.Request);
  if (head === null) return null;
  const saved = host.property(SAVED_HEAD);
  // What does not fit into memory may be there.
  if (saved === null) return isRetry(host) || host.isShort() ? null : beginHead(host, settings, head);
  const original = HeaderList.read(saved);
  for (let i = 0; i < CHANGED.length; i++) {
    if (!restoreHeader(host, unchecked(CHANGED[i]), original, head)) return null; // i < length
  }
  return dropCredentials(host, settings, head);
}

// True when the proxy says that there was an attempt before: a little-endian number of 64 bits, from 1.
function isRetry(host: Host): bool {
  const count = host.property(ATTEMPT_COUNT);
  return count !== null && count.byteLength == 8 && load<u64>(count.dataStart) > 1; // byteLength 8
}

// Nothing was saved, so this is the first attempt, or a proxy that counts none lost what was. A credential of ours
// shows the latter.
function beginHead(host: Host, settings: Settings, head: HeaderList): HeaderList | null {
  let isClean = true;
  for (let i = 0, count = settings.providers.length; i < count; i++) {
    const provider = unchecked(settings.providers[i]); // i < count
    for (let j = 0; j < provider.authorizations.length; j++) {
      if (hasPair(head, AUTHORIZATION, unchecked(provider.authorizations[j]))) isClean = false; // j < length
    }
    for (let j = 0; j < min(provider.headerNames.length, provider.headerValues.length); j++) {
      if (hasPair(head, unchecked(provider.headerNames[j]), unchecked(provider.headerValues[j]))) isClean = false; // j < length
    }
  }
  if (!saveHead(host, settings, head)) return null;
  return isClean ? head : dropCredentials(host, settings, head);
}

function hasPair(head: HeaderList, name: Bytes, value: Bytes): bool {
  const found = head.find(name);
  return found !== null && equalBytes(found, value);
}

function dropCredentials(host: Host, settings: Settings, head: HeaderList): HeaderList | null {
  if (settings.hasCredentials && !removeAll(host, CLIENT_CREDENTIALS, head)) return null;
  for (let i = 0, count = settings.providers.length; i < count; i++) {
    if (!removeAll(host, unchecked(settings.providers[i]).headerNames, head)) return null; // i < count
  }
  return host.headers(HeaderMap.Request);
}

function saveHead(host: Host, settings: Settings, head: HeaderList): bool {
  const saved = new HeaderListBuilder();
  for (let i = 0; i < head.length; i++) {
    const name = head.name(i);
    if (!hasName(CHANGED, name)) continue;
    saved.add(name, head.isNamed(i, PATH) ? withoutSecrets(head.value(i), settings) : head.value(i));
  }
  return host.setProperty(SAVED_HEAD, saved.build()) == Status.Ok;
}

/** `path` without the query parameters that some provider's credentials go into. */
export function withoutSecrets(path: Bytes, settings: Settings): Bytes {
  return withoutParameters(path, settings.queryNames);
}

function restoreHeader(host: Host, name: Bytes, original: HeaderList, head: HeaderList): bool {
  const value = original.find(name);
  if (value !== null) return host.setHeader(HeaderMap.Request, name, value) == Status.Ok;
  return !head.has(name) || host.removeHeader(HeaderMap.Request, name) == Status.Ok;
}

function removeAll(host: Host, names: Array<Bytes>, head: HeaderList): bool {
  for (let i = 0, count = names.length; i < count; i++) {
    const name = unchecked(names[i]); // i < count
    if (head.has(name) && host.removeHeader(HeaderMap.Request, name) != Status.Ok) return false;
  }
  return true;
}
