/** `make failover`: a provider dies and comes back in the terminal, and no request fails. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdirSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

async function runExample(name: string): Promise<string> {
  const args = ["--import", "tsx", "envoy/failover.ts", name];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: ROOT,
    env: { ...process.env, SECONDS: "6" },
  });
  return stdout;
}

describe("level run: make failover", () => {
  for (const name of ["multi-provider-failover", "per-attempt"]) {
    it(`${name}: openai dies and comes back, and nobody notices`, async () => {
      const output = await runExample(name);
      const [before, rest] = output.split("openai dies") as [string, string];
      const [during, after] = rest.split("openai is back") as [string, string];
      assert.match(before, / s {2}.*openai \d/);
      assert.doesNotMatch(during, / s {2}.*openai \d/);
      assert.match(during, / s {2}deepseek \d/);
      assert.match(after, / s {2}.*openai \d/);
      assert.match(after, /\n120 requests, 0 failed; answered: /);
    });
  }

  it("says which examples there are when it is asked for another one", async () => {
    assert.ok(readdirSync(`${ROOT}/examples`).includes("per-attempt"));
    await assert.rejects(runExample("none"), /examples\/ has no none/);
  });
});
