import { findNearest, Problems } from "../../../assembly/config/problems";
import { rowsOf } from "../support/table";

describe("problems", () => {
  it("stand behind the path of their key", () => {
    const problems = new Problems();
    problems.error("a.b", "wrong");
    problems.error("", "all wrong");
    problems.warn("c", "odd");
    problems.warn("", "all odd");
    expect(problems.errors.join(";")).toBe("a.b: wrong;all wrong");
    expect(problems.warnings.join(";")).toBe("c: odd;all odd");
  });

  it("name the nearest of the known names, if it is near", () => {
    const names = ["apiTokens", "apiTypes", "id", "provider", "providers"];
    const table = rowsOf(`
      apiToken | apiTokens
      APITOKENS | apiTokens
      apiTokns | apiTokens
      apiType | apiTypes
      api_tokens | apiTokens
      provider | provider
      providerss | providers
      idd | id
      ix | ""
      "" | ""
      somethingelse | ""
    `);
    for (let i = 0; i < table.length; i++) expect(findNearest(table[i][0], names)).toBe(table[i][1], table[i][0]);
    expect(findNearest("x", [])).toBe("");
    const long = "apiTokens".repeat(1000);
    expect(findNearest(long, names)).toBe("");
    expect(findNearest("a", [long])).toBe("");
  });
});
