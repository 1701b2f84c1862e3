import { renameParameters } from "../../../assembly/http/query-rename";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

const NAMES: Array<Bytes> = [utf8("a"), utf8("b c"), utf8("ü")];
const NEW_NAMES: Array<Bytes> = [utf8("long"), utf8("x&y"), utf8("")];

describe("parameters", () => {
  it("get other names, with everything else as it is written", () => {
    const table = rowsOf(`
      ""            | ""
      a             | long
      a=            | long=
      a=1           | long=1
      %61=1         | long=1
      A=1           | A=1
      aa=1          | aa=1
      x=a           | x=a
      a=1&a=2       | long=1&long=2
      &a=1&&a       | &long=1&&long
      b+c=1&b%20c=2 | x%26y=1&x%26y=2
      b c=1         | x%26y=1
      %C3%BC=1      | =1
      z=1&a==2&y    | z=1&long==2&y
      z&a           | z&long
      a&            | long&
    `);
    for (let i = 0; i < table.length; i++) {
      expect(textOf(renameParameters(utf8(table[i][0]), NAMES, NEW_NAMES))).toBe(table[i][1], table[i][0]);
    }
  });

  it("that keep their names cost nothing", () => {
    const query = utf8("x=1&y=2");
    expect(renameParameters(query, NAMES, NEW_NAMES) === query).toBe(true);
  });

  it("by the thousand take room for themselves and no more", () => {
    const query = utf8("a=1&".repeat(10000));
    expect(renameParameters(query, NAMES, NEW_NAMES).byteLength).toBe(7 * 10000);
  });
});
