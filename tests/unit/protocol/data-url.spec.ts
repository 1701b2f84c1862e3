import { DataUrl, isWebUrl } from "../../../assembly/protocol/data-url";
import { textOf, utf8 } from "../../../assembly/text/bytes";

// prettier-ignore
const URLS: Array<string> = [
  "data:image/png;base64,aGk=", "image/png|aGk=",
  "DATA:Image/PNG;a=b;Base64,a,b", "Image/PNG|a,b",
  "data:;base64,", "|",
  "data:image/png,aGk=", "-",
  "data:base64,aGk=", "-",
  "data:image/png;base64", "-",
  "data:image/png;base64;a=b,aGk=", "-",
  "data:,", "-",
  "data:", "-",
  " data:image/png;base64,aGk=", "-",
  "https://x/a;base64,b", "-",
  "", "-",
];

describe("data URLs", () => {
  it("are taken apart", () => {
    const url = new DataUrl();
    for (let i = 0; i < URLS.length; i += 2) {
      const told = url.read(utf8(URLS[i])) ? `${textOf(url.type)}|${textOf(url.data)}` : "-";
      expect(told).toBe(URLS[i + 1], URLS[i]);
      url.forget();
      expect(url.type.byteLength + url.data.byteLength).toBe(0);
    }
  });

  it("are known by their scheme, like those of HTTP", () => {
    expect(DataUrl.isOne(utf8("Data:x"))).toBe(true);
    expect(DataUrl.isOne(utf8("aGk="))).toBe(false);
    expect(isWebUrl(utf8("http://x"))).toBe(true);
    expect(isWebUrl(utf8("HTTPS://x"))).toBe(true);
    expect(isWebUrl(utf8("https://"))).toBe(false);
    expect(isWebUrl(utf8("ftp://x"))).toBe(false);
  });
});
