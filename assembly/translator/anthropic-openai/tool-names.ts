// Names of tools, of which OpenAI takes 64 bytes and Anthropic 128: longer ones are shortened, and restored in answers.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools

import { sha256 } from "../../crypto/sha256";
import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { nameKey } from "../name-key";
import { Bytes, concat, copyOf, equalBytes, utf8 } from "../../text/bytes";

const MAX_BYTES: i32 = 64;
const KEPT_BYTES: i32 = 55;
const HASH_BYTES: i32 = 4;
const HEX = utf8("0123456789abcdef");
const AGAIN = utf8("'");
// More names than that are not looked after: they would have to be the same in 55 bytes and 32 bits.
const MAX_TRIES: i32 = 8;

/** The names of one exchange. */
@final
export class ToolNames {
  /** By what names that the request uses as they are, and shortened ones, are known. */
  private readonly taken: Set<u64> = new Set<u64>();
  /** Those that are too long, each with what stands for it, and where either is, by what it is known by. */
  private readonly long: Array<Bytes> = [];
  private readonly short: Array<Bytes> = [];
  private readonly places: Map<u64, i32> = new Map<u64, i32>();

  /** Notes a name of the request's, so that no shortened one is like it. */
  reserve(name: Bytes): void {
    if (name.byteLength <= MAX_BYTES && name.byteLength > KEPT_BYTES) this.taken.add(nameKey(name));
  }

  /** The name to send for `name`: itself, or 55 bytes of it and eight digits of its SHA-256. */
  shorten(name: Bytes): Bytes {
    if (name.byteLength <= MAX_BYTES) return name;
    const place = this.placeOf(name);
    if (place >= 0 && equalBytes(unchecked(this.long[place]), name)) return unchecked(this.short[place]); // a place of both
    let short = abbreviate(name, name);
    let seed = name;
    for (let tries = 0; tries < MAX_TRIES && this.taken.has(nameKey(short)); tries++) {
      seed = concat(seed, AGAIN);
      short = abbreviate(name, seed);
    }
    this.taken.add(nameKey(short));
    this.places.set(nameKey(name), this.long.length);
    this.places.set(nameKey(short), this.long.length);
    this.long.push(copyOf(name));
    this.short.push(short);
    return short;
  }

  /** Writes what is sent for the name that a string of the request means; as it is written there, if it is not shortened. */
  write(document: JsonDocument, name: i32, json: JsonWriter): void {
    const meant = document.text(name);
    if (meant.byteLength <= MAX_BYTES) json.raw(document.raw(name));
    else json.string(this.shorten(meant));
  }

  /** What has been sent for `name`; itself if nothing has. */
  sent(name: Bytes): Bytes {
    const place = name.byteLength > MAX_BYTES ? this.placeOf(name) : -1;
    return place >= 0 && equalBytes(unchecked(this.long[place]), name) ? unchecked(this.short[place]) : name; // a place of both
  }

  /** The client's name for a name in an answer. */
  restore(name: Bytes): Bytes {
    const place = this.placeOf(name);
    return place >= 0 && equalBytes(unchecked(this.short[place]), name) ? unchecked(this.long[place]) : name; // a place of both
  }

  // A place in both lists, or -1.
  private placeOf(name: Bytes): i32 {
    if (this.long.length == 0) return -1;
    const key = nameKey(name);
    return this.places.has(key) ? this.places.get(key) : -1; // no-trap: it is there
  }
}

/** The first bytes of `name`, which has more than 64, cut between characters, and what `seed` is known by. */
export function abbreviate(name: Bytes, seed: Bytes): Bytes {
  let kept = KEPT_BYTES;
  while (kept > 0 && (load<u8>(name.dataStart + <usize>kept) & 0xc0) == 0x80) kept--; // kept < byteLength
  const short = new Uint8Array(kept + 1 + 2 * HASH_BYTES);
  const digest = sha256(seed);
  memory.copy(short.dataStart, name.dataStart, kept);
  store<u8>(short.dataStart + <usize>kept, 0x5f);
  for (let i = 0; i < HASH_BYTES; i++) {
    const byte = load<u8>(digest.dataStart + <usize>i); // i < 32
    const at = short.dataStart + <usize>(kept + 1 + 2 * i);
    store<u8>(at, digit(byte >> 4));
    store<u8>(at + 1, digit(byte & 15));
  }
  return short;
}

function digit(value: u8): u8 {
  return load<u8>(HEX.dataStart + <usize>value); // value < 16
}
