// Points in time as RFC 3339 writes them.

import { Bytes } from "./bytes";

const SECONDS_IN_DAY: i64 = 86_400;
// `2025-09-29T00:00:00`, which may be followed by a fraction and an offset.
const SHAPE: i32 = 19;

/** Seconds from 1970 to the time that `text` names, without its fraction and taken for UTC; 0 if it is none. */
export function parseTime(text: Bytes): i64 {
  if (text.byteLength < SHAPE) return 0;
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 2);
  const day = digits(text, 8, 2);
  const hour = digits(text, 11, 2);
  const minute = digits(text, 14, 2);
  const second = digits(text, 17, 2);
  if (year < 1970 || month < 1 || month > 12 || day < 1 || hour < 0 || minute < 0 || second < 0) return 0;
  return daysSince1970(year, month, day) * SECONDS_IN_DAY + hour * 3600 + minute * 60 + second;
}

// -1: they are none.
function digits(text: Bytes, at: i32, count: i32): i64 {
  let value: i64 = 0;
  for (let i = at; i < at + count; i++) {
    const digit = load<u8>(text.dataStart + <usize>i) - 0x30; // i < SHAPE <= byteLength
    if (digit > 9) return -1;
    value = value * 10 + <i64>digit;
  }
  return value;
}

/** Days from 1970-01-01 to a day of the Gregorian calendar, whose months begin with 1. */
export function daysSince1970(year: i64, month: i64, day: i64): i64 {
  // https://howardhinnant.github.io/date_algorithms.html#days_from_civil
  const y = month <= 2 ? year - 1 : year;
  const era = y / 400; // no-trap: the divisors are constants
  const ofEra = y - era * 400;
  const ofYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1;
  return era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468;
}
