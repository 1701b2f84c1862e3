/** The tests that docs/security.md names are there: its words rest on them. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { readCases } from "../support/cases/load.ts";

const ROOT = new URL("../../", import.meta.url);
const DOCUMENT = readFileSync(new URL("docs/security.md", ROOT), "utf8");

/** Rows that say that something is not Aisle's to prevent. */
const WITHOUT_TEST = ["a limit on requests or tokens of a client"];

interface Reference {
  file: string;
  name: string;
}

/** Each `file: name` in backticks, as the document's first paragraphs explain it. */
function referencesOf(text: string): Reference[] {
  return [...text.matchAll(/`((?:cases|unit|host|envoy|clients|tools|fuzz)\/[\w/-]+): ([^`]+)`/g)].map(
    ([, file, name]) => ({
      file: pathOf(file!),
      name: name!,
    }),
  );
}

function pathOf(file: string): string {
  const ending = file.startsWith("cases/") ? "yaml" : file.startsWith("unit/") ? "spec.ts" : "test.ts";
  return `tests/${file}.${ending}`;
}

/** Those that are not there, or whose file is not. */
function missingOf(references: Reference[]): Reference[] {
  return references.filter(({ file, name }) => {
    // A level that runs every case calls its tests by the case's file and name.
    const [, inner, innerName] = /^(tests\/cases\/\S+\.yaml): ([^]*)$/.exec(name) ?? [];
    if (inner !== undefined && missingOf([{ file: inner, name: innerName! }]).length > 0) return true;
    const url = new URL(file, ROOT);
    if (!existsSync(url)) return true;
    const text = readFileSync(url, "utf8");
    return file.endsWith(".yaml") ? !hasCase(text, file, name) : !titlesOf(text).some((title) => title.test(name));
  });
}

function hasCase(text: string, file: string, name: string): boolean {
  return readCases(text, file).some((each) => each.name === name);
}

/** What stands in `it(…)`; a value that is put into a title may be anything. */
function titlesOf(source: string): RegExp[] {
  const titles = source.matchAll(/\bit\(\s*(?:"((?:[^"\\]|\\.)*)"|`([^`]*)`)/g);
  return [...titles].map(([, plain, template]) => {
    const parts = plain === undefined ? template!.split(/\$\{[^}]*\}/) : [JSON.parse(`"${plain}"`) as string];
    return new RegExp(`^${parts.map((part) => part.replace(/[.*+?^$()[\]{}|\\]/g, "\\$&")).join(".+")}$`, "s");
  });
}

/** Rows of the tables below `## Attacks`, as cells. */
function attacksOf(text: string): string[][] {
  const [, rest = ""] = text.split("\n## Attacks\n");
  const [section = ""] = rest.split("\n## ");
  const rows = section.split("\n").filter((line) => /^\| (?!---|attack )/.test(line));
  return rows.map((row) => row.slice(1, -1).split(" | "));
}

describe("level tools: the security document", () => {
  it("names tests that there are", () => {
    const references = referencesOf(DOCUMENT);
    assert.ok(references.length > 80, String(references.length));
    assert.deepEqual(missingOf(references), []);
  });

  it("names a test for each attack", () => {
    const rows = attacksOf(DOCUMENT);
    assert.ok(rows.length > 30, String(rows.length));
    const bare = rows.filter((cells) => referencesOf(cells.at(-1)!).length === 0).map(([attack]) => attack!.trim());
    assert.deepEqual(bare, WITHOUT_TEST);
  });

  it("has nothing in backticks that looks like a test and is not read as one", () => {
    const alike = [...DOCUMENT.matchAll(/`((?:tests\/)?(?:cases|unit|host|envoy|clients|tools|fuzz)\/[^`:]+:[^`]*)`/g)];
    assert.equal(alike.length, referencesOf(DOCUMENT).length);
  });

  it("would miss a case, a test and a file", () => {
    const text = [
      "`cases/credentials: nobody's case`",
      "`host/memory: 7 exchanges of a mix of cases: flat, and at most 4 MiB`",
      "`host/memory: exchanges`",
      "`unit/nowhere: a`",
      "`host/faults: tests/cases/credentials.yaml: nobody's`",
    ].join(" ");
    assert.deepEqual(
      missingOf(referencesOf(text)).map(({ name }) => name),
      ["nobody's case", "exchanges", "a", "tests/cases/credentials.yaml: nobody's"],
    );
  });
});
