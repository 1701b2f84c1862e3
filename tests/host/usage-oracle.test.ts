// The oracle of usage itself: it comes to what a person reads, its numbers add up, and it objects to every defect.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { atEveryByte, inOnePiece, inSingleBytes } from "../support/usage/cuts.ts";
import { DEFECTS, fakeReplay, type Defect } from "../support/usage/fake-replay.ts";
import { NUMBERS } from "../support/usage/fields.ts";
import { valuesAt } from "../support/usage/oracle.ts";
import { recordedAnswers, recordedStreams } from "../support/usage/recordings.ts";
import { findDifference } from "../support/usage/replay.ts";
import { readKnown, readMade, tell } from "../support/usage/told.ts";

const streams = recordedStreams();
const answers = recordedAnswers();

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
    const ways = [inOnePiece(sent.body), inSingleBytes(sent.body), ...atEveryByte(sent.body)];
    const isFound = (defect: Defect) => ways.some((way) => findDifference(fakeReplay(defect), sent, way) !== null);
    assert.equal(isFound("none"), false);
    for (const defect of DEFECTS) assert.ok(isFound(defect), defect);
  });
});
