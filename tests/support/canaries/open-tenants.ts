// Other tenants whose exchanges through the real Envoy stay open, half of their bodies sent, while cases run in the same VM.

import { compare } from "../cases/compare.ts";
import type { EnvoyCases } from "../cases/envoy-runner.ts";
import type { Observation } from "../cases/observation.ts";
import type { CanaryCase } from "./canary-case.ts";
import { findMisplaced } from "./scan.ts";

/** One tenant; at any time it has one exchange open, or none. */
export class OpenTenant {
  private open: { release: () => void; seen: Promise<Observation> } | null = null;

  constructor(
    private readonly it: CanaryCase,
    private readonly envoy: EnvoyCases,
  ) {}

  /** Begins an exchange, up to the middle of its body. */
  begin(): void {
    let release = () => {};
    const hold = new Promise<void>((resolve) => (release = resolve));
    this.open = { release, seen: this.envoy.run(this.it.case, hold) };
  }

  /** Finishes the exchange that is open; what was wrong with it. */
  async finish(): Promise<string[]> {
    if (this.open === null) return ["no exchange was open"];
    this.open.release();
    const seen = await this.open.seen;
    this.open = null;
    return [...compare(this.it.case, seen), ...findMisplaced(this.it, seen)];
  }
}
