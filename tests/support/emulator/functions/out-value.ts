// How a host function hands bytes to the module: a block the module allocates, and its address and size in out-parameters.

import { Status } from "../abi.ts";
import type { WasmVm } from "../vm.ts";

/** Gives `bytes` to the module. An empty value writes no out-parameter unless the host is one that does. */
export function writeValue(vm: WasmVm, bytes: Uint8Array, pointerOut: number, sizeOut: number): number {
  return writeFilled(vm, bytes.length, (target) => target.set(bytes), pointerOut, sizeOut);
}

/** The same for `size` bytes that `fill` writes. */
export function writeFilled(
  vm: WasmVm,
  size: number,
  fill: (target: Uint8Array) => void,
  pointerOut: number,
  sizeOut: number,
): number {
  if (size === 0) {
    if (!vm.options.writesEmptyValues) return Status.Ok;
    return writeOut(vm, pointerOut, 0, sizeOut, 0);
  }
  const pointer = vm.memory.place(size, fill);
  if (pointer === null) return Status.InvalidMemoryAccess;
  return writeOut(vm, pointerOut, pointer, sizeOut, size);
}

/** A 32-bit result in an out-parameter. */
export function writeWord(vm: WasmVm, out: number, value: number): number {
  return vm.memory.writeU32(out, value) ? Status.Ok : Status.InvalidMemoryAccess;
}

function writeOut(vm: WasmVm, pointerOut: number, pointer: number, sizeOut: number, size: number): number {
  const written = vm.memory.writeU32(pointerOut, pointer) && vm.memory.writeU32(sizeOut, size);
  return written ? Status.Ok : Status.InvalidMemoryAccess;
}
