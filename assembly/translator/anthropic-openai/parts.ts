// Images, documents and texts of a user's turn, or of a tool's result, as parts of a chat's message.
// https://docs.anthropic.com/en/api/messages · https://platform.openai.com/docs/api-reference/chat/create#chat-create-messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { textOf, utf8 } from "../../text/bytes";
import { isText } from "./answer";
import { isEmptyText, textOfBlock, writeTextPart } from "./text-parts";

const BASE64 = utf8("base64");
const CONTENT = utf8("content");
const DATA = utf8("data");
const DOCUMENT = utf8("document");
const IMAGE = utf8("image");
const MEDIA_TYPE = utf8("media_type");
const SEARCH_RESULT = utf8("search_result");
const SOURCE = utf8("source");
const TEXT = utf8("text");
const TITLE = utf8("title");
const TYPE = utf8("type");
const URL = utf8("url");

/** Writes parts for `block` into the array that is open; "" or why it cannot be sent. A block without content writes none. */
export function writePart(document: JsonDocument, block: i32, keepsCache: bool, json: JsonWriter): string {
  const text = textOfBlock(document, block);
  if (text >= 0) {
    writeTextPart(document, text, block, keepsCache, json);
    return "";
  }
  const type = document.find(block, TYPE);
  if (document.means(type, IMAGE)) return writeImage(document, document.find(block, SOURCE), json);
  if (document.means(type, DOCUMENT)) return writeDocument(document, block, keepsCache, json);
  if (document.means(type, SEARCH_RESULT)) return writeTexts(document, document.find(block, CONTENT), keepsCache, json);
  if (isEmptyText(document, block)) return "";
  if (document.kind(type) != JsonKind.String) return "expected a block of content";
  return `a block of type "${textOf(document.text(type))}" cannot be sent to this provider`;
}

function writeImage(document: JsonDocument, source: i32, json: JsonWriter): string {
  const type = document.find(source, TYPE);
  const address = document.find(source, URL);
  const isUrl = document.means(type, URL);
  if (isUrl && !isText(document, address)) return ""; // there is no image
  const isData = document.means(type, BASE64) && isText(document, document.find(source, DATA));
  if (!isUrl && !isData) return "expected an image in base64, or by its URL";
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
  return "";
}

function writeDocument(document: JsonDocument, block: i32, keepsCache: bool, json: JsonWriter): string {
  const source = document.find(block, SOURCE);
  const type = document.find(source, TYPE);
  const data = document.find(source, DATA);
  if (document.means(type, TEXT) && document.kind(data) == JsonKind.String) {
    if (isText(document, data)) writeTextPart(document, data, block, keepsCache, json);
    return "";
  }
  if (document.means(type, CONTENT)) return writeTexts(document, document.find(source, CONTENT), keepsCache, json);
  if (!document.means(type, BASE64) || !isText(document, data)) return "expected a document in base64, or its text";
  const title = document.find(block, TITLE);
  json.openObject();
  json.key("type");
  json.ascii("file");
  json.key("file");
  json.openObject();
  json.key("filename");
  if (isText(document, title)) json.raw(document.raw(title));
  else json.ascii("document.pdf");
  json.key("file_data");
  writeDataUrl(document, source, json);
  json.closeObject();
  json.closeObject();
  return "";
}

// A list of blocks inside of a block, of texts and images, or one text.
function writeTexts(document: JsonDocument, content: i32, keepsCache: bool, json: JsonWriter): string {
  if (isText(document, content)) writeTextPart(document, content, -1, keepsCache, json);
  for (let block = document.firstChild(content); block >= 0; block = document.nextSibling(block)) {
    const text = textOfBlock(document, block);
    if (text >= 0) writeTextPart(document, text, block, keepsCache, json);
    else if (document.means(document.find(block, TYPE), IMAGE)) {
      const why = writeImage(document, document.find(block, SOURCE), json);
      if (why.length > 0) return why;
    } else if (!isEmptyText(document, block)) return "expected texts and images";
  }
  return "";
}

function writeDataUrl(document: JsonDocument, source: i32, json: JsonWriter): void {
  json.openString();
  json.out.ascii("data:");
  json.addToString(document, document.find(source, MEDIA_TYPE));
  json.out.ascii(";base64,");
  json.addToString(document, document.find(source, DATA));
  json.closeString();
}
