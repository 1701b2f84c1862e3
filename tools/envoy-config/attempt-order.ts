// In which order a failing request meets the providers: Envoy's own way through the groups of one priority.
// https://www.envoyproxy.io/docs/envoy/latest/api-v3/extensions/retry/priority/previous_priorities/v3/previous_priorities_config.proto

/** How retries go through groups of one priority. */
export interface AttemptOrder {
  /** How many attempts a group has before the next one's turn. */
  attemptsPerGroup: number;
  /** How many retries it takes until every provider was asked. */
  retries: number;
}

/**
 * The order for groups of these sizes, the one that is tried first in front. Envoy gives each group equally many
 * attempts, and begins again with the first when all had theirs; what is tried already is tried again only where its
 * group has nobody else.
 */
export function orderAttempts(sizes: number[]): AttemptOrder {
  // The next group's turn is when the one before has been asked in full; behind the last group there is none that waits.
  const attemptsPerGroup = Math.max(...(sizes.length === 1 ? sizes : sizes.slice(0, -1)));
  const all = sizes.reduce((sum, size) => sum + size, 0);
  let attempts = all;
  while (countAsked(attempts, sizes, attemptsPerGroup) < all) attempts++;
  return { attemptsPerGroup, retries: attempts - 1 };
}

/** How many providers have been asked after so many attempts. */
export function countAsked(attempts: number, sizes: number[], attemptsPerGroup: number): number {
  const turns = sizes.map(() => 0);
  for (let i = 0; i < attempts; i++) turns[Math.floor(i / attemptsPerGroup) % sizes.length]!++;
  return sizes.reduce((sum, size, group) => sum + Math.min(size, turns[group]!), 0);
}
