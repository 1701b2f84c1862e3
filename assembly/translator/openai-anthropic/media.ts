// Images and files of a chat, as Anthropic's sources.
// https://platform.openai.com/docs/guides/images-vision · https://docs.anthropic.com/en/docs/build-with-claude/pdf-support

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { DataUrl, isWebUrl } from "../../protocol/data-url";
import { equalFold, isText } from "../../text/ascii";
import { decodeBase64 } from "../../text/base64";
import { Bytes, utf8 } from "../../text/bytes";

const IMAGE = utf8("image/");
const JPEG = utf8("image/jpeg");
const JPG = utf8("image/jpg"); // no type at all, but widely written
const PDF = utf8("application/pdf");
const PLAIN = utf8("text/plain");
const TEXT = utf8("text/");

// One for all requests; `forget` takes a body from it.
const url = new DataUrl();

/** What a block is that a file became. */
export enum Media {
  None,
  Image,
  Document,
}

/** Writes a block, open for more members, for the URL of an image, or of a PDF that is sent as one; false when there is no such source. */
export function openImage(json: JsonWriter, address: Bytes): bool {
  if (isWebUrl(address)) {
    openBlock(json, "image");
    writeUrl(json, address);
    return true;
  }
  if (!url.read(address)) return false;
  const isPdf = equalFold(url.type, PDF);
  const isImage = startsFold(url.type, IMAGE);
  if (isPdf || isImage) openBlock(json, isImage ? "image" : "document");
  if (isImage) writeBase64(json, equalFold(url.type, JPG) ? JPEG : url.type, url.data);
  else if (isPdf) writeBase64(json, PDF, url.data);
  url.forget();
  return isPdf || isImage;
}

/** Writes a block, open for more members, for a file that is given as a URL, or as the base64 of a PDF. */
export function openFile(json: JsonWriter, file: Bytes): Media {
  if (isWebUrl(file)) {
    openBlock(json, "document");
    writeUrl(json, file);
    return Media.Document;
  }
  if (DataUrl.isOne(file)) return openData(json, file);
  openBlock(json, "document");
  writeBase64(json, PDF, file);
  return Media.Document;
}

/** Writes a block, open for more members, for a file that the provider keeps; Higress' clients write a URL there. */
export function openFileId(json: JsonWriter, document: JsonDocument, id: i32): void {
  openBlock(json, "document");
  const address = document.text(id);
  if (isWebUrl(address)) return writeUrl(json, address);
  openSource(json, "file");
  json.member("file_id", document, id);
  json.closeObject();
}

function openData(json: JsonWriter, file: Bytes): Media {
  if (!url.read(file)) return Media.None;
  const isPlain = startsFold(url.type, TEXT);
  const isImage = startsFold(url.type, IMAGE);
  const text: Bytes | null = isPlain ? decodeBase64(url.data) : null;
  url.forget();
  if (text === null) {
    if (!openImage(json, file)) return Media.None;
    return isImage ? Media.Image : Media.Document;
  }
  openBlock(json, "document");
  openSource(json, "text");
  json.key("media_type");
  json.string(PLAIN);
  json.key("data");
  json.string(text);
  json.closeObject();
  return Media.Document;
}

function openBlock(json: JsonWriter, type: string): void {
  json.openObject();
  json.key("type");
  json.ascii(type);
  json.key("source");
}

function openSource(json: JsonWriter, type: string): void {
  json.openObject();
  json.key("type");
  json.ascii(type);
}

function writeBase64(json: JsonWriter, type: Bytes, data: Bytes): void {
  openSource(json, "base64");
  json.key("media_type");
  json.string(type);
  json.key("data");
  json.string(data);
  json.closeObject();
}

function writeUrl(json: JsonWriter, address: Bytes): void {
  openSource(json, "url");
  json.key("url");
  json.string(address);
  json.closeObject();
}

function startsFold(type: Bytes, prefix: Bytes): bool {
  const size = prefix.byteLength;
  return type.byteLength >= size && isText(type.dataStart, type.dataStart + <usize>size, prefix);
}
