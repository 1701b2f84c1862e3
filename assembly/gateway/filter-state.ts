// What access logs can show as `%FILTER_STATE(wasm.aisle.…:PLAIN)%`, where `%REQ(…)%` would show what Aisle wrote.

import { Host } from "../host/host";
import { pathOf } from "../http/uri";
import { Bytes, utf8 } from "../text/bytes";

const PROVIDER = utf8("aisle.provider");
const CLIENT_PATH = utf8("aisle.path");

/** Keeps the id of the provider as `aisle.provider`. */
export function noteProvider(host: Host, id: Bytes): void {
  host.setProperty(PROVIDER, id);
}

/**
 * Keeps the client's path as `aisle.path`, without its query, which may hold
 * credentials. With `isKept` a value that an earlier instance of the filter
 * wrote for this request stays. A proxy that refuses only loses the log's entry.
 */
export function notePath(host: Host, target: Bytes, isKept: bool): void {
  if (isKept && host.property(CLIENT_PATH) !== null) return;
  host.setProperty(CLIENT_PATH, pathOf(target));
}
