import { cutText } from "../../../assembly/json/redaction";
import { EMPTY, equalBytes, utf8 } from "../../../assembly/text/bytes";
import { checkEveryCut, literalOf, pathsOf, redact, withReplacements } from "../support/redacted";
import { rowsOf } from "../support/table";

describe("redaction of cut texts", () => {
  it("ends before a value that must not be seen", () => {
    const rows = rowsOf(`
      "" | s | ""
      { | s | {
      {"s | s | {"s
      {"s" | s | {"s"
      {"s": | s | {"s":
      {"s":1 | s | {"s":
      {"s" : "x | s | {"s" :
      {"s":"x" | s | {"s":#
      {"s":"x\\ | s | {"s":
      {"s":"x\\u00 | s | {"s":
      {"s":tru | s | {"s":
      {"s":true | s | {"s":#
      {"s":{"a":1 | s | {"s":#
      {"s":{"a":1} | s | {"s":#
      {"s":[ | s | {"s":#
      {"s":1,"t | s | {"s":#,"t
      {"a":1,"b":"x | s | {"a":1,"b":"x
      {"a":12 | s | {"a":12
      {"a":tr | s | {"a":tr
      {"a":[1,{"s": 2 | a[*].s | {"a":[1,{"s":
      [1,2 | [1] | [1,
      [1,2 | [0] | [#,2
      [1 | [0] | [
      [ | [0] | [
      [1, | [*] | [#,
      [1,"x | [*] | [#,
      [[1],[2 | [*][0] | [[#],[
      [[1,2],[3,4 | [*][0] | [[#,2],[#,4
      {"a":{"b":"x | **.b | {"a":{"b":
      {"a":{"c":"x | **.b | {"a":{"c":"x
      12 | s | 12
      "x | s | "x
    `);
    for (let i = 0; i < rows.length; i++) {
      // A table's cells are trimmed: the space that is kept behind some colons is not seen.
      const written = redact(rows[i][0], rows[i][1], true);
      const end = written.endsWith(" ") ? written.length - 1 : written.length;
      expect(written.substring(0, end)).toBe(withReplacements(rows[i][2]), rows[i].join(" "));
    }
    expect(rows.length).toBe(32);
  });

  it("shows no byte of such a value, wherever the text is cut", () => {
    const texts = [
      `{"model":"m","messages":[{"role":"user","content":"Q QQ\\n\\u0051"},{"content":["Q",{"Q":"Q"}],"name":"n"}],"x":1}`,
      ` [ { "messages" : [ { "c\\u006fntent" : { "Q" : [ "Q" , [ ] ] } , "role" : null } ] } , [ "Q" , 2 ] ] `,
      `{"CONTENT":"Q","content":{"content":"Q"},"messages":[],"secret":["Q","Q"],"a":[true,-1.5e3,"é中😀"],"content":"Q"}`,
      `{"a":{"b":{"secret":"QéQ","c":[[[{"secret":{}},{"secret":"Q"}]]]}},"b":"\\\\","secret":"\\\\Q\\""}`,
    ];
    const lists = ["messages[*].content", "[*].messages[*].content [1][0]", "content **.secret", "**.secret"];
    for (let i = 0; i < texts.length; i++) checkEveryCut(utf8(texts[i]), pathsOf(lists[i]), literalOf);
  });
});

describe("cut text", () => {
  it("ends at the last character that fits", () => {
    const text = utf8("aé中😀z"); // 1 + 2 + 3 + 4 + 1 bytes
    const wanted = [0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11];
    for (let most = 0; most < wanted.length; most++) expect(cutText(text, most).byteLength).toBe(wanted[most]);
    expect(cutText(text, -1).byteLength).toBe(0);
    expect(cutText(EMPTY, 0).byteLength).toBe(0);
    expect(cutText(EMPTY, 9).byteLength).toBe(0);
    expect(equalBytes(cutText(text, 99), text)).toBe(true);
  });

  it("takes off what was cut before, if there is as much as may be", () => {
    const text = utf8("ab😀").subarray(0, 5);
    expect(cutText(text, 5).byteLength).toBe(2);
    expect(cutText(text, 6).byteLength).toBe(5);
    expect(cutText(text, 4).byteLength).toBe(2);
  });

  it("cuts what is no UTF-8 anywhere", () => {
    const text = new Uint8Array(8);
    const bytes: u8[] = [0x80, 0xff, 0xc0, 0xed];
    for (let i = 0; i < bytes.length; i++) {
      text.fill(bytes[i]);
      for (let most = 1; most <= 8; most++) {
        const length = cutText(text, most).byteLength;
        expect(length).toBe(bytes[i] == 0xed && most == 8 ? 7 : most);
      }
    }
  });
});
