// Host functions on the host itself: log, clock, timer, foreign functions; and the environment through WASI.

import { Status } from "../abi.ts";
import type { HostFunctions } from "../host-imports.ts";
import { rootOf } from "../root-context.ts";
import type { WasmVm } from "../vm.ts";
import { writeValue, writeWord } from "./out-value.ts";

/** Foreign functions of Envoy that a filter of HTTP streams may use; each answers Ok without a result. */
const FOREIGN_FUNCTIONS = new Set(["clear_route_cache"]);

/** The host functions for log, clock, timer and foreign functions. */
export function systemFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_log: (level: number, text: number, size: number) => {
      const message = vm.memory.readText(text, size);
      if (message === null) return Status.InvalidMemoryAccess;
      if (level < 0 || level > 5) return Status.BadArgument;
      const root = vm.active === null ? 0 : rootOf(vm.active).id;
      const line = { level, text: Buffer.from(message, "latin1").toString("utf8"), root };
      if (level >= vm.options.logLevel) vm.log.push(line);
      return Status.Ok;
    },
    proxy_get_log_level: (out: number) => writeWord(vm, out, vm.options.logLevel),
    proxy_set_tick_period_milliseconds: (period: number) => {
      if (vm.active === null) return Status.BadArgument;
      rootOf(vm.active).tickPeriod = period;
      return Status.Ok;
    },
    proxy_get_current_time_nanoseconds: (out: number) =>
      vm.memory.writeU64(out, BigInt(Date.now()) * 1_000_000n) ? Status.Ok : Status.InvalidMemoryAccess,
    proxy_call_foreign_function: (...[name, nameSize, , , out, sizeOut]: number[]) => {
      const text = vm.memory.readText(name, nameSize);
      if (text === null) return Status.InvalidMemoryAccess;
      return FOREIGN_FUNCTIONS.has(text) ? writeValue(vm, new Uint8Array(), out, sizeOut) : Status.NotFound;
    },
  };
}

/** WASI errno of a pointer outside the memory. */
const EFAULT = 21;

/** The environment functions of WASI; a strict host has no others. */
export function wasiFunctions(vm: WasmVm): HostFunctions {
  const lines = () => Object.entries(vm.options.environment).map(([name, value]) => Buffer.from(`${name}=${value}\0`));
  return {
    environ_sizes_get: (countOut: number, sizeOut: number) => {
      const size = lines().reduce((sum, line) => sum + line.length, 0);
      return vm.memory.writeU32(countOut, lines().length) && vm.memory.writeU32(sizeOut, size) ? 0 : EFAULT;
    },
    environ_get: (table: number, text: number) => {
      let at = text;
      for (const [i, line] of lines().entries()) {
        if (!vm.memory.writeU32(table + 4 * i, at) || !vm.memory.write(at, line)) return EFAULT;
        at += line.length;
      }
      return 0;
    },
  };
}
