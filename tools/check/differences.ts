// What differs between the client's request and the upstream's: headers by name, bodies by token.

import type { HeaderPair } from "../../tests/support/emulator/header-map.ts";

/** One header: its values before and after, joined as a list; null where there is none. */
export interface HeaderChange {
  name: string;
  before: string[] | null;
  after: string[] | null;
}

/** Every header of the two heads in order, the removed ones at the end. */
export function compareHeaders(before: readonly HeaderPair[], after: readonly HeaderPair[]): HeaderChange[] {
  const names = new Set([...after, ...before].map(([name]) => name));
  return [...names].map((name) => ({ name, before: valuesOf(before, name), after: valuesOf(after, name) }));
}

/** Whether a header arrived as it was sent. */
export function isKept({ before, after }: HeaderChange): boolean {
  return before?.join("\n") === after?.join("\n");
}

function valuesOf(pairs: readonly HeaderPair[], name: string): string[] | null {
  const values = pairs.filter((pair) => pair[0] === name).map(([, value]) => value);
  return values.length > 0 ? values : null;
}

/** A piece of text that both have, or that stands in one of them only. */
export interface Piece {
  kind: "same" | "removed" | "added";
  text: string;
}

/** Texts with more tokens between their first and last difference are compared as a whole. */
const MOST_TOKENS = 1500;

/** The shortest way from one JSON text to another, in pieces of whole tokens. */
export function compareTexts(before: string, after: string): Piece[] {
  const [a, b] = [tokensOf(before), tokensOf(after)];
  const start = commonStart(a, b);
  const end = commonStart(a.slice(start).reverse(), b.slice(start).reverse());
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const middle = Math.max(middleA.length, middleB.length) <= MOST_TOKENS ? align(middleA, middleB) : null;
  return joinPieces([
    ...a.slice(0, start).map(same),
    ...(middle ?? [...middleA.map(removed), ...middleB.map(added)]),
    ...a.slice(a.length - end).map(same),
  ]);
}

const same = (text: string): Piece => ({ kind: "same", text });
const removed = (text: string): Piece => ({ kind: "removed", text });
const added = (text: string): Piece => ({ kind: "added", text });

/** Strings, other words, white space, and single marks. */
function tokensOf(text: string): string[] {
  return text.match(/"(?:[^"\\]|\\.)*"|[\w.+-]+|\s+|[^]/g) ?? [];
}

function commonStart(a: string[], b: string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/** By the longest common subsequence. */
function align(a: string[], b: string[]): Piece[] {
  const common = a.map(() => new Uint16Array(b.length + 1)).concat([new Uint16Array(b.length + 1)]);
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      common[i][j] = a[i] === b[j] ? common[i + 1][j + 1] + 1 : Math.max(common[i + 1][j], common[i][j + 1]);
    }
  }
  const pieces: Piece[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) pieces.push(same(a[i++])) && j++;
    else if (j >= b.length || (i < a.length && common[i + 1][j] >= common[i][j + 1])) pieces.push(removed(a[i++]));
    else pieces.push(added(b[j++]));
  }
  return pieces;
}

function joinPieces(pieces: Piece[]): Piece[] {
  const joined: Piece[] = [];
  for (const piece of pieces) {
    const last = joined.at(-1);
    if (last?.kind === piece.kind) last.text += piece.text;
    else joined.push({ ...piece });
  }
  return joined;
}
