// The schema that an answer must have, as a chat's `response_format`.
// https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs · https://platform.openai.com/docs/guides/structured-outputs

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findOf } from "../typed-member";
import { isStrict } from "./strict-schema";

const FORMAT = utf8("format");
const JSON_SCHEMA = utf8("json_schema");
const OUTPUT_CONFIG = utf8("output_config");
const OUTPUT_FORMAT = utf8("output_format");
const SCHEMA = utf8("schema");
const TYPE = utf8("type");

/** Writes `response_format` where the request has a schema. */
export function writeFormat(document: JsonDocument, json: JsonWriter): void {
  const older = findOf(document, document.root, OUTPUT_FORMAT, JsonKind.Object);
  const format = older >= 0 ? older : document.find(document.find(document.root, OUTPUT_CONFIG), FORMAT);
  const schema = findOf(document, format, SCHEMA, JsonKind.Object);
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
