// The ways in which hosts of proxy-wasm differ, as switches; the defaults are those of Envoy 1.40.

/** How an emulated host behaves. */
export interface HostOptions {
  /** What WASI `environ_get` gives the module. */
  environment: Record<string, string>;
  /** Bytes of a held body above which Envoy itself answers 413 (`per_connection_buffer_limit_bytes`). */
  bufferLimit: number;
  /** What `proxy_get_log_level` answers: 0 trace … 5 critical. */
  logLevel: number;
  /** "deferred": a local reply runs when the callback has returned (Envoy). "synchronous": it re-enters the module from within the host call. */
  localReply: "deferred" | "synchronous";
  /** Whether the host calls `proxy_on_vm_start`. */
  callsVmStart: boolean;
  /** Whether the host calls `proxy_on_done`, `proxy_on_log` and `proxy_on_delete` of a stream. */
  endsStreams: boolean;
  /** Whether out-parameters of an empty value are written (as a null pointer and a zero). */
  writesEmptyValues: boolean;
  /** Bytes the host asks for beyond those it writes. */
  spareBytes: number;
  /** Host functions that answer Unimplemented. */
  unimplemented: ReadonlySet<string>;
  /** Whether a failed call-out is told as a 503 reply (what Envoy's router makes of it) or as one without headers (what the ABI says). */
  failedCallouts: "reply" | "empty";
  /** Whether `proxy_on_http_call_response` comes as soon as the callback that made the call returned, or when the whole request has been delivered. */
  calloutTiming: "prompt" | "patient";
}

export const ENVOY_OPTIONS: HostOptions = {
  environment: {},
  bufferLimit: 1 << 20,
  logLevel: 3,
  localReply: "deferred",
  callsVmStart: true,
  endsStreams: true,
  writesEmptyValues: true,
  spareBytes: 0,
  unimplemented: new Set(),
  failedCallouts: "reply",
  calloutTiming: "patient",
};
