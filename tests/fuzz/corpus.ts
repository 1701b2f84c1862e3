// Texts that the repository holds already: the JSON test suite, recorded requests and answers, and the cases.

import { readdirSync, readFileSync } from "node:fs";
import { loadCases } from "../support/cases/load.ts";
import type { Case } from "../support/cases/case.ts";

const FIXTURES = new URL("../fixtures/", import.meta.url);

/** Larger texts would take most of the time and find nothing that smaller ones do not. */
const LARGEST = 32 * 1024;

function readTexts(directory: string, isWanted: (name: string) => boolean): Uint8Array[] {
  const names = readdirSync(new URL(directory, FIXTURES)).filter(isWanted).sort();
  return names
    .map((name) => readFileSync(new URL(directory + encodeURIComponent(name), FIXTURES)))
    .filter((text) => text.length <= LARGEST);
}

/** The JSON test suite: texts that are JSON, that are not, and that only some readers take. */
export const JSON_SUITE = readTexts("json-test-suite/test_parsing/", (name) => name.endsWith(".json"));

/** Requests as OpenAI's clients were recorded to send them. */
export const RECORDED_REQUESTS = readTexts("openai-cassettes/", (name) => name.endsWith(".request.json"));

/** Answers and streams of several providers as they were recorded. */
export const RECORDED_ANSWERS = [
  ...readTexts("openai-cassettes/", (name) => name.includes(".answer.")),
  ...readTexts("recorded-answers/", (name) => name.endsWith(".json") || name.endsWith(".sse")),
];

/** Cases with an exchange whose bodies are small. */
export const CASES: Case[] = loadCases().filter((c) => c.configured && bytesOf(c) <= LARGEST);

/** Configurations of all cases, of those that must be refused too. */
export const CONFIGURATIONS = loadCases()
  .map((c) => c.configuration)
  .filter((text) => text.length <= LARGEST);

/** The environment variables of all cases. */
export const ENVIRONMENT = Object.assign({}, ...loadCases().map((c) => c.environment)) as Record<string, string>;

function bytesOf(c: Case): number {
  const bodies = [c.request.chunks, ...c.attempts.map((attempt) => attempt.reply.chunks)].flat();
  return bodies.reduce((sum, chunk) => sum + chunk.length, c.configuration.length);
}
