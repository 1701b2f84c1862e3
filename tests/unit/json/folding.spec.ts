import { equalFolded } from "../../../assembly/json/folding";
import { utf8 } from "../../../assembly/text/bytes";

describe("folding", () => {
  it("takes the same names for equal as Go does", () => {
    const left = [
      "model",
      "MODEL",
      "ta\u017fk",
      "TAS\u212a",
      "",
      "model",
      "modem",
      "model",
      "mode",
      "\u017e",
      "[",
      "@",
    ];
    const right = ["model", "moDel", "task", "\u0074ask", "", "model\u0000", "model", "mode", "model", "s", "{", "`"];
    const equal = [true, true, true, true, true, false, false, false, false, false, false, false];
    for (let i = 0; i < left.length; i++) {
      const a = utf8(left[i]);
      const b = utf8(right[i]);
      expect(equalFolded(a.dataStart, a.byteLength, b.dataStart, b.byteLength)).toBe(equal[i], left[i]);
      expect(equalFolded(b.dataStart, b.byteLength, a.dataStart, a.byteLength)).toBe(equal[i], left[i]);
    }
  });
});
