/** What stops a run before it has begun: a missing tool, a taken port, a failed download. */

/** A failure the user can put right; its message is one whole sentence that says how. */
export class SetupError extends Error {}

/** Runs a program's main function; a SetupError ends it with its one sentence on standard error and status 1, anything else with its stack. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
