// The schema that an answer must have, as a chat's `response_format`.
// https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs · https://platform.openai.com/docs/guides/structured-outputs

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";

const ADDITIONAL = utf8("additionalProperties");
const FORMAT = utf8("format");
const JSON_SCHEMA = utf8("json_schema");
const OUTPUT_CONFIG = utf8("output_config");
const OUTPUT_FORMAT = utf8("output_format");
const PROPERTIES = utf8("properties");
const REQUIRED = utf8("required");
const SCHEMA = utf8("schema");
const TYPE = utf8("type");

/** Writes `response_format` where the request has a schema. */
export function writeFormat(document: JsonDocument, json: JsonWriter): void {
  const older = document.find(document.root, OUTPUT_FORMAT);
  const format =
    document.kind(older) == JsonKind.Object
      ? older
      : document.find(document.find(document.root, OUTPUT_CONFIG), FORMAT);
  const schema = document.find(format, SCHEMA);
  if (!document.means(document.find(format, TYPE), JSON_SCHEMA) || document.firstChild(schema) < 0) return;
  json.key("response_format");
  json.openObject();
  json.key("type");
  json.ascii("json_schema");
  json.key("json_schema");
  json.openObject();
  json.key("name");
  json.ascii("structured_output");
  json.member("schema", document, schema);
  json.key("strict");
  json.bool(isStrict(document, schema));
  json.closeObject();
  json.closeObject();
}

// True for a schema that OpenAI takes as a strict one: each object has all of its properties, and no others.
function isStrict(document: JsonDocument, schema: i32): bool {
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
  if (document.kind(properties) != JsonKind.Object) return true;
  if (document.kind(document.find(node, ADDITIONAL)) != JsonKind.False) return false;
  return count(document, properties) == count(document, document.find(node, REQUIRED));
}

function count(document: JsonDocument, node: i32): i32 {
  let count = 0;
  for (let child = document.firstChild(node); child >= 0; child = document.nextSibling(child)) count++;
  return count;
}
