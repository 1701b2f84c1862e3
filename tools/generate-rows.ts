// `make rows`: the list of providers, from the files in assembly/provider/rows. With --check nothing is written.

import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const ROWS = `${ROOT}assembly/provider/rows/`;
const LIST = `${ROOT}assembly/provider/row-list.ts`;

const types = readdirSync(ROWS)
  .map((file) => file.replace(/\.ts$/, ""))
  .sort();
const nameOf = (type: string): string => type.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
const text = `// Every row of \`rows/\`, sorted by type. Made by \`make rows\`: do not edit.

${types.map((type) => `import { ${nameOf(type)} } from "./rows/${type}";`).join("\n")}
import { ProviderRow } from "./spec";

/** The types that there are. */
export const TYPES: Array<string> = [${types.map((type) => JSON.stringify(type)).join(", ")}];

/** What makes the row of each. */
export const MAKERS: Array<() => ProviderRow> = [${types.map(nameOf).join(", ")}];
`;
const wanted = await format(text, { ...(await resolveConfig(LIST)), filepath: LIST });
if (!process.argv.includes("--check")) {
  writeFileSync(LIST, wanted);
} else if (readFileSync(LIST, "utf8") !== wanted) {
  console.error("assembly/provider/row-list.ts is out of date, run make rows");
  process.exitCode = 1;
}
