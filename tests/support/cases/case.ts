// A case: one whole exchange as data. tests/cases/README.md describes the file format.

import type { HeaderPair } from "../emulator/header-map.ts";
import type { ExpectedTelemetry } from "./telemetry.ts";

/** A difference to a list of headers: null removes the header, a value or list of values replaces it. */
export type HeaderDifference = Record<string, string | string[] | null>;

/** What the client sends. */
export interface CaseRequest {
  method: string;
  path: string;
  authority: string;
  headers: HeaderPair[];
  chunks: Uint8Array[];
  trailers: HeaderPair[];
}

/** What an upstream must receive; what is null is as the client sent it. */
export interface ExpectedRequest {
  method: string | null;
  path: string | null;
  authority: string | null;
  headers: HeaderDifference;
  body: Uint8Array | null;
}

/** What the scripted upstream answers. `breaks`: its connection ends before the body does; `resets`: before the head. */
export interface CaseReply {
  status: number;
  headers: HeaderPair[];
  chunks: Uint8Array[];
  trailers: HeaderPair[];
  breaks: boolean;
  resets?: boolean;
}

/** What the client must get. With `details` it is a local reply and `headers` are all its headers. */
export interface ExpectedResponse {
  status: number | null;
  headers: HeaderDifference;
  body: Uint8Array | null;
  details: string | null;
}

/** One attempt at an upstream: the endpoint's provider (null in mode listener), what it must receive (null: must not be reached) and answers. */
export interface CaseAttempt {
  provider: string | null;
  upstream: ExpectedRequest | null;
  reply: CaseReply;
}

/** A call the filter makes on its own, and how it is answered. `late`: only when the client has gone. */
export interface CaseCallout {
  cluster: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  reply: { status: number; headers: HeaderPair[]; body: Uint8Array } | "failure";
  late: boolean;
}

/** The proxy's route for the request; null: as it happens to be. */
export interface CaseRoute {
  name: string | null;
  /** What its metadata says under `aisle`, `provider`. */
  provider: string | null;
  /** The same of the cluster's metadata. */
  clusterProvider: string | null;
}

/** A whole exchange. `response` null: the client has left before there was one. */
export interface Case {
  file: string;
  name: string;
  /** Where the expected bytes are written down: a page of the vendor's, a section of a reference, a recording. */
  source: string | null;
  configuration: Uint8Array;
  environment: Record<string, string>;
  configured: boolean;
  mode: "listener" | "upstream";
  properties: Record<string, string>;
  route: CaseRoute;
  /** Why only the emulated host can run it; null: both levels do. */
  hostOnly: string | null;
  request: CaseRequest;
  attempts: CaseAttempt[];
  response: ExpectedResponse | null;
  callouts: CaseCallout[];
  logs: string[];
  /** What operators must be told; left out: it is not looked at. */
  telemetry?: ExpectedTelemetry;
}
