// Requests, answers and streams that go to the other protocol and come back keep what both can express.
// SEED=n takes other ones.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { anthropicRequest } from "../support/translate/anthropic-requests.ts";
import { completion, message } from "../support/translate/arbitrary-answers.ts";
import { chatOfAnthropic, chatOfOpenAi, type Chat } from "../support/translate/chat.ts";
import { eventsIn, foldChunks, foldEvents } from "../support/translate/folding.ts";
import type { Members } from "../support/translate/json-values.ts";
import { openAiRequest } from "../support/translate/openai-requests.ts";
import { spell, spelling } from "../support/translate/spelling.ts";
import { asTurn, toldByCompletion, toldByMessage } from "../support/translate/told.ts";
import { Translators, type Direction } from "../support/translate/translate.ts";
import { chunksOf, eventsOf } from "../support/translate/unfolding.ts";

const SEED = Number(process.env["SEED"] ?? 20_261_128);
const RUNS = { seed: SEED, numRuns: 600 };
const LIMIT = 4096;
const BUDGETS: Record<string, number> = { low: 1024, medium: 8192, high: 16384 };
const USAGE =
  '{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}';

const there = new Translators();
const back = new Translators();

function request(translators: Translators, direction: Direction, body: string | Buffer): Buffer {
  translators.begin(direction, { readsCacheControl: true });
  const sent = translators.request(body);
  assert.equal(sent.status, 0, sent.body.toString());
  return sent.body;
}

function answer(translators: Translators, direction: Direction, body: string | Buffer): Buffer {
  translators.begin(direction);
  return translators.response(body) ?? assert.fail("unusable");
}

function read(body: Buffer): Members {
  return JSON.parse(body.toString()) as Members;
}

/** What must be the same behind a translation to Anthropic's: a limit is always there, and what thinks has a budget. */
function withLimit(chat: Chat): Chat {
  return { ...chat, limit: chat.limit ?? LIMIT };
}

/** Cuts a stream at places that `at` says. */
function cut(stream: Buffer, at: number[]): Buffer[] {
  const places = [...new Set(at.map((one) => one % (stream.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((from, i) => stream.subarray(from, places[i] ?? stream.length));
}

const cuts = fc.array(fc.nat(), { maxLength: 12 });

describe("level host: round trips of requests", () => {
  it("OpenAI → Anthropic → OpenAI", () => {
    fc.assert(
      fc.property(openAiRequest, spelling, (body, way) => {
        const expected = withLimit(chatOfOpenAi(body));
        const anthropic = request(there, "openai-anthropic", spell(body, way));
        assert.deepEqual(chatOfAnthropic(read(anthropic)), expected, "there");
        const { thinking } = read(anthropic) as { thinking?: unknown };
        const budget = BUDGETS[expected.effort ?? ""];
        assert.deepEqual(thinking, budget === undefined ? undefined : { type: "enabled", budget_tokens: budget });
        assert.deepEqual(chatOfOpenAi(read(request(back, "anthropic-openai", anthropic))), expected, "and back");
      }),
      RUNS,
    );
  });

  it("Anthropic → OpenAI → Anthropic", () => {
    fc.assert(
      fc.property(anthropicRequest, spelling, (body, way) => {
        const expected = chatOfAnthropic(body);
        const openai = request(there, "anthropic-openai", spell(body, way));
        assert.deepEqual(chatOfOpenAi(read(openai)), expected, "there");
        assert.deepEqual(chatOfAnthropic(read(request(back, "openai-anthropic", openai))), expected, "and back");
      }),
      RUNS,
    );
  });
});

describe("level host: round trips of answers", () => {
  it("OpenAI → Anthropic → OpenAI", () => {
    fc.assert(
      fc.property(completion, spelling, (body, way) => {
        const expected = asTurn(toldByCompletion(body));
        const there_ = answer(there, "anthropic-openai", spell(body, way));
        assert.deepEqual(toldByMessage(read(there_)), expected, "there");
        assert.deepEqual(toldByCompletion(read(answer(back, "openai-anthropic", there_))), expected, "and back");
      }),
      RUNS,
    );
  });

  it("Anthropic → OpenAI → Anthropic", () => {
    fc.assert(
      fc.property(message, spelling, (body, way) => {
        const expected = toldByMessage(body);
        const there_ = answer(there, "openai-anthropic", spell(body, way));
        assert.deepEqual(toldByCompletion(read(there_)), expected, "there");
        assert.deepEqual(toldByMessage(read(answer(back, "anthropic-openai", there_))), asTurn(expected), "and back");
      }),
      RUNS,
    );
  });
});

describe("level host: round trips of streams", () => {
  function stream(translators: Translators, direction: Direction, pieces: Buffer[]): Buffer {
    translators.begin(direction);
    if (direction === "openai-anthropic") translators.request(USAGE);
    return translators.stream(pieces);
  }

  it("OpenAI → Anthropic → OpenAI", () => {
    fc.assert(
      fc.property(completion, cuts, fc.integer({ min: 1, max: 9 }), (body, places, size) => {
        const chunks = chunksOf(body, size);
        const expected = asTurn(toldByCompletion(body));
        const events = stream(there, "anthropic-openai", cut(chunks, places));
        assert.deepEqual(toldByMessage(foldEvents(eventsIn(events))), expected, "there");
        const again = stream(back, "openai-anthropic", cut(events, places));
        assert.deepEqual(toldByCompletion(foldChunks(eventsIn(again))), expected, "and back");
      }),
      RUNS,
    );
  });

  it("Anthropic → OpenAI → Anthropic", () => {
    fc.assert(
      fc.property(message, cuts, fc.integer({ min: 1, max: 9 }), (body, places, size) => {
        const events = eventsOf(body, size);
        const expected = toldByMessage(body);
        const chunks = stream(there, "openai-anthropic", cut(events, places));
        assert.deepEqual(toldByCompletion(foldChunks(eventsIn(chunks))), expected, "there");
        const again = stream(back, "anthropic-openai", cut(chunks, places));
        assert.deepEqual(toldByMessage(foldEvents(eventsIn(again))), asTurn(expected), "and back");
      }),
      RUNS,
    );
  });
});
