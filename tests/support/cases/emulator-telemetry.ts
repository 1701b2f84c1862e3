// What an exchange in the emulated host tells operators.

import type { HostOptions } from "../emulator/host-options.ts";
import { RootContext } from "../emulator/root-context.ts";
import type { Metrics } from "../emulator/shared-store.ts";
import type { WasmVm } from "../emulator/vm.ts";
import type { StartedCase } from "./case-vm.ts";
import { compactName, INFO, type SeenMetrics, type SeenTelemetry } from "./telemetry.ts";

const METRIC_FUNCTIONS = [
  "proxy_define_metric",
  "proxy_increment_metric",
  "proxy_record_metric",
  "proxy_set_tick_period_milliseconds",
];

/** Watches a plugin from the beginning of an exchange. */
export class EmulatorTelemetry {
  private readonly before: Map<string, number>;
  private readonly linesBefore: number;

  constructor(private readonly started: StartedCase) {
    this.before = measure(started.vm.metrics);
    this.linesBefore = started.vm.log.length;
  }

  /**
   * What has been told since then; the time of a tick passes first. Whose metrics are whose nobody can tell in a VM with several
   * plugins, and a host that lacks what is needed shows nothing.
   */
  seen(filterState: ReadonlyMap<string, Uint8Array>): SeenTelemetry {
    const { vm, root } = this.started;
    root.tick();
    const { endsStreams, unimplemented, logLevel }: HostOptions = vm.options;
    const counts = METRIC_FUNCTIONS.every((name) => !unimplemented.has(name)) && isAlone(vm);
    const states = [...filterState].map(([name, value]) => [name, Buffer.from(value).toString("utf8")] as const);
    return {
      metrics: endsStreams && counts ? addedSince(this.before, vm.metrics) : null,
      filterState: endsStreams && !unimplemented.has("proxy_set_property") ? new Map(states) : null,
      log: endsStreams && logLevel <= INFO ? this.lines() : null,
    };
  }

  private lines(): string[] {
    const { vm, root } = this.started;
    const lines = vm.log.slice(this.linesBefore).filter((line) => line.level === INFO && line.root === root.id);
    return lines.map((line) => line.text).filter((text) => text.startsWith("{"));
  }
}

function isAlone(vm: WasmVm): boolean {
  return [...vm.contexts.values()].filter((context) => context instanceof RootContext).length === 1;
}

/** The sum of each counter, and how much each histogram has: a VM may have thousands of exchanges behind it. */
function measure(metrics: Metrics): Map<string, number> {
  const sizes = [...metrics.byName()].map(
    ([name, value]) => [name, Array.isArray(value) ? value.length : Number(value)] as const,
  );
  return new Map(sizes);
}

function addedSince(before: ReadonlyMap<string, number>, metrics: Metrics): SeenMetrics {
  const added: SeenMetrics = new Map();
  for (const [name, value] of metrics.byName()) {
    const known = before.get(name) ?? 0;
    if (!Array.isArray(value)) {
      if (Number(value) !== known) added.set(compactName(name), Number(value) - known);
    } else if (value.length > known) {
      const fresh = value.slice(known).map(Number);
      added.set(
        compactName(name),
        fresh.map((one) => ({ from: one, to: one })),
      );
    }
  }
  return added;
}
