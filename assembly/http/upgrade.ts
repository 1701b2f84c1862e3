// Upgrades (RFC 9110, section 7.8): requests after whose head another protocol is spoken.

import { HeaderList } from "../host/header-list";
import { equalFold, trimSpace } from "../text/ascii";
import { Bytes, indexOfByte, utf8 } from "../text/bytes";
import { CONNECTION, UPGRADE } from "./header-names";

const COMMA: u8 = 0x2c;
const UPGRADE_OPTION = utf8("upgrade");

/** True when `head` asks for another protocol; an `upgrade` header alone, without the connection option, does not. */
export function isUpgrade(head: HeaderList): bool {
  const connection = head.find(CONNECTION);
  return connection !== null && head.has(UPGRADE) && hasOption(connection, UPGRADE_OPTION);
}

function hasOption(list: Bytes, option: Bytes): bool {
  for (let start = 0; start <= list.byteLength;) {
    let end = indexOfByte(list, COMMA, start);
    if (end < 0) end = list.byteLength;
    if (equalFold(trimSpace(list.subarray(start, end)), option)) return true;
    start = end + 1;
  }
  return false;
}
