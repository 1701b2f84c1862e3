// The form of the answer that a chat asks for.
// https://platform.openai.com/docs/guides/structured-outputs · https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findOf } from "../typed-member";

const EFFORT = utf8("effort");
const JSON_SCHEMA = utf8("json_schema");
const OUTPUT_CONFIG = utf8("output_config");
const RESPONSE_FORMAT = utf8("response_format");
const SCHEMA = utf8("schema");
const TASK_BUDGET = utf8("task_budget");
const TYPE = utf8("type");

/** Writes `output_config`: of the client's `response_format` if that has a schema, and of an `output_config` of its own. */
export function writeOutputConfig(document: JsonDocument, json: JsonWriter): void {
  const own = findOf(document, document.root, OUTPUT_CONFIG, JsonKind.Object);
  const schema = schemaOf(document, findOf(document, document.root, RESPONSE_FORMAT, JsonKind.Object));
  if (schema < 0) return json.member("output_config", document, own);
  json.key("output_config");
  json.openObject();
  json.member("effort", document, document.find(own, EFFORT));
  json.member("task_budget", document, document.find(own, TASK_BUDGET));
  json.key("format");
  json.openObject();
  json.key("type");
  json.ascii("json_schema");
  json.member("schema", document, schema);
  json.closeObject();
  json.closeObject();
}

function schemaOf(document: JsonDocument, format: i32): i32 {
  if (!document.means(document.find(format, TYPE), JSON_SCHEMA)) return -1;
  return findOf(document, document.find(format, JSON_SCHEMA), SCHEMA, JsonKind.Object);
}
