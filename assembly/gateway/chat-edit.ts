// Whether the messages of a chat must be changed, and the memory that this may take.

import { ChatSettings } from "../config/chat-settings";
import { ContextSettings } from "../config/context-settings";
import { ProviderSettings } from "../config/provider-settings";
import { Host } from "../host/host";
import { JsonDocument } from "../json/document";
import { JsonError } from "../json/error";
import { Splices } from "../json/edit";
import { Capability, Trait } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { Bytes, utf8 } from "../text/bytes";
import { WordSearch } from "../text/word-search";
import { MessageEdit } from "./message-edit";
import { bodyOutOfMemory, hostFailure } from "./refusals";
import { RequestBody } from "./request-body";

const DEVELOPER = new WordSearch(utf8('"developer"'));
// With its comma, among the splices, and in the part of the body that is written, whose writer grows to the double.
const CONTEXT_COPIES: u64 = 6;
// A message of a few bytes takes twice as much in splices, which grow to the double, as it does in the document.
const SPLICE_SHARE: u32 = 3;

/** What must occur in a body of `capability` for it to be looked into for roles; null: nothing is looked for. */
export function roleToFind(provider: ProviderSettings, capability: Capability): WordSearch | null {
  const isWanted = provider.chat.renamesDeveloper && !provider.isOriginal && capability.has(Trait.Messages);
  return isWanted ? DEVELOPER : null;
}

/** Adds to `body`, which was read for a `provider`, the changes of a chat's messages; null, or why they cannot be made. */
export function editChat(
  host: Host,
  provider: ProviderSettings,
  capability: Capability,
  context: ContextSettings | null,
  body: RequestBody,
): Refusal | null {
  if (provider.isOriginal || !capability.has(Trait.Messages)) return null;
  if (context === null && !provider.chat.rewritesMessages && !body.mayHold) return null;
  const whole = body.take(host);
  if (whole === null) return host.isShort() ? bodyOutOfMemory() : hostFailure();
  const message: Bytes | null = context === null ? null : context.message;
  return editMessages(whole, provider.chat, message, body.splices, host.room());
}

/** Adds the changes of a chat, given as a whole, to `splices`; takes at most `room` bytes. Null, or why it cannot be done. */
export function editMessages(
  body: Bytes,
  chat: ChatSettings,
  context: Bytes | null,
  splices: Splices,
  room: u32,
): Refusal | null {
  const copies: u64 = context === null ? 0 : <u64>context.byteLength * CONTEXT_COPIES;
  if (copies > room) return bodyOutOfMemory();
  const left = room - <u32>copies;
  const document = JsonDocument.parse(body, chat.changesMessages ? left / SPLICE_SHARE : left);
  if (document.error != JsonError.None) return bodyOutOfMemory(); // it was scanned before, so it is valid
  return new MessageEdit(document, splices, chat, context).run() ? null : hostFailure();
}
