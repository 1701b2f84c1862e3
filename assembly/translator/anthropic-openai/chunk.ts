// What a chunk of a chat's stream is about: https://platform.openai.com/docs/api-reference/chat/streaming

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { isErrorEvent } from "../../protocol/error-event";
import { ChatUsage } from "../../protocol/openai/usage";
import { utf8 } from "../../text/bytes";
import { fullText } from "../typed-member";

const ERROR = utf8("error");
const INDEX = utf8("index");
const USAGE = utf8("usage");
const X_GROQ = utf8("x_groq");

/** True when an event says that the provider failed. Chunks may have a member for it that says nothing, or choices beside it. */
export function isFailure(event: JsonDocument, isChunk: bool): bool {
  if (!isChunk) return isErrorEvent(event);
  const error = event.find(event.root, ERROR);
  return event.firstChild(error) >= 0 || fullText(event, error) >= 0;
}

/** The choice that the client gets: number 0, or the one that has no number; -1: the chunk has none of it. */
export function firstChoice(event: JsonDocument, choices: i32): i32 {
  for (let choice = event.firstChild(choices); choice >= 0; choice = event.nextSibling(choice)) {
    const index = event.find(choice, INDEX);
    if (event.kind(index) != JsonKind.Number || event.toI64(index) == 0) return choice;
  }
  return -1;
}

/** Takes over what a chunk tells of the usage: most in the chunk, Groq beside it, Moonshot in the choice. True when it does. */
export function readUsage(event: JsonDocument, choice: i32, usage: ChatUsage): bool {
  const root = event.root;
  const isInside = readObject(event, event.find(choice, USAGE), usage);
  const isBeside = readObject(event, event.find(event.find(root, X_GROQ), USAGE), usage);
  return readObject(event, event.find(root, USAGE), usage) || isBeside || isInside;
}

function readObject(event: JsonDocument, node: i32, usage: ChatUsage): bool {
  if (event.kind(node) != JsonKind.Object) return false;
  usage.read(event, node);
  return true;
}
