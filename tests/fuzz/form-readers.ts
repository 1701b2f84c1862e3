// Readers of forms as upstreams have them, independent of Aisle's own: by the letter of RFC 2046, and laxer ones that take
// bare line feeds, blanks behind a boundary, or each line that begins with it. Texts are latin1 strings, a character per byte.

/** A part of a form; `start` and `end` are those of its value. */
export interface FormPart {
  head: string;
  start: number;
  end: number;
}

/** What a reader makes of a form; `close` is where the dashes of the closing delimiter stand. */
export interface ReadForm {
  parts: FormPart[];
  close: number;
}

/** What ends a line to a reader, what a line and a blank one behind it, and what may stand behind a boundary. */
interface Delimiters {
  lineEnd: string;
  blankLine: string;
  behind: string;
}

const CRLF = { lineEnd: "\\r\\n", blankLine: "\\r\\n\\r\\n" };
const STRICT: Delimiters = { ...CRLF, behind: "" };
const LAX: Delimiters[] = [
  { ...CRLF, behind: "[ \\t]*" },
  { ...CRLF, behind: "[^\\r\\n]*?" },
  { lineEnd: "\\r?\\n", blankLine: "\\r?\\n\\r?\\n", behind: "[ \\t]*" },
  { lineEnd: "(?:\\r\\n|\\r|\\n)", blankLine: "(?:\\r\\n\\r\\n|\\r\\r|\\n\\n)", behind: "[ \\t]*" },
];

/** The form by the letter; null when it is none. */
export function readForm(body: string, boundary: string): ReadForm | null {
  return cutForm(body, boundary, STRICT);
}

/** Every value that some reader could take for the model's. */
export function possibleModels(body: string, boundary: string): Set<string> {
  const models = new Set<string>();
  for (const delimiters of [STRICT, ...LAX]) {
    for (const { head, start, end } of cutForm(body, boundary, delimiters)?.parts ?? [])
      if (mayNameModel(head)) models.add(body.slice(start, end));
  }
  return models;
}

/** Whether all readers cut the form alike, its heads are such as clients write, and one part at most is the model. */
export function isPlainForm(body: string, boundary: string): boolean {
  const strict = readForm(body, boundary);
  if (strict === null) return false;
  const lines = body.match(new RegExp(`(^|[\\r\\n])--${literalOf(boundary)}`, "g")) ?? [];
  if (lines.length !== strict.parts.length + 1) return false;
  const isSame = LAX.every((lax) => JSON.stringify(cutForm(body, boundary, lax)) === JSON.stringify(strict));
  const names = strict.parts.map(({ head }) => head).filter(mayNameModel);
  return isSame && names.length <= 1 && strict.parts.every(({ head }) => isPlainHead(head));
}

/** Whether the head names the model in the way that is meant. */
export function namesModel(head: string): boolean {
  return dispositionsOf(head).some((value) =>
    parametersOf(value, true).some(([n, v]) => n === "name" && v === "model"),
  );
}

function cutForm(body: string, boundary: string, { lineEnd, blankLine, behind }: Delimiters): ReadForm | null {
  const delimiter = new RegExp(`(^|${lineEnd})--${literalOf(boundary)}(--)?${behind}(?=(${lineEnd})|$)`, "g");
  const found = [...body.matchAll(delimiter)];
  const last = found.findIndex((match) => match[2] === "--");
  if (last < 0) return null;
  const parts: FormPart[] = [];
  for (let i = 0; i < last; i++) {
    const from = found[i].index + found[i][0].length + (found[i][3] ?? "").length;
    const part = cutPart(body.slice(from, Math.max(from, found[i + 1].index)), lineEnd, blankLine);
    if (part === null) return null;
    parts.push({ head: part.head, start: from + part.start, end: found[i + 1].index });
  }
  return { parts, close: found[last].index + found[last][1].length };
}

function literalOf(boundary: string): string {
  return boundary.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

function cutPart(text: string, lineEnd: string, blankLine: string): { head: string; start: number } | null {
  const empty = new RegExp(`^${lineEnd}`).exec(text);
  if (empty !== null) return { head: "", start: empty[0].length };
  const blank = new RegExp(blankLine).exec(text);
  return blank === null ? null : { head: text.slice(0, blank.index), start: blank.index + blank[0].length };
}

function dispositionsOf(head: string): string[] {
  return [...head.replace(/\r?\n[ \t]+/g, " ").matchAll(/(?:^|[\r\n])content-disposition[ \t]*:([^\r\n]*)/gi)].map(
    ([, value]) => value,
  );
}

function parametersOf(value: string, hasEscapes: boolean): [name: string, value: string][] {
  const quoted = hasEscapes ? '"((?:[^"\\\\]|\\\\.)*)"' : '"([^"]*)"';
  const all = value.matchAll(new RegExp(`;\\s*([^=;\\s]+)\\s*=\\s*(?:${quoted}|([^;]*))`, "g"));
  return [...all].map(([, name, inQuotes, bare]) => {
    const text = inQuotes ?? bare.trim();
    return [name.toLowerCase(), hasEscapes ? text.replace(/\\(.)/g, "$1") : text];
  });
}

function mayNameModel(head: string): boolean {
  return dispositionsOf(head).some((value) =>
    [true, false].some((hasEscapes) =>
      // `name*=utf-8''model`, to those who know it.
      parametersOf(value, hasEscapes).some(
        ([name, v]) =>
          (name === "name" && /^model$/i.test(v.trim())) || (name.startsWith("name*") && /model$/i.test(v)),
      ),
    ),
  );
}

function isPlainHead(head: string): boolean {
  const lines = head === "" ? [] : head.split("\r\n");
  const isField = lines.every(
    (line) => /^[a-z-]+: [\x20-\x7e]*$/i.test(line) && !/[\\*]|transfer-encoding/i.test(line),
  );
  const dispositions = dispositionsOf(head);
  const isPlain = dispositions.every((value) => /^ form-data(; [a-z]+=("[a-z. ]*"|[a-z.]+))*$/.test(value));
  const names = dispositions.flatMap((value) => parametersOf(value, true).filter(([name]) => name === "name"));
  const isClear = names.every(([, name]) => name === "model" || name.replace(/ /g, "").toLowerCase() !== "model");
  return isField && dispositions.length <= 1 && isPlain && names.length <= 1 && isClear;
}
