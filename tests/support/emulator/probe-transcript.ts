// What the probe filter logged, freed from what Envoy puts around it.

/** The transcript of a log: one line for each callback and each command. */
export function transcript(logs: string[]): string {
  return logs.flatMap((line) => line.split("probe ").slice(1)).join("\n");
}

/**
 * The lines of Envoy's worker. Its main thread has the plugin in a VM, too, with ticks and an end of its own, and had it once more
 * to see whether the configuration is usable. Without a worker's line all are answered.
 */
export function workersLines(logs: string[]): string[] {
  const thread = /^\[[^\]]+\](\[\d+\])/;
  const ofStream = logs.find((line) => line.includes("probe request_headers"));
  const worker = ofStream?.match(thread)?.[1] ?? lastThread(logs);
  return worker === undefined ? logs : logs.filter((line) => line.match(thread)?.[1] === worker);

  function lastThread(lines: string[]): string | undefined {
    // A worker is configured after the main thread.
    const configured = lines.filter((line) => line.includes("probe configure"));
    return configured.at(-1)?.match(thread)?.[1];
  }
}
