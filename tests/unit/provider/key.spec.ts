import { findKey, Key, KeyKind } from "../../../assembly/provider/key";
import { utf8 } from "../../../assembly/text/bytes";

describe("keys", () => {
  it("are found by their whole name", () => {
    const keys = [new Key("a", KeyKind.Text), new Key("b", KeyKind.Flag).secret().oneOf(["x"])];
    const found = findKey(keys, utf8("b"));
    expect(found !== null && found.isSecret && found.choices.length == 1).toBe(true);
    const wrong = ["", "B", "bb", "c"];
    for (let i = 0; i < wrong.length; i++) expect(findKey(keys, utf8(wrong[i])) === null).toBe(true, wrong[i]);
  });
});
