// The golden files of tests/fixtures/translation: what goes into a translator, and what must come out of it, to the byte.

import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { parse } from "yaml";
import { frameEvents } from "../usage/framing.ts";
import type { Direction, Plan, Translators } from "./translate.ts";

const FIXTURES = new URL("../../fixtures/", import.meta.url);
const EXTENSIONS = { request: "json", answer: "json", stream: "sse", error: "json" } as const;

export type GoldenKind = keyof typeof EXTENSIONS;

/** One case as its index has it. */
export interface GoldenCase {
  direction: Direction;
  case: string;
  kind: GoldenKind;
  /** Where the input, and what is expected of it, comes from. */
  source: string;
  /** Of an error: its HTTP status. */
  status?: number;
  plan?: Plan;
  /** The request that the translator has seen before the answer. */
  request?: string;
  /** The file of the fixtures that is the input; without it the case has one of its own. */
  from?: string;
}

/** All cases of one direction. */
export function readGoldens(direction: Direction): GoldenCase[] {
  const index = readFileSync(new URL(`translation/${direction}/index.yaml`, FIXTURES), "utf8");
  return (parse(index) as Omit<GoldenCase, "direction">[]).map((golden) => ({ ...golden, direction }));
}

/** The files of a direction that no case of its index has. */
export function findStrays(goldens: GoldenCase[]): string[] {
  const direction = goldens[0]?.direction ?? "";
  const names = new Set(goldens.map((golden) => `${golden.case}.${golden.kind}`));
  const files = readdirSync(new URL(`translation/${direction}`, FIXTURES));
  return files.filter((file) => file !== "index.yaml" && !names.has(file.replace(/(\.out)?\.[a-z]+$/, "")));
}

/** What goes into the translator. Recordings without framing get it. */
export function inputOf({ from, kind, ...golden }: GoldenCase): Buffer {
  if (from !== undefined) {
    const bytes = readFileSync(new URL(from, FIXTURES));
    if (!from.endsWith(".chunks.txt")) return bytes;
    const lines = bytes.toString().split("\n");
    return frameEvents(lines.filter((line) => line.trim() !== ""));
  }
  const [file = ""] = [EXTENSIONS[kind], "txt"].map((end) => fileOf({ ...golden, kind }, end)).filter(isThere);
  return readFileSync(new URL(file, FIXTURES));
}

/** What must come out of it; null: it is not there yet. */
export function expectedOf(golden: GoldenCase): Buffer | null {
  const file = outputFile(golden);
  return isThere(file) ? readFileSync(new URL(file, FIXTURES)) : null;
}

/** Makes what came out what must come out: to be read before it is kept. */
export function keepOutput(golden: GoldenCase, output: Buffer): void {
  writeFileSync(new URL(outputFile(golden), FIXTURES), output);
}

/** What comes out: of a request that is refused its status and the error, of an answer that is none "unusable". */
export function translate(translators: Translators, golden: GoldenCase, pieces?: Iterable<Uint8Array>): Buffer {
  translators.begin(golden.direction, golden.plan);
  if (golden.request !== undefined) translators.request(golden.request);
  if (pieces !== undefined) return translators.stream(pieces);
  const input = inputOf(golden);
  if (golden.kind === "stream") return translators.stream([input]);
  if (golden.kind === "error") return translators.error(golden.status ?? 500, input);
  if (golden.kind === "answer") return translators.response(input) ?? Buffer.from("unusable");
  const { status, body } = translators.request(input);
  return status === 0 ? body : Buffer.concat([Buffer.from(`${status} `), body]);
}

function outputFile(golden: GoldenCase): string {
  return fileOf(golden, `out.${EXTENSIONS[golden.kind]}`);
}

function fileOf({ direction, kind, ...golden }: Omit<GoldenCase, "from">, end: string): string {
  return `translation/${direction}/${golden.case}.${kind}.${end}`;
}

function isThere(file: string): boolean {
  return existsSync(new URL(file, FIXTURES));
}
