// Configuration texts: right ones and those of the cases, damaged as values and as bytes; then one chat.

import fc from "fast-check";
import { configurationOf, someProvider } from "../configurations.ts";
import { CONFIGURATIONS } from "../corpus.ts";
import { describeCase, newInput, newRequest, type ExchangeInput } from "../exchange-input.ts";
import { parseJson } from "../json-readers.ts";
import type { Laboratory } from "../laboratory.ts";
import { someOperators } from "../operators.ts";
import { mutate, someMutations } from "../mutations.ts";
import { EXCHANGE_ORACLES, judgeExchange } from "../oracles/judge-exchange.ts";
import type { Oracle } from "../oracles/oracle.ts";
import { CREDENTIALS_APART } from "../oracles/secret-oracles.ts";
import type { Target } from "../target.ts";

export const ONLY_OBJECTS: Oracle = {
  name: "only-objects",
  says: "A configuration that JSON.parse does not read as an object is refused.",
  judge: ({ input, played }) => {
    const value = parseJson(input.configuration);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return played.configured && !isObject ? ["accepted"] : [];
  },
};

/** Where two providers share a text by chance, nobody can say whose it is. */
const ORACLES = [...EXCHANGE_ORACLES.filter((oracle) => oracle !== CREDENTIALS_APART), ONLY_OBJECTS];

const VALUES = [
  "null",
  "-1",
  "1e999",
  "[]",
  "{}",
  '""',
  '"x"',
  "true",
  '[["a"]]',
  '{"a":{"b":1}}',
  '"env:NAME"',
  "0.5",
];

/** Puts another value in the place of the n-th one of a JSON text, in the order in which JSON.parse meets them. */
function replaceValue(text: Uint8Array, n: number, value: string): Uint8Array {
  let count = 0;
  const root = parseJson(text);
  if (root === undefined) return text;
  const total = countValues(root);
  const target = n % total;
  const changed = JSON.stringify(
    root,
    (_, part: unknown) => (count++ === target ? JSON.parse(value) : part) as unknown,
  );
  return Buffer.from(changed ?? "", "utf8");
}

function countValues(value: unknown): number {
  if (typeof value !== "object" || value === null) return 1;
  return Object.values(value).reduce((sum: number, part) => sum + countValues(part), 1);
}

const texts = fc.oneof(
  { weight: 1, arbitrary: fc.constantFrom(...CONFIGURATIONS) },
  {
    weight: 1,
    arbitrary: fc.tuple(someProvider(1), someOperators).map(([one, operators]) => configurationOf(one, operators)),
  },
);

const replacements = fc.array(fc.tuple(fc.nat(200), fc.constantFrom(...VALUES)), { maxLength: 2 });

const request = newRequest(
  "POST",
  "/v1/chat/completions",
  [["content-type", "application/json"]],
  Buffer.from('{"model":"gpt-4o","messages":[{"role":"user","content":"hi"}]}'),
);

const damage = fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, { weight: 1, arbitrary: someMutations(3) });

const inputs = fc.tuple(texts, replacements, damage).map(([text, changes, mutations]) => {
  const replaced = changes.reduce((last, [n, value]) => replaceValue(last, n, value), text);
  return newInput(mutate(replaced, mutations), request);
});

export const configTarget: Target<ExchangeInput> = {
  name: "config",
  varies: "configuration texts",
  inputs,
  judge: (input: ExchangeInput, laboratory: Laboratory) => judgeExchange(input, laboratory, () => [], ORACLES),
  describe: (input) => describeCase(input, "found by fuzzing: config"),
};
