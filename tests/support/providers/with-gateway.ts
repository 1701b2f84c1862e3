// A gateway for the time of a test.

import { BalancedGateway, type ChatAnswer, type GatewayOptions } from "./balanced-gateway.ts";
import type { BehaviourName } from "./behaviours.ts";
import { countShares } from "./many-keys.ts";

/** Lets `run` use a gateway, and ends it whatever becomes of that. */
export async function withGateway(
  configuration: object,
  behaviours: Record<string, BehaviourName>,
  options: GatewayOptions,
  run: (gateway: BalancedGateway) => Promise<void>,
): Promise<void> {
  const gateway = await BalancedGateway.start(configuration, behaviours, options);
  try {
    await run(gateway);
  } finally {
    await gateway.stop();
  }
}

/** How many of these answers each provider gave, and "nobody". */
export function sharesOf(answers: ChatAnswer[]): Record<string, number> {
  return countShares(answers.map(({ provider }) => provider ?? "nobody"));
}

/** How many requests each provider got. */
export function receivedBy({ providers }: BalancedGateway): Record<string, number> {
  return Object.fromEntries([...providers].map(([name, { received }]) => [name, received.length]));
}

/** Providers with these names, each with its own endpoint, and what else each is told. */
export function named(names: string[], more: Record<string, object> = {}): object[] {
  return names.map((name) => ({
    ...{ id: name, type: "vllm", override: { endpoint: `http://{${name}}` } },
    ...more[name],
  }));
}

/** The same behaviour for all of them. */
export function all(names: string[], behaviour: BehaviourName): Record<string, BehaviourName> {
  return Object.fromEntries(names.map((name) => [name, behaviour]));
}
