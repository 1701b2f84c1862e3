// What was seen of one exchange, in a form that both levels produce and one function compares.

import type { Place } from "../canaries/canary.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import type { SeenTelemetry } from "./telemetry.ts";

/** A request as an upstream received it; `headers` without the pseudo headers and `host`. */
export interface SeenRequest {
  method: string;
  path: string;
  authority: string;
  headers: HeaderPair[];
  body: Uint8Array;
  trailers: HeaderPair[];
}

/** A response as the client received it. */
export interface SeenResponse {
  status: number;
  headers: HeaderPair[];
  body: Uint8Array;
  trailers: HeaderPair[];
}

/** A call-out as its cluster received it. */
export interface SeenCallout extends SeenRequest {
  cluster: string;
}

/** Everything seen of one exchange. `client` null: it got no complete response. */
export interface Observation {
  configured: boolean;
  attempts: SeenRequest[];
  client: SeenResponse | null;
  /** The response-code details Envoy noted; for a local reply those of the filter. */
  details: string | null;
  /** Why Envoy or the filter cut the stream off; null when nobody did, or when only Envoy's log could tell. */
  cutOff: string | null;
  callouts: SeenCallout[];
  logs: string[];
  /** Why the VM died, if it did. */
  trap: string | null;
  /** What operators were told of it; left out when nobody watched. */
  telemetry?: SeenTelemetry;
  /** What else was seen, as text: shared data, metrics and filter state (in the emulated host), and the client's bytes, also of an answer that broke off. */
  remains?: { place: Place; text: string }[];
}
