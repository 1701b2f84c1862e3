// The program behind `npx aisle`.

import { check } from "./check.ts";
import { readCommandLine, USAGE, UsageError } from "./command-line.ts";

function main(): void {
  try {
    const command = readCommandLine(process.argv.slice(2));
    const { text, isGood } = command === null ? { text: `${USAGE}\n`, isGood: true } : check(command, process.env);
    process.stdout.write(text);
    process.exitCode = isGood ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`aisle: ${error.message}\n\n${USAGE}\n`);
    process.exitCode = 2;
  }
}

main();
