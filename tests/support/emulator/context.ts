// What a host function may ask of the context it was called in: a root context or a stream.

import type { ByteQueue } from "./byte-queue.ts";
import type { HeaderMap, HeaderPair } from "./header-map.ts";

/** A buffer as a host function sees it; `bytes` is null where Envoy has none at the moment (it reads as empty and cannot be written). */
export interface HostBuffer {
  bytes: ByteQueue | null;
  writable: boolean;
}

/** An answer made by the filter itself. */
export interface LocalReply {
  status: number;
  details: string;
  body: Uint8Array;
  headers: HeaderPair[];
}

/** A root context or a stream. Maps and buffers are null while Envoy would not give them out. */
export interface HostContext {
  readonly id: number;
  /** Whether its log callback is running. */
  readonly logging?: boolean;
  headerMap(type: number, access: "read" | "write"): HeaderMap | null;
  buffer(type: number): HostBuffer | null;
  property(path: string): Uint8Array | null;
  setProperty(path: string, value: Uint8Array): number;
  sendLocalReply(reply: LocalReply): number;
  continueStream(type: number): number;
  closeStream(type: number): number;
}
