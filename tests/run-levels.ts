// `make test`: all levels in one run of Node's test runner, whose summary ends the output; each level prints its time.

import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { findEnvoy } from "../envoy/get-envoy.ts";
import { buildMemoryProbe } from "./support/memory/probe.ts";
import { buildTranslators } from "./support/translate/translate.ts";

const LEVELS = ["tools", "unit", "host", "fuzz", "support/fake-llm", "run", "clients", "envoy"];

// Once, before several test files ask for it.
await findEnvoy();
buildMemoryProbe();
buildTranslators();

const files = LEVELS.flatMap((level) =>
  readdirSync(`tests/${level}`)
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `tests/${level}/${name}`),
);
const node = spawnSync(process.execPath, ["--import", "tsx", "--test", "--test-reporter=spec", ...files], {
  stdio: "inherit",
});
process.exitCode = node.status ?? 1;
