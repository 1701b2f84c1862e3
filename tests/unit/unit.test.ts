// The unit tests of the core, which as-pect compiles and runs, as one test of Node's runner.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { describe, it } from "node:test";

describe("level unit: the core's rooms, by as-pect", () => {
  it("passes", () => {
    const run = spawnSync("npm", ["test", "--silent"], { encoding: "utf8" });
    const summary = /\[Tests\]:\D*(\d+)\D*\/ (\d+)/.exec(stripColours(run.stdout));
    assert.equal(run.status, 0, run.stdout + run.stderr);
    assert.ok(summary !== null && Number(summary[1]) > 0 && summary[1] === summary[2], run.stdout);
    console.log(`as-pect: ${summary[1]} tests passed`);
  });
});

function stripColours(text: string): string {
  return text.replace(/\u001b\[[0-9;]*m/g, "");
}
