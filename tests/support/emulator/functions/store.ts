// Host functions on what streams have in common: shared data, queues (not offered) and metrics.

import { Status } from "../abi.ts";
import type { HostFunctions } from "../host-imports.ts";
import type { WasmVm } from "../vm.ts";
import { writeValue, writeWord } from "./out-value.ts";

/** The host functions for shared data, queues and metrics. */
export function storeFunctions(vm: WasmVm): HostFunctions {
  return { ...sharedFunctions(vm), ...metricFunctions(vm) };
}

function sharedFunctions(vm: WasmVm): HostFunctions {
  const absent = () => Status.Unimplemented;
  return {
    proxy_get_shared_data: (key: number, keySize: number, out: number, sizeOut: number, casOut: number) => {
      const name = vm.memory.readText(key, keySize);
      if (name === null) return Status.InvalidMemoryAccess;
      const found = vm.sharedData.get(name);
      if (found === null) return Status.NotFound;
      const status = writeValue(vm, found.value, out, sizeOut);
      return status === Status.Ok ? writeWord(vm, casOut, found.cas) : status;
    },
    proxy_set_shared_data: (key: number, keySize: number, value: number, valueSize: number, cas: number) => {
      const name = vm.memory.readText(key, keySize);
      const bytes = vm.memory.read(value, valueSize);
      if (name === null || bytes === null) return Status.InvalidMemoryAccess;
      return vm.sharedData.set(name, bytes, cas >>> 0);
    },
    proxy_register_shared_queue: absent,
    proxy_resolve_shared_queue: absent,
    proxy_enqueue_shared_queue: absent,
    proxy_dequeue_shared_queue: absent,
  };
}

function metricFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_define_metric: (kind: number, name: number, nameSize: number, out: number) => {
      const text = vm.memory.readText(name, nameSize);
      if (text === null) return Status.InvalidMemoryAccess;
      if (kind < 0 || kind > 2) return Status.BadArgument;
      return writeWord(vm, out, vm.metrics.define(kind, text));
    },
    proxy_increment_metric: (id: number, offset: bigint) => vm.metrics.increment(id >>> 0, offset),
    proxy_record_metric: (id: number, value: bigint) => vm.metrics.record(id >>> 0, BigInt.asUintN(64, value)),
    proxy_get_metric: (id: number, out: number) => {
      const read = vm.metrics.read(id >>> 0);
      if (typeof read === "number") return read;
      return vm.memory.writeU64(out, read.value) ? Status.Ok : Status.InvalidMemoryAccess;
    },
  };
}
