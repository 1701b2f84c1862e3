import { HeaderList, HeaderListBuilder } from "../../../assembly/host/header-list";
import { Bytes, EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";

function listOf(pairs: string[]): HeaderList {
  return HeaderList.read(serialized(pairs));
}

function serialized(pairs: string[]): Bytes {
  const builder = new HeaderListBuilder();
  for (let i = 0; i < pairs.length; i += 2) builder.add(utf8(pairs[i]), utf8(pairs[i + 1]));
  return builder.build();
}

function describeList(list: HeaderList): string {
  let text = "";
  for (let i = 0; i < list.length; i++) text += `${textOf(list.name(i))}=${textOf(list.value(i))};`;
  return text;
}

describe("header list", () => {
  it("reads back what was built, in its order", () => {
    const tables: string[][] = [[], ["a", "1"], [":path", "/", "x", "", "", "y", "a", "1", "a", "2"]];
    const wanted = ["", "a=1;", ":path=/;x=;=y;a=1;a=2;"];
    for (let i = 0; i < tables.length; i++) expect(describeList(listOf(tables[i]))).toBe(wanted[i]);
  });

  it("is laid out as the ABI says: count, sizes, then texts with a zero behind each", () => {
    const bytes = serialized(["ab", "c"]);
    const wanted: u8[] = [1, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 0x61, 0x62, 0, 0x63, 0];
    expect(bytes.byteLength).toBe(wanted.length);
    for (let i = 0; i < wanted.length; i++) expect(bytes[i]).toBe(wanted[i], i.toString());
  });

  it("finds the first value of a name, and only whole names", () => {
    const list = listOf(["accept", "x", "accept-encoding", "gzip", "accept", "y", "empty", ""]);
    expect(list.indexOf(utf8("accept"))).toBe(0);
    expect(list.indexOf(utf8("accept-encoding"))).toBe(1);
    const names = ["accep", "accept-", "", "Accept", "zz"];
    for (let i = 0; i < names.length; i++) {
      expect(list.has(utf8(names[i]))).toBe(false, names[i]);
      expect(list.find(utf8(names[i])) === null).toBe(true, names[i]);
    }
    const empty = list.find(utf8("empty"));
    expect(empty !== null && empty.byteLength == 0).toBe(true);
    expect(list.has(utf8("empty"))).toBe(true);
  });

  it("tells names and their beginnings", () => {
    const list = listOf(["x-envoy-retry-on", "5xx"]);
    expect(list.isNamed(0, utf8("x-envoy-retry-on"))).toBe(true);
    expect(list.isNamed(0, utf8("x-envoy-retry"))).toBe(false);
    const prefixes = ["", "x-", "x-envoy-retry-on"];
    for (let i = 0; i < prefixes.length; i++) expect(list.isNamedWithPrefix(0, utf8(prefixes[i]))).toBe(true);
    expect(list.isNamedWithPrefix(0, utf8("x-envoy-retry-on-"))).toBe(false);
  });

  it("answers indices out of range with nothing", () => {
    const list = listOf(["a", "1"]);
    const indices = [-1, 1, 2, i32.MAX_VALUE, i32.MIN_VALUE];
    for (let i = 0; i < indices.length; i++) {
      expect(list.name(indices[i]).byteLength + list.value(indices[i]).byteLength).toBe(0);
      expect(list.isNamed(indices[i], EMPTY)).toBe(false);
      expect(list.isNamedWithPrefix(indices[i], EMPTY)).toBe(false);
    }
  });

  it("ends early where sizes do not fit the bytes", () => {
    const whole = serialized(["ab", "c", "de", "f"]);
    // 4 + 2 × 8 bytes of sizes, then "ab\0c\0" and "de\0f\0".
    for (let size = 0; size <= whole.byteLength; size++) {
      const list = HeaderList.read(whole.slice(0, size));
      for (let i = 0; i < list.length; i++) list.value(i);
      if (size == whole.byteLength) expect(list.length).toBe(2);
      else if (size >= 25) expect(list.length).toBe(1, size.toString());
      else expect(list.length <= 1).toBe(true, size.toString());
    }
    const sizes: u32[] = [0x7fffffff, 0xffffffff, 0xfffffffe, 6];
    for (let i = 0; i < sizes.length; i++) {
      const broken = whole.slice(0);
      store<u32>(broken.dataStart + 4, sizes[i]);
      expect(HeaderList.read(broken).length <= 1).toBe(true, sizes[i].toString());
      store<u32>(broken.dataStart, sizes[i]);
      expect(HeaderList.read(broken).length <= 1).toBe(true, sizes[i].toString());
    }
  });

  it("knows in the builder which names were added", () => {
    const builder = new HeaderListBuilder().add(utf8("a"), EMPTY);
    expect(builder.has(utf8("a"))).toBe(true);
    expect(builder.has(utf8("b"))).toBe(false);
  });
});
