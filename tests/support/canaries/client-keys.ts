// A client's credentials in a case: those it has are marked, those it has not are added, and what becomes of them is worked out.

import type { Case, CaseAttempt } from "../cases/case.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import { CREDENTIAL_HEADERS } from "./canary.ts";
import { activeProvider, readProviders } from "./case-configuration.ts";
import type { Marks } from "./marks.ts";

const isCredential = (name: string) => (CREDENTIAL_HEADERS as readonly string[]).includes(name);

/** How each kind of credential is written. */
const VALUES: Record<(typeof CREDENTIAL_HEADERS)[number], (marker: string) => string> = {
  authorization: (marker) => `Bearer sk-${marker}`,
  "x-api-key": (marker) => `sk-${marker}`,
  "api-key": (marker) => marker,
  "x-goog-api-key": (marker) => marker,
  "proxy-authorization": (marker) => `Basic ${marker}`,
  cookie: (marker) => `session=${marker}`,
};

/** The headers and the path of a case's request with its credentials marked. */
export function markClientKeys(c: Case, marks: Marks): { headers: HeaderPair[]; path: string } {
  const headers = c.request.headers.map(([name, value]): HeaderPair => [
    name,
    isCredential(name) ? marks.mark("client's key", name, value) : value,
  ]);
  const owned = new Set((readProviders(c.configuration) ?? []).flatMap((provider) => provider.queryNames));
  const path = c.request.path.replace(/([?&])([^?&=]+)=([^&]+)/g, (whole, mark: string, name: string, value: string) =>
    owned.has(decodeName(name)) ? `${mark}${name}=${marks.mark("client's key", `?${name}`, value)}` : whole,
  );
  return { headers, path };
}

/** The case with every kind of credential that its client has not got, where it is certain what must become of them. */
export function addClientKeys(c: Case, marks: Marks): Case {
  const fates = c.attempts.map((attempt, i) => (attempt.upstream === null ? "removed" : fateOfKeys(c, attempt, i)));
  if (!c.configured || fates.includes("unknown")) return c;
  const missing = CREDENTIAL_HEADERS.filter((name) => !c.request.headers.some(([other]) => other === name));
  const added = missing.map((name): HeaderPair => [name, VALUES[name](marks.make("client's key", name))]);
  const attempts = c.attempts.map((attempt, i) => (fates[i] === "removed" ? withoutKeys(attempt, missing) : attempt));
  return { ...c, attempts, request: { ...c.request, headers: [...c.request.headers, ...added] } };
}

/**
 * What becomes of a client's credentials at an attempt: they are removed where the provider has its own, and from the
 * second attempt on where any provider has; otherwise they pass.
 */
function fateOfKeys(c: Case, { provider }: CaseAttempt, index: number): "removed" | "kept" | "unknown" {
  const providers = readProviders(c.configuration);
  const isAttempt = c.mode === "upstream";
  const chosen = isAttempt ? providers?.find(({ id }) => id === provider) : activeProvider(c.configuration);
  if (!providers || !chosen) return "unknown";
  const isRemoved = chosen.hasSecrets || (index > 0 && providers.some(({ hasSecrets }) => hasSecrets));
  return isRemoved ? "removed" : "kept";
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
