// Medians, quantiles and bootstrap intervals (Efron, 1979).

import { seededRandom } from "../support/seeded-random.ts";

/** The value below which the share `q` of the values lies, between neighbours by proportion. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * q;
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (high - low) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/**
 * The 95 % interval of `statistic` over blocks: it is computed again for 2,000
 * draws of as many block numbers, with repetition, from a fixed seed. All figures
 * of a block are drawn together, since they were measured one after the other.
 */
export function bootstrapInterval(blocks: number, statistic: (draw: number[]) => number): [low: number, high: number] {
  const random = seededRandom(1);
  const values = Array.from({ length: 2000 }, () =>
    statistic(Array.from({ length: blocks }, () => Math.floor(random() * blocks))),
  );
  return [quantile(values, 0.025), quantile(values, 0.975)];
}
