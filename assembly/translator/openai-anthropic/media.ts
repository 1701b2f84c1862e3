// Images and files of a chat, as Anthropic's sources.
// https://platform.openai.com/docs/guides/images-vision · https://docs.anthropic.com/en/docs/build-with-claude/pdf-support

import { JsonWriter } from "../../json/json-writer";
import { DataUrl, isWebUrl } from "../../protocol/data-url";
import { decodeBase64 } from "../../text/base64";
import { Bytes, equalBytes, startsWith, utf8 } from "../../text/bytes";

const IMAGE = utf8("image/");
const PDF = utf8("application/pdf");
const PLAIN = utf8("text/plain");

// One for all requests: it holds nothing from one part to the next.
const url = new DataUrl();

/** Writes an image block, open for more members, for the URL of an image; false when there is no such source. */
export function openImage(json: JsonWriter, address: Bytes): bool {
  const isData = url.read(address);
  if (!isData && !isWebUrl(address)) return false;
  openBlock(json, "image");
  if (isData) writeBase64(json, url.type, url.data);
  else writeUrl(json, address);
  return true;
}

/** What a block is that a file became. */
export enum Media {
  None,
  Image,
  Document,
}

/** Writes a block, open for more members, for a file that is given as a data URL or as the base64 of a PDF. */
export function openFile(json: JsonWriter, file: Bytes): Media {
  if (!url.read(file)) {
    openBlock(json, "document");
    writeBase64(json, PDF, file);
    return Media.Document;
  }
  if (startsWith(url.type, IMAGE)) return openImage(json, file) ? Media.Image : Media.None;
  const isPdf = equalBytes(url.type, PDF);
  const text: Bytes | null = equalBytes(url.type, PLAIN) ? decodeBase64(url.data) : null;
  if (!isPdf && text === null) return Media.None;
  openBlock(json, "document");
  if (text === null) writeBase64(json, url.type, url.data);
  else writeText(json, text);
  return Media.Document;
}

function openBlock(json: JsonWriter, type: string): void {
  json.openObject();
  json.key("type");
  json.ascii(type);
  json.key("source");
}

function writeBase64(json: JsonWriter, type: Bytes, data: Bytes): void {
  json.openObject();
  json.key("type");
  json.ascii("base64");
  json.key("media_type");
  json.string(type);
  json.key("data");
  json.string(data);
  json.closeObject();
}

function writeUrl(json: JsonWriter, address: Bytes): void {
  json.openObject();
  json.key("type");
  json.ascii("url");
  json.key("url");
  json.string(address);
  json.closeObject();
}

function writeText(json: JsonWriter, text: Bytes): void {
  json.openObject();
  json.key("type");
  json.ascii("text");
  json.key("media_type");
  json.string(PLAIN);
  json.key("data");
  json.string(text);
  json.closeObject();
}
