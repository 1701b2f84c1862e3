// Host functions on header maps. A map that is not available now is a bad argument, but has no pairs; a header that is not there
// is not found, nor is any in a map that is missing when the stream is logged; the size of a map that cannot be written is not
// told (all as in Envoy).

import { LAST_MAP_TYPE, MapType, Status } from "../abi.ts";
import { decodePairs, encodePairs, type HeaderMap } from "../header-map.ts";
import type { HostFunctions } from "../host-imports.ts";
import type { WasmVm } from "../vm.ts";
import { writeValue, writeWord } from "./out-value.ts";

const CALL_MAPS = new Set<number>([MapType.CallResponseHeaders, MapType.CallResponseTrailers]);

/** The host functions that read and write header maps. */
export function headerFunctions(vm: WasmVm): HostFunctions {
  return { ...readingFunctions(vm), ...writingFunctions(vm) };
}

function readingFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_get_header_map_pairs: (type: number, out: number, sizeOut: number) =>
      type < 0 || type > LAST_MAP_TYPE
        ? Status.BadArgument
        : writeValue(vm, pairBytes(vm.active?.headerMap(type, "read") ?? null), out, sizeOut),
    proxy_get_header_map_value: (type: number, key: number, keySize: number, out: number, sizeOut: number) =>
      withText(vm, key, keySize, (name) =>
        withMap(vm, type, "read", (map) => {
          const value = map.get(name);
          return value === null ? Status.NotFound : writeValue(vm, Buffer.from(value, "latin1"), out, sizeOut);
        }),
      ),
    proxy_get_header_map_size: (type: number, out: number) =>
      CALL_MAPS.has(type) ? Status.BadArgument : withMap(vm, type, "write", (map) => writeWord(vm, out, map.byteSize)),
  };
}

function pairBytes(map: HeaderMap | null): Uint8Array {
  return map === null || map.size === 0 ? new Uint8Array() : encodePairs(map.pairs());
}

function writingFunctions(vm: WasmVm): HostFunctions {
  const setValue = (apply: (map: HeaderMap, name: string, value: string) => void) => {
    return (type: number, key: number, keySize: number, value: number, valueSize: number) =>
      withText(vm, key, keySize, (name) =>
        withText(vm, value, valueSize, (text) => change(vm, type, (map) => apply(map, name, text))),
      );
  };
  return {
    proxy_add_header_map_value: setValue((map, name, value) => map.add(name, value)),
    proxy_replace_header_map_value: setValue((map, name, value) => map.replace(name, value)),
    proxy_remove_header_map_value: (type: number, key: number, keySize: number) =>
      withText(vm, key, keySize, (name) => change(vm, type, (map) => map.remove(name))),
    proxy_set_header_map_pairs: (type: number, pairs: number, size: number) => {
      const bytes = vm.memory.read(pairs, size);
      if (bytes === null) return Status.InvalidMemoryAccess;
      const decoded = decodePairs(bytes);
      if (decoded === null) return Status.ParseFailure;
      return change(vm, type, (map) => {
        map.clear();
        for (const [name, value] of decoded) map.add(name, value);
      });
    },
  };
}

function change(vm: WasmVm, type: number, apply: (map: HeaderMap) => void): number {
  return withMap(vm, type, "write", (map) => {
    apply(map);
    return Status.Ok;
  });
}

function withMap(vm: WasmVm, type: number, access: "read" | "write", then: (map: HeaderMap) => number): number {
  if (type < 0 || type > LAST_MAP_TYPE) return Status.BadArgument;
  const map = vm.active?.headerMap(type, access) ?? null;
  if (map !== null) return then(map);
  return access === "read" && vm.active?.logging ? Status.NotFound : Status.BadArgument;
}

function withText(vm: WasmVm, pointer: number, size: number, then: (text: string) => number): number {
  const text = vm.memory.readText(pointer, size);
  return text === null ? Status.InvalidMemoryAccess : then(text);
}
