// The parts of a message's content, as Anthropic's blocks.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages · https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { Bytes, textOf, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { findOf, findText } from "../typed-member";
import { Media, openFile, openFileId, openImage } from "./media";
import { cacheControlOf, isTextPart, writeTextPart } from "./texts";

const FILE = utf8("file");
const FILE_DATA = utf8("file_data");
const FILE_ID = utf8("file_id");
const FILENAME = utf8("filename");
const IMAGE_URL = utf8("image_url");
const TYPE = utf8("type");
const URL = utf8("url");
// So much of a type is told.
const MAX_TOLD: i32 = 64;
/** Blocks of Anthropic's own, which some clients send to whoever answers. */
const NATIVE: Array<Bytes> = [
  utf8("image"),
  utf8("document"),
  utf8("tool_result"),
  utf8("tool_use"),
  utf8("thinking"),
  utf8("redacted_thinking"),
  utf8("search_result"),
  utf8("container_upload"),
  utf8("server_tool_use"),
  utf8("web_search_tool_result"),
  utf8("web_fetch_tool_result"),
];

/** Writes a block for each part of `content`, a list, of message `index` into the array that is open; null, or why one cannot be sent. */
export function writeParts(document: JsonDocument, content: i32, index: i32, json: JsonWriter): Refusal | null {
  let at = 0;
  for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part), at++) {
    const why = writePart(document, part, json);
    if (why.length > 0) return refusePart(index, at, why);
  }
  return null;
}

/** Part `at` of message `index` cannot be sent, for this reason. */
export function refusePart(index: i32, at: i32, why: string): Refusal {
  return refuseAt(placeOf(`${placeOf("messages", index)}.content`, at), why);
}

/** The content of message `index` is neither text nor parts. */
export function refuseContent(index: i32): Refusal {
  return refuseAt(`${placeOf("messages", index)}.content`, "expected a string or a list of parts");
}

/** Why a part that is no text cannot be sent. */
export function tellPart(document: JsonDocument, part: i32): string {
  const type = document.find(part, TYPE);
  if (document.kind(type) != JsonKind.String) return "expected an object with a type";
  const text = document.text(type);
  return `a part of type "${textOf(text.subarray(0, min(text.byteLength, MAX_TOLD)))}" cannot be sent to this provider`;
}

// Returns "", or why the part cannot be sent.
function writePart(document: JsonDocument, part: i32, json: JsonWriter): string {
  if (isTextPart(document, part)) return writeTextPart(document, part, json);
  if (document.kind(part) == JsonKind.Null) return "";
  const type = document.find(part, TYPE);
  if (document.means(type, IMAGE_URL)) return writeImage(document, part, json);
  if (document.means(type, FILE)) return writeFile(document, part, json);
  if (!isNative(document, type)) return tellPart(document, part);
  json.raw(document.raw(part));
  return "";
}

function isNative(document: JsonDocument, type: i32): bool {
  for (let i = 0; i < NATIVE.length; i++) {
    if (document.means(type, unchecked(NATIVE[i]))) return true; // i < length
  }
  return false;
}

function writeImage(document: JsonDocument, part: i32, json: JsonWriter): string {
  const image = document.find(part, IMAGE_URL);
  const address = document.kind(image) == JsonKind.String ? image : document.find(image, URL);
  if (!openImage(json, document.text(address))) return "expected the image as a data URL in base64, or by HTTP";
  closeMedia(document, part, json);
  return "";
}

function writeFile(document: JsonDocument, part: i32, json: JsonWriter): string {
  const file = document.find(part, FILE);
  const id = findText(document, file, FILE_ID);
  const data = findText(document, file, FILE_DATA);
  let media = Media.Document;
  if (data >= 0) media = openFile(json, document.text(data));
  else if (id >= 0) openFileId(json, document, id);
  else return "expected file_data or file_id";
  if (media == Media.None) return "expected a file in base64: a PDF, an image or plain text";
  if (media == Media.Document) json.member("title", document, findOf(document, file, FILENAME, JsonKind.String));
  closeMedia(document, part, json);
  return "";
}

function closeMedia(document: JsonDocument, part: i32, json: JsonWriter): void {
  json.member("cache_control", document, cacheControlOf(document, part));
  json.closeObject();
}
