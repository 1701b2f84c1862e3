// Waiting for something to become true, with patience for a busy machine.

import { setTimeout as sleep } from "node:timers/promises";

const PATIENCE_MS = 30_000;
const POLL_MS = 10;

/** Resolves when `isDone` answers true; rejects after half a minute. */
export async function until(what: string, isDone: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!(await isDone())) {
    if (Date.now() > deadline) throw new Error(`there was never ${what}`);
    await sleep(POLL_MS);
  }
}
