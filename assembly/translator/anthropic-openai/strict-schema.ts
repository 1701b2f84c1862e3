// Which schemas OpenAI takes as strict ones: Anthropic's may leave properties out, and OpenAI refuses those.
// https://platform.openai.com/docs/guides/structured-outputs#supported-schemas

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";

const ADDITIONAL = utf8("additionalProperties");
const OBJECT = utf8("object");
const PROPERTIES = utf8("properties");
const REQUIRED = utf8("required");
const TYPE = utf8("type");

/** True for a schema in which each object has all of its properties, and no others. */
export function isStrict(document: JsonDocument, schema: i32): bool {
  const open: Array<i32> = [schema];
  for (let i = 0; i < open.length; i++) {
    const node = unchecked(open[i]); // i < length
    if (document.kind(node) == JsonKind.Object && !isClosed(document, node)) return false;
    for (let child = document.firstChild(node); child >= 0; child = document.nextSibling(child)) {
      if (document.firstChild(child) >= 0) open.push(child);
    }
  }
  return true;
}

function isClosed(document: JsonDocument, node: i32): bool {
  const properties = document.find(node, PROPERTIES);
  const isObject = document.kind(properties) == JsonKind.Object || document.means(document.find(node, TYPE), OBJECT);
  if (!isObject) return true;
  if (document.kind(document.find(node, ADDITIONAL)) != JsonKind.False) return false;
  return count(document, properties) == count(document, document.find(node, REQUIRED));
}

function count(document: JsonDocument, node: i32): i32 {
  let count = 0;
  for (let child = document.firstChild(node); child >= 0; child = document.nextSibling(child)) count++;
  return count;
}
