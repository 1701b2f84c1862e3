// What becomes of a request for a message, as a text.

import { JsonDocument } from "../../../assembly/json/document";
import { ByteWriter } from "../../../assembly/json/write";
import { findCapabilityByName } from "../../../assembly/protocol/capability";
import { PATH_TABLE } from "../../../assembly/protocol/path-table";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { ChatRequest } from "../../../assembly/translator/anthropic-openai/request";
import { TranslationPlan } from "../../../assembly/translator/plan";
import { ProviderTraits } from "../../../assembly/translator/provider-traits";

/** What a provider reads that others do not. */
export enum Reads {
  Nothing,
  CacheControl,
  Reasoning,
  LateSystem,
}

/** The request of one message, with a plan of its own. */
export function messageRequestFor(reads: Reads = Reads.Nothing, tokenLimit: string = "max_tokens"): ChatRequest {
  const client = PATH_TABLE.length > 0 ? findCapabilityByName(utf8("anthropic/v1/messages")) : null;
  const traits = new ProviderTraits();
  traits.tokenLimit = tokenLimit;
  traits.readsCacheControl = reads == Reads.CacheControl;
  traits.readsReasoning = reads == Reads.Reasoning;
  traits.readsLateSystem = reads == Reads.LateSystem;
  return new ChatRequest(new TranslationPlan(client!, client!, traits));
}

/** What is sent for a body; why it is refused, behind `!`. */
export function chatFor(body: string, request: ChatRequest = messageRequestFor()): string {
  const out = new ByteWriter();
  const refusal = request.write(JsonDocument.parse(utf8(body)), out);
  if (refusal === null) return textOf(out.view());
  return `!${refusal.status} ${refusal.reason} ${textOf(refusal.message)}`;
}

/** The messages that are sent for `system` ("": none) and these turns. */
export function chatTurns(system: string, turns: string, reads: Reads = Reads.Nothing): string {
  const before = system.length > 0 ? `"system":${system},` : "";
  const text = chatFor(`{"model":"m",${before}"messages":[${turns}]}`, messageRequestFor(reads));
  return inner(text, '{"model":"m","messages":[', 2);
}

/** What is sent for the blocks of a user's turn. */
export function chatBlocks(blocks: string, reads: Reads = Reads.Nothing): string {
  return chatTurns("", `{"role":"user","content":[${blocks}]}`, reads);
}

/** What is sent for the blocks of an assistant's turn. */
export function chatSaid(blocks: string, reads: Reads = Reads.Nothing): string {
  return chatTurns("", `{"role":"assistant","content":[${blocks}]}`, reads);
}

/** What is sent for these members beside one message, `…`. */
export function chatBeside(members: string, reads: Reads = Reads.Nothing, tokenLimit: string = "max_tokens"): string {
  const body = `{"model":"m","messages":[{"role":"user","content":"Hi"}],${members}}`;
  const text = chatFor(body, messageRequestFor(reads, tokenLimit));
  return inner(text, '{"model":"m",', 1).replace('"messages":[{"role":"user","content":"Hi"}]', "…");
}

// Without what is always sent, and `after` brackets at the end.
function inner(text: string, before: string, after: i32): string {
  return text.startsWith(before) ? text.substring(before.length, text.length - after) : text;
}
