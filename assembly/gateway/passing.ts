// Requests that the configuration lets pass as they are (`passthrough`).

import { ProviderSettings } from "../config/provider-settings";
import { valueOf } from "../host/header-list";
import { METHOD } from "../http/header-names";
import { RequestHead } from "./request-head";

/** `provider` as it is for this request: with paths and bodies of the client's own where the request is on the list. */
export function forRequest(provider: ProviderSettings | null, head: RequestHead): ProviderSettings | null {
  if (provider === null) return null;
  const list = provider.limits.passthrough;
  if (list === null || !list.has(valueOf(head.headers, METHOD), head.path)) return provider;
  return provider.passing;
}
