// What an exchange in the emulated host tells operators: filter state, lines at level info, metrics.

import { INFO } from "../support/cases/telemetry.ts";
import type { RootContext } from "../support/emulator/root-context.ts";

/** What operators were told of an exchange. */
export interface Told {
  /** Filter state, byte for byte. */
  state: ReadonlyMap<string, Uint8Array>;
  /** Lines at level info that began while it ran. */
  lines: string[];
  /** The names of the VM's metrics before it, and of those that it changed or defined. */
  metricsBefore: string[];
  changed: string[];
}

/** Watches a plugin from the beginning of an exchange. */
export class OperatorsWatch {
  private readonly linesBefore: number;
  private readonly before: Map<string, bigint | number>;

  constructor(private readonly root: RootContext) {
    this.linesBefore = root.vm.log.length;
    this.before = readMetrics(root);
  }

  /** What has been told since then; the time of a tick passes first. */
  told(state: ReadonlyMap<string, Uint8Array>): Told {
    const { root, before } = this;
    root.tick();
    const lines = root.vm.log.slice(this.linesBefore).filter(({ level }) => level === INFO);
    const changed = [...readMetrics(root)].filter(([name, value]) => before.get(name) !== value);
    return {
      state,
      lines: lines.map(({ text }) => text),
      metricsBefore: [...before.keys()],
      changed: changed.map(([name]) => name),
    };
  }
}

/** A counter's sum, or how often a histogram was told something. */
function readMetrics({ vm }: RootContext): Map<string, bigint | number> {
  const read = [...vm.metrics.byName()].map(([name, value]) => {
    return [name, Array.isArray(value) ? value.length : value] as const;
  });
  return new Map(read);
}
