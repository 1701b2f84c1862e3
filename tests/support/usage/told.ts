// Usage as a person writes it down (known.yaml, made.yaml), and answers that are made for a test.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { NUMBERS } from "./fields.ts";
import type { AnswerMembers } from "./oracle.ts";
import { recording, wholeAnswer, type Recording } from "./recordings.ts";

const NAMES = {
  error: "error.type",
  model: "gen_ai.response.model",
  ends: "gen_ai.response.finish_reasons",
  calls: "aisle.tool_calls",
  input: "gen_ai.usage.input_tokens",
  output: "gen_ai.usage.output_tokens",
  total: "aisle.usage.total_tokens",
  cached: "gen_ai.usage.cache_read.input_tokens",
  written: "gen_ai.usage.cache_creation.input_tokens",
  reasoning: "aisle.usage.reasoning_tokens",
} as const satisfies Record<string, keyof AnswerMembers>;

/** What is known of an answer, in short names. */
export type Told = { [Name in keyof typeof NAMES]?: AnswerMembers[(typeof NAMES)[Name]] };

/** What is known of some recordings, by file. */
export function readKnown(): [file: string, told: Told][] {
  return Object.entries(readYaml("known.yaml") as Record<string, Told>);
}

/** An answer that nobody recorded. */
export interface MadeAnswer {
  recording: Recording;
  told: Told;
}

/** The answers of made.yaml as streams, and those of one document as whole answers too. */
export function readMade(): MadeAnswer[] {
  const made = readYaml("made.yaml") as { name: string; documents: string[]; says: Told; streamError?: boolean }[];
  return made.flatMap(({ name, documents, says, streamError }) => {
    const stream = {
      recording: recording(name, documents),
      told: streamError ? { ...says, error: "stream_error" } : says,
    };
    if (documents.length > 1 || streamError) return [stream];
    return [stream, { recording: wholeAnswer(name, Buffer.from(documents[0])), told: says }];
  });
}

/** For every member of the table an answer that has it alone, whole and in two events and one that takes nothing back. */
export function answersWithOneMember(): Recording[] {
  return NUMBERS.flatMap(({ path, field }) => {
    const [first, second, none] = [5, 7, null].map((value) => JSON.stringify(documentWith(path, value)));
    const answer = wholeAnswer(path, Buffer.from(second));
    return field === "embedded" ? [answer] : [answer, recording(path, [first, second, none])];
  });
}

/** Answers whose usage stands behind a picture of `size` letters: whole, and as the last of two events that have it. */
export function answersWithPicture(size: number): Recording[] {
  const usage = { input_tokens: 3, output_tokens: 4, total_tokens: 7 };
  const picture = "iVBORw0KGgo".repeat(Math.ceil(size / 11)).slice(0, size);
  const response = { model: "m", status: "completed", output: [{ result: picture }], usage };
  const events = [
    { type: "response.image_generation_call.partial_image", partial_image_b64: picture },
    { type: "response.completed", response },
  ];
  return [
    wholeAnswer(`${size} letters`, Buffer.from(JSON.stringify({ data: [{ b64_json: picture }], usage }))),
    recording(
      `twice ${size} letters`,
      events.map((event) => JSON.stringify(event)),
    ),
  ];
}

/** What an answer's members are in short names. */
export function tell(members: AnswerMembers): Told {
  const told = Object.entries(NAMES).map(([short, name]) => [short, members[name]]);
  return Object.fromEntries(told.filter(([, value]) => value !== undefined)) as Told;
}

/** A document with a value at a path; arrays have two elements that say it. */
function documentWith(path: string, value: unknown): unknown {
  return path.split(".").reduceRight((inner, step) => {
    return step.endsWith("[]") ? { [step.slice(0, -2)]: [inner, inner] } : { [step]: inner };
  }, value);
}

function readYaml(name: string): unknown {
  return parse(readFileSync(new URL(name, import.meta.url), "utf8"));
}
