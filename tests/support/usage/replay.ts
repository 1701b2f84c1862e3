// Recorded answers through the filter in the emulated host, and what they came to: the client's bytes and the exchange's record.

import { isDeepStrictEqual } from "node:util";
import { startVm } from "../cases/case-vm.ts";
import { Exchange } from "../emulator/exchange.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import type { OutgoingMessage } from "../emulator/message.ts";
import { RootContext } from "../emulator/root-context.ts";
import { JUDGED, type AnswerMembers } from "./oracle.ts";
import type { Pieces } from "./cuts.ts";
import type { Recording } from "./recordings.ts";

/** The filter state that holds an exchange's record. */
const RECORD = "aisle.exchange";
/** What became of an answer. */
export interface Replayed {
  clientBody: Uint8Array;
  /** The record as it was written; null if there is none. */
  record: string | null;
  trap: string | null;
}

/** Sends an answer, cut into pieces, through whatever is under test. */
export type Replay = (recording: Recording, pieces: Uint8Array[], headers?: HeaderPair[]) => Replayed;

/** The release build: one VM for all exchanges, as in production. The provider has `members`; `path` is asked for. */
export function startReplay(members: object = {}, path = "/recorded"): Replay {
  const vm = startVm({ bufferLimit: 1 << 30 });
  const root = new RootContext(vm);
  const provider = { id: "recorded", type: "generic", ...members };
  root.configure(Buffer.from(JSON.stringify({ provider })));
  const request = requestOf(path);
  return (recording, pieces, headers = []) => {
    const reply = answer(recording, pieces, headers);
    const exchange = new Exchange(root, request, { properties: {}, reply: () => reply, answerCallout: () => "never" });
    const { client, properties } = exchange.run();
    const record = properties.filterState.get(RECORD);
    const text = record === undefined ? null : Buffer.from(record).toString();
    return { clientBody: client.body.toBytes(), record: text, trap: vm.death };
  };
}

function requestOf(path: string): OutgoingMessage {
  return {
    headers: [
      [":authority", "gateway.example"],
      [":path", path],
      [":method", "POST"],
      [":scheme", "http"],
      ["x-forwarded-proto", "http"],
    ],
    chunks: [],
    trailers: [],
    end: "end",
    style: "joined",
  };
}

function answer({ isStream, status, end }: Recording, chunks: Uint8Array[], headers: HeaderPair[]): OutgoingMessage {
  const type = isStream ? "text/event-stream" : "application/json";
  const style = chunks.length % 2 === 0 ? "joined" : "separate";
  return {
    headers: [[":status", String(status)], ["content-type", type], ...headers],
    chunks,
    trailers: end === "trailers" ? [["x-checked", "yes"]] : [],
    end: end === "break" ? "reset" : "end",
    style,
  };
}

/** What is wrong with an answer that was sent so; null if nothing is. */
export function findDifference(
  replay: Replay,
  recording: Recording,
  { cut, pieces }: Pieces,
  headers: HeaderPair[] = [],
): string | null {
  const { clientBody, record, trap } = replay(recording, pieces, headers);
  const where = `${recording.name} ${cut}`;
  if (trap !== null) return `${where}: the VM died: ${trap}`;
  if (recording.body.compare(clientBody) !== 0) return `${where}: the client got other bytes`;
  if (record === null) return `${where}: no record`;
  const wrong = compareMembers(recording.expected, JSON.parse(record) as AnswerMembers);
  return wrong.length === 0 ? null : `${where}: ${wrong.join("; ")}`;
}

/** What a record says that it must not, or does not say. */
export function compareMembers(expected: AnswerMembers, seen: AnswerMembers): string[] {
  const isSame = (name: keyof AnswerMembers) => isDeepStrictEqual(expected[name], seen[name]);
  return JUDGED.filter((name) => !isSame(name)).map(
    (name) => `${name} is ${JSON.stringify(seen[name])} instead of ${JSON.stringify(expected[name])}`,
  );
}
