// The goldens of providers (tests/cases/providers) are complete: every type, every capability it serves, every kind of request.

import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { ReferenceModule, type Capability, type Provider, type Tables } from "../../tools/reference/module.ts";
import type { Case } from "../support/cases/case.ts";
import { selectForEnvoy } from "../support/cases/envoy-selection.ts";
import { readGolden, type AskedAs, type Golden } from "../support/cases/golden.ts";
import { loadCases, readCases } from "../support/cases/load.ts";

const FILE = /^tests\/cases\/providers\/(.*)\.yaml$/;

const CASES = loadCases();

/** The goldens in the file of `type`. */
function findGoldens(type: string, capabilities: Capability[]): Golden[] {
  const own = CASES.filter(({ file }) => FILE.exec(file)?.[1] === type);
  const goldens = own.map((c) => readGolden(c, capabilities)).filter((golden) => golden !== null);
  return goldens.filter((golden) => golden.type === type);
}

/** The capabilities that a client can ask `provider` for; none where requests must be converted, which is not done yet. */
function findServed(provider: Provider, capabilities: Capability[]): Capability[] {
  if (provider.later.some(({ key }) => key === "")) return [];
  // Azure's paths follow from a URL: they are OpenAI's.
  const names = capabilities.map(({ name }) => name).filter((name) => name.startsWith("openai/"));
  const served = provider.type === "azure" ? names : Object.keys(provider.paths);
  return capabilities.filter(({ name, requests }) => requests.length > 0 && served.includes(name));
}

/** What `goldens` lack of what they must show of `provider`. */
function findMissing(provider: Provider, capabilities: Capability[], goldens: Golden[]): string[] {
  const shows = (is: (golden: Golden) => boolean): boolean => goldens.some(is);
  const served = findServed(provider, capabilities);
  const missing = served.flatMap(({ name, traits }) => {
    const kinds: AskedAs[] = traits.includes("model") ? ["plain", "mapped"] : [];
    if (traits.includes("model") && traits.includes("streamable")) kinds.push("stream");
    if (name === "openai/v1/chatcompletions") kinds.push("developer");
    const sent = goldens.filter((golden) => golden.outcome === "sent" && golden.capability === name);
    if (sent.length === 0) return [name];
    return kinds.filter((kind) => !sent.some(({ asked }) => asked.includes(kind))).map((kind) => `${name}, ${kind}`);
  });
  if (!shows(({ outcome }) => outcome === "kept")) missing.push("protocol: original");
  if (served.length > 0 && !shows(({ keepsQuery }) => keepsQuery)) missing.push("a query");
  if (served.length > 0 && !provider.isOpen && !shows(({ outcome }) => outcome === "refused"))
    missing.push("a capability that is not served");
  return missing;
}

describe("level tools: goldens of providers", () => {
  let tables: Tables;
  before(async () => {
    tables = (await ReferenceModule.load()).readTables();
  });

  it("show every capability of every type", () => {
    const missing = tables.providers.flatMap((provider) => {
      const goldens = findGoldens(provider.type, tables.capabilities);
      return findMissing(provider, tables.capabilities, goldens).map((what) => `${provider.type}: ${what}`);
    });
    assert.deepEqual(missing, []);
  });

  it("have a file for each type, and no other but one for errors", () => {
    const files = new Set(CASES.flatMap(({ file }) => FILE.exec(file)?.[1] ?? []));
    const types = tables.providers.map(({ type }) => type);
    assert.deepEqual([...files].sort(), [...types, "errors"].sort());
  });

  it("are missed one by one when they are not there", () => {
    const provider = tables.providers.find(({ type }) => type === "qwen")!;
    const goldens = findGoldens("qwen", tables.capabilities);
    const without = (is: (golden: Golden) => boolean): string[] =>
      findMissing(
        provider,
        tables.capabilities,
        goldens.filter((golden) => !is(golden)),
      );
    assert.deepEqual(
      without(({ capability }) => capability === "openai/v1/retrievefile"),
      ["openai/v1/retrievefile"],
    );
    assert.deepEqual(
      without(({ capability, asked }) => capability === "openai/v1/responses" && asked.includes("stream")),
      ["openai/v1/responses, stream"],
    );
    assert.deepEqual(
      without(({ outcome }) => outcome === "kept"),
      ["protocol: original"],
    );
    assert.deepEqual(
      without(({ outcome }) => outcome === "refused"),
      ["a capability that is not served"],
    );
    assert.deepEqual(
      without(({ keepsQuery }) => keepsQuery).filter((what) => !what.includes("/")),
      ["a query"],
    );
  });

  it("are every third time run through Envoy, at least once for each type", () => {
    const cases = selectForEnvoy(CASES, (c) => c);
    const counts = tables.providers.map(({ type }) => {
      const isOwn = ({ file }: Case): boolean => FILE.exec(file)?.[1] === type;
      return { type, all: CASES.filter(isOwn).length, chosen: cases.filter(isOwn).length };
    });
    const wrong = counts.filter(({ all, chosen }) => chosen !== Math.ceil(all / 3) && chosen !== all);
    assert.deepEqual(wrong, []);
    assert.ok(counts.every(({ chosen }) => chosen > 0));
    const others = CASES.filter(({ file, hostOnly }) => !FILE.test(file) && hostOnly === null);
    assert.equal(cases.filter(({ file }) => !FILE.test(file)).length, others.length);
  });

  it("must say where their bytes are written down", () => {
    const text = "- { name: n, config: {}, request: { path: / }, response: { details: d } }";
    assert.throws(() => readCases(text, "tests/cases/providers/x.yaml"), /providers\/x\.yaml\[0\]\.source: expected/);
    assert.equal(readCases(text, "tests/cases/x.yaml")[0].source, null);
    const [given] = readCases(`source: page\ncases: [${text.slice(2)}]`, "tests/cases/providers/x.yaml");
    assert.equal(given.source, "page");
    const own = `source: page\ncases: [${text.slice(2).replace("config", "source: other, config")}]`;
    assert.equal(readCases(own, "tests/cases/providers/x.yaml")[0].source, "other");
  });
});
