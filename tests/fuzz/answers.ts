// Random answers of upstreams: recorded ones, streams framed anew, chunks that tell usage or nearly do, and damage to all of these.

import fc from "fast-check";
import { frameEvents, readFramedData } from "../support/usage/framing.ts";
import { answersWithOneMember } from "../support/usage/told.ts";
import { RECORDED_ANSWERS } from "./corpus.ts";
import { mutate, someMutations } from "./mutations.ts";

/** An answer's body, and what it is. */
export interface AnswerBody {
  type: "text/event-stream" | "application/json";
  bytes: Uint8Array;
}

const STREAM_START = /^(?:data|event|:|id)/;

const recorded: AnswerBody[] = RECORDED_ANSWERS.map((bytes) => {
  const isStream = STREAM_START.test(Buffer.from(bytes.subarray(0, 8)).toString("latin1"));
  return { type: isStream ? "text/event-stream" : "application/json", bytes };
});

/** Answers for each member that counts tokens; the members of several in one. */
const withOneMember: AnswerBody[] = answersWithOneMember().map(({ isStream, body }) => ({
  type: isStream ? "text/event-stream" : "application/json",
  bytes: body,
}));

const framing = fc.record({
  lineEnd: fc.constantFrom("\n" as const, "\n" as const, "\r\n" as const, "\r" as const),
  space: fc.constantFrom(" " as const, "" as const),
  isChatty: fc.boolean(),
  isFolded: fc.boolean(),
});

const reframed = fc
  .tuple(fc.constantFrom(...recorded.filter(({ type }) => type === "text/event-stream")), framing)
  .map(([{ type, bytes }, how]) => ({ type, bytes: frameEvents(readFramedData(Buffer.from(bytes).toString()), how) }));

const CHOICES = ["[]", "[]", "[]", "[ ]", "[{}]", "[[]]", "{}", "null", '""', '[{"index":0,"delta":{"content":"x"}}]'];
const USAGES = [
  '{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}',
  '{"prompt_tokens":1,"completion_tokens":2,"total_tokens":3}',
  '{"prompt_tokens":7}',
  '{"completion_tokens":9,"prompt_tokens":null}',
  "{}",
  "null",
  "[]",
  "[{}]",
  '"much"',
  "1",
];
const NAMES = [
  ["choices", "usage"],
  ["choices", "usage"],
  ["choices", "usage"],
  ["\\u0063hoices", "usage"],
  ["choices", "us\\u0061ge"],
  ["Choices", "usage"],
  ["choice", "usage"],
  ["choices", "Usage"],
];

/** The data of a chunk as `stream_options.include_usage` adds it, or of one that is like it. */
const chunk = fc
  .tuple(
    fc.constantFrom(...NAMES),
    fc.constantFrom(...CHOICES),
    fc.constantFrom(...USAGES),
    fc.constantFrom("", "", "", '"model":"gpt-4o",', '"x":{"choices":[]},', '"x":{"usage":{}},', '"usage":null,'),
    fc.boolean(),
    fc.nat(11),
  )
  .map(([[choices, usage], some, tokens, more, isTurned, n]) => {
    const members = [`"${choices}":${some}`, `"${usage}":${tokens}`];
    const object = `{${more}${(isTurned ? members.reverse() : members).join(",")}}`;
    if (n === 0) return `[${object}]`;
    if (n === 1) return `{"response":${object}}`;
    return n === 2 ? object.replace(/,/g, " ,\t") : object;
  });

const TEXT = '{"model":"gpt-4o","choices":[{"index":0,"delta":{"content":"é"},"finish_reason":null}],"usage":null}';

const made = fc
  .tuple(fc.array(fc.oneof(chunk, fc.constant(TEXT), fc.constant("no JSON")), { maxLength: 6 }), framing)
  .map(([data, how]): AnswerBody => ({ type: "text/event-stream", bytes: frameEvents(data, how) }));

/** An upstream that repeats what it was sent, a provider's credential among it. */
const echo = fc.nat(40).map((n): AnswerBody => ({
  type: "application/json",
  bytes: Buffer.from(`{"error":{"message":"${"x".repeat(n)} wrong key configured-token-1"}}`),
}));

const body: fc.Arbitrary<AnswerBody> = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...recorded) },
  { weight: 3, arbitrary: reframed },
  { weight: 5, arbitrary: made },
  { weight: 2, arbitrary: fc.constantFrom(...withOneMember) },
  { weight: 1, arbitrary: echo },
);

/** A body, damaged half of the time, or none. */
export const someAnswerBody: fc.Arbitrary<AnswerBody> = fc
  .tuple(body, fc.oneof(fc.constant([]), someMutations(3)), fc.nat(30))
  .map(([{ type, bytes }, mutations, n]) => ({ type, bytes: n === 0 ? Buffer.alloc(0) : mutate(bytes, mutations) }));
