// What the record of an exchange says of each recorded answer and stream, however it is cut, and that the client gets every byte.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import {
  aroundEvents,
  atEveryByte,
  atRandom,
  inOnePiece,
  inPiecesOf,
  inSingleBytes,
  type Pieces,
} from "../support/usage/cuts.ts";
import type { Framing } from "../support/usage/framing.ts";
import { cutShort, recordedAnswers, recordedStreams, reframe, type Recording } from "../support/usage/recordings.ts";
import { findDifference, startReplay } from "../support/usage/replay.ts";
import { answersWithOneMember, answersWithPicture, readMade } from "../support/usage/told.ts";

/** Streams up to this size are cut at every byte. */
const SMALL = 8 * 1024;
const RANDOM_CUTS = 200;

const replay = startReplay();
const streams = recordedStreams();
const answers = recordedAnswers();
const smallStreams = streams.filter(({ body }) => body.length <= SMALL);
const largeStreams = streams.filter(({ body }) => body.length > SMALL);

/** Sends each answer in each way; of each answer the first difference is told, and no more than can be read. */
function demandRecords(
  sent: Recording[],
  cut: (sent: Recording) => Iterable<Pieces>,
  headers: HeaderPair[] = [],
): void {
  const differences = sent.map((one) => {
    for (const pieces of cut(one)) {
      const difference = findDifference(replay, one, pieces, headers);
      if (difference !== null) return difference;
    }
    return null;
  });
  const told = differences.filter((difference) => difference !== null);
  assert.deepEqual(told.slice(0, 20), [], `${told.length} of ${sent.length} differ`);
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
      const few = framed.filter(({ body }) => body.length <= SMALL / 4).filter((_, i) => i % 8 === 0);
      demandRecords(few, ({ body }) => [inSingleBytes(body), ...atEveryByte(body)]);
    });
  }
});

describe("level host: usage of what is cut short", () => {
  for (const breaks of [false, true]) {
    it(`a stream or answer that ${breaks ? "breaks off" : "ends"} at any byte says what came whole`, () => {
      const few = [...streams, ...answers].filter(({ body }) => body.length <= SMALL / 8).filter((_, i) => i % 8 === 0);
      for (const sent of few) {
        const length = sent.body.toString().trimEnd().length;
        const sizes = Array.from({ length: length - 1 }, (_, i) => i + 1);
        demandRecords(
          sizes.map((size) => cutShort(sent, size, breaks)),
          whole,
        );
      }
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

  it("a picture before the usage, in pieces of any size", () => {
    demandRecords(answersWithPicture(9_000), wholeAndInBytes);
    const sizes = [1_000, 16 * 1024, 1 << 20];
    for (const size of [9_000, 70_000, 300_000]) {
      demandRecords(answersWithPicture(size), ({ body }) => sizes.map((piece) => inPiecesOf(piece, body)));
    }
  });

  it("trailers behind the body", () => {
    const trailed = [...smallStreams, ...answers].map((one): Recording => ({ ...one, end: "trailers" }));
    demandRecords(trailed, whole);
    const few = trailed.filter(({ body }) => body.length <= SMALL / 8);
    demandRecords(few, ({ body }) => [inSingleBytes(body)]);
  });

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

function statusOnly({ status }: Recording): Recording["expected"] {
  const error = status >= 400 ? { "error.type": String(status) } : {};
  return { "http.response.status_code": status, ...error, "aisle.usage": "unknown" };
}
