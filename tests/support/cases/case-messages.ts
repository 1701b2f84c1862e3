// From a case's data to the messages the emulated host delivers, and from what it recorded back to data.

import { ByteQueue } from "../emulator/byte-queue.ts";
import type { Callout, CalloutReply } from "../emulator/callouts.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import type { HostOptions } from "../emulator/host-options.ts";
import type { EndStyle, MessageRecorder, OutgoingMessage } from "../emulator/message.ts";
import { localReplyHeaders } from "../emulator/local-reply.ts";
import { fromUpstream } from "../emulator/router.ts";
import type { CaseCallout, CaseReply, CaseRequest } from "./case.ts";
import type { SeenCallout, SeenRequest, SeenResponse } from "./observation.ts";

/** How messages are delivered where the case itself says nothing. */
export interface Delivery {
  style: EndStyle;
  /** Cuts the request's body and the reply's into pieces. */
  cutRequest: (chunks: Uint8Array[]) => Uint8Array[];
  cutReply: (chunks: Uint8Array[]) => Uint8Array[];
}

export const PLAIN_DELIVERY: Delivery = { style: "separate", cutRequest: (c) => c, cutReply: (c) => c };

/**
 * Headers that Envoy's connection manager takes off a request before any filter sees it. It also takes off
 * x-envoy-retry-on and its like, but not where a trusted hop is in front: the emulated host leaves them to the filter.
 */
const HOP_BY_HOP = new Set(["connection", "keep-alive", "proxy-connection", "transfer-encoding"]);

/** What Envoy's connection manager adds where the client has not; the id is another one for each request. */
const ADDED: HeaderPair[] = [
  ["x-forwarded-proto", "http"],
  ["x-request-id", "00000000-0000-4000-8000-000000000000"],
];

/** The message a case's client sends. */
export function requestMessage(request: CaseRequest, delivery: Delivery = PLAIN_DELIVERY): OutgoingMessage {
  const pseudo: HeaderPair[] = [
    [":authority", request.authority],
    [":path", request.path],
    [":method", request.method],
    [":scheme", "http"],
  ];
  const upgrades = isUpgrade(request.headers);
  const admitted = request.headers.filter(([name]) => upgrades || !HOP_BY_HOP.has(name));
  const added = ADDED.filter(([name]) => !admitted.some(([own]) => own === name));
  const headers = [...pseudo, ...admitted, ...added];
  // After a head that asks for another protocol Envoy's codec gives an empty piece.
  const first = upgrades ? [new Uint8Array()] : [];
  const chunks = [...first, ...delivery.cutRequest(request.chunks).flatMap(readPieces)];
  return { headers, chunks, trailers: request.trailers, end: upgrades ? "never" : "end", style: delivery.style };
}

/** Whether a request asks for another protocol: Envoy leaves such a head whole, and what follows has no end of its own. */
function isUpgrade(headers: HeaderPair[]): boolean {
  const connection = headers.find(([name]) => name === "connection")?.[1] ?? "";
  return /upgrade/i.test(connection) && headers.some(([name]) => name === "upgrade");
}

/** As much as Envoy reads of a connection at a time, roughly. */
const PIECE = 64 * 1024;

function readPieces(chunk: Uint8Array): Uint8Array[] {
  const count = Math.ceil(chunk.length / PIECE);
  return Array.from({ length: count }, (_, i) => chunk.subarray(i * PIECE, (i + 1) * PIECE));
}

/** The message a case's upstream answers to a request of that method. */
export function replyMessage(reply: CaseReply, delivery: Delivery = PLAIN_DELIVERY, method = "GET"): OutgoingMessage {
  const hasBody = method !== "HEAD" && ![101, 204, 304].includes(reply.status);
  // As in the other direction, the end of a head that changes the protocol is followed by an empty piece.
  const first = reply.status === 101 ? [new Uint8Array()] : [];
  return {
    headers: framedReply(reply.status, reply.headers, hasBody),
    chunks: [...first, ...delivery.cutReply(reply.chunks)],
    trailers: reply.trailers,
    end: reply.breaks ? "reset" : "end",
    style: delivery.style,
  };
}

/** The head of a reply with what an HTTP/1.1 server adds to frame it: the filter sees that, too. */
function framedReply(status: number, headers: HeaderPair[], hasBody: boolean): HeaderPair[] {
  const isFramed = !hasBody || headers.some(([name]) => name === "content-length");
  const framing: HeaderPair[] = isFramed ? [] : [["transfer-encoding", "chunked"]];
  const hasConnection = headers.some(([name]) => name === "connection");
  const connection: HeaderPair[] = hasConnection ? [] : [["connection", "keep-alive"]];
  return [[":status", String(status)], ...headers, ...connection, ...framing];
}

/** The body of the 503 that Envoy makes of a call whose connection breaks. */
const CALL_FAILED = "upstream connect error or disconnect/reset before headers. reset reason: connection termination";

/** The answer to a call-out. */
export function calloutReply(call: CaseCallout, failed: HostOptions["failedCallouts"]): CalloutReply {
  if (call.reply === "failure" && failed === "empty") return null;
  const body = new ByteQueue();
  if (call.reply === "failure") {
    body.add(Buffer.from(CALL_FAILED));
    return { headers: localReplyHeaders({ status: 503, details: "", headers: [], body: body.toBytes() }), body };
  }
  body.add(call.reply.body);
  const { status, headers } = call.reply;
  return { headers: fromUpstream(framedReply(status, headers, true)), body };
}

/** A call-out as its cluster received it. */
export function seenCallout(call: Callout): SeenCallout {
  return { ...splitRequest(call.headers.pairs()), cluster: call.cluster, body: call.body, trailers: [] };
}

/** A request as an upstream received it. */
export function seenRequest(message: MessageRecorder): SeenRequest {
  return { ...splitRequest(message.pairs), body: message.body.toBytes(), trailers: message.trailerPairs };
}

/** A complete response as the client received it; null when it is not complete. */
export function seenResponse(message: MessageRecorder): SeenResponse | null {
  if (!message.complete) return null;
  const headers = message.pairs.filter(([name]) => !name.startsWith(":"));
  return {
    status: Number(message.get(":status")),
    headers,
    body: message.body.toBytes(),
    trailers: message.trailerPairs,
  };
}

function splitRequest(pairs: HeaderPair[]) {
  const pseudo = Object.fromEntries(pairs.filter(([name]) => name.startsWith(":")));
  const headers = pairs.filter(([name]) => !name.startsWith(":"));
  return { method: pseudo[":method"], path: pseudo[":path"], authority: pseudo[":authority"], headers };
}
