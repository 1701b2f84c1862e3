// Headers of a provider's answer that are about the provider's account or host, and not for the gateway's clients.

import { hasName, lowerName } from "../http/header-names";
import { Bytes, utf8 } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { RESPONSE_HEADER_KEYS } from "./keys";
import { Problems } from "./problems";

/**
 * A cookie would be sent to every provider behind this host, `alt-svc` (RFC 7838) and
 * `strict-transport-security` (RFC 6797) are promises about another host, and OpenAI's two name the account.
 */
export const PRIVATE_HEADERS: Array<Bytes> = [
  utf8("set-cookie"),
  utf8("alt-svc"),
  utf8("strict-transport-security"),
  utf8("openai-organization"),
  utf8("openai-project"),
];

/** The private headers that `node` (`responseHeaders`) does not keep; `outer` where it says nothing. */
export function parseResponseHeaders(node: ConfigNode, outer: Array<Bytes>, problems: Problems): Array<Bytes> {
  if (!node.exists) return outer;
  checkObject(node, RESPONSE_HEADER_KEYS, problems);
  const kept: Array<Bytes> = [];
  const names = node.member("keep").list();
  for (let i = 0, count = names.length; i < count; i++) {
    const name = unchecked(names[i]); // i < count
    kept.push(lowerName(name.bytes));
    if (!hasName(PRIVATE_HEADERS, lowerName(name.bytes))) problems.warn(name.path, "is never removed, ignored");
  }
  const removed: Array<Bytes> = [];
  for (let i = 0; i < PRIVATE_HEADERS.length; i++) {
    const name = unchecked(PRIVATE_HEADERS[i]); // i < length
    if (!hasName(kept, name)) removed.push(name);
  }
  return removed;
}
