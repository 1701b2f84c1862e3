// How many tokens a text has, about: what a byte-pair vocabulary of a hundred thousand entries and more makes of it.
//
// One pass over the bytes, no vocabulary. A word is a token, a long one more; three digits are one; signs are nearly one
// each; letters of other scripts are a part of one, since such vocabularies join them. The figures were fitted to OpenAI's
// o200k; older vocabularies need more, up to twice as much, for what is not English.

import { Bytes } from "../text/bytes";

// In hundredths of a token.
const TOKEN: i64 = 100;
const PLAIN_LETTERS: i32 = 7;
const PER_FURTHER_LETTER: i32 = 15;
const PER_CAPITAL: i32 = 18;
const PER_MARKED_LETTER: i32 = 20;
const PER_EASTERN_LETTER: i32 = 60;
const PER_MARKED_WORD: i32 = 175;
const PER_WORD_AMONG_MARKED: i32 = 35;
const AT_BORDER: i32 = 30;

enum Run {
  None,
  Letters,
  Digits,
  Space,
  Sign,
}

/** Adds up texts. */
@final
export class TokenMeter {
  private hundredths: i64 = 0;
  private words: i64 = 0;
  /** Words with letters that English does not have: then the other words of the text are none of English either. */
  private marked: i64 = 0;
  private run: Run = Run.None;
  private at: usize = 0;
  private end: usize = 0;

  /** The tokens of all texts. */
  get tokens(): i64 {
    const foreign = min(this.words * PER_WORD_AMONG_MARKED, this.marked * PER_MARKED_WORD);
    return (this.hundredths + foreign + (TOKEN - 1)) / TOKEN;
  }

  /** Adds tokens that are known. */
  add(tokens: i64): void {
    this.hundredths += tokens * TOKEN;
  }

  /** Adds a text, UTF-8. */
  read(text: Bytes): void {
    this.at = text.dataStart;
    this.end = text.dataStart + <usize>text.byteLength;
    this.run = Run.None;
    while (this.at < this.end) {
      const byte = load<u8>(this.at); // at < end
      if (isLetter(byte) || markedSize(this.at, this.end) > 0) this.readWord();
      else if (byte >= 0x80) this.readOther(byte);
      else if (isDigit(byte)) this.readDigits();
      else this.readSame(byte);
    }
  }

  // Up to where a capital follows a small letter.
  private readWord(): void {
    let letters = 0;
    let marks = 0;
    let capitals = 0;
    let wasSmall = false;
    for (let size: usize = 0; this.at < this.end; this.at += size, letters++) {
      const byte = load<u8>(this.at); // at < end
      const isPlain = isLetter(byte);
      const isCapital = isPlain && byte < 0x61;
      size = isPlain ? 1 : markedSize(this.at, this.end);
      if (size == 0 || (isCapital && wasSmall)) break;
      if (isCapital) capitals++;
      if (!isPlain) marks++;
      if (byte == 0xc4 || byte == 0xc5) this.hundredths += PER_EASTERN_LETTER; // Polish, Czech, Turkish
      wasSmall = !isCapital;
    }
    this.words++;
    if (marks > 0) this.marked++;
    this.hundredths += TOKEN + max(0, letters - PLAIN_LETTERS) * PER_FURTHER_LETTER + marks * PER_MARKED_LETTER;
    this.hundredths += max(0, capitals - 2) * PER_CAPITAL + (this.run == Run.Digits ? AT_BORDER : 0);
    this.run = Run.Letters;
  }

  private readDigits(): void {
    const start = this.at;
    while (this.at < this.end && isDigit(load<u8>(this.at))) this.at++;
    this.hundredths += (<i64>(this.at - start + 2) / 3) * TOKEN; // three at a time
    if (this.run == Run.Letters) this.hundredths += AT_BORDER;
    else if (this.run == Run.Space) this.hundredths += 60;
    this.run = Run.Digits;
  }

  // A sign or white space, as often as it stands there.
  private readSame(byte: u8): void {
    const start = this.at;
    while (this.at < this.end && load<u8>(this.at) == byte) this.at++;
    const further = <i64>(this.at - start) - 1;
    const wasSign = this.run == Run.Sign;
    if (byte == 0x20 || byte == 0x09) {
      // One space belongs to the word behind it.
      if (further > 0) this.hundredths += 80 + further;
      this.run = Run.Space;
    } else if (byte == 0x0a || byte == 0x0d) {
      this.hundredths += wasSign ? 50 : 80;
      this.run = Run.None;
    } else {
      this.hundredths += (wasSign ? 50 : 80) + further * 2;
      this.run = Run.Sign;
    }
  }

  // A character of another script, or a byte that is none.
  private readOther(lead: u8): void {
    this.hundredths += costOf(lead);
    this.at += lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : lead >= 0xc0 ? 2 : 1;
    this.run = Run.None;
  }
}

// By the lead byte, which tells the script.
function costOf(lead: u8): i32 {
  if (lead < 0xd0) return 55; // Greek
  if (lead < 0xd4) return 36; // Cyrillic
  if (lead < 0xd8) return 60; // Hebrew
  if (lead < 0xe0) return 50; // Arabic
  if (lead == 0xe0) return 50; // of India, Thai
  if (lead == 0xe1) return 60;
  if (lead < 0xea) return 90; // signs, kana, Chinese
  if (lead < 0xee) return 95; // Korean
  return lead < 0xf0 ? 90 : 190; // emoji
}

// The bytes of a Latin letter with a mark, such as é and ế; 0: it is none.
function markedSize(at: usize, end: usize): usize {
  const lead = load<u8>(at);
  if (lead >= 0xc3 && lead < 0xcc) return 2;
  if (lead != 0xe1 || at + 1 >= end) return 0;
  return (load<u8>(at + 1) & 0xfe) == 0xba ? 3 : 0; // U+1E80 to U+1EFF
}


@inline
function isLetter(byte: u8): bool {
  return <u8>((byte | 0x20) - 0x61) < 26;
}


@inline
function isDigit(byte: u8): bool {
  return <u8>(byte - 0x30) < 10;
}
