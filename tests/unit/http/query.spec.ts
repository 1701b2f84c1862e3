import { hasParameter, nameOf, removeParameters } from "../../../assembly/http/query";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";

const NAMES: Bytes[] = [utf8("key"), utf8("api version"), utf8("ü")];

describe("query parameters", () => {
  it("are removed by name, however the name is written", () => {
    // query, what stays of it
    const table = [
      "",
      "",
      "key=1",
      "",
      "key",
      "",
      "key=",
      "",
      "a=1&key=2&b=3",
      "a=1&b=3",
      "key=1&a=1",
      "a=1",
      "a=1&key=1",
      "a=1",
      "key=1&key=2&key",
      "",
      "%6bey=1",
      "",
      "k%65%79=1&a=1",
      "a=1",
      "%6B%45y=1",
      "%6B%45y=1",
      "api+version=1",
      "",
      "api%20version=1&x=api+version",
      "x=api+version",
      "%c3%bc=1&%C3%BC=2&ü=3",
      "",
      "a=1&%6bey=%26&b",
      "a=1&b",
      "=key&=",
      "=key&=",
      "&&key=1&&",
      "&",
      "a&&key=1&&b",
      "a&&b",
    ];
    for (let i = 0; i < table.length; i += 2) {
      expect(textOf(removeParameters(utf8(table[i]), NAMES))).toBe(table[i + 1], table[i]);
    }
  });

  it("stay, byte for byte, when they have another name", () => {
    const queries = [
      "a=1&b=2",
      "Key=1",
      "keys=1",
      "ke=y",
      "a=key=1",
      "%2",
      "%",
      "%zz=1",
      "%6",
      "%6bey%00=1",
      "%256bey=1",
      "a=1;key=2",
      "&&",
      "a=%26key=1",
    ];
    for (let i = 0; i < queries.length; i++) {
      const query = utf8(queries[i]);
      expect(removeParameters(query, NAMES) === query).toBe(true, queries[i]);
    }
    const query = utf8("key=1");
    expect(removeParameters(query, []) === query).toBe(true);
  });
});

describe("a parameter", () => {
  it("has the name that its text means", () => {
    const table = ["a=1", "a", "", "", "=1", "", "%61+b=c=d", "a b", "%2", "%2", "%zz", "%zz", "a%00", "a\0"];
    for (let i = 0; i < table.length; i += 2) expect(textOf(nameOf(utf8(table[i])))).toBe(table[i + 1], table[i]);
  });

  it("is found by that name, however it is written", () => {
    const there = ["key", "key=", "a&key=1", "%6bey=1", "a=b&&k%65y", "bey&key"];
    for (let i = 0; i < there.length; i++) expect(hasParameter(utf8(there[i]), utf8("key"))).toBe(true, there[i]);
    const absent = ["", "a=key", "Key", "keys", "ke", "a;key", "%256bey"];
    for (let i = 0; i < absent.length; i++) expect(hasParameter(utf8(absent[i]), utf8("key"))).toBe(false, absent[i]);
  });
});
