// What a number token means (RFC 8259, section 6), for tokens that passed the scanner.

// prettier-ignore
const EXACT_POWERS: StaticArray<f64> = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20,
  1e21, 1e22,
];

/** True when the token has neither fraction nor exponent. */
export function isIntegerToken(start: usize, end: usize): bool {
  for (let p = start; p < end; p++) {
    const byte = load<u8>(p);
    if (byte == 0x2e || (byte | 0x20) == 0x65) return false;
  }
  return start < end;
}

/** The value of a token without fraction and exponent; beyond the range of i64 its nearest end. */
export function integerValue(start: usize, end: usize): i64 {
  const negative = start < end && load<u8>(start) == 0x2d;
  const limit: u64 = negative ? 0x8000_0000_0000_0000 : 0x7fff_ffff_ffff_ffff;
  let value: u64 = 0;
  for (let p = negative ? start + 1 : start; p < end; p++) {
    const digit = <u64>(load<u8>(p) - 0x30);
    if (value > (limit - digit) / 10) return <i64>limit;
    value = value * 10 + digit;
  }
  return negative ? <i64>(0 - value) : <i64>value;
}

/** The value nearest to zero that is whole; beyond the range of i64 its nearest end. */
export function truncatedValue(value: f64): i64 {
  if (value >= 9223372036854775807.0) return i64.MAX_VALUE;
  if (value <= -9223372036854775808.0) return i64.MIN_VALUE;
  return value == value ? <i64>value : 0;
}

/**
 * The value as a double: exact for up to 15 digits and powers of ten up to 22, which covers what people write, and
 * within a few units in the last place otherwise; too large is infinite, too small is zero.
 */
export function doubleValue(start: usize, end: usize): f64 {
  let p = start;
  const negative = p < end && load<u8>(p) == 0x2d;
  if (negative) p++;
  let digits: u64 = 0;
  let exponent = 0;
  let fraction = false;
  for (; p < end; p++) {
    const byte = load<u8>(p);
    if (byte == 0x2e) {
      fraction = true;
      continue;
    }
    if (<u8>(byte - 0x30) > 9) break;
    // More digits than fit a word only shift the point.
    if (digits < 1_000_000_000_000_000_000) {
      digits = digits * 10 + <u64>(byte - 0x30);
      if (fraction) exponent--;
    } else if (!fraction) {
      exponent++;
    }
  }
  if (p < end) exponent += readExponent(p + 1, end);
  const value = scale(<f64>digits, exponent);
  return negative ? -value : value;
}

/** The digits after the `e`, at most one million so that sums of exponents stay in range. */
function readExponent(start: usize, end: usize): i32 {
  let p = start;
  const negative = p < end && load<u8>(p) == 0x2d;
  if (p < end && <u8>(load<u8>(p) - 0x30) > 9) p++;
  let value = 0;
  for (; p < end; p++) value = min(value * 10 + <i32>(load<u8>(p) - 0x30), 1_000_000);
  return negative ? -value : value;
}

function scale(digits: f64, exponent: i32): f64 {
  if (digits == 0) return digits;
  let value = digits;
  let left = exponent;
  // A double ends long before these powers; stepping by exact ones keeps small results from vanishing half-way.
  if (left > 700) return Infinity;
  if (left < -700) return 0;
  while (left > 0) {
    const step = min(left, 22);
    value *= unchecked(EXACT_POWERS[step]);
    left -= step;
  }
  while (left < 0) {
    const step = min(-left, 22);
    value /= unchecked(EXACT_POWERS[step]); // no-trap: floating point
    left += step;
  }
  return value;
}
