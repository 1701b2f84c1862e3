// What is known of the tokens of one provider, and the bytes in which VMs tell one another.
//
// A token stands in the bytes as its index and a part of its digest, so that a state follows its token when tokens come
// and go, and nobody reads a token there.

import { sha256 } from "../crypto/sha256";
import { Bytes, copyOf } from "../text/bytes";
import { TokenState } from "./token-state";

/** "AT" and the number of this layout. */
const MAGIC: u32 = 0x01_00_54_41;
const HEAD_BYTES: i32 = 4;
// index u32, failures u32, digest 16, successes u32, rests u16, status u16, since u64, askAt u64.
const RECORD_BYTES: i32 = 48;
const DIGEST_BYTES: i32 = 16;
/** Milliseconds for which the state of a token that is not ours is kept: it may be another pool's of the same id. */
export const KEPT_MS: u64 = 3_600_000;

/** The states of a provider's tokens, by index; equal tokens have one state. */
@final
export class TokenStates {
  private readonly digests: Array<Bytes> = [];
  // Of each token the first that equals it.
  private readonly firsts: Array<i32> = [];
  private readonly states: Array<TokenState> = [];
  // Records of tokens that are not here, as they stood in the bytes.
  private strangers: Array<Bytes> = [];
  /** How many of the tokens, equal ones counted once, rest. */
  resting: i32 = 0;

  constructor(tokens: Array<Bytes>) {
    for (let i = 0, count = tokens.length; i < count; i++) {
      const digest = sha256(unchecked(tokens[i])).slice(0, DIGEST_BYTES); // i < count
      const first = this.findDigest(digest.dataStart, -1);
      this.digests.push(digest);
      this.firsts.push(first < 0 ? i : first);
      this.states.push(new TokenState());
    }
  }

  /** How many tokens there are. */
  get count(): i32 {
    return this.firsts.length;
  }

  /** The first token that equals the one at `index`; -1 for an index of none. */
  firstOf(index: i32): i32 {
    return index >= 0 && index < this.firsts.length ? unchecked(this.firsts[index]) : -1;
  }

  /** The state of the token at `index`; a blank one of nobody's for an index of none. */
  stateOf(index: i32): TokenState {
    const first = this.firstOf(index);
    return first < 0 ? new TokenState() : unchecked(this.states[first]); // an index of a token
  }

  /** True when the token at `index` rests. */
  isResting(index: i32): bool {
    return this.resting > 0 && this.stateOf(index).isResting;
  }

  /** Takes over what `bytes` say; what is null, or was not written by `write`, says that nothing is known of any token. */
  read(bytes: Bytes | null): void {
    for (let i = 0, count = this.states.length; i < count; i++) unchecked(this.states[i]).clear(); // i < count
    this.strangers = [];
    if (bytes !== null && isSound(bytes)) {
      for (let at = HEAD_BYTES; at < bytes.byteLength; at += RECORD_BYTES) this.readRecord(bytes, at);
    }
    this.countResting();
  }

  /** The bytes that tell another VM all this at `now`, in milliseconds. */
  write(now: u64): Bytes {
    this.countResting();
    this.forgetStrangers(now);
    const strangers = this.strangers;
    let records = strangers.length;
    for (let i = 0, count = this.states.length; i < count; i++) records += unchecked(this.states[i]).isBlank ? 0 : 1; // i < count
    const bytes = new Uint8Array(HEAD_BYTES + records * RECORD_BYTES);
    store<u32>(bytes.dataStart, MAGIC);
    // `records` of them are written, for which there is room.
    let to = bytes.dataStart + HEAD_BYTES;
    for (let i = 0, count = this.states.length; i < count; i++) {
      if (unchecked(this.states[i]).isBlank) continue; // i < count
      this.writeRecord(i, to);
      to += RECORD_BYTES;
    }
    for (let i = 0, count = strangers.length; i < count; i++) {
      memory.copy(to, unchecked(strangers[i]).dataStart, RECORD_BYTES); // i < count
      to += RECORD_BYTES;
    }
    return bytes;
  }

  // `at` begins a whole record.
  private readRecord(bytes: Bytes, at: i32): void {
    const from = bytes.dataStart + at;
    const index = this.findDigest(from + 8, load<i32>(from));
    if (index < 0) {
      this.strangers.push(copyOf(bytes.subarray(at, at + RECORD_BYTES)));
      return;
    }
    const state = unchecked(this.states[index]); // findDigest answers an index
    state.failures = load<u32>(from, 4);
    state.successes = load<u32>(from, 24);
    state.isResting = load<u16>(from, 28) != 0;
    state.status = <i32>load<u16>(from, 30);
    state.since = load<u64>(from, 32);
    state.askAt = load<u64>(from, 40);
  }

  private writeRecord(index: i32, to: usize): void {
    const state = unchecked(this.states[index]); // the caller's index of a token
    store<i32>(to, index);
    store<u32>(to, state.failures, 4);
    memory.copy(to + 8, unchecked(this.digests[index]).dataStart, DIGEST_BYTES); // one for each token
    store<u32>(to, state.successes, 24);
    store<u16>(to, state.isResting ? 1 : 0, 28);
    store<u16>(to, <u16>state.status, 30);
    store<u64>(to, state.since, 32);
    store<u64>(to, state.askAt, 40);
  }

  // The first token with the digest at `start`, most likely the one at `guess`; -1 for none.
  private findDigest(start: usize, guess: i32): i32 {
    if (guess >= 0 && guess < this.firsts.length && this.hasDigest(guess, start)) return unchecked(this.firsts[guess]); // guess < length
    for (let i = 0, count = this.digests.length; i < count; i++) {
      if (this.hasDigest(i, start)) return i;
    }
    return -1;
  }

  private hasDigest(index: i32, start: usize): bool {
    return memory.compare(unchecked(this.digests[index]).dataStart, start, DIGEST_BYTES) == 0; // index < digests.length
  }

  private countResting(): void {
    this.resting = 0;
    for (let i = 0, count = this.states.length; i < count; i++) {
      if (unchecked(this.states[i]).isResting) this.resting++; // i < count
    }
  }

  private forgetStrangers(now: u64): void {
    const kept: Array<Bytes> = [];
    for (let i = 0, count = this.strangers.length; i < count; i++) {
      const record = unchecked(this.strangers[i]); // i < count
      const last = max(load<u64>(record.dataStart, 32), load<u64>(record.dataStart, 40));
      if (last + KEPT_MS > now && last < now + KEPT_MS) kept.push(record);
    }
    this.strangers = kept;
  }
}

function isSound(bytes: Bytes): bool {
  const records = bytes.byteLength - HEAD_BYTES;
  return records >= 0 && load<u32>(bytes.dataStart) == MAGIC && records % RECORD_BYTES == 0;
}
