// Parameters of a query (application/x-www-form-urlencoded, WHATWG URL section 5).

import { Bytes, copyOf, EMPTY, indexOfByte } from "../text/bytes";
import { decodeEscapes } from "../text/percent";
import { hasName } from "./header-names";
import { appendQuery, pathOf, queryOf } from "./uri";

const AMPERSAND: u8 = 0x26;
const EQUALS: u8 = 0x3d;
const PLUS: u8 = 0x2b;

/**
 * `query` without every parameter whose name, decoded, is one of `names`;
 * the others stay as they are written. `query` itself when none is there.
 */
export function removeParameters(query: Bytes, names: Array<Bytes>): Bytes {
  let kept = EMPTY;
  let keptSize = 0;
  const size = query.byteLength;
  for (let start = 0; start <= size;) {
    let end = indexOfByte(query, AMPERSAND, start);
    if (end < 0) end = size;
    const isDropped = hasName(names, parameterName(query.subarray(start, end)));
    if (isDropped && kept.byteLength == 0) {
      kept = new Uint8Array(size + 1);
      keptSize = copyParameters(kept, 0, query.subarray(0, max(start - 1, 0)));
    } else if (!isDropped && kept.byteLength > 0) {
      keptSize = copyParameters(kept, keptSize, query.subarray(start, end));
    }
    start = end + 1;
  }
  return kept.byteLength == 0 ? query : kept.subarray(0, keptSize);
}

/** The request target `target` without the parameters that have one of `names`. */
export function withoutParameters(target: Bytes, names: Array<Bytes>): Bytes {
  if (names.length == 0) return target;
  return appendQuery(pathOf(target), removeParameters(queryOf(target), names));
}

// `kept` has room for all parameters of the query and the ampersands between them.
function copyParameters(kept: Bytes, size: i32, parameters: Bytes): i32 {
  let to = size;
  if (to > 0 && parameters.byteLength > 0) store<u8>(kept.dataStart + to++, AMPERSAND);
  memory.copy(kept.dataStart + to, parameters.dataStart, parameters.byteLength);
  return to + parameters.byteLength;
}

function parameterName(parameter: Bytes): Bytes {
  const end = indexOfByte(parameter, EQUALS);
  const name = end < 0 ? parameter : parameter.subarray(0, end);
  return decodeEscapes(withSpaces(name), false);
}

// A plus sign is a space in this encoding.
function withSpaces(name: Bytes): Bytes {
  if (indexOfByte(name, PLUS) < 0) return name;
  const spaced = copyOf(name);
  for (let i = 0; i < spaced.byteLength; i++) {
    const at = spaced.dataStart + i;
    if (load<u8>(at) == PLUS) store<u8>(at, 0x20); // i < byteLength
  }
  return spaced;
}
