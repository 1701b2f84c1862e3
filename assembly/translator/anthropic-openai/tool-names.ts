// Names of tools, of which OpenAI takes 64 bytes and Anthropic 128: longer ones are shortened, and restored in answers.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-tools

import { sha256 } from "../../crypto/sha256";
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
  /** Names that the request uses as they are. */
  private readonly taken: Array<Bytes> = [];
  /** Those that are too long, each with what stands for it. */
  private readonly long: Array<Bytes> = [];
  private readonly short: Array<Bytes> = [];

  /** Notes a name of the request's, so that no shortened one is like it. */
  reserve(name: Bytes): void {
    if (name.byteLength <= MAX_BYTES && name.byteLength > KEPT_BYTES) this.taken.push(copyOf(name));
  }

  /** The name to send for `name`: itself, or 55 bytes of it and eight digits of its SHA-256. */
  shorten(name: Bytes): Bytes {
    if (name.byteLength <= MAX_BYTES) return name;
    for (let i = 0, count = min(this.long.length, this.short.length); i < count; i++) {
      if (equalBytes(unchecked(this.long[i]), name)) return unchecked(this.short[i]); // i < count
    }
    let short = abbreviate(name, name);
    let seed = name;
    for (let tries = 0; tries < MAX_TRIES && this.isTaken(short); tries++) {
      seed = concat(seed, AGAIN);
      short = abbreviate(name, seed);
    }
    this.long.push(copyOf(name));
    this.short.push(short);
    return short;
  }

  /** The client's name for a name in an answer. */
  restore(name: Bytes): Bytes {
    for (let i = 0, count = min(this.long.length, this.short.length); i < count; i++) {
      if (equalBytes(unchecked(this.short[i]), name)) return unchecked(this.long[i]); // i < count
    }
    return name;
  }

  private isTaken(short: Bytes): bool {
    return has(this.taken, short) || has(this.short, short);
  }
}

function has(names: Array<Bytes>, name: Bytes): bool {
  for (let i = 0, count = names.length; i < count; i++) {
    if (equalBytes(unchecked(names[i]), name)) return true; // i < count
  }
  return false;
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
