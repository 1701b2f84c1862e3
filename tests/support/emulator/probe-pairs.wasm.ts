// Whole header maps in the probe filter: pairs in the ABI's encoding, written and read.

import { getPairs, setPairs } from "./probe-imports.wasm";
import { bytesOf, out } from "./probe-values.wasm";

const CALL = [":method", "GET", ":path", "/probe", ":authority", "probe.example"];

/** Headers of a call-out in the ABI's encoding of pairs. */
export function callHeaders(): ArrayBuffer {
  return encodePairs(CALL);
}

/** Writes a map as a whole: `name=value` each, or those of a call-out where none is named. */
export function writePairs(map: i32, pairs: string[]): i32 {
  return setTexts(map, pairs.length === 0 ? CALL : textsOf(pairs));
}

/** Reads a map as a whole and writes it back with further pairs. */
export function extendPairs(map: i32, pairs: string[]): i32 {
  const read = getPairs(map, out, out + 4);
  const base = load<u32>(out);
  if (read !== 0 || base === 0) return -1;
  const texts = new Array<string>();
  let at = base + 4 + 8 * load<u32>(base);
  for (let i: u32 = 0; i < 2 * load<u32>(base); i++) {
    const size = load<u32>(base + 4 + 4 * i);
    texts.push(String.UTF8.decodeUnsafe(at, size));
    at += size + 1;
  }
  return setTexts(map, texts.concat(textsOf(pairs)));
}

/** The pairs that are encoded at an address, in order, as text. */
export function listPairs(base: u32): string {
  if (base === 0) return "(null)";
  const count = load<u32>(base);
  let at = base + 4 + 8 * count;
  let text = "";
  for (let i: u32 = 0; i < count; i++) {
    const name = load<u32>(base + 4 + 8 * i);
    const value = load<u32>(base + 8 + 8 * i);
    text += ` ${String.UTF8.decodeUnsafe(at, name)}="${String.UTF8.decodeUnsafe(at + name + 1, value)}"`;
    at += name + value + 2;
  }
  return text;
}

/** Names and values of `name=value`, in turn. */
function textsOf(pairs: string[]): string[] {
  const texts = new Array<string>();
  for (let i = 0; i < pairs.length; i++) {
    const end = pairs[i].indexOf("=");
    texts.push(pairs[i].substring(0, end));
    texts.push(pairs[i].substring(end + 1));
  }
  return texts;
}

function setTexts(map: i32, texts: string[]): i32 {
  const encoded = encodePairs(texts);
  return setPairs(map, changetype<usize>(encoded), encoded.byteLength);
}

function encodePairs(texts: string[]): ArrayBuffer {
  let size = 4 + 4 * texts.length;
  for (let i = 0; i < texts.length; i++) size += texts[i].length + 1;
  const encoded = new ArrayBuffer(size);
  const base = changetype<usize>(encoded);
  store<u32>(base, texts.length / 2);
  let at = base + 4 + 4 * texts.length;
  for (let i = 0; i < texts.length; i++) {
    store<u32>(base + 4 + 4 * i, texts[i].length);
    const bytes = bytesOf(texts[i]);
    memory.copy(at, changetype<usize>(bytes), bytes.byteLength);
    at += bytes.byteLength + 1;
  }
  return encoded;
}
