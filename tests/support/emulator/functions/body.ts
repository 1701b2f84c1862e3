// Host functions on buffers: any part may be read; only the front may be replaced, and the end appended to (Envoy's Wasm Buffer).

import { LAST_BUFFER_TYPE, Status } from "../abi.ts";
import type { ByteQueue } from "../byte-queue.ts";
import type { HostBuffer } from "../context.ts";
import type { HostFunctions } from "../host-imports.ts";
import type { WasmVm } from "../vm.ts";
import { writeFilled, writeWord } from "./out-value.ts";

/** The host functions that read and write bodies and configurations. */
export function bodyFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_get_buffer_bytes: (type: number, start: number, length: number, out: number, sizeOut: number) =>
      withBuffer(vm, type, (buffer) => readRange(vm, buffer.bytes, start >>> 0, length >>> 0, out, sizeOut)),
    proxy_get_buffer_status: (type: number, lengthOut: number, flagsOut: number) =>
      withBuffer(vm, type, (buffer) => {
        const status = writeWord(vm, lengthOut, buffer.bytes?.length ?? 0);
        return status === Status.Ok ? writeWord(vm, flagsOut, 0) : status;
      }),
    proxy_set_buffer_bytes: (type: number, start: number, length: number, data: number, size: number) =>
      withBuffer(vm, type, (buffer) => {
        const bytes = vm.memory.read(data, size);
        if (bytes === null) return Status.InvalidMemoryAccess;
        if (!buffer.writable || buffer.bytes === null) return Status.BadArgument;
        return replaceRange(buffer.bytes, start >>> 0, length >>> 0, bytes);
      }),
  };
}

function readRange(
  vm: WasmVm,
  bytes: ByteQueue | null,
  start: number,
  length: number,
  out: number,
  sizeOut: number,
): number {
  const available = bytes?.length ?? 0;
  const size = Math.max(0, Math.min(length, available - start));
  return writeFilled(vm, size, (target) => bytes?.copyOut(start, target), out, sizeOut);
}

function replaceRange(target: ByteQueue, start: number, length: number, bytes: Uint8Array): number {
  if (start === 0) {
    target.drain(length);
    target.prepend(bytes);
    return Status.Ok;
  }
  if (start < target.length) return Status.BadArgument;
  target.add(bytes);
  return Status.Ok;
}

function withBuffer(vm: WasmVm, type: number, then: (buffer: HostBuffer) => number): number {
  if (type < 0 || type > LAST_BUFFER_TYPE) return Status.BadArgument;
  const buffer = vm.active?.buffer(type) ?? null;
  return buffer === null ? Status.NotFound : then(buffer);
}
