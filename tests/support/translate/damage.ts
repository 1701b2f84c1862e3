// Changes to JSON values and event streams, each told by a few numbers, so that fast-check can shrink what it found.

import fc from "fast-check";

/** One change: of which value (`at`), of what kind, and to what. */
export interface Change {
  at: number;
  kind: number;
  value: number;
}

/** Any change. */
export const change = fc.record({ at: fc.nat(5000), kind: fc.nat(5), value: fc.nat(5000) });

/** A value as it is spelled. */
class Spelled {
  constructor(readonly text: string) {}
}

// What has grown beyond this is changed no more.
const MAX_VALUES = 2000;

type Members = Record<string, unknown>;
type Slot = [parent: Members, key: string];

// A name with this at its end is written without it: the same name again.
const AGAIN = "\u0000";

/** What stands where it is not expected. */
const ODD: unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1024,
  1_000_000,
  new Spelled("1e999"),
  new Spelled("-0.0"),
  new Spelled("123456789012345678901234567890"),
  "",
  " ",
  "x",
  "é中😀",
  "\ud800",
  '\u0000\u001f\u007f\r\n"\\',
  "[DONE]",
  "{}",
  "{",
  '{"a":[1,2.50],"é":"\\ud83d\\ude00"}',
  "[1]",
  "null",
  "data:image/png;base64,AAAA",
  "data:application/pdf;base64,JVBERg==",
  "data:,x",
  "https://example.com/a.png",
  "x".repeat(70),
  "é".repeat(3000),
  [],
  {},
  [null],
  [[]],
  ["a", 1],
  { type: "text", text: "x" },
  { type: 5 },
  new Spelled("[".repeat(300) + "]".repeat(300)),
  ...["text", "image", "document", "thinking", "tool_use", "tool_result", "message", "error", "function", "auto"],
  ...["user", "assistant", "system", "tool", "stop", "length", "tool_calls", "end_turn", "refusal", "enabled", "high"],
];

/** `value` with these changes. It is not changed itself. */
export function damaged(value: unknown, changes: Change[]): unknown {
  const holder: Members = { root: cloned(value) };
  for (const { at, kind, value: what } of changes) {
    const slots = slotsOf(holder);
    if (slots.length > MAX_VALUES) break;
    alter(slots[at % slots.length]!, kind, what, slots);
  }
  return holder["root"];
}

function alter([parent, key]: Slot, kind: number, what: number, slots: Slot[]): void {
  const old = parent[key];
  const odd = cloned(ODD[what % ODD.length]);
  if (kind === 0) parent[key] = odd;
  else if (kind === 1) parent[key] = copyOf(slots[what % slots.length]!);
  else if (kind === 2 && key !== "root") {
    if (Array.isArray(parent)) parent.splice(Number(key), 1);
    else delete parent[key];
  } else if (kind === 3) parent[key] = what % 2 === 0 ? [old] : [old, cloned(old)];
  else if (kind === 4 && isObject(parent)) parent[key + AGAIN] = odd;
  else if (kind === 5 && Array.isArray(old)) old.push(odd, ...old.slice(0, what % 3));
}

function copyOf([parent, key]: Slot): unknown {
  return cloned(parent[key]);
}

function cloned(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cloned);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, cloned(each)]));
}

function isObject(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Spelled);
}

/** Where values stand, from the top down. */
function slotsOf(holder: Members): Slot[] {
  const slots: Slot[] = [[holder, "root"]];
  for (let i = 0; i < slots.length; i++) {
    const [parent, key] = slots[i]!;
    const value = parent[key];
    if (isObject(value) || Array.isArray(value)) {
      for (const name of Object.keys(value)) slots.push([value as Members, name]);
    }
  }
  return slots;
}

/** How JSON may be written. */
export enum Style {
  Compact,
  /** Over many lines. */
  Lines,
  /** With an escape in each string and name. */
  Escaped,
}

/** Any of them. */
export const style = fc.constantFrom(Style.Compact, Style.Lines, Style.Escaped);

/** The JSON text of `value`. */
export function spell(value: unknown, how: Style): string {
  const space = how === Style.Lines ? "\r\n \t" : "";
  const quote = (text: string): string => {
    const quoted = JSON.stringify(text);
    const first = text.charCodeAt(0);
    if (how !== Style.Escaped || !(first >= 0x20 && first < 0xd800) || first === 0x22 || first === 0x5c) return quoted;
    return `"\\u${first.toString(16).padStart(4, "0")}${quoted.slice(2)}`;
  };
  const write = (part: unknown): string => {
    if (part instanceof Spelled) return part.text;
    if (typeof part === "string") return quote(part);
    if (Array.isArray(part)) return `[${space}${part.map(write).join(`${space},`)}]`;
    if (!isObject(part)) return JSON.stringify(part);
    const members = Object.entries(part).map(
      ([key, each]) => `${quote(key.replaceAll(AGAIN, ""))}:${space}${write(each)}`,
    );
    return `{${members.join(`,${space}`)}${space}}`;
  };
  return write(value);
}
