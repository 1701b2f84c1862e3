// Runs a case in the emulated host and notes what was seen.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { AttemptedExchange } from "../emulator/attempts.ts";
import { ByteQueue } from "../emulator/byte-queue.ts";
import type { Callout, CalloutReply } from "../emulator/callouts.ts";
import { Exchange, type Surroundings } from "../emulator/exchange.ts";
import { HeaderMap, type HeaderPair } from "../emulator/header-map.ts";
import { ENVOY_OPTIONS, type HostOptions } from "../emulator/host-options.ts";
import type { EndStyle, MessageRecorder, OutgoingMessage } from "../emulator/message.ts";
import { RootContext } from "../emulator/root-context.ts";
import { WasmVm } from "../emulator/vm.ts";
import type { Case, CaseReply, CaseRequest } from "./case.ts";
import type { Observation, SeenCallout, SeenRequest, SeenResponse } from "./observation.ts";

const RELEASE = fileURLToPath(new URL("../../../build/aisle.wasm", import.meta.url));
let release: WebAssembly.Module | undefined;

/** The release build, compiled once per process. */
export function releaseModule(): WebAssembly.Module {
  release ??= new WebAssembly.Module(readFileSync(RELEASE));
  return release;
}

/** How a case is to be run where the case itself says nothing. */
export interface RunOptions {
  host: Partial<HostOptions>;
  style: EndStyle;
  /** The filter; null for the release build. */
  module: WebAssembly.Module | null;
  /** Cuts the request's body and the reply's into pieces. */
  cutRequest: (chunks: Uint8Array[]) => Uint8Array[];
  cutReply: (chunks: Uint8Array[]) => Uint8Array[];
}

export const PLAIN_RUN: RunOptions = {
  host: {},
  style: "separate",
  module: null,
  cutRequest: (c) => c,
  cutReply: (c) => c,
};

/** A VM with the case's plugin in it. */
export interface StartedCase {
  vm: WasmVm;
  root: RootContext;
  configured: boolean;
}

/** Starts a VM of its own for a case. */
export function startCase(c: Case, host: Partial<HostOptions> = {}, module = releaseModule()): StartedCase {
  const vm = new WasmVm(module, { ...ENVOY_OPTIONS, environment: c.environment, ...host });
  return addPlugin(vm, c);
}

/** Adds the case's plugin to a VM. */
export function addPlugin(vm: WasmVm, c: Case): StartedCase {
  const root = new RootContext(vm);
  for (const call of c.callouts) root.callouts.clusters.add(call.cluster);
  return { vm, root, configured: root.configure(c.configuration) };
}

/** Runs a case in a VM of its own. */
export function runCase(c: Case, options: Partial<RunOptions> = {}): Observation {
  const run = { ...PLAIN_RUN, ...options };
  return exchangeCase(startCase(c, run.host, run.module ?? releaseModule()), c, run);
}

/** Runs a case's exchange in a VM that has its plugin. */
export function exchangeCase(started: StartedCase, c: Case, options: Partial<RunOptions> = {}): Observation {
  const run = { ...PLAIN_RUN, ...options };
  const callouts: SeenCallout[] = [];
  if (!started.configured || !c.configured)
    return finishObservation(started, { attempts: [], client: null, details: null }, callouts);
  const surroundings = caseSurroundings(c, run, callouts, started.vm.options.failedCallouts);
  const seen =
    c.mode === "listener" ? runListener(started, c, run, surroundings) : runUpstream(started, c, run, surroundings);
  return finishObservation(started, seen, callouts);
}

type Seen = Pick<Observation, "attempts" | "client" | "details">;

function runListener(started: StartedCase, c: Case, run: RunOptions, surroundings: Surroundings): Seen {
  const exchange = new Exchange(started.root, requestMessage(c.request, run), surroundings);
  if (c.response === null) leaveBeforeAnswer(exchange);
  else exchange.run();
  const attempts = exchange.upstream.map === null ? [] : [seenRequest(exchange.upstream)];
  return { attempts, client: seenResponse(exchange.client), details: exchange.details };
}

/** The client goes away while a call-out is under way; the answer comes afterwards. */
function leaveBeforeAnswer(exchange: Exchange): void {
  exchange.sendHeaders();
  exchange.sendRest();
  exchange.finish();
  exchange.settle();
}

function runUpstream(started: StartedCase, c: Case, run: RunOptions, surroundings: Surroundings): Seen {
  const providers = c.attempts.map((a) => a.provider ?? "");
  const exchange = new AttemptedExchange(started.root, requestMessage(c.request, run), providers, surroundings).run();
  const attempts = exchange.attempts.filter((a) => a.map !== null).map(seenRequest);
  return { attempts, client: seenResponse(exchange.client), details: exchange.details };
}

function finishObservation({ vm, configured }: StartedCase, seen: Seen, callouts: SeenCallout[]): Observation {
  return { ...seen, configured, callouts, logs: vm.log.map((line) => line.text), trap: vm.death };
}

/**
 * Headers that Envoy's connection manager takes off a request before any filter sees it. It also takes off
 * x-envoy-retry-on and its like, but not where a trusted hop is in front: the emulated host leaves them to the filter.
 */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding"]);

/** The message a case's client sends. */
export function requestMessage(request: CaseRequest, run: RunOptions = PLAIN_RUN): OutgoingMessage {
  const pseudo: HeaderPair[] = [
    [":authority", request.authority],
    [":path", request.path],
    [":method", request.method],
    [":scheme", "http"],
  ];
  const admitted = request.headers.filter(([name]) => !HOP_BY_HOP.has(name));
  const headers = [...pseudo, ...admitted, ["x-forwarded-proto", "http"] as const];
  return { headers, chunks: run.cutRequest(request.chunks), trailers: request.trailers, end: "end", style: run.style };
}

/** The message a case's upstream answers. */
export function replyMessage(reply: CaseReply, run: RunOptions = PLAIN_RUN): OutgoingMessage {
  return {
    headers: [[":status", String(reply.status)], ...reply.headers],
    chunks: run.cutReply(reply.chunks),
    trailers: reply.trailers,
    end: reply.breaks ? "reset" : "end",
    style: run.style,
  };
}

function caseSurroundings(
  c: Case,
  run: RunOptions,
  seen: SeenCallout[],
  failed: HostOptions["failedCallouts"],
): Surroundings {
  return {
    properties: c.properties,
    reply: (_, attempt) => replyMessage(c.attempts[attempt].reply, run),
    answerCallout: (call) => {
      seen.push(seenCallout(call));
      return calloutReply(c, seen.length - 1, failed);
    },
  };
}

/** The body of the 503 that Envoy makes of a call whose connection breaks. */
const CALL_FAILED = "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

function calloutReply(c: Case, index: number, failed: HostOptions["failedCallouts"]): CalloutReply | "never" {
  const call = c.callouts.at(index);
  if (call === undefined) return "never";
  if (call.reply === "failure" && failed === "empty") return null;
  const reply = call.reply === "failure" ? { status: 503, headers: [], body: Buffer.from(CALL_FAILED) } : call.reply;
  const body = new ByteQueue();
  body.add(reply.body);
  return { headers: new HeaderMap([[":status", String(reply.status)], ...reply.headers]), body };
}

function seenCallout(call: Callout): SeenCallout {
  const pairs = call.headers.pairs();
  return { ...splitRequest(pairs), cluster: call.cluster, body: call.body, trailers: [] };
}

function seenRequest(message: MessageRecorder): SeenRequest {
  return { ...splitRequest(message.pairs), body: message.body.toBytes(), trailers: message.trailerPairs };
}

function splitRequest(pairs: HeaderPair[]) {
  const pseudo = Object.fromEntries(pairs.filter(([name]) => name.startsWith(":")));
  const headers = pairs.filter(([name]) => !name.startsWith(":"));
  return { method: pseudo[":method"], path: pseudo[":path"], authority: pseudo[":authority"], headers };
}

function seenResponse(message: MessageRecorder): SeenResponse | null {
  if (!message.complete) return null;
  const headers = message.pairs.filter(([name]) => !name.startsWith(":"));
  return {
    status: Number(message.get(":status")),
    headers,
    body: message.body.toBytes(),
    trailers: message.trailerPairs,
  };
}
