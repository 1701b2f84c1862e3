// Members by the kind that they should be of; what a client sends of another kind counts as absent.

import { JsonDocument } from "../json/document";
import { JsonKind } from "../json/kind";
import { Bytes } from "../text/bytes";

/** The value of the member called `name` if it is of this kind, else -1. */
export function findOf(document: JsonDocument, object: i32, name: Bytes, kind: JsonKind): i32 {
  const node = document.find(object, name);
  return document.kind(node) == kind ? node : -1;
}

/** The value of the member called `name` if it is a string that is not empty, else -1. */
export function findText(document: JsonDocument, object: i32, name: Bytes): i32 {
  return fullText(document, document.find(object, name));
}

/** `node` if it is a string that is not empty, else -1. */
export function fullText(document: JsonDocument, node: i32): i32 {
  // Nothing is between two quotes.
  return document.kind(node) == JsonKind.String && document.end(node) - document.start(node) > 2 ? node : -1;
}
