import { doubleValue } from "../../../assembly/json/number-value";
import { utf8 } from "../../../assembly/text/bytes";

function valueOf(text: string): f64 {
  const bytes = utf8(text);
  return doubleValue(bytes.dataStart, bytes.dataStart + bytes.byteLength);
}

describe("number value", () => {
  it("is exact for what people write", () => {
    const texts = [
      "0.1",
      "0.7",
      "1.5e-7",
      "123456789012345",
      "-3.14159",
      "1e22",
      "0.000001",
      "2E+2",
      "5e-22",
      "100.00",
    ];
    const values: f64[] = [0.1, 0.7, 1.5e-7, 123456789012345.0, -3.14159, 1e22, 0.000001, 200, 5e-22, 100];
    for (let i = 0; i < texts.length; i++) expect(valueOf(texts[i])).toBe(values[i], texts[i]);
  });

  it("is near elsewhere, and never a trap", () => {
    const texts = [
      "1.7976931348623157e308",
      "2.2250738585072014e-308",
      "123456789012345678901234567890",
      "0.00000000000000000000000000000000000012345e10",
    ];
    const values: f64[] = [
      1.7976931348623157e308, 2.2250738585072014e-308, 123456789012345678901234567890.0, 1.2345e-27,
    ];
    for (let i = 0; i < texts.length; i++) {
      expect(abs(valueOf(texts[i]) / values[i] - 1)).toBeLessThan(1e-13, texts[i]);
    }
    expect(valueOf("1e400")).toBe(Infinity);
    expect(valueOf("-1e99999999999")).toBe(-Infinity);
    expect(valueOf("1e-99999999999")).toBe(0);
    expect(valueOf("0e99999999999")).toBe(0);
    expect(valueOf("0." + "0".repeat(2000) + "1e2001")).toBe(1);
    expect(valueOf("1" + "0".repeat(2000) + "e-2000")).toBe(1);
  });
});
