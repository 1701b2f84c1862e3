import { ConfigNode } from "../../../assembly/config/config-node";
import { JsonDocument } from "../../../assembly/json/document";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

function nodeOf(json: string): ConfigNode {
  const document = JsonDocument.parse(utf8(json));
  return ConfigNode.whole(document);
}

describe("a value of the configuration", () => {
  it("reads leniently as text, flag and number", () => {
    // JSON, text, is a flag, flag, is a count, count, kind.
    const table = rowsOf(`
      "a\\u00fc" | aü | false | false | false | 0 | a string
      "true" | true | true | true | false | 0 | a string
      false | false | true | false | false | 0 | a boolean
      "TRUE" | TRUE | false | false | false | 0 | a string
      12 | 12 | false | false | true | 12 | a number
      "012" | 012 | false | false | true | 12 | a string
      4294967295 | 4294967295 | false | false | true | 4294967295 | a number
      4294967296 | 4294967296 | false | false | true | 4294967295 | a number
      99999999999999999999999999 | 99999999999999999999999999 | false | false | true | 4294967295 | a number
      -1 | -1 | false | false | false | 0 | a number
      1.0 | 1.0 | false | false | false | 0 | a number
      1e2 | 1e2 | false | false | false | 0 | a number
      null | "" | false | false | false | 0 | nothing
      [1] | "" | false | false | false | 0 | a list
      {"a":1} | "" | false | false | false | 0 | an object
    `);
    for (let i = 0; i < table.length; i++) {
      const row = table[i];
      const node = nodeOf(row[0]);
      expect(node.text).toBe(row[1], row[0]);
      expect(node.isFlag.toString()).toBe(row[2], row[0]);
      expect(node.flag.toString()).toBe(row[3], row[0]);
      expect(node.isCount.toString()).toBe(row[4], row[0]);
      expect(node.count.toString()).toBe(row[5], row[0]);
      expect(node.kindName).toBe(row[6], row[0]);
    }
  });

  it("knows the keys that lead to it", () => {
    const root = nodeOf('{"a":[{"b":1},2],"x.y":{"":3," ":4},"a.b":{"c":5}}');
    const list = root.member("a");
    expect(list.path).toBe("a");
    expect(list.children()[0].member("b").path).toBe("a[0].b");
    expect(list.children()[1].path).toBe("a[1]");
    const children = root.children();
    expect(children[1].path).toBe('["x.y"]');
    expect(children[1].children()[0].path).toBe('["x.y"][""]');
    expect(children[1].children()[1].path).toBe('["x.y"][" "]');
    expect(children[2].children()[0].path).toBe('["a.b"].c');
  });

  it("is nothing where there is none", () => {
    const missing = nodeOf('{"a":null}').member("b").member("c");
    expect(missing.path).toBe("b.c");
    expect(missing.exists || missing.flag || missing.isScalar).toBe(false);
    expect(missing.count + missing.children().length + missing.list().length).toBe(0);
    expect(missing.text + textOf(missing.json) + textOf(missing.name)).toBe("");
    expect(nodeOf('{"a":null}').member("a").exists).toBe(false);
  });

  it("lists its elements, or itself", () => {
    expect(nodeOf("[1,2]").list().length).toBe(2);
    expect(nodeOf('"a"').list().length).toBe(1);
    expect(nodeOf("null").list().length).toBe(0);
    expect(nodeOf("[]").list().length).toBe(0);
  });

  it("takes the last of equal names, and names by what they mean", () => {
    expect(nodeOf('{"a":1,"\\u0061":2}').member("a").text).toBe("2");
    expect(textOf(nodeOf('{"\\u0061":2}').children()[0].name)).toBe("a");
    expect(textOf(nodeOf('{"a": [1, 2 ]}').member("a").json)).toBe("[1, 2 ]");
  });
});
