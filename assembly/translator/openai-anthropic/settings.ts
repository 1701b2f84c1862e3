// The small settings of a chat: where it stops, who asks, how it is served.
// https://platform.openai.com/docs/api-reference/chat/create · https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findOf, findText, fullText } from "../typed-member";

const AUTO = utf8("auto");
const DEFAULT = utf8("default");
const METADATA = utf8("metadata");
const SAFETY_IDENTIFIER = utf8("safety_identifier");
const SERVICE_TIER = utf8("service_tier");
const STOP = utf8("stop");
const USER = utf8("user");
const USER_ID = utf8("user_id");

/** Writes `stop_sequences`, `metadata` and `service_tier`, each if there is something to say. */
export function writeSettings(document: JsonDocument, json: JsonWriter): void {
  writeStop(document, document.find(document.root, STOP), json);
  writeUser(document, document.root, json);
  const tier = document.find(document.root, SERVICE_TIER);
  const isAuto = document.means(tier, AUTO);
  if (!isAuto && !document.means(tier, DEFAULT)) return;
  json.key("service_tier");
  json.ascii(isAuto ? "auto" : "standard_only");
}

function writeStop(document: JsonDocument, stop: i32, json: JsonWriter): void {
  const kind = document.kind(stop);
  if (kind != JsonKind.String && kind != JsonKind.Array) return;
  const from = json.out.length;
  json.key("stop_sequences");
  json.openArray();
  const start = json.out.length;
  if (fullText(document, stop) >= 0) json.raw(document.raw(stop));
  for (let one = document.firstChild(stop); one >= 0; one = document.nextSibling(one)) {
    if (fullText(document, one) >= 0) json.raw(document.raw(one));
  }
  const isEmpty = json.out.length == start;
  json.closeArray();
  if (isEmpty) json.out.cutTo(from);
}

function writeUser(document: JsonDocument, root: i32, json: JsonWriter): void {
  let user = findText(document, root, USER);
  if (user < 0) user = findText(document, findOf(document, root, METADATA, JsonKind.Object), USER_ID);
  if (user < 0) user = findText(document, root, SAFETY_IDENTIFIER);
  if (user < 0) return;
  json.key("metadata");
  json.openObject();
  json.member("user_id", document, user);
  json.closeObject();
}
