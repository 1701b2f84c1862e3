import { MAX_REDACT_PATHS, RedactPaths } from "../../../assembly/json/redact-paths";
import { rowsOf } from "../support/table";

describe("redaction paths", () => {
  it("are taken in every form", () => {
    const forms = [
      "messages[*].content",
      "metadata.user_id",
      "choices[*].message.content",
      "*.secret",
      "*",
      "[*]",
      "[3]",
      "[000000003][*].a",
      "a[0][999999999]",
      "**.secret",
      "**.*",
      "**.[*].x",
      "a\\.b.c\\[0\\].\\*.\\$.d\\\\e",
      "$defs",
      "a.$",
      "\\$",
      "a b.é-中_😀",
      "a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a",
    ];
    for (let i = 0; i < forms.length; i++) expect(new RedactPaths().add(forms[i])).toBe("", forms[i]);
  });

  it("that are bad say why, and are left out", () => {
    const rows = rowsOf(`
      "" | a name is missing (offset 0)
      . | a name is missing (offset 0)
      a. | a name is missing (offset 2)
      a..b | a name is missing (offset 2)
      .a | a name is missing (offset 0)
      a.[0] | a name is missing (offset 2)
      **. | a name is missing (offset 3)
      ** | ** stands only at the beginning, as in **.name (offset 2)
      a.** | ** stands only at the beginning, as in **.name (offset 4)
      **.**.a | ** stands only at the beginning, as in **.name (offset 5)
      **[0] | ** stands only at the beginning, as in **.name (offset 2)
      *** | * stands for a whole name; a star in a name is \\* (offset 3)
      a* | * stands for a whole name; a star in a name is \\* (offset 2)
      x.*a.y | * stands for a whole name; a star in a name is \\* (offset 4)
      *\\* | * stands for a whole name; a star in a name is \\* (offset 3)
      $.a | a path begins with a name, not with $ (offset 1)
      $[0] | a path begins with a name, not with $ (offset 1)
      a[ | expected [*] or an index as in [3] (offset 2)
      a[] | expected [*] or an index as in [3] (offset 2)
      a[*.b | expected [*] or an index as in [3] (offset 3)
      a[**] | expected [*] or an index as in [3] (offset 3)
      a[1 | expected [*] or an index as in [3] (offset 3)
      a[-1] | expected [*] or an index as in [3] (offset 2)
      a[1,2] | expected [*] or an index as in [3] (offset 3)
      a['b'] | expected [*] or an index as in [3] (offset 2)
      a[1234567890] | the index is too large (offset 11)
      a[0]b | expected . or [ behind ] (offset 5)
      a[0]] | expected . or [ behind ] (offset 5)
      a] | ] without [ (offset 1)
      a\\ | a backslash stands only before one of .[]*$\\ (offset 2)
      a\\n | a backslash stands only before one of .[]*$\\ (offset 2)
      a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a | more than 16 steps (offset 33)
      a[0][0][0][0][0][0][0][0][0][0][0][0][0][0][0][0] | more than 16 steps (offset 49)
    `);
    const paths = new RedactPaths();
    for (let i = 0; i < rows.length; i++) expect(paths.add(rows[i][0])).toBe(rows[i][1], rows[i][0]);
    expect(rows.length).toBe(33);
    expect(paths.length).toBe(0);
  });

  it("are at most 32", () => {
    const paths = new RedactPaths();
    for (let i = 0; i < MAX_REDACT_PATHS; i++) expect(paths.add("n" + i.toString())).toBe("");
    expect(paths.add("more")).toBe("more than 32 paths");
    expect(paths.length).toBe(32);
  });

  it("answer any number", () => {
    const paths = new RedactPaths();
    paths.add("[*]");
    expect(paths.afterElement(0, u32.MAX_VALUE, 7)).toBe(2);
    expect(paths.afterName(0, u32.MAX_VALUE, 0, 0)).toBe(0);
    expect(paths.isWhole(0, 2)).toBe(true);
    expect(paths.isWhole(0, 1)).toBe(false);
    const others = [-1, 1, i32.MAX_VALUE, i32.MIN_VALUE];
    for (let i = 0; i < others.length; i++) {
      expect(paths.afterElement(others[i], 1, 0)).toBe(0);
      expect(paths.afterName(others[i], 1, 0, 0)).toBe(0);
      expect(paths.isWhole(others[i], u32.MAX_VALUE)).toBe(false);
    }
  });
});
