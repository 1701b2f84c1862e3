// Tables of tests as text: a row per line, cells between bars.

/** The rows of `text`; a cell is trimmed, `""` is an empty one. */
export function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  const lines = text.split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].trim().length == 0) continue;
    const cells = lines[i].split(" | ");
    for (let j = 0; j < cells.length; j++) {
      const cell = cells[j].trim();
      cells[j] = cell == '""' ? "" : cell;
    }
    rows.push(cells);
  }
  return rows;
}
