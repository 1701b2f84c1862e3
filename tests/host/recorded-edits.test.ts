// Every recorded answer and stream of a chat, edited in every way and however it is cut, against a reference that edits
// parsed documents; what is not edited keeps its bytes, and the record says of it what the provider said.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isDeepStrictEqual } from "node:util";
import { expectDocuments, textsOf, type Edits } from "../support/edits/reference.ts";
import { atEveryByte, atRandom, inOnePiece, inSingleBytes, type Pieces } from "../support/usage/cuts.ts";
import { frameEvents, readFramedData, readJson } from "../support/usage/framing.ts";
import {
  recordedAnswers,
  recordedStreams,
  recording,
  wholeAnswer,
  type Recording,
} from "../support/usage/recordings.ts";
import { compareMembers, startReplay } from "../support/usage/replay.ts";

/** Answers up to these sizes come in single bytes, and cut at every byte. */
const SMALL = 16 * 1024;
const TINY = 2 * 1024;
const RANDOM_CUTS = 8;

const EDITS: Edits[] = [
  { promoteThinkingOnEmpty: true, reasoningContentMode: "passthrough" },
  { promoteThinkingOnEmpty: false, reasoningContentMode: "ignore" },
  { promoteThinkingOnEmpty: false, reasoningContentMode: "concat" },
  { promoteThinkingOnEmpty: true, reasoningContentMode: "ignore" },
];

/** Ways in which recorded answers are made such as nobody recorded. */
const VARIANTS: Record<string, (text: string) => string> = {
  "as they were": (text) => text,
  "without content": (text) => text.replace(/"content":\s*"(?:[^"\\]|\\.)*"/g, '"content":""'),
  "with reasoning in the place of content": (text) =>
    text.replace(/"reasoning_content":/g, '"before":').replace(/"content":/g, '"reasoning_content":'),
  "with reasoning called so": (text) => text.replace(/"reasoning_content":/g, '"reasoning":'),
  "with reasoning twice": (text) => text.replace(/"reasoning_content":/g, '"reasoning":"x", "reasoning_content":'),
};

const chats = [...recordedStreams(), ...recordedAnswers()].filter(
  ({ body, status }) => status === 200 && body.includes('"choices"') && !body.includes('"object":"text_completion"'),
);

function vary(sent: Recording, change: (text: string) => string): Recording {
  const text = sent.body.toString();
  if (!sent.isStream) return wholeAnswer(sent.name, Buffer.from(change(text)));
  const data = readFramedData(text).map(change);
  return recording(sent.name, data, frameEvents(data));
}

/** What is wrong with an answer that was edited; null if nothing is. */
function findDifference(sent: Recording, body: Buffer, edits: Edits): string | null {
  const data = sent.isStream ? readFramedData(body.toString()) : [body.toString()];
  const seen = data.map(readJson);
  const expected = expectDocuments(sent.documents, sent.isStream, edits);
  const at = expected.findIndex((document, i) => !isDeepStrictEqual(document, seen[i]));
  if (at >= 0) return `document ${at} is ${data[at]} instead of ${JSON.stringify(expected[at])}`;
  if (seen.length !== expected.length) return `${seen.length} documents instead of ${expected.length}`;
  const before = sent.isStream ? readFramedData(sent.body.toString()) : [sent.body.toString()];
  const changed = before.findIndex((text, i) => isDeepStrictEqual(sent.documents[i], seen[i]) && text !== data[i]);
  return changed < 0 ? null : `document ${changed} was written anew`;
}

describe("level host: recorded answers of chats, edited", () => {
  it("are enough to tell", () => {
    const thinking = chats.filter(({ documents, isStream }) => {
      const kept = expectDocuments(documents, isStream, EDITS[1]);
      return !isDeepStrictEqual(kept, documents);
    });
    assert.ok(thinking.some(({ isStream }) => isStream) && thinking.some(({ isStream }) => !isStream));
    assert.ok(thinking.length > 20 && chats.length > 60, `${thinking.length} of ${chats.length} have reasoning`);
  });

  for (const edits of EDITS) {
    const name = `${edits.reasoningContentMode}${edits.promoteThinkingOnEmpty ? ", promoted" : ""}`;
    const replay = startReplay(edits, "/v1/chat/completions");

    const demand = (sent: Recording, cuts: Iterable<Pieces>): string[] => {
      for (const { cut, pieces } of cuts) {
        const { clientBody, record, trap } = replay(sent, pieces);
        const difference =
          trap ??
          findDifference(sent, Buffer.from(clientBody), edits) ??
          (record === null ? "no record" : compareMembers(sent.expected, readJson(record) as object)[0]);
        if (difference !== undefined && difference !== null) return [`${sent.name} ${cut}: ${difference}`];
      }
      return [];
    };

    for (const [variant, change] of Object.entries(VARIANTS)) {
      it(`${name}: ${variant}`, () => {
        const differences = chats.flatMap((chat, i) => {
          const sent = vary(chat, change);
          const random = i % 4 === 0 ? atRandom(sent.name, sent.body, RANDOM_CUTS) : [];
          const bytes = i % 4 === 1 && sent.body.length <= SMALL ? [inSingleBytes(sent.body)] : [];
          const all = i % 4 === 2 && sent.body.length <= TINY ? atEveryByte(sent.body) : [];
          return demand(sent, [inOnePiece(sent.body), ...random, ...bytes, ...all]);
        });
        assert.deepEqual(differences.slice(0, 5), [], `${differences.length} of ${chats.length} differ`);
      });
    }
  }

  it("lose nothing where reasoning stays", () => {
    const replay = startReplay(EDITS[0], "/v1/chat/completions");
    for (const sent of chats) {
      const { clientBody } = replay(sent, [sent.body]);
      const text = Buffer.from(clientBody).toString();
      const documents = (sent.isStream ? readFramedData(text) : [text]).map(readJson);
      const part = sent.isStream ? "delta" : "message";
      assert.equal(textsOf(documents, part), textsOf(sent.documents, part), sent.name);
    }
  });
});
