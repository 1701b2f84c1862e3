// What a stream shows to host functions: its header maps, buffers and properties, as far as Envoy would give them out now.

import { BufferType, MapType, Status } from "./abi.ts";
import type { HostBuffer } from "./context.ts";
import type { FilterHalf } from "./filter-half.ts";
import { HeaderMap } from "./header-map.ts";
import type { MapKind } from "./joined-headers.ts";
import { findProperty, type PropertySource } from "./properties.ts";
import type { RootContext } from "./root-context.ts";

/** Buffers that exist in Envoy but hold nothing in an HTTP filter. */
const EMPTY_BUFFERS = new Set<number>([
  BufferType.NetworkDownstreamData,
  BufferType.NetworkUpstreamData,
  BufferType.VmConfiguration,
]);

/** The readable side of a stream context. */
export abstract class StreamView {
  abstract readonly request: FilterHalf;
  abstract readonly response: FilterHalf;
  protected requestMap: HeaderMap | null = null;
  protected responseMap: HeaderMap | null = null;
  logging = false;

  constructor(
    readonly root: RootContext,
    protected readonly properties: PropertySource,
  ) {}

  headerMap(type: number, access: "read" | "write"): HeaderMap | null {
    if (this.logging && access === "read") return this.mapForLog(type);
    if (type === MapType.RequestHeaders) return this.request.visibleHeaders;
    if (type === MapType.ResponseHeaders) return this.response.visibleHeaders;
    if (type === MapType.RequestTrailers) return trailers(this.request, "request trailers", access);
    if (type === MapType.ResponseTrailers) return trailers(this.response, "response trailers", access);
    return this.root.vm.answeredRoot?.headerMap(type) ?? null;
  }

  buffer(type: number): HostBuffer | null {
    if (type === BufferType.RequestBody) return { bytes: this.request.visibleBody, writable: true };
    if (type === BufferType.ResponseBody) return { bytes: this.response.visibleBody, writable: true };
    if (EMPTY_BUFFERS.has(type)) return { bytes: null, writable: false };
    return type === BufferType.CallResponseBody ? (this.root.vm.answeredRoot?.buffer(type) ?? null) : null;
  }

  property(path: string): Uint8Array | null {
    const heads = {
      request: this.headerMap(MapType.RequestHeaders, "read"),
      response: this.headerMap(MapType.ResponseHeaders, "read"),
    };
    return findProperty(this.properties, heads, path);
  }

  setProperty(path: string, value: Uint8Array): number {
    this.properties.filterState.set(path, value);
    return Status.Ok;
  }

  /** While the log callback runs these can be read, whatever has become of the stream. */
  private mapForLog(type: number): HeaderMap | null {
    if (type === MapType.RequestHeaders) return this.requestMap;
    if (type === MapType.ResponseHeaders) return this.responseMap;
    return type === MapType.ResponseTrailers ? this.response.knownTrailers : null;
  }
}

function trailers(half: FilterHalf, kind: MapKind, access: "read" | "write"): HeaderMap | null {
  return access === "write" ? half.trailersForWriting(() => new HeaderMap([], kind)) : half.visibleTrailers;
}
