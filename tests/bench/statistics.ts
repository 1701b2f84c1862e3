// Medians, quantiles and bootstrap intervals (Efron, 1979).

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
  const random = seeded(1);
  const values = Array.from({ length: 2000 }, () =>
    statistic(Array.from({ length: blocks }, () => Math.floor(random() * blocks))),
  );
  return [quantile(values, 0.025), quantile(values, 0.975)];
}

// Mulberry32: https://gist.github.com/tommyettinger/46a874533244883189143505d203312c
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
