import { BytePool } from "../../../assembly/text/byte-pool";
import { appendCodePoint, pointOf, readCodePoint, widthOf } from "../../../assembly/text/code-point";

function readAll(bytes: u8[]): i32[] {
  const read: i32[] = [];
  const end = bytes.dataStart + bytes.length;
  for (let at = bytes.dataStart; at < end;) {
    const one = readCodePoint(at, end);
    read.push(pointOf(one));
    at += widthOf(one);
  }
  return read;
}

describe("code points", () => {
  it("reads back what it writes", () => {
    const points = [0, 0x7f, 0x80, 0x7ff, 0x800, 0xd7ff, 0xe000, 0xffff, 0x10000, 0x10ffff];
    for (let i = 0; i < points.length; i++) {
      const pool = new BytePool();
      appendCodePoint(pool, points[i]);
      const bytes = pool.view(0, pool.length);
      const read = readCodePoint(bytes.dataStart, bytes.dataStart + bytes.byteLength);
      expect(pointOf(read)).toBe(points[i]);
      expect(widthOf(read)).toBe(bytes.byteLength);
    }
  });

  it("reads malformed bytes one by one", () => {
    const bad: u8[][] = [
      [0x80],
      [0xc0, 0x80],
      [0xc3],
      [0xe0, 0x80, 0x80],
      [0xed, 0xa0, 0x80],
      [0xe2, 0x82],
      [0xf0, 0x80, 0x80, 0x80],
      [0xf4, 0x90, 0x80, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0xff],
    ];
    for (let i = 0; i < bad.length; i++) {
      const read = readAll(bad[i]);
      expect(read.length).toBe(bad[i].length);
      for (let j = 0; j < read.length; j++) expect(read[j]).toBe(0xfffd);
    }
    expect(readAll([0xe2, 0x82, 0x41])).toStrictEqual([0xfffd, 0xfffd, 0x41]);
  });
});
