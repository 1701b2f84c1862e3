// A client's credentials in a case: those it has are marked, those it has not are added, and what becomes of them is worked out.

import type { Case, CaseAttempt } from "../cases/case.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import { CREDENTIAL_HEADERS } from "./canary.ts";
import { activeProvider, hasRules, isHashing, readProviders, type CaseProvider } from "./case-configuration.ts";
import type { Marks } from "./marks.ts";

/** How each kind of credential is written; others as they are. */
const VALUES: Record<string, (marker: string) => string> = {
  authorization: (marker) => `Bearer sk-${marker}`,
  "x-api-key": (marker) => `sk-${marker}`,
  "proxy-authorization": (marker) => `Basic ${marker}`,
  cookie: (marker) => `session=${marker}`,
};

/** The headers that are credentials in a case: the usual ones, and those that its configuration sets. */
export function keyHeaders(c: Case): string[] {
  const configured = (readProviders(c.configuration) ?? []).flatMap((provider) => provider.headerNames);
  return [...new Set([...CREDENTIAL_HEADERS, ...configured])];
}

/** The headers and the path of a case's request with its credentials marked. */
export function markClientKeys(c: Case, marks: Marks): { headers: HeaderPair[]; path: string } {
  const names = keyHeaders(c);
  const headers = c.request.headers.map(([name, value]): HeaderPair => [
    name,
    names.includes(name) ? marks.mark("client's key", name, value) : value,
  ]);
  const owned = new Set((readProviders(c.configuration) ?? []).flatMap((provider) => provider.queryNames));
  const path = c.request.path.replace(/([?&])([^?&=]+)=([^&]+)/g, (whole, mark: string, name: string, value: string) =>
    owned.has(decodeName(name)) ? `${mark}${name}=${marks.mark("client's key", `?${name}`, value)}` : whole,
  );
  return { headers, path };
}

/** The case with every kind of credential that its client has not got, if it is certain what must become of them. */
export function addClientKeys(c: Case, marks: Marks): Case {
  const removals = c.attempts.map((attempt, i) => removedKeys(c, attempt, i));
  if (!c.configured || removals.includes(null)) return c;
  const missing = keyHeaders(c).filter((name) => !c.request.headers.some(([other]) => other === name));
  const added = missing.map((name): HeaderPair => {
    const marker = marks.make("client's key", name);
    return [name, VALUES[name]?.(marker) ?? marker];
  });
  const attempts = c.attempts.map((attempt, i) =>
    withoutKeys(
      attempt,
      missing.filter((name) => removals[i]?.includes(name)),
    ),
  );
  return { ...c, attempts, request: { ...c.request, headers: [...c.request.headers, ...added] } };
}

/**
 * The credentials of a client that an attempt's upstream must not get; null when that is not certain. The usual ones are
 * removed where the provider has its own, and a header that a provider sets is removed at that provider. Where an earlier
 * attempt did not give the request its head back, that holds for the credentials and headers of any provider.
 */
function removedKeys(c: Case, { provider, upstream }: CaseAttempt, index: number): string[] | null {
  if (upstream === null || isHashing(c.configuration)) return [];
  const providers = readProviders(c.configuration);
  const isAttempt = c.mode === "upstream";
  const isRouted = !isAttempt && (c.route.provider !== null || hasRules(c.configuration));
  // Without a host of a provider's the request passes the filter by.
  if (isRouted && upstream.authority === null) return [];
  const routed = isRouted ? providerAt(upstream.authority ?? "", providers ?? []) : activeProvider(c.configuration);
  const named = [provider, c.route.clusterProvider, ...Object.values(c.properties)];
  const chosen = isAttempt ? providers?.find(({ id }) => named.includes(id)) : routed;
  if (!providers || !chosen) return null;
  // Without a key of ours the client's is told in the provider's way, if there is no other.
  if (!chosen.hasSecrets && changesProtocol(c.request.path, upstream.path)) return null;
  const earlier = c.attempts.slice(0, index).map((one) => givesHeadBack(c, one));
  if (earlier.includes(null)) return null;
  const reached = earlier.includes(false) ? providers : [chosen];
  const usual = reached.some(({ hasSecrets }) => hasSecrets) ? CREDENTIAL_HEADERS : [];
  return [...usual, ...reached.flatMap(({ headerNames }) => headerNames)];
}

/** Whether a client's key goes on in another header, so that more keys would make another case. */
export function isKeyTranslated(c: Case): boolean {
  const hasSecrets = (readProviders(c.configuration) ?? []).some((provider) => provider.hasSecrets);
  return !hasSecrets && c.attempts.some(({ upstream }) => changesProtocol(c.request.path, upstream?.path ?? null));
}

/** Whether a message of Anthropic's goes on as a chat. */
function changesProtocol(asked: string, sent: string | null): boolean {
  return asked.includes("/v1/messages") && (sent ?? "").includes("/chat/completions");
}

/** The provider that is at a host, by its configuration or since its type stands in the name; null when none is. */
function providerAt(host: string, providers: CaseProvider[]): CaseProvider | null {
  const named = providers.find(({ texts }) => texts.includes(host));
  return named ?? providers.find(({ type }) => host.includes(type)) ?? null;
}

/**
 * Whether the next attempt finds the client's own head again: the request was held, and an answer came. A changed body was
 * held; a request without one, or whose body nothing needs, was not. Of another one that is not certain (null).
 */
function givesHeadBack(c: Case, { provider, upstream }: CaseAttempt): boolean | null {
  const chosen = readProviders(c.configuration)?.find(({ id }) => id === provider);
  if (c.request.chunks.length === 0 || chosen?.readsBodies === false) return false;
  const isChanged = upstream?.body != null && Buffer.compare(upstream.body, Buffer.concat(c.request.chunks)) !== 0;
  return isChanged ? true : null;
}

function withoutKeys(attempt: CaseAttempt, names: string[]): CaseAttempt {
  if (attempt.upstream === null) return attempt;
  const removed = Object.fromEntries(names.map((name) => [name, null]));
  return { ...attempt, upstream: { ...attempt.upstream, headers: { ...removed, ...attempt.upstream.headers } } };
}

/** A parameter's name as a server reads it. */
function decodeName(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    // Not decodable, so it is no name that a configuration could set.
    return name;
  }
}
