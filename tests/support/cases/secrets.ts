// The secrets of a case and where they must not appear.

import type { Case } from "./case.ts";
import { expectedRequests } from "./expectation.ts";
import type { Observation } from "./observation.ts";

/** Keys of a configuration whose strings are secrets. */
export const SECRET_KEYS = new Set(["apiTokens", "apiToken", "auth"]);

/** Shorter strings occur by chance. */
const SHORTEST_SECRET = 6;

/** The credentials in a case's configuration and environment, as the filter would send them. */
export function configuredSecrets(c: Case): string[] {
  const found = new Set(Object.values(c.environment));
  collect(parseOrNull(c.configuration), false, found);
  return [...found].filter((secret) => secret.length >= SHORTEST_SECRET && !secret.startsWith("env:"));
}

/** Those of `secrets` that occur in a byte the client can see, or in the log. */
export function findLeaks(secrets: string[], seen: Observation): string[] {
  const { client, logs } = seen;
  const heads =
    client === null ? [] : [...client.headers, ...client.trailers].map(([name, value]) => `${name}: ${value}`);
  const body = client === null ? "" : Buffer.from(client.body).toString("latin1");
  const visible = [...heads, body, ...logs].join("\n");
  return secrets.filter((secret) => visible.includes(secret));
}

/** Headers in which a client names itself to the gateway. */
export const CREDENTIAL_HEADERS = new Set([
  "authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "proxy-authorization",
  "cookie",
]);

/** Secrets, the client's and the configured ones, that reached an upstream which was not to have them. */
export function findMisplaced(c: Case, seen: Observation): string[] {
  const own = c.request.headers.filter(([name]) => CREDENTIAL_HEADERS.has(name)).map(([, value]) => value);
  const secrets = [...configuredSecrets(c), ...own.filter((value) => value.length >= SHORTEST_SECRET)];
  const expected = expectedRequests(c).map((request) => JSON.stringify([request.path, request.headers]));
  return seen.attempts.flatMap((request, i) => {
    const received = JSON.stringify([request.path, request.headers]);
    const wrong = secrets.filter((secret) => received.includes(secret) && !(expected[i] ?? "").includes(secret));
    return wrong.map((secret) => `upstream ${i + 1} sees ${secret}`);
  });
}

function collect(value: unknown, secret: boolean, found: Set<string>): void {
  if (typeof value === "string" && secret) found.add(value);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) collect(member, secret || SECRET_KEYS.has(key), found);
}

function parseOrNull(text: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(text).toString("utf8"));
  } catch {
    // A configuration that is to be refused need not be JSON; then there is nothing to keep secret.
    return null;
  }
}
