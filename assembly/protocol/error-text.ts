// What an answer that says it failed says to a person, whoever made it.

import { JsonDocument } from "../json/document";
import { JsonKind } from "../json/kind";
import { trimSpace } from "../text/ascii";
import { Bytes, utf8 } from "../text/bytes";

// A page of HTML tells nobody more than its beginning.
const MAX_TEXT_BYTES: i32 = 1024;
const DETAIL = utf8("detail");
const ERROR = utf8("error");
const ERRORS = utf8("errors");
const MESSAGE = utf8("message");
// As OpenAI, Anthropic and Google have it, then FastAPI, Baidu and Bedrock.
const NAMES: Array<Bytes> = [MESSAGE, DETAIL, utf8("error_msg"), utf8("msg"), utf8("Message")];

/**
 * The message of an answer with this HTTP status: that of its error object, else the text itself, at most 1,024 bytes of
 * it. `answer` has no root where `text` is no JSON. Never empty.
 */
export function errorTextOf(answer: JsonDocument, text: Bytes, status: i32): Bytes {
  const message = messageOf(answer);
  if (message.byteLength > 0) return message;
  const plain = trimSpace(text);
  if (plain.byteLength == 0) return utf8(`The provider answered with status ${status} and said nothing.`);
  return plain.byteLength <= MAX_TEXT_BYTES ? plain : plain.subarray(0, wholeCharacters(plain, MAX_TEXT_BYTES));
}

/** The error object of an answer: its member `error`, or the first element of a list of errors; -1: it has none. */
export function errorNodeOf(answer: JsonDocument): i32 {
  const root = answer.root;
  // Google's streams begin with a list.
  const object = answer.kind(root) == JsonKind.Array ? answer.firstChild(root) : root;
  return answer.find(object, ERROR);
}

function messageOf(answer: JsonDocument): Bytes {
  const error = errorNodeOf(answer);
  const inner = textIn(answer, error);
  if (inner.byteLength > 0) return inner;
  const root = answer.root;
  const listed = textIn(answer, answer.firstChild(answer.find(root, ERRORS)));
  if (listed.byteLength > 0) return listed;
  const outer = textIn(answer, root);
  if (outer.byteLength > 0) return outer;
  // What FastAPI finds wrong with a request is a list.
  return textIn(answer, answer.firstChild(answer.find(root, DETAIL)));
}

// The message of an object, or a text itself.
function textIn(answer: JsonDocument, object: i32): Bytes {
  for (let i = 0; i < NAMES.length; i++) {
    const text = answer.text(answer.find(object, unchecked(NAMES[i]))); // i < length
    if (text.byteLength > 0) return text;
  }
  return answer.text(object);
}

// The most bytes, up to `limit`, that do not end inside a character.
function wholeCharacters(text: Bytes, limit: i32): i32 {
  let size = limit;
  while (size > 0 && (load<u8>(text.dataStart + <usize>size) & 0xc0) == 0x80) size--; // size <= limit < byteLength
  return size;
}
