/** docs/observability.md, read for its tables and examples. */
import { readFile } from "node:fs/promises";
import { parse } from "yaml";

const DOCUMENT = new URL("../../../docs/observability.md", import.meta.url);
const COMMON = ["provider", "model", "capability"];

/** A metric as the document has it: its kind, and all of its labels in alphabetical order. */
export interface DocumentedMetric {
  kind: string;
  labels: string[];
}

/** The text under a heading, up to the next one of any level; throws where there is none. */
export async function readSection(heading: string): Promise<string> {
  const sections = (await readFile(DOCUMENT, "utf8")).split(/^#+ /m);
  const section = sections.find((each) => each.startsWith(`${heading}\n`));
  if (section === undefined) throw new Error(`docs/observability.md has no section ${heading}`);
  return section;
}

/** The fenced blocks of a language under a heading. */
export async function readBlocks(heading: string, language: string): Promise<string[]> {
  const blocks = (await readSection(heading)).matchAll(new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, "gm"));
  return [...blocks].map(([, text]) => text!);
}

/** The same, parsed. */
export async function readYaml(heading: string): Promise<any[]> {
  return (await readBlocks(heading, "yaml")).map((text) => parse(text));
}

/** The table of metrics, by name. */
export async function readMetricsTable(): Promise<Map<string, DocumentedMetric>> {
  const rows = (await readSection("Metrics")).matchAll(/^\| `(\w+)` +\| (counter|histogram) +\| ([^|]*)\|/gm);
  return new Map(
    [...rows].map(([, name, kind, more]) => {
      const further = /^`(\w+)`/.exec(more!)?.[1];
      return [name!, { kind: kind!, labels: [...COMMON, ...(further === undefined ? [] : [further])].sort() }];
    }),
  );
}
