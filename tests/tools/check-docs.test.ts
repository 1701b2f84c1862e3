// docs/check.md shows what the command really prints: each of its commands is run on the files that it shows.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const PAGE = new URL("../../docs/check.md", import.meta.url);
const PROGRAM = fileURLToPath(new URL("../../tools/aisle.mjs", import.meta.url));
const PATH = process.env.PATH;

interface Block {
  info: string;
  text: string;
}

const page = readFileSync(PAGE, "utf8");
const blocks: Block[] = [...page.matchAll(/^```(.+)\n([^]*?)^```$/gm)].map(([, info, text]) => ({ info, text }));

describe("level tools: docs/check.md", () => {
  let directory: string;
  before(() => {
    directory = mkdtempSync(join(tmpdir(), "aisle-check-"));
    for (const { info, text } of blocks) {
      const [, file] = info.split(" ");
      if (file !== undefined) writeFileSync(join(directory, file), text);
    }
  });
  after(() => rmSync(directory, { recursive: true, force: true }));

  const consoles = blocks.filter(({ info }) => info === "console");

  it("has commands", () => {
    assert.ok(consoles.length >= 5);
  });

  for (const { text } of consoles) {
    const [command, ...output] = text.split("\n");
    it(`shows what is printed by ${command}`, () => {
      const [, variables, args] = /^\$ ((?:[A-Z_]+=\S+ )*)npx aisle (.*)$/.exec(command) ?? [];
      assert.ok(args !== undefined, command);
      const env = {
        PATH,
        ...Object.fromEntries(
          variables
            .trim()
            .split(" ")
            .map((each) => each.split("=")),
        ),
      };
      const run = spawnSync(process.execPath, [PROGRAM, ...args.split(" ")], { cwd: directory, env, encoding: "utf8" });
      assert.equal(run.stderr, "");
      assert.deepEqual(run.stdout.split("\n"), output);
      assert.equal(run.status, /\(0 errors/.test(run.stdout) ? 0 : 1);
    });
  }
});
