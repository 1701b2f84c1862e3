// Usage that a stream states in its choice, as Moonshot does, moved to where OpenAI has it.
// https://platform.moonshot.cn/docs/api/chat

import { JsonDocument } from "../../json/document";
import { Splices } from "../../json/edit";
import { JsonKind } from "../../json/kind";
import { removeMembers } from "../../json/remove-members";
import { ByteWriter } from "../../json/write";
import { utf8 } from "../../text/bytes";

const USAGE = utf8("usage");
const NEW_USAGE = utf8(',"usage":');

// One for all events: it holds nothing from one to the next.
const member = new ByteWriter();

/** Moves the usage of the first of `choices` to the top of the event, if there is none (or null). */
export function moveChoiceUsage(document: JsonDocument, choices: i32, splices: Splices): void {
  const choice = document.firstChild(choices);
  const usage = document.find(choice, USAGE);
  const top = document.find(document.root, USAGE);
  if (document.kind(usage) != JsonKind.Object) return;
  if (top >= 0 && document.kind(top) != JsonKind.Null) return;
  removeMembers(document, choice, USAGE, USAGE, -1, splices);
  if (top >= 0) {
    splices.replace(document.start(top), document.end(top), document.raw(usage));
    return;
  }
  member.clear();
  member.bytes(NEW_USAGE);
  member.bytes(document.raw(usage));
  splices.insert(lastEnd(document), member.view());
}

// Behind the last member of the event, which has choices.
function lastEnd(document: JsonDocument): i32 {
  let end = 0;
  for (let node = document.firstChild(document.root); node >= 0; node = document.nextSibling(node)) {
    end = document.end(node);
  }
  return end;
}
