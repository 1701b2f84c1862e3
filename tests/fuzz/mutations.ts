// Changes to bytes at random places, as data: they shrink one by one, and the same list makes the same text.

import fc from "fast-check";

/** One change to a text; places and lengths are taken modulo what is there. */
export interface Mutation {
  kind: "insert" | "overwrite" | "remove" | "repeat" | "swap";
  at: number;
  length: number;
  bytes: Uint8Array;
}

/** Pieces that parsers of JSON, paths and configurations have stumbled over. */
const SCRAPS = [
  ..."{}[]\":,\\/ \t\n0-9.eE+*?#%&=;'`~^$|()<>",
  "\u0000",
  "\u001f",
  "\u007f",
  "\\u0000",
  "\\ud800",
  "\\udc00\\ud800",
  "\\u006d",
  "\\u017f",
  "é",
  "ſ",
  "\u212a",
  "\u0130",
  "😀",
  "\ufeff",
  "\u2028",
  "1e999",
  "-0",
  "1e-400",
  "99999999999999999999",
  "NaN",
  "Infinity",
  "//",
  "/*",
  "null",
  "true",
  "false",
  '"model":"forbidden",',
  '"MODEL":"forbidden",',
  '"\\u006dodel":"forbidden",',
  '"stream":true,',
  '"ſtream":true,',
  '{"model":"forbidden"}',
  ',"model":["forbidden"]',
  "%2e%2e/",
  "%2F",
  "/../",
  "//v1/",
  "..;/",
  "\\..\\",
  "%00",
  "[".repeat(600),
  "x".repeat(5000),
].map((text) => Buffer.from(text, "utf8"));

const RAW_BYTES = [0x00, 0x22, 0x5c, 0x80, 0xbf, 0xc0, 0xc3, 0xe2, 0xed, 0xf0, 0xf5, 0xff].map((byte) =>
  Buffer.from([byte]),
);

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.constantFrom("insert", "insert", "overwrite", "remove", "repeat", "swap"),
  at: fc.nat(1 << 20),
  length: fc.oneof({ weight: 4, arbitrary: fc.nat(4) }, { weight: 1, arbitrary: fc.nat(300) }),
  bytes: fc.constantFrom<Uint8Array[]>(...SCRAPS, ...RAW_BYTES),
});

/** At most `most` changes. */
export function someMutations(most: number): fc.Arbitrary<Mutation[]> {
  return fc.array(mutation, { maxLength: most });
}

/** The text after all changes, in order. */
export function mutate(text: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  return mutations.reduce(mutateOnce, text);
}

function mutateOnce(text: Uint8Array, { kind, at, length, bytes }: Mutation): Uint8Array {
  const start = at % (text.length + 1);
  const end = Math.min(text.length, start + length);
  const part = text.subarray(start, end);
  if (kind === "insert") return Buffer.concat([text.subarray(0, start), bytes, text.subarray(start)]);
  if (kind === "overwrite")
    return Buffer.concat([text.subarray(0, start), bytes, text.subarray(start + bytes.length)]).subarray(
      0,
      Math.max(text.length, start + bytes.length),
    );
  if (kind === "remove") return Buffer.concat([text.subarray(0, start), text.subarray(end)]);
  if (kind === "repeat") return Buffer.concat([text.subarray(0, end), part, text.subarray(end)]);
  return Buffer.concat([text.subarray(end), text.subarray(0, end)]);
}

/** Cuts a text at places taken modulo its length; without places it is one piece. */
export function cutAt(text: Uint8Array, places: readonly number[]): Uint8Array[] {
  if (text.length === 0) return [];
  const sorted = [...new Set(places.map((place) => place % text.length))].filter((at) => at > 0).sort((a, b) => a - b);
  const bounds = [0, ...sorted, text.length];
  return bounds.slice(1).map((end, i) => text.subarray(bounds[i], end));
}
