// Many requests at once, each with a key of its own: who answers which.

import type { BalancedGateway, Chat } from "./balanced-gateway.ts";

const CONNECTIONS = 16;

/** Sends a chat for each of `count` keys; the provider of each, by the key's number. Throws where one is not answered. */
export async function askForKeys(
  gateway: BalancedGateway,
  count: number,
  chatOf: (key: number) => Chat,
): Promise<string[]> {
  gateway.useConnections(CONNECTIONS);
  const providers: string[] = new Array<string>(count);
  let next = 0;
  const work = async (): Promise<void> => {
    for (let key = next++; key < count; key = next++) {
      const { status, provider, body } = await gateway.send({ serial: key, ...chatOf(key) });
      if (status !== 200 || provider === null) throw new Error(`key ${key}: ${status} ${body}`);
      providers[key] = provider;
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
  return providers;
}

/** How many keys each provider has. */
export function countShares(providers: string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const provider of providers) counts[provider] = (counts[provider] ?? 0) + 1;
  return counts;
}
