// The providers of a configuration as endpoints: where each is, asked of the filter itself, and its share.

import { isIP } from "node:net";
import type { CheckedPlugin } from "../check/checked-plugin.ts";
import { ExpressionError, type KeyReader } from "./key-reader.ts";

/** One provider as an endpoint of the cluster. */
export interface Provider {
  id: string;
  keys: KeyReader;
  /** A name, or an address. */
  host: string;
  /** With its port, as in requests. */
  authority: string;
  port: number;
  isTls: boolean;
  /** Whether its certificate is checked. */
  verifies: boolean;
  weight: number;
  /** As configured: higher first. */
  priority: number;
}

/** Types that their users host themselves: without a scheme they speak plain HTTP. */
const SELF_HOSTED = ["ollama", "triton", "vllm"];
/** Keys of types that say where they are. */
const ADDRESS_KEY = /(url|host|domain)$/i;
const MOST_WEIGHT = 2 ** 32 - 1;
const NO_HOST = "host.of.the.request.invalid";
/** Keys whose provider would need more than its endpoint. */
const INEXPRESSIBLE: Record<string, string> = {
  cluster: "all providers are endpoints of one cluster here",
  context: "the file's cluster is not known here: write the Envoy configuration by hand",
  failover: "Envoy fails over, see fallback",
  retryOnFailure: "Envoy retries, see fallback",
};

/** Every provider that requests may go to, in the order of the configuration. Throws ExpressionError. */
export function readProviders(root: KeyReader, filter: CheckedPlugin): Provider[] {
  const all = listProviders(root).map((keys) => readProvider(keys, root, filter));
  const active = root.text("activeProviderId");
  const isOne = active !== undefined && !root.has("provider");
  if (isOne && all.length > 1 && isShared(root, all))
    throw new ExpressionError(root.pathOf("activeProviderId"), "one provider answers then: leave it out to share");
  const chosen = isOne ? all.filter(({ id }) => id === active) : all;
  if (chosen.reduce((sum, { weight }) => sum + weight, 0) > MOST_WEIGHT)
    throw new ExpressionError("", `the weights of providers add up to more than ${MOST_WEIGHT}`);
  if (chosen.every(({ weight }) => weight === 0)) throw new ExpressionError("", "no provider has a weight above 0");
  return chosen;
}

function isShared(root: KeyReader, providers: Provider[]): boolean {
  const others = ["balancer", "fallback", "fallbackStrategy", "fallbackHttpStatuses", "maxRetries"];
  return (
    others.some((name) => root.has(name)) || providers.some(({ keys }) => keys.has("weight") || keys.has("priority"))
  );
}

function listProviders(root: KeyReader): KeyReader[] {
  if (root.has("provider")) return [root.member("provider")];
  return root.objects(root.has("instances") ? "instances" : "providers");
}

function readProvider(keys: KeyReader, root: KeyReader, filter: CheckedPlugin): Provider {
  for (const [name, why] of Object.entries(INEXPRESSIBLE)) {
    if (keys.has(name)) throw new ExpressionError(keys.pathOf(name), why);
  }
  const type = keys.text("type") ?? keys.text("provider") ?? keys.text("name") ?? "";
  const id = keys.text("id") ?? keys.text("name") ?? type;
  const scheme = schemeOf(keys);
  const authority = authorityOf(id, filter);
  if (authority === NO_HOST) throw new ExpressionError(keys.pathOf("override.endpoint"), "the provider names no host");
  const split = splitAuthority(authority);
  const { host } = split;
  const port = split.port ?? writtenPort(host, keys);
  const isTls = scheme === undefined ? isTlsWithout(type, port) : scheme === "https";
  return {
    ...{ id, keys, host, authority, isTls },
    port: port ?? (isTls ? 443 : 80),
    verifies: (keys.flag("sslVerify") ?? root.flag("sslVerify")) !== false,
    weight: keys.number("weight") ?? 1,
    priority: keys.number("priority") ?? 0,
  };
}

// Without a scheme: the port says it, and without a port what the vendor documents.
function isTlsWithout(type: string, port: number | undefined): boolean {
  return port === undefined ? !SELF_HOSTED.includes(type) : port === 443;
}

// The endpoint counts before the URLs that a type may be given.
function schemeOf(keys: KeyReader): string | undefined {
  const endpoint = keys.member("override").text("endpoint");
  return [endpoint ?? "", ...addressTexts(keys)]
    .map((text) => /^(https?):\/\//i.exec(text)?.[1]!.toLowerCase())
    .find(Boolean);
}

// Some types send a name without the port that stands behind it in the configuration; it is still where they listen.
function writtenPort(host: string, keys: KeyReader): number | undefined {
  const [port] = addressTexts(keys)
    .map((text) => text.replace(/^https?:\/\//i, ""))
    .filter((text) => text.startsWith(`${host}:`))
    .map((text) => /^:(\d+)/.exec(text.slice(host.length))?.[1]);
  return port === undefined ? undefined : Number(port);
}

function addressTexts(keys: KeyReader): string[] {
  return keys.ownTexts().flatMap(([name, text]) => (ADDRESS_KEY.test(name) ? [text] : []));
}

// What is a preflight to a browser asks nothing of the provider, and goes where all its requests go.
function authorityOf(id: string, filter: CheckedPlugin): string {
  const request = {
    method: "OPTIONS",
    path: "/v1/chat/completions",
    authority: NO_HOST,
    headers: [],
    chunks: [],
    trailers: [],
  };
  const { upstream, refusal } = filter.send(request, { isUpstream: true, provider: id, route: null });
  if (upstream === null)
    throw new ExpressionError(
      "",
      `the filter sends nothing to ${JSON.stringify(id)}: ${refusal?.details ?? "no answer"}`,
    );
  return upstream.headers.find(([name]) => name === ":authority")?.[1] ?? NO_HOST;
}

function splitAuthority(authority: string): { host: string; port: number | undefined } {
  const [, bracketed, plain, port] = /^(?:\[(.*)\]|([^:]*))(?::(\d+))?$/.exec(authority) ?? [];
  return { host: bracketed ?? plain ?? authority, port: port === undefined ? undefined : Number(port) };
}

/** True when every provider is at an address, so that no name has to be looked up. */
export function areAddresses(providers: Provider[]): boolean {
  return providers.every(({ host }) => isIP(host) !== 0);
}

/** The priorities in use, the one that is tried first in front. */
export function rankPriorities(providers: Provider[]): number[] {
  return [...new Set(providers.map(({ priority }) => priority))].sort((a, b) => b - a);
}

/** How many providers each priority has, in that order. */
export function sizesOfGroups(providers: Provider[]): number[] {
  return rankPriorities(providers).map((rank) => providers.filter(({ priority }) => priority === rank).length);
}
