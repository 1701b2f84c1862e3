// The mode of a configuration, changed in its text: the order of members decides between two patterns of a mapping.

/** A string, or a sign that begins or ends something. */
const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]]/gs;
const MODE_MEMBER = /^"mode"\s*:\s*/;
const STRING = /^"(?:[^"\\]|\\.)*"/s;

/** `text`, with this mode in place of its own; where it names none, or is no object, the mode comes first. */
export function withMode(text: string, mode: "upstream" | "hash"): string {
  const place = findMode(text);
  if (place !== null) return `${text.slice(0, place.start)}"${mode}"${text.slice(place.end)}`;
  return text.replace(/^\s*\{(\s*\})?/, (_, isEmpty) => (isEmpty ? `{"mode":"${mode}"}` : `{"mode":"${mode}",`));
}

// Where the value of the last top-level `mode` stands, which is the one that counts.
function findMode(text: string): { start: number; end: number } | null {
  let depth = 0;
  let found = null;
  for (const { 0: token, index } of text.matchAll(TOKEN)) {
    if (token === "{" || token === "[") depth++;
    else if (token === "}" || token === "]") depth--;
    if (depth !== 1) continue;
    const member = MODE_MEMBER.exec(text.slice(index))?.[0];
    if (member === undefined) continue;
    const start = index + member.length;
    const value = STRING.exec(text.slice(start))?.[0];
    if (value !== undefined) found = { start, end: start + value.length };
  }
  return found;
}
