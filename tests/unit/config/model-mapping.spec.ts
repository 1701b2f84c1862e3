import { ModelMapping } from "../../../assembly/config/model-mapping";
import { textOf, utf8 } from "../../../assembly/text/bytes";

function mappingOf(pairs: string[]): ModelMapping {
  const mapping = new ModelMapping();
  for (let i = 0; i < pairs.length; i += 2) {
    expect(mapping.add(utf8(pairs[i]), utf8(pairs[i + 1]))).toBe("", pairs[i]);
  }
  return mapping;
}

/** What of `table` (name, expected name, …) comes out otherwise. */
function failuresOf(mapping: ModelMapping, table: string[]): string {
  let failures = "";
  for (let i = 0; i < table.length; i += 2) {
    const mapped = textOf(mapping.map(utf8(table[i])));
    if (mapped != table[i + 1]) failures += `${table[i]} became ${mapped}; `;
  }
  return failures;
}

describe("model mapping", () => {
  it("keeps every name when it is empty", () => {
    expect(ModelMapping.EMPTY.isEmpty).toBe(true);
    expect(failuresOf(ModelMapping.EMPTY, ["gpt-4", "gpt-4", "", ""])).toBe("");
  });

  it("takes the exact key, then the longest prefix, then patterns in their order, then the star", () => {
    const mapping = mappingOf([
      "*",
      "fallback",
      "~^llama-(\\d+)b$",
      "meta-$1",
      "~ma",
      "MA",
      "gpt-*",
      "short",
      "gpt-4-*",
      "long",
      "gpt-4",
      "exact",
      "gpt-4-turbo*",
      "longest",
    ]);
    expect(mapping.isEmpty).toBe(false);
    const table = [
      "gpt-4",
      "exact",
      "gpt-4o",
      "short",
      "gpt-4-",
      "long",
      "gpt-4-turb",
      "long",
      "gpt-4-turbo",
      "longest",
      "gpt-",
      "short",
      "gpt",
      "fallback",
      "llama-70b",
      "meta-70",
      "llama-70b-it",
      "llaMA-70b-it",
      "gemma",
      "gemMA",
      "",
      "fallback",
    ];
    expect(failuresOf(mapping, table)).toBe("");
  });

  it("leaves a final star to the regex, and a key of two stars is a prefix", () => {
    const mapping = mappingOf(["~^foo.*", "foo-mapped", "**", "star"]);
    expect(failuresOf(mapping, ["foo-abc", "foo-mapped", "*x", "star", "x", "x"])).toBe("");
  });

  it("keeps the name when the result is empty", () => {
    const mapping = mappingOf(["a", "", "b*", "", "~^c+$", "$1", "*", "other"]);
    expect(failuresOf(mapping, ["a", "a", "bx", "bx", "cc", "cc", "d", "other"])).toBe("");
  });

  it("lets the last of equal keys win, at the place of the first", () => {
    const mapping = mappingOf(["a", "1", "b*", "1", "~x", "1", "~xy", "2", "*", "1", "a", "A", "b*", "B", "~x", "X"]);
    expect(failuresOf(mapping, ["a", "A", "bb", "B", "xy", "Xy"])).toBe("");
    expect(mapping.add(utf8("*"), utf8("S"))).toBe("");
    expect(failuresOf(mapping, ["zz", "S"])).toBe("");
  });

  it("matches names as bytes, also non-ASCII and very long ones", () => {
    const mapping = mappingOf(["模型", "model", "豆包-*", "doubao", "~a", "b"]);
    expect(failuresOf(mapping, ["模型", "model", "豆包-1", "doubao", "豆包", "豆包"])).toBe("");
    const long = "a".repeat(513);
    expect(failuresOf(mapping, [long, long])).toBe("");
    expect(failuresOf(mapping, ["a".repeat(512), "b".repeat(512)])).toBe("");
  });

  it("holds thousands of keys", () => {
    const mapping = new ModelMapping();
    for (let i = 0; i < 5000; i++) {
      mapping.add(utf8(`model-${i}`), utf8(`m${i}`));
      mapping.add(utf8(`family-${i}-*`), utf8(`f${i}`));
    }
    let failures = "";
    for (let i = 0; i < 5000; i += 7) {
      failures += failuresOf(mapping, [
        `model-${i}`,
        `m${i}`,
        `family-${i}-x`,
        `f${i}`,
        `model-${i}-x`,
        `model-${i}-x`,
      ]);
    }
    expect(failures).toBe("");
  });

  it("refuses bad and too many patterns", () => {
    const mapping = new ModelMapping();
    expect(mapping.add(utf8("~a("), utf8("b"))).toBe("bad pattern: missing ) for the ( at byte 1");
    expect(mapping.add(utf8("~"), utf8("b"))).toBe("the pattern after ~ is empty");
    expect(mapping.add(utf8("~a"), utf8("b".repeat(1025)))).toBe(
      "the replacement of a pattern is longer than 1024 bytes",
    );
    expect(mapping.isEmpty).toBe(true);
    for (let i = 0; i < 256; i++) expect(mapping.add(utf8(`~^m${i}$`), utf8("x"))).toBe("");
    expect(mapping.add(utf8("~^m256$"), utf8("x"))).toBe("more than 256 patterns (~…)");
    expect(mapping.add(utf8("~^m255$"), utf8("y"))).toBe("");
    expect(failuresOf(mapping, ["m255", "y", "m256", "m256"])).toBe("");
    const large = new ModelMapping();
    for (let i = 0; i < 16; i++) expect(large.add(utf8(`~${i}a{1000}`), utf8("x"))).toBe("");
    expect(large.add(utf8("~b{1000}"), utf8("x"))).toBe("the patterns (~…) are too large together");
  });
});
