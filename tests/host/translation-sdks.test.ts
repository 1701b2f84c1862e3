// What the official SDKs assemble from translated answers is what they assemble from the same answers given natively.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { eventsIn, foldChunks, foldEvents } from "../support/translate/folding.ts";
import { inputOf, readGoldens } from "../support/translate/golden.ts";
import { anthropic, assembleCompletion, assembleMessage, openAi } from "../support/translate/sdks.ts";
import { asTurn, sealedIn, toldByCompletion, toldByMessage } from "../support/translate/told.ts";
import { Translators, type Direction } from "../support/translate/translate.ts";
import { recordedAnswers, recordedStreams } from "../support/usage/recordings.ts";
import type { Members } from "../support/translate/json-values.ts";

interface Stream {
  name: string;
  body: Buffer;
  isRecorded: boolean;
}

const USAGE =
  '{"model":"m","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"hi"}]}';
const MESSAGE = { role: "user" as const, content: "hi" };

/** Streams that Anthropic's SDK takes for broken: a message begins twice in them. */
const TWICE_BEGUN = /programmatic-tool-calling|tool-search-|duplicate-message-start|spliced-message-start/;
/** Streams that OpenAI's SDK takes for broken: calls without an index, no role, an index that begins with 1. */
const UNLIKE_OPENAI = /mistral-incremental-tool-call|mistral-tool-call|anthropic-fallback-tool-call/;
/** Streams whose content has parts, which OpenAI's SDK does not know. */
const IN_PARTS = /mistral-reasoning|content-parts/;
/** Made streams that end with an error, are none of their protocol, or have what only its first versions had. */
const FAILING =
  /broken-off|error|nothing|anthropic-stream|odd-kinds|null-usage|done-alone|arguments-as-object|function-call|without-id/;

const translators = new Translators();

function begin(direction: Direction): Translators {
  translators.begin(direction);
  if (direction === "openai-anthropic") translators.request(USAGE);
  return translators;
}

function streamsOf(direction: Direction): Stream[] {
  const made = readGoldens(direction).filter(
    ({ kind, from, case: name }) => kind === "stream" && !from && !FAILING.test(name),
  );
  const mine = made.map((golden) => {
    const body = inputOf(golden);
    return { name: `made ${golden.case}`, body, isRecorded: false };
  });
  const recorded = recordedStreams().filter(({ documents }) =>
    direction === "openai-anthropic" ? documents.some(isStart) : documents.some(isChunk),
  );
  return [...recorded.map(({ name, body }) => ({ name, body, isRecorded: true })), ...mine];
}

function isStart(document: unknown): boolean {
  return (document as Members | undefined)?.type === "message_start";
}

function isChunk(document: unknown): boolean {
  const { choices, object } = (document ?? {}) as { choices?: { delta?: unknown }[]; object?: unknown };
  return (
    object !== "text_completion" && Array.isArray(choices) && choices.some((choice) => choice?.delta !== undefined)
  );
}

/** What the SDK makes of a stream natively; null where it refuses it. */
async function natively(assemble: (body: Uint8Array) => Promise<Members>, { body }: Stream): Promise<Members | null> {
  try {
    return await assemble(body);
  } catch {
    return null;
  }
}

describe("level host: OpenAI's SDK, answered by Anthropic", () => {
  const streams = streamsOf("openai-anthropic");

  it("assembles from a translated stream what was said", async (test) => {
    assert.ok(streams.length > 35, `${streams.length} streams`);
    for (const stream of streams) {
      await test.test(stream.name, async () => {
        const expected = foldEvents(eventsIn(stream.body));
        const native = stream.isRecorded ? await natively(assembleMessage, stream) : null;
        if (stream.isRecorded)
          assert.equal(native === null, TWICE_BEGUN.test(stream.name), "whether Anthropic's own SDK takes it");
        if (native !== null) assert.deepEqual(toldByMessage(native), toldByMessage(expected), "natively");
        const assembled = await assembleCompletion(begin("openai-anthropic").stream([stream.body]));
        assert.deepEqual(toldByCompletion(assembled), toldByMessage(expected), "translated");
        assert.deepEqual(blocksOf(assembled), sealedIn(expected), "thinking that must come back");
        // An input that the provider has not finished is in no whole answer.
        if (toldByMessage(expected).calls.some(({ input }) => typeof input === "string")) return;
        const whole = begin("openai-anthropic").response(JSON.stringify(expected)) ?? assert.fail("unusable");
        const answer = JSON.parse(whole.toString()) as Members;
        assert.deepEqual(toldByCompletion(answer), toldByMessage(expected), "translated as a whole");
        assert.deepEqual(blocksOf(answer), sealedIn(expected), "thinking that must come back, of the whole");
      });
    }
  });

  it("reads recorded answers", async (test) => {
    const answers = recordedAnswers().filter(({ documents: [document] }) => (document as Members)?.type === "message");
    assert.ok(answers.length > 25, `${answers.length} answers`);
    for (const { name, body, documents } of answers) {
      await test.test(name, async () => {
        const translated = begin("openai-anthropic").response(body) ?? assert.fail("unusable");
        const client = openAi(() => ({ body: translated }));
        const completion = await client.chat.completions.create({ model: "m", messages: [MESSAGE] });
        assert.deepEqual(toldByCompletion(completion), toldByMessage(documents[0]));
        assert.deepEqual(blocksOf(completion as unknown as Members), sealedIn(documents[0]));
      });
    }
  });
});

describe("level host: Anthropic's SDK, answered by OpenAI's protocol", () => {
  const streams = streamsOf("anthropic-openai");

  it("assembles from a translated stream what was said", async (test) => {
    assert.ok(streams.length > 45, `${streams.length} streams`);
    for (const stream of streams) {
      await test.test(stream.name, async () => {
        const expected = foldChunks(eventsIn(stream.body));
        const native = stream.isRecorded ? await natively(assembleCompletion, stream) : null;
        if (stream.isRecorded) assert.equal(native === null, UNLIKE_OPENAI.test(stream.name));
        if (native !== null && !IN_PARTS.test(stream.name)) {
          const { text, calls, finish } = toldByCompletion(expected);
          const told = toldByCompletion(native);
          assert.deepEqual(
            { text: told.text, calls: told.calls, finish: told.finish },
            { text, calls, finish },
            "natively",
          );
        }
        const message = await assembleMessage(begin("anthropic-openai").stream([stream.body]));
        const told = toldByCompletion(expected);
        assert.deepEqual(toldByMessage(message), asTurn(told), "translated");
        const whole = begin("anthropic-openai").response(JSON.stringify(expected)) ?? assert.fail("unusable");
        const answer = toldByMessage(JSON.parse(whole.toString()));
        assert.deepEqual(answer, asTurn(told), "translated as a whole");
      });
    }
  });

  it("reads recorded answers", async (test) => {
    const answers = recordedAnswers().filter(
      ({ documents: [document], status }) => status === 200 && isCompletion(document),
    );
    assert.ok(answers.length > 25, `${answers.length} answers`);
    for (const { name, body, documents } of answers) {
      await test.test(name, async () => {
        const translated = begin("anthropic-openai").response(body) ?? assert.fail("unusable");
        const client = anthropic(() => ({ body: translated }));
        const message = await client.messages.create({ model: "m", max_tokens: 1, messages: [MESSAGE] });
        assert.deepEqual(toldByMessage(message), asTurn(toldByCompletion(documents[0])));
      });
    }
  });
});

function isCompletion(document: unknown): boolean {
  const { choices, object } = (document ?? {}) as { choices?: unknown; object?: unknown };
  return Array.isArray(choices) && object !== "text_completion";
}

/** The blocks of thinking that a completion hands out, without their places. */
function blocksOf(completion: Members): unknown[] {
  const [choice] = completion.choices as { message: Members }[];
  const blocks = (choice?.message.thinking_blocks ?? []) as Members[];
  return blocks.map((block) => Object.fromEntries(Object.entries(block).filter(([name]) => name !== "index")));
}
