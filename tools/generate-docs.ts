// `make docs`: the references in docs/, from the tables of the filter itself. With --check nothing is written, and files that differ fail.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { renderCapabilities } from "./reference/capabilities.ts";
import { renderConfiguration } from "./reference/configuration.ts";
import { findStrayTexts } from "./reference/key-texts.ts";
import { ReferenceModule } from "./reference/module.ts";
import { renderProviders } from "./reference/providers.ts";
import { buildSchema } from "./reference/schema.ts";
import { renderTranslation } from "./reference/translation.ts";
import { isProgram } from "./source-file.ts";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const TEMPLATE = `${ROOT}tools/reference/configuration.template.md`;
const TRANSLATION = `${ROOT}tools/reference/translation.template.md`;

/** The generated files: their text by their path in the repository. */
export async function generateDocs(module: ReferenceModule): Promise<Map<string, string>> {
  const tables = module.readTables();
  const strays = findStrayTexts(tables);
  if (strays.length > 0) throw new Error(`tools/reference/key-texts.ts tells of unknown keys: ${strays.join(", ")}`);
  const texts = new Map([
    ["docs/configuration.md", renderConfiguration(module, tables, readFileSync(TEMPLATE, "utf8"))],
    ["docs/aisle.schema.json", JSON.stringify(buildSchema(tables))],
    ["docs/capabilities.md", renderCapabilities(tables)],
    ["docs/providers.md", renderProviders(tables)],
    ["docs/translation.md", renderTranslation(tables, readFileSync(TRANSLATION, "utf8"))],
  ]);
  for (const [path, text] of texts) texts.set(path, await formatAs(path, text));
  return texts;
}

/** The generated files that are missing or differ from what the tables say. */
export function findStale(texts: Map<string, string>): string[] {
  return [...texts].flatMap(([path, text]) => {
    const file = ROOT + path;
    return existsSync(file) && readFileSync(file, "utf8") === text ? [] : [path];
  });
}

async function formatAs(path: string, text: string): Promise<string> {
  const options = await resolveConfig(ROOT + path);
  return format(text, { ...options, filepath: ROOT + path });
}

async function main(): Promise<void> {
  const texts = await generateDocs(await ReferenceModule.load());
  const stale = findStale(texts);
  if (!process.argv.includes("--check")) {
    for (const path of stale) writeFileSync(ROOT + path, texts.get(path)!);
    console.log(stale.length === 0 ? "docs: up to date" : `docs: wrote ${stale.join(", ")}`);
  } else if (stale.length > 0) {
    console.error(`docs: out of date, run make docs: ${stale.join(", ")}`);
    process.exitCode = 1;
  }
}

if (isProgram(import.meta.url)) await main();
