import { ModelPatterns } from "../../../assembly/config/model-patterns";
import { utf8 } from "../../../assembly/text/bytes";

describe("model patterns", () => {
  it("matches names, prefixes, patterns and the star", () => {
    const patterns = new ModelPatterns();
    expect(patterns.isEmpty).toBe(true);
    expect(patterns.matches(utf8("gpt-4"))).toBe(false);
    expect(patterns.add(utf8("gpt-4"))).toBe("");
    expect(patterns.add(utf8("claude-*"))).toBe("");
    expect(patterns.add(utf8("~^llama-\\d+b$"))).toBe("");
    expect(patterns.add(utf8("~("))).toBe("bad pattern: missing ) for the ( at byte 0");
    expect(patterns.isEmpty).toBe(false);
    const allowed = ["gpt-4", "claude-", "claude-3", "llama-70b"];
    for (let i = 0; i < allowed.length; i++) expect(patterns.matches(utf8(allowed[i]))).toBe(true, allowed[i]);
    const refused = ["gpt-4o", "claude", "llama-70b-it", "", "l".repeat(600)];
    for (let i = 0; i < refused.length; i++) expect(patterns.matches(utf8(refused[i]))).toBe(false, refused[i]);
    expect(patterns.add(utf8("*"))).toBe("");
    for (let i = 0; i < refused.length; i++) expect(patterns.matches(utf8(refused[i]))).toBe(true, refused[i]);
  });
});
