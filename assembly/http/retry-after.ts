// How long a server asks to be left alone: `Retry-After` (RFC 9110, section 10.2.3), and the milliseconds that OpenAI's SDKs know.

import { daysSince1970 } from "../text/time";
import { Bytes, equalBytes, utf8 } from "../text/bytes";

/** `retry-after-ms`, see https://github.com/openai/openai-python/blob/main/src/openai/_base_client.py */
export const RETRY_AFTER_MS = utf8("retry-after-ms");
export const RETRY_AFTER = utf8("retry-after");

const MILLIS_IN_SECOND: u64 = 1000;
/** More digits than any wait has. */
const MOST_DIGITS = 12;
const MONTHS = utf8("JanFebMarAprMayJunJulAugSepOctNovDec");
const DATE_SIZE = 29;
const GMT = utf8(" GMT");

/** Milliseconds that `value` of `retry-after-ms` asks for, a fraction cut off; 0 where it is no number. */
export function readMillis(value: Bytes): u64 {
  const end = endOfDigits(value, 0);
  const isNumber = end > 0 && (end == value.byteLength || load<u8>(value.dataStart + end) == 0x2e); // end < byteLength
  return isNumber ? numberAt(value, 0, end) : 0;
}

/** Milliseconds from `now` (since 1970) that `value` of `retry-after` asks for, in seconds or as a date; else 0. */
export function readRetryAfter(value: Bytes, now: u64): u64 {
  if (value.byteLength > 0 && endOfDigits(value, 0) == value.byteLength) {
    return numberAt(value, 0, value.byteLength) * MILLIS_IN_SECOND;
  }
  const date = readDate(value);
  return date > now ? date - now : 0;
}

// "Sun, 06 Nov 1994 08:49:37 GMT" in milliseconds since 1970; 0 where it is none. The obsolete formats nobody sends.
function readDate(value: Bytes): u64 {
  if (value.byteLength != DATE_SIZE || !equalBytes(value.subarray(25), GMT)) return 0;
  const month = monthOf(value.subarray(8, 11));
  const year = <i64>numberAt(value, 12, 16);
  if (month == 0 || year < 1970) return 0;
  const days = daysSince1970(year, month, <i64>numberAt(value, 5, 7));
  const seconds = numberAt(value, 17, 19) * 3600 + numberAt(value, 20, 22) * 60 + numberAt(value, 23, 25);
  return (<u64>max<i64>(days, 0) * 86_400 + seconds) * MILLIS_IN_SECOND;
}

function monthOf(name: Bytes): i64 {
  for (let i = 0; i < 12; i++) {
    if (equalBytes(MONTHS.subarray(i * 3, i * 3 + 3), name)) return i + 1;
  }
  return 0;
}

function endOfDigits(value: Bytes, start: i32): i32 {
  let at = start;
  while (at < value.byteLength && <u8>(load<u8>(value.dataStart + at) - 0x30) <= 9) at++; // at < byteLength
  return at;
}

// The number that the bytes from `start` to `end` (within `value`) are; other bytes than digits end it.
function numberAt(value: Bytes, start: i32, end: i32): u64 {
  let number: u64 = 0;
  const last = min(min(endOfDigits(value, start), end), start + MOST_DIGITS);
  for (let i = start; i < last; i++) number = number * 10 + <u64>(load<u8>(value.dataStart + i) - 0x30); // i < byteLength
  return number;
}
