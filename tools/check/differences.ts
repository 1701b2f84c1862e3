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

/** Beyond so many changed tokens, all between the first and the last difference counts as changed. */
const MOST_CHANGES = 500;

/** The shortest way from one JSON text to another, in pieces of whole tokens: all but the added ones make the first. */
export function compareTexts(before: string, after: string): Piece[] {
  const [a, b] = [tokensOf(before), tokensOf(after)];
  const start = commonStart(a, b);
  const end = commonStart(a.slice(start).reverse(), b.slice(start).reverse());
  const [middleA, middleB] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const middle = align(middleA, middleB);
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
  return text.match(/"[^"\\]*(?:\\[^][^"\\]*)*"|[\w.+-]+|\s+|[^]/g) ?? [];
}

function commonStart(a: string[], b: string[]): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

/**
 * The fewest changes from `a` to `b`, null when they are too many (Myers, "An O(ND) difference algorithm and its
 * variations", 1986): for every number of changes, how far each diagonal of the edit graph leads.
 */
function align(a: string[], b: string[]): Piece[] | null {
  const centre = MOST_CHANGES + 1;
  const furthest = new Int32Array(2 * centre + 1);
  const rounds: Int32Array[] = [];
  for (let d = 0; d <= MOST_CHANGES; d++) {
    rounds.push(furthest.slice(centre - d - 1, centre + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const adds = isAddition(furthest, centre + k, k, d);
      let x = adds ? furthest[centre + k + 1] : furthest[centre + k - 1] + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest[centre + k] = x;
      if (x >= a.length && x - k >= b.length) return walkBack(rounds, a, b);
    }
  }
  return null;
}

/** Whether diagonal `k`, which is `at` an index of the table, is best reached by an addition. */
function isAddition(furthest: Int32Array, at: number, k: number, d: number): boolean {
  return k === -d || (k !== d && furthest[at - 1] < furthest[at + 1]);
}

/** The way that led to the end, from the tables as they were before each round. */
function walkBack(rounds: Int32Array[], a: string[], b: string[]): Piece[] {
  const pieces: Piece[] = [];
  let [x, y] = [a.length, b.length];
  for (let d = rounds.length - 1; d > 0; d--) {
    const k = x - y;
    const adds = isAddition(rounds[d], k + d + 1, k, d);
    const fromX = rounds[d][k + d + 1 + (adds ? 1 : -1)];
    const fromY = fromX - (k + (adds ? 1 : -1));
    for (; x > fromX && y > fromY; x--, y--) pieces.push(same(a[x - 1]));
    pieces.push(adds ? added(b[fromY]) : removed(a[fromX]));
    [x, y] = [fromX, fromY];
  }
  for (; x > 0; x--) pieces.push(same(a[x - 1]));
  return pieces.reverse();
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
