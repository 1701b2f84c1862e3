// Images, documents and texts of a user's turn, or of a tool's result, as parts of a chat's message.
// https://docs.anthropic.com/en/api/messages · https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findText, fullText } from "../typed-member";
import { BlockKind, blockKind, whyNot } from "./block-kind";
import { textIn, writeTextPart } from "./text-parts";

const BASE64 = utf8("base64");
const CONTENT = utf8("content");
const DATA = utf8("data");
const MEDIA_TYPE = utf8("media_type");
const SOURCE = utf8("source");
const TEXT = utf8("text");
const TITLE = utf8("title");
const TYPE = utf8("type");
const URL = utf8("url");

/** Writes parts for `block` into the array that is open; "" or why it cannot be sent. A block without content writes none. */
export function writePart(document: JsonDocument, block: i32, keepsCache: bool, json: JsonWriter): string {
  const kind = blockKind(document, block);
  if (kind == BlockKind.Document) return writeDocument(document, block, keepsCache, json);
  if (kind == BlockKind.SearchResult) return writeTexts(document, document.find(block, CONTENT), keepsCache, json);
  return writeSimple(document, block, kind, keepsCache, json) ? whyNotImage(document, block, kind) : "";
}

// What may stand in a block, too. Returns true if it cannot be sent.
function writeSimple(document: JsonDocument, block: i32, kind: BlockKind, keepsCache: bool, json: JsonWriter): bool {
  if (kind == BlockKind.Image) return writeImage(document, document.find(block, SOURCE), json);
  if (kind != BlockKind.Text && kind != BlockKind.ToolReference) return true;
  const text = textIn(document, block, kind);
  if (text >= 0) writeTextPart(document, text, block, keepsCache, json);
  return false;
}

function whyNotImage(document: JsonDocument, block: i32, kind: BlockKind): string {
  return kind == BlockKind.Image ? "expected an image in base64, or by its URL" : whyNot(document, block);
}

// Returns true if it cannot be sent.
function writeImage(document: JsonDocument, source: i32, json: JsonWriter): bool {
  const type = document.find(source, TYPE);
  const address = findText(document, source, URL);
  const isUrl = document.means(type, URL);
  if (isUrl && address < 0) return false; // there is no image
  const isData = document.means(type, BASE64) && findText(document, source, MEDIA_TYPE) >= 0;
  if (!isUrl && (!isData || findText(document, source, DATA) < 0)) return true;
  json.openObject();
  json.key("type");
  json.ascii("image_url");
  json.key("image_url");
  json.openObject();
  json.key("url");
  if (isUrl) json.raw(document.raw(address));
  else writeDataUrl(document, source, json);
  json.closeObject();
  json.closeObject();
  return false;
}

function writeDocument(document: JsonDocument, block: i32, keepsCache: bool, json: JsonWriter): string {
  const source = document.find(block, SOURCE);
  const type = document.find(source, TYPE);
  const data = document.find(source, DATA);
  if (document.means(type, TEXT) && document.kind(data) == JsonKind.String) {
    if (fullText(document, data) >= 0) writeTextPart(document, data, block, keepsCache, json);
    return "";
  }
  if (document.means(type, CONTENT)) return writeTexts(document, document.find(source, CONTENT), keepsCache, json);
  if (!document.means(type, BASE64) || fullText(document, data) < 0)
    return "expected a document in base64, or its text";
  const title = findText(document, block, TITLE);
  json.openObject();
  json.key("type");
  json.ascii("file");
  json.key("file");
  json.openObject();
  json.key("filename");
  if (title >= 0) json.raw(document.raw(title));
  else json.ascii("document.pdf");
  json.key("file_data");
  writeDataUrl(document, source, json);
  json.closeObject();
  json.closeObject();
  return "";
}

// A list of blocks inside of a block, of texts and images, or one text.
function writeTexts(document: JsonDocument, content: i32, keepsCache: bool, json: JsonWriter): string {
  const kind = document.kind(content);
  if (kind != JsonKind.String && kind != JsonKind.Array) return "expected a text or a list of blocks in it";
  if (fullText(document, content) >= 0) writeTextPart(document, content, -1, keepsCache, json);
  for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block)) {
    if (writeSimple(document, block, blockKind(document, block), keepsCache, json)) return "expected texts and images";
  }
  return "";
}

// Of a document without a type: Anthropic has no other than these.
function writeDataUrl(document: JsonDocument, source: i32, json: JsonWriter): void {
  const type = findText(document, source, MEDIA_TYPE);
  json.openString();
  json.out.ascii("data:");
  if (type >= 0) json.addToString(document, type);
  else json.out.ascii("application/pdf");
  json.out.ascii(";base64,");
  json.addToString(document, document.find(source, DATA));
  json.closeString();
}
