// Whether a request that reached a provider bears what is that provider's, and nothing of another's or of the client's.

import type { ReceivedChat } from "../providers/behaviours.ts";

/** What the client has of its own; no provider may see it. */
export const CLIENT_KEY = "the-clients-own";

/** The prompt of a client's request, which no other request may bear. */
export const promptOf = (serial: number): string => `prompt ${serial} ${"x".repeat(100)}`;

/**
 * A sentence for each thing that is at the wrong place. Each provider has a key, a parameter and an option of its own,
 * which bear its name.
 */
export function findLeaks(
  { serial, headers, path, body }: Pick<ReceivedChat, "serial" | "headers" | "path" | "body">,
  provider: string,
  address: string,
): string[] {
  const text = `${path}\n${JSON.stringify(headers)}\n${body}`;
  const wrong = [...text.matchAll(/\bkey-(\w+)|[?&]k=(\w+)|"mark":"(\w+)/g)]
    .map(([, key, parameter, option]) => key ?? parameter ?? option)
    .filter((name) => name !== provider)
    .map((name) => `something of ${name}`);
  const own = [
    ["credential", headers.authorization === `Bearer key-${provider}`],
    ["parameter", path.includes(`?k=${provider}`)],
    ["option", body.includes(`"mark":"${provider}"`)],
    ["address", headers.host === address],
    ["prompt", body.includes(promptOf(Number(serial)))],
  ] as const;
  const missing = own.filter(([, isThere]) => !isThere).map(([what]) => `another ${what} than its own`);
  const clients = text.includes(CLIENT_KEY) ? ["what is the client's"] : [];
  return [...wrong, ...missing, ...clients].map((what) => `${serial}: ${provider} got ${what}`);
}
