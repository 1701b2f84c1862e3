// Figures of a run as a table on the terminal.

const MIB = 1 << 20;

/** Prints rows under a title, one line each, columns aligned. */
export function printTable(title: string, rows: Record<string, string | number>[]): void {
  const names = Object.keys(rows[0] ?? {});
  const lines = [names, ...rows.map((row) => names.map((name) => String(row[name])))];
  const widths = names.map((_, i) => Math.max(...lines.map((line) => line[i].length)));
  console.log(`\n${title}`);
  for (const line of lines) console.log(`  ${line.map((cell, i) => cell.padStart(widths[i])).join("  ")}`);
}

/** Bytes as MiB with a tenth. */
export function mib(bytes: number): string {
  return (bytes / MIB).toFixed(1);
}

/** Runs `action`; how many seconds it took. */
export async function timed(action: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await action();
  return (performance.now() - start) / 1000;
}
