import { base64Url, decodeBase64 } from "../../../assembly/text/base64";
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

// prettier-ignore
const DECODED: Array<string> = [
  "", "",
  "=", "",
  "Zg==", "f", "Zg", "f",
  "Zm8=", "fo", "Zm8", "fo",
  "Zm9v", "foo",
  "Zm9vYmFy", "foobar",
  "w6k=", "é",
  "8J+YgA==", "😀",
];
const NO_BASE64: Array<string> = ["Z", "Zm9vY", "Zm 9v", "Zm9v\n", "Zg==Zg==", "-_-_", "é"];

describe("base64", () => {
  it("is read, with and without padding", () => {
    for (let i = 0; i < DECODED.length; i += 2) {
      expect(textOf(decodeBase64(utf8(DECODED[i]))!)).toBe(DECODED[i + 1], DECODED[i]);
    }
  });

  it("is refused where it is none", () => {
    for (let i = 0; i < NO_BASE64.length; i++) expect(decodeBase64(utf8(NO_BASE64[i]))).toBeNull(NO_BASE64[i]);
  });
});
