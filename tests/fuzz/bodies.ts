// Random JSON bodies of requests: right ones, ambiguous ones, and ones with names that some readers take for others.

import fc from "fast-check";
import { CLIENT_MODELS, OPTION_NAMES } from "./configurations.ts";

const SPACES = ["", "", "", "", " ", "\n  ", "\t", "\r\n", " ".repeat(65)];

/** Spellings of one name: as it is, with an escape, in another case, with letters that Go folds. */
const SPELLINGS: ((name: string) => string)[] = [
  ...Array.from({ length: 16 }, () => (name: string) => name),
  (name) => name,
  (name) => name,
  (name) => name,
  (name) => name,
  (name) => `\\u00${name.charCodeAt(0).toString(16)}${name.slice(1)}`,
  (name) =>
    name.slice(0, -1) +
    `\\u00${name
      .charCodeAt(name.length - 1)
      .toString(16)
      .toUpperCase()}`,
  (name) => name.toUpperCase(),
  (name) => name[0].toUpperCase() + name.slice(1),
  (name) => name.replace("s", "ſ").replace("k", "\u212a"),
  (name) => name.replace("s", "\\u017f").replace("k", "\\u212A"),
  (name) => `${name}s`,
  (name) => name.slice(1),
];

const NAMES = [
  "model",
  "model",
  "model",
  "stream",
  "stream",
  "messages",
  "messages",
  "prompt",
  "input",
  "query",
  "stream_options",
  "stream_options",
  "response_format",
  "logit_bias",
  "metadata",
  "__proto__",
  ...OPTION_NAMES,
];

const name = fc
  .tuple(fc.constantFrom(...NAMES), fc.constantFrom(...SPELLINGS))
  .map(([base, spell]) => `"${spell(base)}"`);

const modelText = fc
  .tuple(fc.constantFrom(...CLIENT_MODELS), fc.boolean())
  .map(([model, escaped]) => (escaped ? `"${[...model].map(escapeCharacter).join("")}"` : JSON.stringify(model)));

const scalar = fc.oneof(
  { weight: 4, arbitrary: modelText },
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "true",
      "false",
      "null",
      "0",
      "-0",
      "1.50",
      "1E400",
      "12345678901234567890",
      '""',
      '"\\ud800"',
      '"é😀"',
      '"\\"model\\":\\"forbidden\\""',
      `"${"x".repeat(200)}"`,
    ),
  },
);

const MESSAGES = [
  "[]",
  '[{"role":"user","content":"hi"}]',
  '[{"role":"system","content":"s"},{"role":"user","content":"{\\"model\\":1}"}]',
  "[1]",
  '{"role":"user"}',
];

const value = fc.oneof(
  { weight: 6, arbitrary: scalar },
  { weight: 1, arbitrary: fc.constantFrom(...MESSAGES) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '{"include_usage":false}',
      '{"include_usage":true,"include_usage":0,"x":1}',
      '{"x":{"y":2},"X":{"y":3}}',
      '{"Include_usage":5}',
      '{"model":"forbidden","stream":true}',
      '[{"model":"forbidden"}]',
      "[[[]]]",
      "{ }",
      `${"[".repeat(40)}${"]".repeat(40)}`,
    ),
  },
);

const member = fc
  .tuple(fc.constantFrom(...SPACES), name, fc.constantFrom(...SPACES), value, fc.constantFrom(...SPACES))
  .map(([before, written, between, text, after]) => `${before}${written}${between}:${between}${text}${after}`);

const start = fc
  .tuple(modelText, fc.constantFrom(...MESSAGES))
  .map(([m, messages]) => [`"model":${m}`, `"messages":${messages}`]);

const extra = fc.oneof(
  { weight: 40, arbitrary: fc.constant("") },
  // A body of several windows: what stands behind is found and changed all the same.
  { weight: 1, arbitrary: fc.constantFrom(70_000, 131_072, 300_000).map((n) => `"filler":"${"f".repeat(n)}"`) },
  { weight: 1, arbitrary: fc.constantFrom(4090, 4097).map((n) => `"model":"${"m".repeat(n)}"`) },
  { weight: 1, arbitrary: fc.constantFrom("é", "aé", "😀", "aaa😀").map((s) => `"model":"${s.repeat(99)}"`) },
  { weight: 1, arbitrary: fc.constantFrom(7, 8, 9).map((n) => Array(n).fill('"model":"m"').join(",")) },
);

/** The text of an object with some members, a model most often among them. */
export const someBody: fc.Arbitrary<string> = fc
  .tuple(fc.option(start, { freq: 4, nil: [] as string[] }), extra, fc.array(member, { maxLength: 6 }), fc.nat(6))
  .map(([first, more, rest, at]) => {
    const all = [...rest.slice(0, at), ...first, ...rest.slice(at), ...(more === "" ? [] : [more])];
    return `{${all.join(",")}}`;
  });

function escapeCharacter(character: string): string {
  const code = character.charCodeAt(0).toString(16).padStart(4, "0");
  return `\\u${code}`;
}
