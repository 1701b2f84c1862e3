// Other tenants whose exchanges through the real Envoy stay open, half of their bodies sent, while cases run in the same VM.

import { compare } from "../cases/compare.ts";
import type { EnvoyCases } from "../cases/envoy-runner.ts";
import type { Observation } from "../cases/observation.ts";
import type { CanaryCase } from "./canary-case.ts";
import { findMisplaced } from "./scan.ts";

/** An exchange that waits to be finished. */
interface OpenExchange {
  release: () => void;
  seen: Promise<Observation>;
  hasEnded: boolean;
}

/** One tenant; at any time it has one exchange open, or none. */
export class OpenTenant {
  private open: OpenExchange | null = null;

  constructor(
    private readonly it: CanaryCase,
    private readonly envoy: EnvoyCases,
  ) {}

  /** Begins an exchange, up to the middle of its body. */
  begin(): void {
    let release = () => {};
    const hold = new Promise<void>((resolve) => (release = resolve));
    const open: OpenExchange = { release, seen: this.envoy.run(this.it.case, hold), hasEnded: false };
    void open.seen.then(() => (open.hasEnded = true));
    this.open = open;
  }

  /** Finishes the exchange that is open; what was wrong with it. */
  async finish(): Promise<string[]> {
    const { open } = this;
    if (open === null || open.hasEnded) return [`no exchange of the tenant ${this.it.case.name} was open`];
    open.release();
    const seen = await open.seen;
    this.open = null;
    return [...compare(this.it.case, seen), ...findMisplaced(this.it, seen)];
  }
}
