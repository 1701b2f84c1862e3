import { ByteWriter } from "../../../assembly/json/write";
import { textOf, utf8 } from "../../../assembly/text/bytes";

describe("byte writer", () => {
  it("appends bytes, texts and integers", () => {
    const out = new ByteWriter();
    out.ascii("n=");
    out.integer(i64.MIN_VALUE);
    out.byte(0x2c);
    out.integer(0);
    out.integer(42);
    out.integer(i64.MAX_VALUE);
    out.bytes(utf8("é"));
    out.ascii("ü");
    expect(textOf(out.view())).toBe("n=-9223372036854775808,0429223372036854775807é?");
    expect(out.length).toBe(out.view().byteLength);
    expect(textOf(out.slice(0, 2))).toBe("n=");
    expect(out.slice(5, 2).byteLength).toBe(0);
    expect(out.slice(-3, 9999).byteLength).toBe(out.length);
  });

  it("quotes strings, whatever bytes they are", () => {
    const texts = ["", "plain", '"\\/', "\u0000\b\t\n\f\r\u001f\u007f", "é中😀", "a".repeat(40) + '"' + "b".repeat(40)];
    const quoted = [
      '""',
      '"plain"',
      '"\\"\\\\/"',
      '"\\u0000\\u0008\\t\\n\\u000c\\r\\u001f\u007f"',
      '"é中😀"',
      '"' + "a".repeat(40) + '\\"' + "b".repeat(40) + '"',
    ];
    const out = new ByteWriter();
    for (let i = 0; i < texts.length; i++) {
      out.clear();
      out.jsonString(utf8(texts[i]));
      expect(textOf(out.view())).toBe(quoted[i]);
    }
    const broken = utf8("a?b??");
    broken[1] = 0xff;
    broken[3] = 0xe2;
    broken[4] = 0x82;
    out.clear();
    out.jsonString(broken);
    expect(textOf(out.view())).toBe('"a\ufffdb\ufffd\ufffd"');
  });

  it("grows, hands over and starts anew", () => {
    const out = new ByteWriter();
    for (let i = 0; i < 5000; i++) out.byte(0x78);
    const taken = out.take();
    expect(taken.byteLength).toBe(5000);
    expect(out.length).toBe(0);
    out.ascii("new");
    expect(textOf(taken.subarray(0, 3))).toBe("xxx");
    expect(textOf(out.view())).toBe("new");
  });

  it("takes nothing more after what did not fit", () => {
    const out = new ByteWriter(10);
    out.ascii("12345678");
    out.ascii("abc");
    out.byte(0x39);
    expect(out.overflowed).toBe(true);
    expect(textOf(out.view())).toBe("12345678");
    out.clear();
    out.ascii("1234567890");
    expect(out.overflowed).toBe(false);
    expect(out.length).toBe(10);
  });
});
