import { ByteWriter } from "../../../assembly/json/write";
import { writeLabel } from "../../../assembly/telemetry/labels";
import { Bytes, EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";

function labelOf(value: Bytes): string {
  const out = new ByteWriter();
  writeLabel(out, "model", value);
  return textOf(out.view());
}

describe("a label in the name of a metric", () => {
  it("is name and value between Envoy's marks", () => {
    expect(labelOf(utf8("gpt-4o"))).toBe("model=.=gpt-4o;.;");
    expect(labelOf(utf8("org/Model_7.1:free@x"))).toBe("model=.=org/Model_7.1:free@x;.;");
    expect(labelOf(EMPTY)).toBe("model=.=none;.;");
  });

  it("has an underscore for each byte that could forge something", () => {
    expect(labelOf(utf8('a\nb\r"c"'))).toBe("model=.=a_b__c_;.;");
    expect(labelOf(utf8("x;.;provider=.=y"))).toBe("model=.=x_._provider_._y;.;");
    expect(labelOf(utf8("é{}=,\0 \\"))).toBe("model=.=_________;.;");
    for (let byte = 0; byte < 256; byte++) {
      const value = new Uint8Array(1);
      value[0] = <u8>byte;
      const isPlain =
        (byte >= 0x30 && byte <= 0x3a) || (byte >= 0x40 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
      const isKept = isPlain || byte == 0x2d || byte == 0x2e || byte == 0x2f || byte == 0x5f;
      const written = labelOf(value);
      expect(written).toBe(isKept ? `model=.=${String.fromCharCode(byte)};.;` : "model=.=_;.;", byte.toString());
    }
  });

  it("is cut at 64 bytes", () => {
    expect(labelOf(utf8("x".repeat(64)))).toBe(`model=.=${"x".repeat(64)};.;`);
    expect(labelOf(utf8("x".repeat(65)))).toBe(`model=.=${"x".repeat(64)};.;`);
    expect(labelOf(utf8("x".repeat(63) + "é"))).toBe(`model=.=${"x".repeat(63)}_;.;`);
  });
});
