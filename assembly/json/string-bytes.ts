// The bytes that end or interrupt the plain part of a string (RFC 8259, section 7).

export const QUOTE: u8 = 0x22;
export const BACKSLASH: u8 = 0x5c;
/** Control characters go from 0 up to this one. */
export const LAST_CONTROL: u8 = 0x1f;
