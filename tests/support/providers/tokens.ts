// A provider with several tokens, and with which of them it was asked.

import { BalancedGateway } from "./balanced-gateway.ts";
import type { ReceivedChat } from "./behaviours.ts";
import { countShares } from "./many-keys.ts";
import { withGateway } from "./with-gateway.ts";

/** What a provider of these tests is called with. */
export const TOKENS = ["token-one", "token-two", "token-three"];

/** The provider `name` with these tokens and what else it is told. */
export function providerWith(more: object, apiTokens = TOKENS, name = "a"): object {
  return { id: name, type: "openai", apiTokens, override: { endpoint: `http://{${name}}` }, ...more };
}

/** Lets `run` use a gateway in mode `listener` with one provider, `a`, that has these tokens. */
export const withTokens = (
  more: object,
  run: (gateway: BalancedGateway) => Promise<void>,
  { concurrency = 1, apiTokens = TOKENS }: { concurrency?: number; apiTokens?: string[] } = {},
): Promise<void> =>
  withGateway({ providers: [providerWith(more, apiTokens)] }, { a: "well" }, { mode: "listener", concurrency }, run);

/** The token that a request came with. */
export const tokenOf = ({ headers }: ReceivedChat): string => String(headers.authorization).replace(/^Bearer /, "");

/** How many requests of `a` each token came with since they were last forgotten. */
export function tokensOf({ providers }: BalancedGateway): Record<string, number> {
  return countShares(providers.get("a")!.received.map(tokenOf));
}

/** How many of so many chats end with each status. */
export async function statusesOf(gateway: BalancedGateway, count: number): Promise<Record<string, number>> {
  return countShares((await gateway.sendInTurn(count)).map(({ status }) => String(status)));
}
