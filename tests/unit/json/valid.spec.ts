import { objectIn } from "../../../assembly/json/valid";
import { textOf, utf8 } from "../../../assembly/text/bytes";

const OBJECTS: Array<string> = ["{}", ' \n{"a":[1,{"b":null}]}\t', '{"é":"\\ud83d\\ude00"}', '{"a":1,"a":2}'];
// prettier-ignore
const OTHERS: Array<string> = ["", " ", "null", "[]", "5", '"{}"', "{", "}", '{"a"}', '{"a":1,}', "{}{}", "{} 1", '{"a":"\n"}', "{a:1}", "\uFEFF{}"];

describe("a text that is a JSON object", () => {
  it("is told from others, one after another", () => {
    for (let i = 0; i < OTHERS.length; i++) {
      expect(objectIn(utf8(OTHERS[i]))).toBeNull(OTHERS[i]);
      const text = OBJECTS[i % OBJECTS.length];
      expect(textOf(objectIn(utf8(text))!)).toBe(text.trim(), text);
    }
  });

  it("is UTF-8, and not too deep", () => {
    const bytes = utf8('{"a":"b"}');
    bytes[6] = 0xff;
    expect(objectIn(bytes)).toBeNull();
    expect(objectIn(utf8('{"a":'.repeat(5000) + "1" + "}".repeat(5000)))).toBeNull();
  });
});
