// A reader of answers in the place of the filter, with a defect if a test wants one: to see that the tests find it.

import { expectMembers, type AnswerMembers } from "./oracle.ts";
import { readFramedData, readJson } from "./framing.ts";
import type { Replay } from "./replay.ts";
import type { Recording } from "./recordings.ts";

/** What a reader may do wrong. */
export const DEFECTS = [
  "reads each piece by itself",
  "forgets the last event",
  "takes unknown for zero",
  "loses a byte",
  "writes no record",
  "dies",
] as const;

export type Defect = (typeof DEFECTS)[number] | "none";

/** A filter that reads with the oracle, and has the defect. */
export function fakeReplay(defect: Defect): Replay {
  return (recording, pieces) => {
    const whole = Buffer.concat(pieces);
    const record = defect === "writes no record" ? null : JSON.stringify(readMembers(recording, pieces, defect));
    return {
      clientBody: defect === "loses a byte" ? whole.subarray(1) : whole,
      record,
      trap: defect === "dies" ? "unreachable" : null,
    };
  };
}

function readMembers(recording: Recording, pieces: Uint8Array[], defect: Defect): AnswerMembers {
  const texts = defect === "reads each piece by itself" ? pieces : [Buffer.concat(pieces)];
  const documents = texts.flatMap((text) => readDocuments(Buffer.from(text).toString(), recording.isStream));
  if (defect === "forgets the last event") documents.pop();
  const members = expectMembers(documents, recording.status, recording.isStream);
  return defect === "takes unknown for zero" ? { "gen_ai.usage.cache_read.input_tokens": 0, ...members } : members;
}

function readDocuments(text: string, isStream: boolean): unknown[] {
  return isStream ? readFramedData(text).map(readJson) : [readJson(text)];
}
