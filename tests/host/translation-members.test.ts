// The tables of docs/translation.md: they tell of every member that the official SDKs' types have, and what they tell is so.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { ReferenceModule, type MemberFate } from "../../tools/reference/module.ts";
import { isDeclared, valueAt, without } from "../support/translate/declared.ts";
import { inputOf, readGoldens, type GoldenCase } from "../support/translate/golden.ts";
import { membersOf, type Place } from "../support/translate/members.ts";
import { Translators, type Direction } from "../support/translate/translate.ts";

const OPENAI = "openai/resources/chat/completions/completions.d.ts";
const ANTHROPIC = "@anthropic-ai/sdk/resources/messages/messages.d.ts";

interface Subject {
  title: string;
  direction: Direction;
  kind: "request" | "answer";
  types: Place[];
  /** Rows that are about a stream, or the rest of all members: golden streams and the round trips hold them. */
  beside: RegExp;
}

const SUBJECTS: Subject[] = [
  {
    ...{ title: "OpenAI's chat request → Anthropic's message request", direction: "openai-anthropic", kind: "request" },
    types: [{ file: OPENAI, name: "ChatCompletionCreateParamsNonStreaming" }],
    beside: /^\(any|^stream_options\.include_usage$|\.tool_calls\[\]\.type$/,
  },
  {
    ...{ title: "Anthropic's message → OpenAI's chat completion", direction: "openai-anthropic", kind: "answer" },
    types: [{ file: ANTHROPIC, name: "Message" }],
    beside: /\(event\)/,
  },
  {
    ...{ title: "Anthropic's message request → OpenAI's chat request", direction: "anthropic-openai", kind: "request" },
    types: [{ file: ANTHROPIC, name: "MessageCreateParamsNonStreaming" }],
    beside: /^\(any|^stream \(true\)$/,
  },
  {
    ...{ title: "OpenAI's chat completion → Anthropic's message", direction: "anthropic-openai", kind: "answer" },
    types: [
      { file: OPENAI, name: "ChatCompletion" },
      { file: OPENAI, name: "ChatCompletionChunk" },
    ],
    beside: /^error$|^\[DONE\]$|^choices\[1…\]$/,
  },
];

const translators = new Translators();

/** What comes out: a refusal with its status in front. */
function outcomeOf({ direction, kind, plan }: GoldenCase, body: unknown): { text: string; isRefused: boolean } {
  translators.begin(direction, plan);
  const json = JSON.stringify(body);
  if (kind === "answer") return { text: translators.response(json)?.toString() ?? "unusable", isRefused: false };
  const { status, body: written } = translators.request(json);
  return { text: `${status} ${written.toString()}`, isRefused: status !== 0 };
}

/** Whether what a row tells is so for this input; null: it says nothing of it. */
function agrees(row: MemberFate, rows: MemberFate[], golden: GoldenCase, body: unknown): boolean | null {
  const { body: rest, count } = without(row, rows, body);
  if (count === 0) return null;
  const outcome = outcomeOf(golden, body);
  const { text, isRefused } = outcomeOf(golden, rest);
  if (row.fate === "refused") return outcome.isRefused && namesPlace(outcome.text, row.path) ? true : null;
  if (outcome.isRefused) return null;
  if (row.fate === "dropped") return outcome.text === text;
  if (row.fate === "converted") return outcome.text !== text ? true : null;
  if (isRefused) return null;
  const [written, left] = [outcome.text, text].map((json) => valueAt(JSON.parse(json.slice(2)), row.target));
  const value = valueAt(body, row.path);
  if (value === null) return written === undefined;
  return left === undefined && JSON.stringify(written) === JSON.stringify(value);
}

/** True when a refusal says where the member, or the part that has it, stands. */
function namesPlace(text: string, path: string): boolean {
  const [place = ""] = path.split(" (");
  const part = place.includes(".") ? place.slice(0, place.lastIndexOf(".")) : place;
  return new RegExp(part.replaceAll(".", "\\.").replaceAll("[]", "\\[\\d+\\]")).test(text);
}

describe("level host: members of both APIs", () => {
  const rows = new Map<string, MemberFate[]>();
  before(async () => {
    const module = await ReferenceModule.load();
    for (const table of module.readTables().memberTables) rows.set(table.title, table.rows);
  });

  for (const { title, direction, kind, types, beside } of SUBJECTS) {
    it(`${title}: every member is told of`, () => {
      const members = membersOf(types).map(({ path, variants }) => {
        return { path: path.replace("choices[].delta", "choices[].message"), variants };
      });
      assert.ok(members.length > 50);
      const untold = members.filter((member) => !isDeclared(rows.get(title) ?? [], member));
      assert.deepEqual([...new Set(untold.map(({ path, variants }) => `${path} of ${variants.join(" in ")}`))], []);
    });

    it(`${title}: what is told is so`, () => {
      const goldens = readGoldens(direction).filter((golden) => golden.kind === kind);
      const bodies = goldens.map((golden) => ({ golden, body: JSON.parse(inputOf(golden).toString()) as unknown }));
      const wrong = (rows.get(title) ?? []).flatMap((row) => {
        if (beside.test(row.path)) return [];
        const verdicts = bodies.map(({ golden, body }) => ({
          golden,
          verdict: agrees(row, rows.get(title) ?? [], golden, body),
        }));
        const failed = verdicts.filter(({ verdict }) => verdict === false).map(({ golden }) => golden.case);
        if (failed.length > 0) return [`${row.path} is not ${row.fate}: ${failed.join(", ")}`];
        return verdicts.some(({ verdict }) => verdict === true)
          ? []
          : [`${row.path}: no case shows that it is ${row.fate}`];
      });
      assert.deepEqual(wrong, []);
    });
  }
});
