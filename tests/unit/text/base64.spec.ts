import { base64Url } from "../../../assembly/text/base64";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

describe("base64url", () => {
  it("writes RFC 4648's examples without padding", () => {
    const table = rowsOf(`
      "" | ""
      f | Zg
      fo | Zm8
      foo | Zm9v
      foob | Zm9vYg
      fooba | Zm9vYmE
      foobar | Zm9vYmFy
    `);
    for (let i = 0; i < table.length; i++) {
      const text = table[i][0] == '""' ? "" : table[i][0];
      expect(textOf(base64Url(utf8(text)))).toBe(table[i][1] == '""' ? "" : table[i][1], text);
    }
  });

  it("uses the two characters that URLs leave alone", () => {
    const bytes = new Uint8Array(3);
    bytes[0] = 0xfb;
    bytes[1] = 0xff;
    bytes[2] = 0xbf;
    expect(textOf(base64Url(bytes))).toBe("-_-_");
  });
});
