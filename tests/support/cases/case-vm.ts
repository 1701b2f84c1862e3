// VMs of the emulated host with the plugins of cases in them.

import { readFileSync } from "node:fs";
import { ENVOY_OPTIONS, type HostOptions } from "../emulator/host-options.ts";
import { RootContext } from "../emulator/root-context.ts";
import { WasmVm } from "../emulator/vm.ts";
import type { Case } from "./case.ts";
import { INFO } from "./telemetry.ts";
import { RELEASE } from "./release.ts";

let release: WebAssembly.Module | undefined;

/** The release build, compiled once per process. */
export function releaseModule(): WebAssembly.Module {
  release ??= new WebAssembly.Module(readFileSync(RELEASE));
  return release;
}

/** A VM with the case's plugin in it. */
export interface StartedCase {
  vm: WasmVm;
  root: RootContext;
  configured: boolean;
}

/** A VM without plugins. */
export function startVm(host: Partial<HostOptions> = {}, module = releaseModule()): WasmVm {
  return new WasmVm(module, { ...ENVOY_OPTIONS, ...host });
}

/** Starts a VM of its own for a case. */
export function startCase(c: Case, host: Partial<HostOptions> = {}, module = releaseModule()): StartedCase {
  const logged = c.telemetry?.log == null ? {} : { logLevel: INFO };
  return addPlugin(startVm({ environment: c.environment, ...logged, ...host }, module), c);
}

/** Adds the case's plugin to a VM. */
export function addPlugin(vm: WasmVm, c: Case): StartedCase {
  const root = new RootContext(vm);
  for (const call of c.callouts) root.callouts.clusters.add(call.cluster);
  return { vm, root, configured: root.configure(c.configuration) };
}
