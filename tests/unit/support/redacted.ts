// What redaction writes, as text.

import { RedactPaths } from "../../../assembly/json/redact-paths";
import { cutText, writeRedacted } from "../../../assembly/json/redaction";
import { ByteWriter } from "../../../assembly/json/write";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";

/** Stands for what is written when nothing is. */
export const NOTHING = "nothing was written";

/** Paths with spaces between them. */
export function pathsOf(list: string): RedactPaths {
  const paths = new RedactPaths();
  const texts = list.split(" ");
  for (let i = 0; i < texts.length; i++) {
    const error = texts[i].length == 0 ? "" : paths.add(texts[i]);
    if (error.length > 0) throw new Error(error);
  }
  return paths;
}

/** What is written of a text, as the literal that it is. */
export function literalOf(text: Bytes, isCut: bool, paths: RedactPaths): string {
  const out = new ByteWriter();
  out.ascii("<");
  if (!writeRedacted(out, text, isCut, paths)) return out.length == 1 ? NOTHING : "something was written";
  return textOf(out.slice(1, out.length));
}

/**
 * Checks that `Q`, which stands in what must not be seen, is in no beginning of `text`, wherever that is cut: what is
 * written of each begins what is written of the whole, and never gets shorter. `write` is `literalOf` or its like.
 */
export function checkEveryCut(
  text: Bytes,
  paths: RedactPaths,
  write: (text: Bytes, isCut: bool, paths: RedactPaths) => string,
): void {
  const whole = write(text, false, paths);
  expect(whole.includes("Q")).toBe(false, whole);
  let length = 0;
  for (let most = 0; most <= text.byteLength; most++) {
    const part = write(cutText(text, most), true, paths);
    // The quote at the end taken off.
    expect(whole.startsWith(part.substring(0, part.length - 1))).toBe(true, part);
    expect(part.length >= length).toBe(true, part);
    length = part.length;
  }
  expect(length).toBe(whole.length);
}

/** Every `part` replaced; String#replaceAll of AssemblyScript 0.27 writes behind its memory where a text gets much longer. */
export function replaced(text: string, part: string, replacement: string): string {
  return text.split(part).join(replacement);
}

/** `text` with a replacement for each `#`. */
export function withReplacements(text: string): string {
  return replaced(text, "#", '"[redacted]"');
}

/** The same with the quotes around it gone, and those inside as they were; for texts without other escapes. */
export function redact(text: string, list: string, isCut: bool = false): string {
  const literal = literalOf(utf8(text), isCut, pathsOf(list));
  return literal == NOTHING ? NOTHING : replaced(literal.substring(1, literal.length - 1), '\\"', '"');
}
