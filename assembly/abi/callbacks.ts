// The callbacks of an HTTP filter (proxy-wasm ABI 0.2.1): each enters, tells the filter, and leaves.
// Those that Aisle has nothing to do in (done) are not exported: Envoy then does not enter the VM at all.

import { Filter } from "../filter/filter";
import { Action, Buffer } from "../host/host";
import { EMPTY } from "../text/bytes";
import { liftLimit, restoreLimit } from "./budget";
import { enterCallback, leaveCallback } from "./collection";
import { allocateForHost } from "./memory";
import { ProxyHost } from "./proxy-host";

const host = new ProxyHost();
/** All that the VM knows. */
export const filter = new Filter(host);

/** Marks the ABI's version; hosts look for the name. */
export function proxy_abi_version_0_2_1(): void {}

/** Memory for what the host hands over; 0 when there is none. */
export function proxy_on_memory_allocate(size: usize): usize {
  return allocateForHost(size);
}

/** The same for hosts that know the older name. */
export function malloc(size: usize): usize {
  return allocateForHost(size);
}

/** The VM starts; 1: it may. */
export function proxy_on_vm_start(_root: u32, _size: u32): u32 {
  return 1;
}

/** A root context (no parent) or a stream (under its root) begins. */
export function proxy_on_context_create(id: u32, parent: u32): void {
  enterCallback();
  if (parent != 0) {
    host.refreshLevel();
    filter.beginStream(id, parent);
  }
  leaveCallback();
}

/** Configuration of a root context; 0 refuses it. */
export function proxy_on_configure(root: u32, size: u32): u32 {
  enterCallback(size);
  liftLimit();
  host.refreshLevel();
  const text = host.takeBody(Buffer.PluginConfiguration);
  const isUsable = filter.configure(root, text === null ? EMPTY : text);
  restoreLimit();
  leaveCallback();
  return isUsable ? 1 : 0;
}

/** Head of a request. */
export function proxy_on_request_headers(id: u32, _count: u32, isEnd: u32): Action {
  enterCallback();
  const action = filter.onRequestHeaders(id, isEnd != 0);
  leaveCallback();
  return action;
}

/** Part of a request's body. */
export function proxy_on_request_body(id: u32, size: u32, isEnd: u32): Action {
  enterCallback(isEnd != 0 ? <usize>size : 0);
  const action = filter.onRequestBody(id, size, isEnd != 0);
  leaveCallback();
  return action;
}

/** Trailers of a request. */
export function proxy_on_request_trailers(id: u32, _count: u32): Action {
  enterCallback();
  const action = filter.onRequestTrailers(id);
  leaveCallback();
  return action;
}

/** Head of an answer, the upstream's or one that was made here. */
export function proxy_on_response_headers(id: u32, _count: u32, isEnd: u32): Action {
  enterCallback();
  const action = filter.onResponseHeaders(id, isEnd != 0);
  leaveCallback();
  return action;
}

/** Part of an answer's body. */
export function proxy_on_response_body(id: u32, size: u32, isEnd: u32): Action {
  enterCallback();
  const action = filter.onResponseBody(id, size, isEnd != 0);
  leaveCallback();
  return action;
}

/** Trailers of an answer. */
export function proxy_on_response_trailers(id: u32, _count: u32): Action {
  enterCallback();
  const action = filter.onResponseTrailers(id);
  leaveCallback();
  return action;
}

/** The exchange is over, and access logs are about to be written. */
export function proxy_on_log(id: u32): void {
  enterCallback();
  filter.onLog(id);
  leaveCallback();
}

/** A second has passed. */
export function proxy_on_tick(root: u32): void {
  enterCallback();
  filter.onTick(root);
  leaveCallback();
}

/** Answer to a call-out; no headers: it failed. */
export function proxy_on_http_call_response(_id: u32, token: u32, _headers: u32, size: u32, _trailers: u32): void {
  enterCallback(size);
  filter.onCallAnswer(<i32>token);
  leaveCallback();
}

/** A context is gone. */
export function proxy_on_delete(id: u32): void {
  enterCallback();
  filter.forget(id);
  leaveCallback();
}
