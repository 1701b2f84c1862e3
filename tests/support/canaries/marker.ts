// Markers: words that occur nowhere else, so that a secret that carries one is found wherever it turns up.

import { createHash } from "node:crypto";

const PREFIX = "canary";
const DIGITS = 12;

/** Base64 of the prefix, at each of the three places where it may begin in a group of three bytes (RFC 4648, section 4). */
const BASE64 = ["Y2FuYXJ5", "NhbmFye", "jYW5hcn"];
const HEX = Buffer.from(PREFIX).toString("hex");
const MARKER = new RegExp(`${PREFIX}[0-9a-f]{${DIGITS}}`, "gi");
const ENCODED = new RegExp([...BASE64, `(?:${HEX})`].join("|"));

/** A word of letters and digits, so that no escaping changes it; the same for the same `parts` only. */
export function markerOf(...parts: string[]): string {
  const digest = createHash("sha256").update(parts.join("\0")).digest("hex");
  return PREFIX + digest.slice(0, DIGITS);
}

/** The markers in a text, each once; UTF-16 and other cases of letters are seen through. */
export function findMarkers(text: string): string[] {
  const narrow = text.includes("\0") ? text.replaceAll("\0", "") : text;
  return [...new Set([...narrow.matchAll(MARKER)].map(([marker]) => marker.toLowerCase()))];
}

/** Whether a text holds a marker in base64 or hexadecimal digits. */
export function hasEncodedMarker(text: string): boolean {
  return ENCODED.test(text);
}

/** The words of a secret that are not a scheme; each gets a marker, so that half of a secret is found, too. */
const WORD = /[^\s\0]+/g;
const SCHEME = /^(?:bearer|basic|token)$/i;

/** `text` with the marker at the end of each of its words; its white space and line breaks stay. */
export function markWords(text: string, marker: string): string {
  return text.replace(WORD, (word) => (SCHEME.test(word) ? word : word + marker));
}
