import { KeyTable } from "../../../assembly/config/key-table";
import { utf8 } from "../../../assembly/text/bytes";

describe("the key table", () => {
  it("finds thousands of keys, and no others", () => {
    const table = new KeyTable();
    for (let i = 0; i < 3000; i++) expect(table.add(utf8(`key-${i}`), i)).toBe(i);
    for (let i = 0; i < 3000; i++) expect(table.find(utf8(`key-${i}`))).toBe(i);
    const wrong = ["", "key-", "key-3000", "key-00", "KEY-1", "key-1 "];
    for (let i = 0; i < wrong.length; i++) expect(table.find(utf8(wrong[i]))).toBe(-1, wrong[i]);
  });

  it("keeps the number of a key that is there", () => {
    const table = new KeyTable();
    expect(table.add(utf8("a"), 7)).toBe(7);
    expect(table.add(utf8("a"), 8)).toBe(7);
    expect(table.find(utf8("a"))).toBe(7);
  });

  it("finds the longest key that a text begins with", () => {
    const table = new KeyTable();
    const keys = ["gpt-", "gpt-4", "gpt-4-turbo", "claude"];
    for (let i = 0; i < keys.length; i++) table.add(utf8(keys[i]), i);
    const texts = ["gpt-", "gpt-3", "gpt-4", "gpt-4-turb", "gpt-4-turbo-x", "gp", "", "xgpt-4", "claude"];
    const wanted = [0, 0, 1, 1, 2, -1, -1, -1, 3];
    for (let i = 0; i < texts.length; i++) expect(table.findLongest(utf8(texts[i]))).toBe(wanted[i], texts[i]);
    expect(new KeyTable().findLongest(utf8("a"))).toBe(-1);
    table.add(utf8(""), 9);
    expect(table.findLongest(utf8("zzz"))).toBe(9);
    expect(table.find(utf8(""))).toBe(9);
  });
});
