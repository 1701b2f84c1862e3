// Names of metrics with labels in them, as Envoy's `stats_tags` take them apart: `<metric>;.;<label>=.=<value>;.;…`

import { isAlphanumeric } from "../text/ascii";
import { Bytes, indexOfByte, utf8 } from "../text/bytes";
import { ByteWriter } from "../json/write";

// Longer values would make every line of /stats as long.
const MAX_VALUE_BYTES: i32 = 64;
const SIGNS = utf8("._:/@-");
const UNDERSCORE: u8 = 0x5f;

/**
 * Appends a label. Of the value at most 64 bytes are written, and an underscore for every byte but letters, digits and
 * `._:/@-`: a line break or a quote in the name of a metric would forge lines of /stats. No value is `none`.
 */
export function writeLabel(out: ByteWriter, name: string, value: Bytes): void {
  out.ascii(name);
  out.ascii("=.=");
  const size = min(value.byteLength, MAX_VALUE_BYTES);
  if (size == 0) out.ascii("none");
  for (let i = 0; i < size; i++) {
    const byte = load<u8>(value.dataStart + i); // i < byteLength
    out.byte(isAlphanumeric(byte) || indexOfByte(SIGNS, byte) >= 0 ? byte : UNDERSCORE);
  }
  out.ascii(";.;");
}
