// The imports a module gets: every host function of the ABI, counted, made to fail on demand, and nothing else.

import { Status } from "./abi.ts";
import { bodyFunctions } from "./functions/body.ts";
import { headerFunctions } from "./functions/headers.ts";
import { networkFunctions } from "./functions/network.ts";
import { storeFunctions } from "./functions/store.ts";
import { streamFunctions } from "./functions/stream.ts";
import { systemFunctions, wasiFunctions } from "./functions/system.ts";
import type { WasmVm } from "./vm.ts";

export type HostFunction = (...args: never[]) => number;
export type HostFunctions = Record<string, HostFunction>;

/** The imports of one VM: `env` and the two environment functions of WASI. */
export function hostImports(vm: WasmVm): WebAssembly.Imports {
  const env = {
    ...headerFunctions(vm),
    ...bodyFunctions(vm),
    ...streamFunctions(vm),
    ...networkFunctions(vm),
    ...storeFunctions(vm),
    ...systemFunctions(vm),
  };
  return { env: guard(vm, env), wasi_snapshot_preview1: guard(vm, wasiFunctions(vm)) };
}

function guard(vm: WasmVm, functions: HostFunctions): Record<string, HostFunction> {
  const guarded: HostFunctions = {};
  for (const [name, run] of Object.entries(functions)) {
    guarded[name] = (...args: never[]) => {
      vm.counters.countHostCall(name);
      const fault = vm.faults.next(name);
      if (fault !== null) return fault;
      if (vm.options.unimplemented.has(name)) return Status.Unimplemented;
      return run(...args);
    };
  }
  return guarded;
}
