// Parts of requests and answers, in no protocol's form, of which both can express all.

import fc from "fast-check";
import type { Members } from "./json-values.ts";

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const CACHES = [undefined, { type: "ephemeral" }, { type: "ephemeral", ttl: "1h" }];

/** Texts that JSON must escape, and that look like the frame of a stream. */
export const text = fc
  .oneof(
    fc.string({ minLength: 1, unit: "grapheme" }),
    fc.constantFrom("x", 'say "hi"\n', "\\u0041\\", "\u2028 é 😀", "a\tb\u0001", "[DONE]", "data: x\n\n"),
  )
  // Anthropic refuses texts of white space alone.
  .filter((one) => one.trim() !== "");
/** Names of tools, users and members. */
export const word = fc.stringMatching(/^[a-zA-Z0-9_-]{1,64}$/);
/** Settings that both APIs take. */
export const temperature = fc.constantFrom(0, 0.5, 0.7, 1);
const number = fc.oneof(fc.integer(), fc.constantFrom(0, -1.5, 1e21, 3.14));
const value = fc.oneof(text, number, fc.boolean(), fc.constant(null), fc.array(number, { maxLength: 3 }));
/** Inputs of tools. */
export const object = fc.dictionary(fc.oneof(word, text), value, { maxKeys: 4 }).map((members) => ({ ...members }));
/** Schemas; OpenAI takes some of them as strict ones. */
export const schema = fc
  .tuple(fc.dictionary(word, fc.constantFrom({ type: "string" }, { type: "integer" }), { maxKeys: 3 }), fc.boolean())
  .map(([properties, isClosed]) => ({
    type: "object",
    properties,
    ...(isClosed ? { required: Object.keys(properties), additionalProperties: false } : {}),
  }));
const image = fc.constantFrom("https://example.com/a.png?b=1&c=%20", `data:image/png;base64,${PIXEL}`);
/** Identities of calls. */
export const id = fc.uuid();

/** The members that `make` gives, some of them left out. */
export function some(make: Record<string, fc.Arbitrary<unknown>>): fc.Arbitrary<Members> {
  return fc.record(make, { requiredKeys: [] });
}

/** The members that are there. */
export function plain(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, one]) => one !== undefined));
}

/** What JSON makes of a body. */
export function asJson(body: Members): Members {
  return JSON.parse(JSON.stringify(body)) as Members;
}

/** A tool in no protocol's form. */
export interface Tool {
  name: string;
  description?: string;
  schema?: Members;
  strict?: boolean;
  cache?: Members;
}

/** Tools. */
export const tool: fc.Arbitrary<Tool> = fc
  .record({
    name: word,
    description: fc.option(text, { nil: undefined }),
    schema: fc.option(schema, { nil: undefined }),
    strict: fc.constantFrom(undefined, true),
    cache: fc.constantFrom(...CACHES),
  })
  .map((made) => plain(made as unknown as Members) as unknown as Tool);

/** One exchange with tools: calls, and what they have answered. */
export interface Round {
  said: string;
  calls: { id: string; name: string; input: Members; answer: string; image: string | null }[];
}

const round: fc.Arbitrary<Round> = fc.record({
  said: fc.oneof(text, fc.constant("")),
  calls: fc.array(fc.record({ id, name: word, input: object, answer: text, image: fc.option(image) }), {
    minLength: 1,
    maxLength: 3,
  }),
});

const part = fc.oneof(
  fc.record({ text, cache: fc.constantFrom(...CACHES) }),
  image.map((url) => ({ image: url })),
  fc.option(text, { nil: undefined }).map((name) => ({ file: "data:application/pdf;base64,JVBERi0xLjQK", name })),
);

/** A turn of the user, and what comes of it. */
export interface Said {
  user: string | Members[];
  rounds: Round[];
  assistant: string[];
}

/** Turns. */
export const said: fc.Arbitrary<Said> = fc.record({
  user: fc.oneof(text, fc.array(part as fc.Arbitrary<Members>, { minLength: 1, maxLength: 4 })),
  rounds: fc.array(round, { maxLength: 2 }),
  assistant: fc.array(text, { minLength: 1, maxLength: 2 }),
});

/** System prompts. */
export const system = fc.array(fc.record({ text, cache: fc.constantFrom(...CACHES), isPlain: fc.boolean() }), {
  maxLength: 3,
});
/** Which tool is to be called; `one` is the first. */
export const choice = fc.constantFrom(undefined, "auto", "none", "required", "one");
