// Anthropic's `system`, as the first message of a chat.
// https://docs.anthropic.com/en/api/messages#body-system

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { placeOf, refuseAt } from "../refuse";
import { fullText } from "../typed-member";
import { BillingHeader } from "./billing-header";
import { BlockKind, blockKind } from "./block-kind";
import { cacheOf, onlyTextOf, textIn } from "./text-parts";

/**
 * Writes the message for `system`, a text or a list of text blocks, into the array that is open, if it says anything:
 * the request's own (`index` -1), or what turn number `index` says. Null, or why it cannot be sent.
 */
export function writeSystem(
  document: JsonDocument,
  system: i32,
  index: i32,
  keepsCache: bool,
  json: JsonWriter,
): Refusal | null {
  const kind = document.kind(system);
  if (kind <= JsonKind.Null) return null;
  const isText = kind == JsonKind.String;
  if (!isText && kind != JsonKind.Array) return refuseAt(placeOfSystem(index), "expected a text or a list of texts");
  const only = isText ? fullText(document, system) : onlyTextOf(document, system, keepsCache);
  if (only < 0) return isText ? null : writeList(document, system, index, keepsCache, json);
  begin(json);
  writeText(document, only, json);
  json.closeObject();
  return null;
}

function writeList(document: JsonDocument, list: i32, index: i32, keepsCache: bool, json: JsonWriter): Refusal | null {
  const from = json.out.length;
  begin(json);
  json.openArray();
  const start = json.out.length;
  let at = 0;
  for (let block = document.firstChild(list); block >= 0; block = document.nextSibling(block), at++) {
    if (blockKind(document, block) != BlockKind.Text) {
      return refuseAt(placeOf(placeOfSystem(index), at), "expected a text");
    }
    writePart(document, block, keepsCache, json);
  }
  const isEmpty = json.out.length == start;
  json.closeArray();
  json.closeObject();
  if (isEmpty) json.out.cutTo(from);
  return null;
}

function begin(json: JsonWriter): void {
  json.openObject();
  json.key("role");
  json.ascii("system");
  json.key("content");
}

function writePart(document: JsonDocument, block: i32, keepsCache: bool, json: JsonWriter): void {
  const text = textIn(document, block, BlockKind.Text);
  if (text < 0) return;
  json.openObject();
  json.key("type");
  json.ascii("text");
  json.key("text");
  writeText(document, text, json);
  if (keepsCache) json.member("cache_control", document, cacheOf(document, block));
  json.closeObject();
}

function writeText(document: JsonDocument, text: i32, json: JsonWriter): void {
  if (!BillingHeader.mayBegin(document, text)) return json.raw(document.raw(text));
  const meant = document.text(text);
  if (BillingHeader.begins(meant)) BillingHeader.write(meant, json);
  else json.raw(document.raw(text));
}

function placeOfSystem(index: i32): string {
  return index < 0 ? "system" : `${placeOf("messages", index)}.content`;
}
