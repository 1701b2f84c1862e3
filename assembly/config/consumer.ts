// Reads `consumer`: where a request says which consumer it is of, as a filter before this one has found out.

import { isHeaderName, lowerName } from "../http/header-names";
import { Bytes, EMPTY, indexOfByte, concat, utf8 } from "../text/bytes";
import { JsonKind } from "../json/kind";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { CONSUMER_KEYS } from "./keys";
import { Problems } from "./problems";

/** The header in which Higress' authentication names a consumer: https://higress.cn/docs/latest/plugins/authentication/key-auth/ */
export const HIGRESS_CONSUMER = utf8("x-mse-consumer");
const NUL = utf8("\0");

/** Where the name of the consumer is: in a header or in a property, one of which has no bytes. */
@final
export class ConsumerPlace {
  constructor(
    /** The header's name, in lower case. */
    readonly header: Bytes,
    /** The property's path, segments separated by NUL. */
    readonly property: Bytes,
  ) {}
}

/**
 * Reads `consumer`; null where no request has one. A header is trusted only if it is named here, since a client can
 * write any; in Higress, whose authentication writes it, its own is trusted without.
 */
export function parseConsumer(node: ConfigNode, isHigress: bool, problems: Problems): ConsumerPlace | null {
  if (!node.exists) return isHigress ? new ConsumerPlace(HIGRESS_CONSUMER, EMPTY) : null;
  if (node.kind != JsonKind.Object) return null; // noted by the check of kinds
  const before = problems.errors.length;
  checkObject(node, CONSUMER_KEYS, problems);
  const header = node.member("header");
  const property = node.member("property");
  if (header.exists == property.exists) problems.error(node.path, "expected either header or property");
  const name = lowerName(header.bytes);
  if (header.exists && !isHeaderName(name))
    problems.error(header.path, `expected the name of a header, found "${header.text}"`);
  const path = parsePath(property, problems);
  return problems.errors.length == before ? new ConsumerPlace(name, path) : null;
}

// A NUL would end a segment and begin another one.
function parsePath(node: ConfigNode, problems: Problems): Bytes {
  let path = EMPTY;
  const segments = node.list();
  if (node.exists && segments.length == 0) problems.error(node.path, "expected the path of a property, found nothing");
  for (let i = 0, count = segments.length; i < count; i++) {
    const segment = unchecked(segments[i]); // i < count
    const name = segment.bytes;
    const isName = name.byteLength > 0 && indexOfByte(name, 0) < 0;
    if (segment.isScalar && !isName) problems.error(segment.path, "expected a name, found nothing that is one");
    path = i == 0 ? name : concat(concat(path, NUL), name);
  }
  return path;
}
