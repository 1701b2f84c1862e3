// The small settings of a message: how long it may be, where it stops, who asks, how it is served.
// https://docs.anthropic.com/en/api/messages · https://platform.openai.com/docs/api-reference/chat/create

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findOf, findText, fullText } from "../typed-member";
import { abbreviate } from "./tool-names";

const AUTO = utf8("auto");
const MAX_TOKENS = utf8("max_tokens");
const METADATA = utf8("metadata");
const SERVICE_TIER = utf8("service_tier");
const STANDARD_ONLY = utf8("standard_only");
const STOP_SEQUENCES = utf8("stop_sequences");
const STREAM = utf8("stream");
const TEMPERATURE = utf8("temperature");
const TOP_P = utf8("top_p");
const USER_ID = utf8("user_id");
// OpenAI takes no longer ones.
const MAX_USER_BYTES: i32 = 64;

/** Writes them, each if there is something to say; `tokenLimit` is what the provider calls `max_tokens`. */
export function writeSettings(document: JsonDocument, tokenLimit: string, json: JsonWriter): void {
  const root = document.root;
  json.member("temperature", document, findOf(document, root, TEMPERATURE, JsonKind.Number));
  json.member("top_p", document, findOf(document, root, TOP_P, JsonKind.Number));
  json.member(tokenLimit, document, findOf(document, root, MAX_TOKENS, JsonKind.Number));
  if (findOf(document, root, STREAM, JsonKind.True) >= 0) {
    json.key("stream_options");
    json.openObject();
    json.key("include_usage");
    json.bool(true);
    json.closeObject();
  }
  writeStop(document, findOf(document, root, STOP_SEQUENCES, JsonKind.Array), json);
  writeUser(document, findText(document, document.find(root, METADATA), USER_ID), json);
  writeTier(document, document.find(root, SERVICE_TIER), json);
}

function writeStop(document: JsonDocument, stops: i32, json: JsonWriter): void {
  if (document.firstChild(stops) < 0) return;
  const from = json.out.length;
  json.key("stop");
  json.openArray();
  const start = json.out.length;
  for (let stop = document.firstChild(stops); stop >= 0; stop = document.nextSibling(stop)) {
    if (fullText(document, stop) >= 0) json.raw(document.raw(stop));
  }
  const isEmpty = json.out.length == start;
  json.closeArray();
  if (isEmpty) json.out.cutTo(from);
}

function writeUser(document: JsonDocument, id: i32, json: JsonWriter): void {
  if (id < 0) return;
  const user = document.text(id);
  json.key("user");
  if (user.byteLength <= MAX_USER_BYTES) json.raw(document.raw(id));
  else json.string(abbreviate(user, user));
}

function writeTier(document: JsonDocument, tier: i32, json: JsonWriter): void {
  if (document.means(tier, AUTO)) json.member("service_tier", document, tier);
  if (!document.means(tier, STANDARD_ONLY)) return;
  json.key("service_tier");
  json.ascii("default");
}
