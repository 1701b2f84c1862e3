// Other names for parameters of a query (application/x-www-form-urlencoded, WHATWG URL section 5).

import { BytePool } from "../text/byte-pool";
import { Bytes, indexOfByte } from "../text/bytes";
import { encodeSegment } from "../text/percent";
import { findName } from "./query";

const AMPERSAND: u8 = 0x26;
const EQUALS: u8 = 0x3d;

/** `query` with every parameter called one of `names` called as `newNames` say; values and all others stay as written. */
export function renameParameters(query: Bytes, names: Array<Bytes>, newNames: Array<Bytes>): Bytes {
  const size = query.byteLength;
  const renamed = new BytePool();
  let kept = 0;
  for (let start = 0; start < size;) {
    const separator = indexOfByte(query, AMPERSAND, start);
    const end = separator < 0 ? size : separator;
    const index = findName(query, start, end, names);
    if (index >= 0 && index < newNames.length) {
      renamed.append(query.subarray(kept, start));
      renamed.append(encodeSegment(unchecked(newNames[index]))); // index < length
      const equals = indexOfByte(query, EQUALS, start);
      kept = equals < 0 ? end : min(equals, end);
    }
    start = end + 1;
  }
  if (kept == 0) return query;
  renamed.append(query.subarray(kept));
  return renamed.view(0, renamed.length);
}
