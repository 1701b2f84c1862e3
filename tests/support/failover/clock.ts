// The clock of the emulated host, which stands still until a test lets time pass.

import { mock } from "node:test";
import type { RootContext } from "../emulator/root-context.ts";

const START = 1_800_000_000_000;

/** Time as a test wants it; from {@link stop} until {@link end}. */
export class Clock {
  private now = START;

  /** Milliseconds since 1970. */
  get time(): number {
    return this.now;
  }

  /** Makes the time stand still. */
  stop(): this {
    mock.method(Date, "now", () => this.now);
    return this;
  }

  /** Lets time pass, in which the timers of `root` run at their period. */
  pass(milliseconds: number, root: RootContext): void {
    const end = this.now + milliseconds;
    for (; root.tickPeriod > 0 && this.now + root.tickPeriod <= end;) {
      this.now += root.tickPeriod;
      root.tick();
    }
    this.now = end;
  }

  end(): void {
    mock.restoreAll();
  }
}
