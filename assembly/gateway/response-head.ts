// The head of a provider's answer, as the client gets it: private headers off, and who made it on (`responseHeaders.aisle`).

import { ProviderSettings } from "../config/provider-settings";
import { HeaderList, HeaderListBuilder } from "../host/header-list";
import { HeaderMap, Host, Status } from "../host/host";
import { CONTENT_LENGTH, hasName, isHeaderValue } from "../http/header-names";
import { ExchangeRecord } from "../telemetry/exchange-record";
import { Bytes, utf8 } from "../text/bytes";
import { removeHeader, removeHeaders, removeUnread } from "./remove-headers";

const OWN_PREFIX = utf8("x-aisle-");
const PROVIDER = utf8("x-aisle-provider");
const MODEL = utf8("x-aisle-model");
const ATTEMPTS = utf8("x-aisle-attempts");
const OVERHEAD = utf8("x-aisle-overhead-us");

/**
 * Makes the answer's head, `head` (null: it could not be read), fit for the client; without its length if the body may
 * get shorter. False when the proxy refused, and then the answer must not go on.
 */
export function passResponseHead(
  host: Host,
  head: HeaderList | null,
  provider: ProviderSettings,
  record: ExchangeRecord | null,
  dropsLength: bool,
): bool {
  const removed = provider.limits.removedHeaders;
  if (head === null) return removeUnread(host, HeaderMap.Response, removed);
  if (provider.limits.showsOrigin && record !== null) {
    const headers = withOrigin(head, provider, record, dropsLength);
    if (host.setHeaders(HeaderMap.Response, headers) == Status.Ok) return true;
  }
  if (!removeHeaders(host, HeaderMap.Response, head, removed)) return false;
  return !dropsLength || removeHeader(host, HeaderMap.Response, head, CONTENT_LENGTH);
}

// All in one call: each header alone would be one.
function withOrigin(head: HeaderList, provider: ProviderSettings, record: ExchangeRecord, dropsLength: bool): Bytes {
  const headers = new HeaderListBuilder();
  for (let i = 0; i < head.length; i++) {
    const name = head.name(i);
    const isDropped = dropsLength && head.isNamed(i, CONTENT_LENGTH);
    if (isDropped || head.isNamedWithPrefix(i, OWN_PREFIX) || hasName(provider.limits.removedHeaders, name)) continue;
    headers.add(name, head.value(i));
  }
  addValue(headers, PROVIDER, provider.id);
  addValue(headers, MODEL, record.upstreamModel);
  if (record.attempts > 0) headers.add(ATTEMPTS, utf8(record.attempts.toString()));
  if (record.sentAt > 0) headers.add(OVERHEAD, utf8(record.overhead.toString()));
  return headers.build();
}

// A client may have put a line break into the name of its model.
function addValue(headers: HeaderListBuilder, name: Bytes, value: Bytes): void {
  if (value.byteLength > 0 && isHeaderValue(value)) headers.add(name, value);
}
