// All translators on damaged bodies and streams: none traps, and what they write is what the client's protocol demands.
// SEED=n takes others, RUNS=n more of them.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { change, damaged, spell, style, type Change, type Style } from "../support/translate/damage.ts";
import * as judges from "../support/translate/judges.ts";
import * as seeds from "../support/translate/seeds.ts";
import { Translators, type Direction, type Plan } from "../support/translate/translate.ts";

const SEED = Number(process.env["SEED"] ?? 20261128);
const RUNS = Number(process.env["RUNS"] ?? 4000);
// So much memory all of it may take: nothing is kept from one exchange to the next.
const MAX_MEMORY = 16 << 20;

/** What is known of each direction. */
const SIDES = {
  "openai-anthropic": {
    requests: seeds.CHATS,
    answers: seeds.MESSAGE_ANSWERS,
    streams: seeds.MESSAGE_STREAMS,
    judgeRequest: judges.judgeMessageRequest,
    judgeAnswer: judges.judgeChat,
    judgeError: judges.judgeOpenAiError,
    judgeStream: judges.judgeChatStream,
  },
  "anthropic-openai": {
    requests: seeds.MESSAGES,
    answers: seeds.CHAT_ANSWERS,
    streams: seeds.CHAT_STREAMS,
    judgeRequest: judges.judgeChatRequest,
    judgeAnswer: judges.judgeMessage,
    judgeError: judges.judgeAnthropicError,
    judgeStream: judges.judgeMessageStream,
  },
} as const;

const plans: fc.Arbitrary<Plan> = fc.record({
  completionLimit: fc.boolean(),
  readsReasoning: fc.boolean(),
  readsCacheControl: fc.boolean(),
  wantsClaudeCode: fc.boolean(),
});
const changes = fc.array(change, { maxLength: 5 });
const sides = fc.constantFrom<Both>("openai-anthropic", "anthropic-openai");
/** Bytes that are changed: where, and to what; -1 takes one out. */
const flips = fc.array(fc.tuple(fc.nat(1 << 20), fc.integer({ min: -1, max: 255 })), { maxLength: 3 });
const breaks = fc.constantFrom("\n", "\r\n", "\r");

type Both = keyof typeof SIDES;

let translators = new Translators();
let wrote: Uint8Array | string = "";

/** Does `work` on what was `read`; after a trap, the next one begins with another instance. */
function safely(read: Uint8Array | string, work: () => void): void {
  try {
    wrote = "";
    work();
    assert.ok(translators.memoryBytes <= MAX_MEMORY, `${translators.memoryBytes} bytes of memory`);
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) translators = new Translators();
    throw new Error(`${(error as Error).message}\nread: ${read.toString()}\nwrote: ${wrote.toString()}`, {
      cause: error,
    });
  }
}

/** What a translator wrote, for the message if it is wrong. */
function judged<T extends Uint8Array | null>(written: T): T {
  wrote = written ?? "";
  return written;
}

function check<T extends unknown[]>(property: fc.IProperty<T>, runs = RUNS): void {
  fc.assert(property, { seed: SEED, numRuns: runs, includeErrorInReport: true });
}

function damagedText(list: readonly unknown[], at: number, what: Change[], how: Style): string {
  return spell(damaged(list[at % list.length], what), how);
}

function flip(bytes: Buffer, list: [number, number][]): Buffer {
  let flipped = bytes;
  for (const [at, to] of list) {
    const i = at % (flipped.length + 1);
    const between = to < 0 ? [] : [to];
    flipped = Buffer.concat([flipped.subarray(0, i), Buffer.from(between), flipped.subarray(i + 1)]);
  }
  return flipped;
}

/** True when names come twice in what came, and so may in what is written. */
function repeats(text: Uint8Array | string): boolean {
  return judges.repeatedName(text.toString()) !== null;
}

function isObjectText(text: string): boolean {
  return text.trimStart().startsWith("{");
}

describe("level host: translators that read damaged texts", () => {
  it("send a request that the provider understands, or refuse it in the client's way", () => {
    const counts = { sent: 0, refused: 0 };
    const property = fc.property(sides, plans, fc.nat(9), changes, style, (direction, plan, at, what, how) => {
      const side = SIDES[direction];
      const text = damagedText(side.requests, at, what, how);
      if (!isObjectText(text)) return;
      safely(text, () => {
        translators.begin(direction, plan);
        const { status, body } = translators.request(text);
        judged(body);
        if (status === 0) side.judgeRequest(judges.readJson(body, repeats(text)));
        else side.judgeError(judges.readJson(body));
        assert.ok(status === 0 || status === 400, `status ${status}`);
        counts[status === 0 ? "sent" : "refused"]++;
      });
    });
    check(property);
    assert.ok(Math.min(counts.sent, counts.refused) > RUNS / 8, JSON.stringify(counts));
  });

  it("estimate the tokens of whatever has messages", () => {
    const property = fc.property(fc.nat(9), changes, style, (at, what, how) => {
      const text = damagedText(seeds.MESSAGES, at, what, how);
      if (!isObjectText(text)) return;
      safely(text, () => {
        translators.begin("count-tokens");
        const { status, body } = translators.request(text);
        judged(body);
        const answer = judges.readJson(body);
        if (status !== 0) return judges.judgeAnthropicError(answer);
        assert.deepEqual(Object.keys(answer), ["input_tokens"]);
        assert.ok(Number.isSafeInteger(answer.input_tokens) && answer.input_tokens > 0, body.toString());
      });
    });
    check(property, RUNS / 2);
  });

  it("give the client an answer of its protocol, or none", () => {
    let count = 0;
    const property = fc.property(sides, fc.nat(9), changes, style, (direction, at, what, how) => {
      const side = SIDES[direction];
      const text = damagedText(side.answers, at, what, how);
      safely(text, () => {
        translators.begin(direction);
        translators.request(spell(side.requests[0], how));
        const answer = judged(translators.response(text));
        if (answer === null) return;
        side.judgeAnswer(judges.readJson(answer, repeats(text)));
        count++;
      });
    });
    check(property);
    assert.ok(count > RUNS / 2, `only ${count} answers`);
  });

  it("list models, or none", () => {
    const names = fc.constantFrom<Direction>("model-list", "model");
    const property = fc.property(names, fc.nat(9), changes, style, (direction, at, what, how) => {
      const text = damagedText(seeds.MODELS, at, what, how);
      safely(text, () => {
        translators.begin(direction);
        const answer = judged(translators.response(text));
        if (answer === null) return;
        const value = judges.readJson(answer, repeats(text));
        for (const model of direction === "model" ? [value] : value.data) {
          assert.deepEqual(Object.keys(model), ["id", "object", "created", "owned_by"]);
          assert.ok(typeof model.id === "string" && Number.isSafeInteger(model.created), answer.toString());
        }
      });
    });
    check(property, RUNS / 2);
  });

  it("tell of any error in the client's way", () => {
    const statuses = fc.oneof(fc.integer({ min: 400, max: 599 }), fc.constantFrom(200, 302, 999));
    const property = fc.property(
      sides,
      statuses,
      fc.nat(9),
      changes,
      style,
      flips,
      (direction, status, at, what, how, bytes) => {
        const text = flip(Buffer.from(damagedText(seeds.ERRORS, at, what, how)), bytes);
        safely(text, () => {
          translators.begin(direction);
          SIDES[direction].judgeError(judges.readJson(judged(translators.error(status, text)), true));
        });
      },
    );
    check(property);
  });

  it("write a stream that is one of the client's protocol, and the same however it is cut", () => {
    let whole = 0;
    /** An event is changed, or goes, or comes twice, or something else comes before it. */
    const steps = fc.record({ at: fc.nat(99), kind: fc.nat(4), what: changes });
    const property = fc.property(
      fc.record({
        direction: sides,
        at: fc.nat(9),
        steps: fc.array(steps, { maxLength: 5 }),
        how: style,
        lineEnd: breaks,
        bytes: fc.oneof(fc.constant<[number, number][]>([]), flips),
        cuts: fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1, maxLength: 6 }),
        usage: fc.boolean(),
      }),
      ({ direction, at, steps: list, how, lineEnd, bytes, cuts, usage }) => {
        const side = SIDES[direction];
        const stream = flip(streamOf(side.streams[at % side.streams.length]!, list, how, lineEnd), bytes);
        const request = { ...(side.requests[0] as object), stream: true, stream_options: { include_usage: usage } };
        safely(stream, () => {
          const written = judged(translate(direction, request, [stream]));
          side.judgeStream(written, repeats(stream));
          if (!written.includes('"error"')) whole++;
          assert.equal(translate(direction, request, pieces(stream, cuts)).toString(), written.toString(), "cut");
        });
      },
    );
    check(property);
    assert.ok(whole > RUNS / 4, `only ${whole} streams without an error`);
  });

  it("keep no more of a stream than it has, and end it when they are told", () => {
    const property = fc.property(sides, fc.nat(9), fc.nat(2000), fc.string(), (direction, at, length, why) => {
      const side = SIDES[direction];
      const stream = streamOf(side.streams[at % side.streams.length]!, [], 0, "\n").subarray(0, length);
      safely(stream, () => {
        translators.begin(direction);
        translators.request(spell({ ...(side.requests[0] as object), stream: true }, 0));
        const written = translators.feed(stream);
        assert.ok(translators.held >= 0 && translators.held <= stream.length, `${translators.held} bytes held`);
        const end = translators.fail(why.length > 0 ? why : "x");
        side.judgeStream(judged(Buffer.concat([written, end])), true);
        assert.ok(translators.isDone);
        assert.equal(translators.end().length, 0, "nothing comes behind the end");
      });
    });
    check(property, RUNS / 4);
  });
});

function translate(direction: Both, request: unknown, list: Buffer[]): Buffer {
  translators.begin(direction);
  translators.request(spell(request, 0));
  const written = translators.stream(list);
  assert.ok(translators.isDone, "the stream has no end");
  return written;
}

function pieces(stream: Buffer, sizes: number[]): Buffer[] {
  const list: Buffer[] = [];
  for (let at = 0, i = 0; at < stream.length; i++) {
    const size = sizes[i % sizes.length]!;
    list.push(stream.subarray(at, at + size));
    at += size;
  }
  return list;
}

interface Step {
  at: number;
  kind: number;
  what: Change[];
}

function streamOf(events: readonly unknown[], steps: Step[], how: Style, lineEnd: string): Buffer {
  const list = [...events];
  for (const { at, kind, what } of steps) {
    const i = at % (list.length + 1);
    if (kind === 0) list.splice(i, 1);
    else if (kind === 1) list.splice(i, 0, list[i]);
    else if (kind === 2) list.splice(i, 0, damaged(events[0], what));
    else if (kind === 3) list.splice(i, 0, ...list.splice(at % 7, 1));
    else list[i] = damaged(list[i], what);
  }
  return Buffer.from(list.map((event) => frame(event, how, lineEnd)).join(""));
}

function frame(event: unknown, how: Style, lineEnd: string): string {
  const type = (event as { type?: unknown } | null)?.type;
  const name = typeof type === "string" && !/[\r\n]/.test(type) ? `event: ${type}${lineEnd}` : "";
  const text = typeof event === "string" ? event : spell(event ?? null, how);
  const lines = text.split(/\r\n|\r|\n/).map((line) => `data: ${line}${lineEnd}`);
  return `${name}${lines.join("")}${lineEnd}`;
}
