// The secrets of a case and where they must not appear.

import type { Case } from "./case.ts";
import type { Observation } from "./observation.ts";

/** Keys of a configuration whose strings are secrets. */
const SECRET_KEYS = new Set(["apiTokens", "apiToken", "auth"]);

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
