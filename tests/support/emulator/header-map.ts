// A header map that behaves like Envoy's Http::HeaderMapImpl, and the ABI's encoding of its pairs.

import { isJoined, type MapKind } from "./joined-headers.ts";

export type HeaderPair = readonly [name: string, value: string];

/** An ordered multimap with lower-case names. Values are byte strings (one character per byte), so that no byte is lost. */
export class HeaderMap {
  private entries: [string, string][] = [];

  constructor(
    pairs: Iterable<HeaderPair> = [],
    private readonly kind: MapKind = "request",
  ) {
    for (const [name, value] of pairs) this.add(name, value);
  }

  /** The first entry's value; null when there is none. */
  get(name: string): string | null {
    const key = this.normalizeName(name);
    const entry = this.entries.find(([n]) => n === key);
    return entry === undefined ? null : entry[1];
  }

  /** Appends an entry, or joins the value where Envoy has one slot for the header, as it has for pseudo headers. */
  add(name: string, value: string): void {
    const key = this.normalizeName(name);
    const found = this.entries.find(([n]) => n === key);
    // An empty value is joined without a comma.
    if (found !== undefined && isJoined(this.kind, key)) found[1] = [found[1], value].filter((v) => v !== "").join(",");
    else this.insert(key, value);
  }

  /** Removes every entry of that name and adds one. */
  replace(name: string, value: string): void {
    this.remove(name);
    this.insert(this.normalizeName(name), value);
  }

  remove(name: string): void {
    const key = this.normalizeName(name);
    this.entries = this.entries.filter(([n]) => n !== key);
  }

  clear(): void {
    this.entries = [];
  }

  /** A copy of the entries, pseudo headers first, otherwise in order. */
  pairs(): [string, string][] {
    return this.entries.map(([n, v]) => [n, v]);
  }

  get size(): number {
    return this.entries.length;
  }

  /** Sum of the lengths of names and values, as `proxy_get_header_map_size` answers it. */
  get byteSize(): number {
    return this.entries.reduce((sum, [n, v]) => sum + n.length + v.length, 0);
  }

  /** Envoy's name for a header: in lower case, and in a request `:authority` for `host`. */
  private normalizeName(name: string): string {
    const key = name.toLowerCase();
    return key === "host" && this.kind === "request" ? ":authority" : key;
  }

  private insert(key: string, value: string): void {
    if (!key.startsWith(":")) {
      this.entries.push([key, value]);
      return;
    }
    const end = this.entries.findIndex(([n]) => !n.startsWith(":"));
    this.entries.splice(end < 0 ? this.entries.length : end, 0, [key, value]);
  }
}

/** Encodes pairs as the ABI does: count, then sizes, then names and values each with a closing NUL; little endian. */
export function encodePairs(pairs: readonly HeaderPair[]): Uint8Array {
  const sizes = pairs.flatMap(([name, value]) => [name.length, value.length]);
  const text = pairs.map(([name, value]) => `${name}\0${value}\0`).join("");
  const head = Buffer.alloc(4 + 4 * sizes.length);
  head.writeUInt32LE(pairs.length, 0);
  sizes.forEach((size, i) => head.writeUInt32LE(size, 4 + 4 * i));
  return Buffer.concat([head, Buffer.from(text, "latin1")]);
}

/** Decodes what {@link encodePairs} encodes; null when a count or size leads outside the bytes. */
export function decodePairs(bytes: Uint8Array): [string, string][] | null {
  if (bytes.length === 0) return [];
  const buffer = Buffer.from(bytes);
  if (buffer.length < 4) return null;
  const count = buffer.readUInt32LE(0);
  let at = 4 + 8 * count;
  if (at > buffer.length) return null;
  const pairs: [string, string][] = [];
  for (let i = 0; i < count; i++) {
    const nameEnd = at + buffer.readUInt32LE(4 + 8 * i);
    const valueEnd = nameEnd + 1 + buffer.readUInt32LE(8 + 8 * i);
    if (valueEnd + 1 > buffer.length) return null;
    pairs.push([buffer.toString("latin1", at, nameEnd), buffer.toString("latin1", nameEnd + 1, valueEnd)]);
    at = valueEnd + 1;
  }
  return pairs;
}
