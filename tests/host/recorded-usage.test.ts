// What the record of an exchange says of each recorded answer and stream, however it is cut, and that the client gets every byte.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { aroundEvents, atEveryByte, atRandom, inOnePiece, inSingleBytes, type Pieces } from "../support/usage/cuts.ts";
import type { Framing } from "../support/usage/framing.ts";
import { DEFECTS, fakeReplay, type Defect } from "../support/usage/fake-replay.ts";
import { NUMBERS } from "../support/usage/fields.ts";
import { valuesAt } from "../support/usage/oracle.ts";
import { recordedAnswers, recordedStreams, reframe, type Recording } from "../support/usage/recordings.ts";
import { findDifference, startReplay } from "../support/usage/replay.ts";
import { answersWithOneMember, readKnown, readMade, tell } from "../support/usage/told.ts";

/** Streams up to this size are cut at every byte. */
const SMALL = 8 * 1024;
const RANDOM_CUTS = 200;

const replay = startReplay();
const streams = recordedStreams();
const answers = recordedAnswers();
const smallStreams = streams.filter(({ body }) => body.length <= SMALL);
const largeStreams = streams.filter(({ body }) => body.length > SMALL);

/** Sends each answer in each way, and stops at the first that differs. */
function demandRecords(
  sent: Recording[],
  cut: (sent: Recording) => Iterable<Pieces>,
  headers: HeaderPair[] = [],
): void {
  for (const one of sent) {
    for (const pieces of cut(one)) assert.equal(findDifference(replay, one, pieces, headers), null);
  }
}

const whole = ({ body }: Recording) => [inOnePiece(body)];
const wholeAndInBytes = ({ body }: Recording) => [inOnePiece(body), inSingleBytes(body)];
const everywhere = ({ body }: Recording) => atEveryByte(body);

describe("level host: usage of recorded streams", () => {
  it("in one piece", () => demandRecords(streams, whole));

  it("of up to 8 KB, cut at every byte", () => demandRecords(smallStreams, everywhere));

  it("in single bytes", () => demandRecords(streams, ({ body }) => [inSingleBytes(body)]));

  it("larger ones, cut within 64 bytes of the end of each event", () =>
    demandRecords(largeStreams, ({ body }) => aroundEvents(body)));

  it(`larger ones, cut at random ${RANDOM_CUTS} times`, () =>
    demandRecords(largeStreams, ({ name, body }) => atRandom(name, body, RANDOM_CUTS)));

  const framings: Record<string, Partial<Framing>> = {
    "lines that end with CR and LF": { lineEnd: "\r\n" },
    "lines that end with CR": { lineEnd: "\r" },
    "no space after a field's name": { space: "" },
    "comments, ids and times": { isChatty: true },
    "data in two lines": { isFolded: true },
    "all of it": { lineEnd: "\r\n", space: "", isChatty: true, isFolded: true },
  };
  for (const [name, framing] of Object.entries(framings)) {
    it(`with ${name}`, () => {
      const framed = streams.map((stream) => reframe(stream, framing));
      demandRecords(framed, whole);
      const few = framed.filter(({ body }) => body.length <= SMALL / 4).filter((_, i) => i % 4 === 0);
      demandRecords(few, ({ body }) => [inSingleBytes(body), ...atEveryByte(body)]);
    });
  }
});

describe("level host: usage of recorded answers", () => {
  it("in one piece", () => demandRecords(answers, whole));

  it("in single bytes", () => demandRecords(answers, ({ body }) => [inSingleBytes(body)]));

  it("cut at random 50 times", () => demandRecords(answers, ({ name, body }) => atRandom(name, body, 50)));
});

describe("level host: usage of answers that nobody recorded", () => {
  for (const { recording } of readMade()) {
    it(`${recording.name}, ${recording.isStream ? "in events" : "whole"}`, () => {
      demandRecords([recording], wholeAndInBytes);
      demandRecords([recording], everywhere);
    });
  }

  it("each member of the table alone", () => demandRecords(answersWithOneMember(), wholeAndInBytes));

  it("encoded ones: unknown, whatever the bytes are", () => {
    const encodings = { gzip: gzipSync, br: brotliCompressSync, "gzip, br": (body: Buffer) => body };
    for (const [encoding, encode] of Object.entries(encodings)) {
      const encoded = [...smallStreams, ...answers].slice(0, 40).map((one) => ({ ...one, body: encode(one.body) }));
      const unknown = encoded.map((one) => ({ ...one, expected: statusOnly(one) }));
      demandRecords(unknown, whole, [["content-encoding", encoding]]);
    }
    demandRecords(smallStreams, whole, [["content-encoding", "identity"]]);
  });
});

describe("level host: the oracle of usage", () => {
  it("comes to what a person reads in recordings, and in answers made for it", () => {
    const byName = new Map([...streams, ...answers].map(({ name, expected }) => [name, tell(expected)]));
    for (const [file, told] of readKnown()) assert.deepEqual(byName.get(file), told, file);
    for (const { recording, told } of readMade()) assert.deepEqual(tell(recording.expected), told, recording.name);
  });

  it("finds input and output that add up to the total wherever a provider says one", () => {
    const told = [...streams, ...answers].map(({ name, expected }) => ({ name, ...tell(expected) }));
    const summed = told.filter(({ total }) => total !== undefined);
    assert.ok(summed.length > 200);
    for (const { name, input = 0, output = 0, total } of summed) assert.equal(input + output, total, name);
  });

  it("has a recording for every member, or a note that there is none", () => {
    const documents = [...streams, ...answers].flatMap(({ documents }) => documents);
    for (const { path, evidence } of NUMBERS) {
      const isRecorded = documents.some((document) => valuesAt(document, path).some(Number.isSafeInteger));
      assert.equal(isRecorded ? "recorded" : "documented", evidence, path);
    }
  });

  it("objects to every defect, and to no reader without one", () => {
    const sent = streams.find(({ name }) => name.endsWith("moonshotai-stream.sse")) ?? assert.fail("not there");
    const ways = [...wholeAndInBytes(sent), ...everywhere(sent)];
    const isFound = (defect: Defect) => ways.some((way) => findDifference(fakeReplay(defect), sent, way) !== null);
    assert.equal(isFound("none"), false);
    for (const defect of DEFECTS) assert.ok(isFound(defect), defect);
  });
});

function statusOnly({ status }: Recording): Recording["expected"] {
  const error = status >= 400 ? { "error.type": String(status) } : {};
  return { "http.response.status_code": status, ...error, "aisle.usage": "unknown" };
}
