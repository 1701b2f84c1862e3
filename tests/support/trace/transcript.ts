// A transcript: what the tracing build logged of one exchange, freed from what no two runs have in common.

import { DETAILS_HEADER } from "../cases/envoy-headers.ts";
import type { SeenResponse } from "../cases/observation.ts";

/** Headers whose values Envoy makes, another one each time. */
const RANDOM_HEADERS: Record<string, string> = {
  "x-request-id": "the connection manager gives each request an id of its own",
  "x-envoy-upstream-service-time": "the router tells the milliseconds that the upstream took",
};

/** The header that the tests' own stations add to local replies. */
const STATIONS_PAIR = new RegExp(`, ${DETAILS_HEADER}: "[^"]*"`);

/** What a run of a scenario left: the transcript, and the client's response as text; null: it got no complete one. */
export interface Recording {
  transcript: string[];
  client: string | null;
}

/** A recording from a log and the response. */
export function record(logs: string[], client: SeenResponse | null): Recording {
  const text = client && `${client.status} ${Buffer.from(client.body).toString("latin1")}`;
  return { transcript: transcript(logs), client: text };
}

/** The lines of a log that the tracing build wrote, without what the log puts in front of them, and without the ticks, which come when they come. */
export function traceLines(logs: string[]): string[] {
  const ticking = new Set<string>();
  return logs.flatMap((line) => {
    const [, text] = line.match(/(?:^|: )trace ([>.<] .*)$/) ?? [];
    if (text === undefined) return [];
    // Each of Envoy's threads has ticks of its own.
    const [, thread = ""] = line.match(/^\[[^\]]+\]\[(\d+)\]/) ?? [];
    if (text.startsWith("> proxy_on_tick")) ticking.add(thread);
    const isOfTick = ticking.has(thread);
    if (text.startsWith("< proxy_on_tick")) ticking.delete(thread);
    return isOfTick ? [] : [text];
  });
}

/**
 * The exchange's part of the lines, from its first stream on: streams are numbered in the order of their appearance, and
 * consecutive pieces of a body that were answered alike, without a host call between, are one.
 */
export function transcript(logs: string[]): string[] {
  const lines = traceLines(logs);
  const first = lines.findIndex((line) => /^> proxy_on_context_create id=\d+ parent=[1-9]/.test(line));
  if (first < 0) return [];
  const own = lines.slice(first).filter((line) => !ANSWER_READ.test(line));
  return mergePieces(numberStreams(own).map(dropStationsPair).map(hideRandomValues).map(hideTime));
}

/**
 * The configuration's part of the lines: from the last time that a root context was made to the end of its configuration. Envoy makes
 * one to see whether the configuration is usable, and then one for each of its threads.
 */
export function configurationTranscript(logs: string[]): string[] {
  const lines = traceLines(logs);
  const begin = lines.map((line) => /^> proxy_on_context_create id=\d+ parent=0$/.test(line)).lastIndexOf(true);
  const end = lines.findIndex((line, i) => i > begin && line.startsWith("< proxy_on_configure"));
  return begin < 0 || end < 0 ? [] : numberStreams(lines.slice(begin, end + 1));
}

function numberStreams(lines: string[]): string[] {
  const streams = new Map<string, number>();
  for (const line of lines) {
    const [, id] = line.match(/^> proxy_on_context_create id=(\d+) parent=[1-9]/) ?? [];
    if (id !== undefined) streams.set(id, streams.size + 1);
  }
  const nameOf = (id: string) => (streams.has(id) ? `stream ${streams.get(id)}` : "root");
  return lines.map((line) =>
    line.replace(/\b(id|parent|context)=(\d+)/g, (_, key: string, id: string) => `${key}=${nameOf(id)}`),
  );
}

function dropStationsPair(line: string): string {
  if (!STATIONS_PAIR.test(line)) return line;
  const dropped = line.replace(STATIONS_PAIR, "");
  return dropped.replace(/ count=(\d+)/, (_, count: string) => ` count=${Number(count) - 1}`);
}

function hideRandomValues(line: string): string {
  return line.replace(/(\[|, )([\w-]+): "[^"]*"/g, (pair, before: string, name: string) =>
    name in RANDOM_HEADERS ? `${before}${name}: *` : pair,
  );
}

/** The clock differs between two runs, and so does what is made of it: samples of histograms, the record of the exchange. */
function hideTime(line: string): string {
  return line
    .replace(/ time=\d+$/, " time=*")
    .replace(/(proxy_get_property path="upstream\\x00address" -> 0) value=.*$/, "$1 value=*")
    .replace(/(proxy_get_property path="xds\\x00cluster_name" -> 0) value="(?!").*$/, "$1 value=*")
    .replace(/(aisle: no attempt at )\S+ in cluster \S+:/, "$1* in cluster *:")
    .replace(/(proxy_record_metric metric=\d+) value=\d+/, "$1 value=*")
    .replace(/(proxy_set_property path="aisle.exchange") value=.* (-> \d+)$/, "$1 value=* $2");
}

/** What is read of an answer that passes: as much as the network brought. What comes of it is compared. */
const ANSWER_READ = /^\. proxy_get_buffer_bytes buffer=1 /;

/** A piece of a body: its callback, its stream, its size and whether it is the last. */
const PIECE = /^> (proxy_on_re\w+_body id=stream \d+) size=(\d+) end=([01])$/;

interface Piece {
  of: string;
  size: number;
  isLast: boolean;
}

function readPiece(line: string | undefined): Piece | null {
  const [, of, size, end] = line?.match(PIECE) ?? [];
  return of === undefined ? null : { of, size: Number(size), isLast: end === "1" };
}

/**
 * How a body is cut is the network's affair. Of a body that is held the size told is that of all there is, so that the next piece
 * says it all; pieces that pass are added up. A last piece without bytes stays apart: that is how HTTP/1 tells the end.
 */
function mergePieces(lines: string[]): string[] {
  const merged: string[] = [];
  for (const line of lines) {
    merged.push(line);
    const held = readPiece(merged.at(-3));
    const heldMore = readPiece(merged.at(-1));
    if (held !== null && held.of === heldMore?.of && merged.at(-2)?.endsWith(" -> 1") && heldMore.size > held.size) {
      merged.splice(-3, 2);
    }
    const passed = readPiece(merged.at(-4));
    const next = readPiece(merged.at(-2));
    if (passed === null || passed.of !== next?.of || (next.isLast && next.size === 0)) continue;
    if (!merged.at(-3)?.endsWith(" -> 0") || merged.at(-3) !== merged.at(-1)) continue;
    const sum = `> ${passed.of} size=${passed.size + next.size} end=${Number(next.isLast)}`;
    merged.splice(-4, 3, sum);
  }
  return merged;
}
