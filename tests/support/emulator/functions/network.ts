// Host functions that call out over HTTP. Envoy makes the call in the root context, so that it outlives the stream; gRPC is not offered.

import { Status } from "../abi.ts";
import { decodePairs, HeaderMap } from "../header-map.ts";
import type { HostFunctions } from "../host-imports.ts";
import { rootOf } from "../root-context.ts";
import type { WasmVm } from "../vm.ts";
import { writeWord } from "./out-value.ts";

type Range = readonly [pointer: number, size: number];

/** The host functions for call-outs. */
export function networkFunctions(vm: WasmVm): HostFunctions {
  const absent = () => Status.Unimplemented;
  return {
    proxy_http_call: (
      ...[cluster, clusterSize, headers, headersSize, body, bodySize, trailers, trailersSize, timeout, out]: number[]
    ) =>
      httpCall(
        vm,
        [cluster, clusterSize],
        [headers, headersSize],
        [body, bodySize],
        [trailers, trailersSize],
        timeout,
        out,
      ),
    proxy_grpc_call: absent,
    proxy_grpc_stream: absent,
    proxy_grpc_send: absent,
    proxy_grpc_cancel: absent,
    proxy_grpc_close: absent,
    proxy_get_status: absent,
  };
}

function httpCall(
  vm: WasmVm,
  cluster: Range,
  headers: Range,
  body: Range,
  trailers: Range,
  timeout: number,
  out: number,
): number {
  const name = vm.memory.readText(...cluster);
  const [headerBytes, bodyBytes, trailerBytes] = [headers, body, trailers].map((range) => vm.memory.read(...range));
  if (name === null || headerBytes === null || bodyBytes === null || trailerBytes === null)
    return Status.InvalidMemoryAccess;
  const pairs = decodePairs(headerBytes);
  if (pairs === null || decodePairs(trailerBytes) === null || vm.active === null) return Status.ParseFailure;
  const map = new HeaderMap(pairs);
  const complete = [":path", ":method", ":authority"].every((pseudo) => map.get(pseudo) !== null);
  const root = rootOf(vm.active);
  if (!complete || timeout < 0 || !root.callouts.knows(name)) return Status.BadArgument;
  return writeWord(vm, out, root.callouts.start(name, map, bodyBytes, timeout));
}
