// The event of a stream, or the text, in which a provider says that it failed, whoever it is.

import { JsonDocument } from "../json/document";
import { JsonKind } from "../json/kind";
import { utf8 } from "../text/bytes";

const ERROR = utf8("error");
const TYPE = utf8("type");

/** True when `document` is one: `{"error":…}` as OpenAI and those who follow it have it, or `{"type":"error",…}`. */
export function isErrorEvent(document: JsonDocument): bool {
  const root = document.root;
  const kind = document.kind(document.find(root, ERROR));
  if (kind == JsonKind.Object || kind == JsonKind.String) return true;
  return document.means(document.find(root, TYPE), ERROR);
}
