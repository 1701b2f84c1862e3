// The program behind `npx aisle`.

import { check } from "./check/check.ts";
import { readCommandLine, USAGE, UsageError } from "./check/command-line.ts";
import { ENVOY_USAGE, writeEnvoy } from "./envoy-config/command.ts";

const ALL_USAGE = `${USAGE}\n\n${ENVOY_USAGE}`;

function main(): void {
  try {
    const { text, isGood } = run(process.argv.slice(2));
    // What is wrong is no configuration: it must not end up in a file that Envoy is started with.
    (isGood || process.argv[2] !== "envoy" ? process.stdout : process.stderr).write(text);
    process.exitCode = isGood ? 0 : 1;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`aisle: ${error.message}\n\n${ALL_USAGE}\n`);
    process.exitCode = 2;
  }
}

function run(args: string[]): { text: string; isGood: boolean } {
  if (args[0] === "envoy" && !args.includes("--help") && !args.includes("-h")) return writeEnvoy(args.slice(1));
  const command = args[0] === "envoy" ? null : readCommandLine(args);
  return command === null ? { text: `${ALL_USAGE}\n`, isGood: true } : check(command, process.env);
}

main();
