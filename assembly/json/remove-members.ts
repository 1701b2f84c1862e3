// Takes members out of an object of a parsed text, commas and all.
import { Bytes, EMPTY } from "../text/bytes";
import { JsonDocument } from "./document";
import { Splices } from "./edit";

/**
 * Cuts the members of `object` that are called `name` or `other` out of the text, all but `kept` (-1: none). What is
 * spliced inside other members composes with that.
 */
export function removeMembers(
  document: JsonDocument,
  object: i32,
  name: Bytes,
  other: Bytes,
  kept: i32,
  splices: Splices,
): void {
  // The end of the member before, -1 as long as none stays.
  let end = -1;
  for (let node = document.firstChild(object); node >= 0;) {
    const next = document.nextSibling(node);
    if (node == kept || !(document.hasName(node, name) || document.hasName(node, other))) {
      end = document.end(node);
    } else if (end >= 0) {
      // Removed members that follow each other leave adjoining cuts.
      splices.replace(end, document.end(node), EMPTY);
      end = document.end(node);
    } else {
      splices.replace(document.keyStart(node), next < 0 ? document.end(node) : document.keyStart(next), EMPTY);
    }
    node = next;
  }
}
