// How long the release module takes to apply a configuration, in the emulated host.

import { readFileSync } from "node:fs";
import { ENVOY_OPTIONS } from "../support/emulator/host-options.ts";
import { RootContext } from "../support/emulator/root-context.ts";
import { WasmVm } from "../support/emulator/vm.ts";
import { median } from "./statistics.ts";
import { AISLE_WASM } from "./variant.ts";

/** Milliseconds until a new VM has applied the configuration `text`: the median of 11 VMs, code compiled before. */
export function measureConfigure(text: string): number {
  const module = new WebAssembly.Module(readFileSync(AISLE_WASM));
  const configuration = Buffer.from(text);
  const times = Array.from({ length: 11 }, () => {
    const root = new RootContext(new WasmVm(module, ENVOY_OPTIONS));
    const start = performance.now();
    if (!root.configure(configuration)) throw new Error("the module refuses the bench's configuration");
    return performance.now() - start;
  });
  return median(times);
}
