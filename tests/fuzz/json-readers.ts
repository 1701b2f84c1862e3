// Readers of JSON as upstreams have them, independent of Aisle's own: JSON.parse, one that takes the first of several members,
// and Go's encoding/json, which folds case, takes the last and merges objects.

/** Any JSON value. */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** One member of an object in a text: where it stands and what its name means. `start` is behind the brace or comma before it. */
export interface RawMember {
  name: string;
  start: number;
  valueStart: number;
  valueEnd: number;
  /** Just before the comma or brace behind it. */
  end: number;
}

/** What JSON.parse says of strictly decoded UTF-8; undefined for what is no JSON. */
export function parseJson(bytes: Uint8Array): Json | undefined {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)) as Json;
  } catch {
    // No JSON text is an answer here, not a failure.
    return undefined;
  }
}

/** The members of the object that begins at `start` of a valid text, in order. Texts are latin1 strings, a character per byte. */
export function readMembers(text: string, start = skipSpace(text, 0)): RawMember[] {
  const members: RawMember[] = [];
  if (text[start] !== "{") return members;
  for (let at = start + 1; ;) {
    const nameStart = skipSpace(text, at);
    if (text[nameStart] !== '"') return members;
    const nameEnd = endOfString(text, nameStart);
    const valueStart = skipSpace(text, skipSpace(text, nameEnd) + 1);
    const valueEnd = endOfValue(text, valueStart);
    const end = skipSpace(text, valueEnd);
    const name = JSON.parse(fromLatin1(text.slice(nameStart, nameEnd))) as string;
    members.push({ name, start: at, valueStart, valueEnd, end });
    if (text[end] !== ",") return members;
    at = end + 1;
  }
}

/** How a reader treats names that occur more than once. */
export interface Reader {
  name: string;
  isSame(written: string, wanted: string): boolean;
  takes: "first" | "last";
  /** Whether what objects of the same name say is put together, as when Go decodes into a structure. */
  merges: boolean;
}

export const LAST_READER: Reader = { name: "JSON.parse", isSame: (a, b) => a === b, takes: "last", merges: false };
export const FIRST_READER: Reader = { name: "first wins", isSame: (a, b) => a === b, takes: "first", merges: false };
export const GO_READER: Reader = {
  name: "encoding/json",
  isSame: (a, b) => foldCase(a) === foldCase(b),
  takes: "last",
  merges: true,
};
export const READERS = [LAST_READER, FIRST_READER, GO_READER];

/** The value at a path of names as `reader` finds it in a valid text; undefined when there is none. */
export function readPath(bytes: Uint8Array, path: readonly string[], reader: Reader): Json | undefined {
  const text = Buffer.from(bytes).toString("latin1");
  let places = [skipSpace(text, 0)];
  for (const name of path) {
    const found = places.flatMap((place) => readMembers(text, place).filter((m) => reader.isSame(m.name, name)));
    const starts = found.map((member) => member.valueStart);
    places = reader.merges ? starts : reader.takes === "first" ? starts.slice(0, 1) : starts.slice(-1);
  }
  const place = reader.takes === "first" ? places.at(0) : places.at(-1);
  if (place === undefined || path.length === 0) return undefined;
  return JSON.parse(fromLatin1(text.slice(place, endOfValue(text, place)))) as Json;
}

/** Go's folding of names as far as ASCII is concerned. */
function foldCase(name: string): string {
  return name.replaceAll("\u017f", "s").replaceAll("\u212a", "k").toLowerCase();
}

function fromLatin1(text: string): string {
  return Buffer.from(text, "latin1").toString("utf8");
}

function skipSpace(text: string, at: number): number {
  while (at < text.length && " \t\r\n".includes(text[at])) at++;
  return at;
}

/** Where the string that begins at `at` ends, its quote included. */
function endOfString(text: string, at: number): number {
  let end = at + 1;
  while (end < text.length && text[end] !== '"') end += text[end] === "\\" ? 2 : 1;
  return end + 1;
}

function endOfValue(text: string, at: number): number {
  let depth = 0;
  let end = at;
  do {
    const byte = text[end];
    if (byte === '"') end = endOfString(text, end);
    else if (byte === "{" || byte === "[") (depth++, end++);
    else if (byte === "}" || byte === "]") (depth--, end++);
    else end = depth > 0 ? end + 1 : endOfScalar(text, end);
  } while (depth > 0 && end < text.length);
  return end;
}

function endOfScalar(text: string, at: number): number {
  let end = at;
  while (end < text.length && !" \t\r\n,]}".includes(text[end])) end++;
  return end;
}
