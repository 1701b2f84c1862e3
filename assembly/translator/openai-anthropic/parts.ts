// The parts of a message's content, as Anthropic's blocks.
// https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages · https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { Refusal } from "../../protocol/refusal";
import { Bytes, textOf, utf8 } from "../../text/bytes";
import { placeOf, refuseAt } from "../refuse";
import { Media, openFile, openImage } from "./media";

const CACHE_CONTROL = utf8("cache_control");
const FILE = utf8("file");
const FILE_DATA = utf8("file_data");
const FILE_ID = utf8("file_id");
const FILENAME = utf8("filename");
const IMAGE_URL = utf8("image_url");
const INPUT_TEXT = utf8("input_text");
const REFUSAL = utf8("refusal");
const TEXT = utf8("text");
const TYPE = utf8("type");
const URL = utf8("url");
/** Blocks of Anthropic's own, which some clients send to whoever answers. */
const NATIVE: Array<Bytes> = [utf8("image"), utf8("document"), utf8("tool_result"), utf8("search_result")];

/** Writes a block for each part of `content`, a list, into the array that is open; null, or why one cannot be sent. */
export function writeParts(document: JsonDocument, content: i32, place: string, json: JsonWriter): Refusal | null {
  let index = 0;
  for (let part = document.firstChild(content); part >= 0; part = document.nextSibling(part), index++) {
    const why = writePart(document, part, json);
    if (why.length > 0) return refuseAt(placeOf(place, index), why);
  }
  return null;
}

/** Writes a text block for `text`, a string that is not empty, with the `cache_control` of its part. */
export function writeTextBlock(document: JsonDocument, text: i32, part: i32, json: JsonWriter): void {
  json.openObject();
  json.key("type");
  json.ascii("text");
  json.member("text", document, text);
  json.member("cache_control", document, document.find(part, CACHE_CONTROL));
  json.closeObject();
}

/** The text of a part that is one, also of a refusal and of a plain string; -1: it is none, or an empty one. */
export function textOfPart(document: JsonDocument, part: i32): i32 {
  if (document.kind(part) == JsonKind.String) return fullText(document, part);
  const type = document.find(part, TYPE);
  if (document.means(type, REFUSAL)) return fullText(document, document.find(part, REFUSAL));
  const isText = type < 0 || document.means(type, TEXT) || document.means(type, INPUT_TEXT);
  return isText ? fullText(document, document.find(part, TEXT)) : -1;
}

/** `node` if it is a string that is not empty, else -1. */
export function fullText(document: JsonDocument, node: i32): i32 {
  // Nothing is between two quotes.
  return document.kind(node) == JsonKind.String && document.end(node) - document.start(node) > 2 ? node : -1;
}

// Returns "", or why the part cannot be sent.
function writePart(document: JsonDocument, part: i32, json: JsonWriter): string {
  const text = textOfPart(document, part);
  if (text >= 0) {
    writeTextBlock(document, text, part, json);
    return "";
  }
  const type = document.find(part, TYPE);
  if (document.means(type, IMAGE_URL)) return writeImage(document, part, json);
  if (document.means(type, FILE)) return writeFile(document, part, json);
  if (isNative(document, type)) {
    json.raw(document.raw(part));
    return "";
  }
  const isEmptyText = document.means(type, TEXT) || document.means(type, REFUSAL) || document.means(type, INPUT_TEXT);
  if (isEmptyText || document.kind(part) == JsonKind.String) return "";
  if (document.kind(type) != JsonKind.String) return "expected a part of a message's content";
  return `a part of type "${textOf(document.text(type))}" cannot be sent to this provider`;
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
  json.member("cache_control", document, document.find(part, CACHE_CONTROL));
  json.closeObject();
  return "";
}

function writeFile(document: JsonDocument, part: i32, json: JsonWriter): string {
  const file = document.find(part, FILE);
  const id = document.find(file, FILE_ID);
  const data = fullText(document, document.find(file, FILE_DATA));
  let media = Media.Document;
  if (data >= 0) {
    media = openFile(json, document.text(data));
    if (media == Media.None) return "expected a file in base64: a PDF, an image or plain text";
  } else if (document.kind(id) == JsonKind.String) {
    writeFileId(document, id, json);
  } else {
    return "expected file_data or file_id";
  }
  if (media == Media.Document) json.member("title", document, document.find(file, FILENAME));
  json.member("cache_control", document, document.find(part, CACHE_CONTROL));
  json.closeObject();
  return "";
}

function writeFileId(document: JsonDocument, id: i32, json: JsonWriter): void {
  json.openObject();
  json.key("type");
  json.ascii("document");
  json.key("source");
  json.openObject();
  json.key("type");
  json.ascii("file");
  json.member("file_id", document, id);
  json.closeObject();
}
