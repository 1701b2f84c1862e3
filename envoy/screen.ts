/** What `make run` writes: calm text, with bold and grey only where a terminal shows them. */

const styled = process.stdout.isTTY === true && !process.env.NO_COLOR;

export function bold(text: string): string {
  return styled ? `\x1b[1m${text}\x1b[22m` : text;
}

export function grey(text: string): string {
  return styled ? `\x1b[90m${text}\x1b[39m` : text;
}

/** Writes lines, each ended. */
export function say(...lines: string[]): void {
  process.stdout.write(lines.map((line) => `${line}\n`).join(""));
}

/** Writes a piece of an answer as it comes; its own line breaks keep the indentation. */
export function sayPiece(text: string): void {
  process.stdout.write(text.replaceAll("\n", "\n      "));
}
