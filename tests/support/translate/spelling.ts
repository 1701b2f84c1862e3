// The ways in which JSON may write a body.

import fc from "fast-check";
import type { Members } from "./json-values.ts";

/** Ways to write JSON: all mean the same. */
export interface Spelling {
  indent: number;
  isEscaped: boolean;
  /** Each member of the top comes twice, first with another value. */
  isTwice: boolean;
}

export const spelling: fc.Arbitrary<Spelling> = fc.record({
  indent: fc.constantFrom(0, 0, 2),
  isEscaped: fc.boolean(),
  isTwice: fc.boolean(),
});

/** Writes a body. */
export function spell(body: Members, { indent, isEscaped, isTwice }: Spelling): string {
  let json = JSON.stringify(body, null, indent);
  if (isEscaped) {
    json = json.replace(/[^\x00-\x7e]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`);
    json = json.replaceAll("/", "\\/");
  }
  if (!isTwice) return json;
  const before = Object.keys(body).map((name) => `${JSON.stringify(name)}:[{"other":1}]`);
  return before.length === 0 ? json : `{${before.join(",")},${json.trimStart().slice(1)}`;
}
