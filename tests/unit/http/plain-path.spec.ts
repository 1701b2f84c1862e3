import { isPlainPath } from "../../../assembly/http/plain-path";
import { utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

describe("a path", () => {
  it("is plain if every server reads it alike", () => {
    const table = rowsOf(`
      ""           | yes
      /            | yes
      /v1/files    | yes
      /v1//files/  | yes
      /a.b/..c/... | yes
      /%41/%20     | yes
      /.           | no
      /a/../b      | no
      /a/..        | no
      ..           | no
      /a/%2e%2E/b  | no
      /a/.%2e      | no
      /a%2fb       | no
      /a%5Cb       | no
      /a\\b         | no
      /a#b         | no
    `);
    for (let i = 0; i < table.length; i++) {
      expect(isPlainPath(utf8(table[i][0])) ? "yes" : "no").toBe(table[i][1], table[i][0]);
    }
  });
});
