// Host functions that act on the stream itself: local replies, going on, closing, properties, the effective context.

import { Status } from "../abi.ts";
import { decodePairs } from "../header-map.ts";
import type { HostFunctions } from "../host-imports.ts";
import type { WasmVm } from "../vm.ts";
import { writeValue } from "./out-value.ts";

/** The host functions that steer a stream. */
export function streamFunctions(vm: WasmVm): HostFunctions {
  return {
    proxy_send_local_response: (
      status: number,
      details: number,
      detailsSize: number,
      body: number,
      bodySize: number,
      headers: number,
      headersSize: number,
    ) => sendLocalResponse(vm, status, [details, detailsSize], [body, bodySize], [headers, headersSize]),
    proxy_continue_stream: (type: number) => vm.active?.continueStream(type) ?? Status.BadArgument,
    proxy_close_stream: (type: number) => vm.active?.closeStream(type) ?? Status.BadArgument,
    proxy_set_effective_context: (id: number) => (vm.setEffective(id) ? Status.Ok : Status.BadArgument),
    proxy_done: () => Status.Ok,
    proxy_get_property: (path: number, pathSize: number, out: number, sizeOut: number) => {
      const name = vm.memory.readText(path, pathSize);
      if (name === null) return Status.InvalidMemoryAccess;
      const value = vm.active?.property(name) ?? null;
      return value === null ? Status.NotFound : writeValue(vm, value, out, sizeOut);
    },
    proxy_set_property: (path: number, pathSize: number, value: number, valueSize: number) => {
      const name = vm.memory.readText(path, pathSize);
      const bytes = vm.memory.read(value, valueSize);
      if (name === null || bytes === null) return Status.InvalidMemoryAccess;
      return vm.active?.setProperty(name, bytes) ?? Status.NotFound;
    },
  };
}

type Range = readonly [pointer: number, size: number];

function sendLocalResponse(vm: WasmVm, status: number, details: Range, body: Range, headers: Range): number {
  const detailsText = vm.memory.readText(...details);
  const bodyBytes = vm.memory.read(...body);
  const headerBytes = vm.memory.read(...headers);
  if (detailsText === null || bodyBytes === null || headerBytes === null) return Status.InvalidMemoryAccess;
  const pairs = decodePairs(headerBytes);
  if (pairs === null) return Status.ParseFailure;
  const reply = { status, details: detailsText.replaceAll(/\s/g, "_"), body: bodyBytes, headers: pairs };
  // Callbacks of the reply, where they run at once, are not those that an earlier reply of this callback stops.
  vm.takeStop();
  const answer = vm.active?.sendLocalReply(reply) ?? Status.BadArgument;
  vm.stopNextIteration = true;
  return answer;
}
