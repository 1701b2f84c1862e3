// Tables of tests as text: a row per line, cells between bars.

/** The rows of `text`; a cell is trimmed, `""` is an empty one. */
export function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (trimSpaces(lines[i]).length == 0) continue;
    const cells = lines[i].split(" | ");
    for (let j = 0; j < cells.length; j++) {
      const cell = trimSpaces(cells[j]);
      cells[j] = cell == '""' ? "" : cell;
    }
    rows.push(cells);
  }
  return rows;
}

// String#trim of AssemblyScript 0.27 stops half way where a text has more leading spaces than other characters.
function trimSpaces(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) == 0x20) start++;
  while (end > start && text.charCodeAt(end - 1) == 0x20) end--;
  return text.substring(start, end);
}
