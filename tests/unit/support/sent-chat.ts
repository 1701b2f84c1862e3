// What becomes of a chat request, as a text.

import { JsonDocument } from "../../../assembly/json/document";
import { ByteWriter } from "../../../assembly/json/write";
import { findCapabilityByName } from "../../../assembly/protocol/capability";
import { PATH_TABLE } from "../../../assembly/protocol/path-table";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { MessagesRequest } from "../../../assembly/translator/openai-anthropic/request";
import { TranslationPlan } from "../../../assembly/translator/plan";
import { ProviderTraits } from "../../../assembly/translator/provider-traits";

/** The request of one chat, with a plan of its own. */
export function requestFor(isClaudeCode: bool = false): MessagesRequest {
  const client = PATH_TABLE.length > 0 ? findCapabilityByName(utf8("openai/v1/chatcompletions")) : null;
  const traits = isClaudeCode ? new ProviderTraits().forClaudeCode() : new ProviderTraits();
  return new MessagesRequest(new TranslationPlan(client!, client!, traits));
}

/** What is sent for a body; why it is refused, behind `!`. */
export function sent(body: string, isClaudeCode: bool = false): string {
  const out = new ByteWriter();
  const refusal = requestFor(isClaudeCode).write(JsonDocument.parse(utf8(body)), out);
  if (refusal === null) return textOf(out.view());
  return `!${refusal.status} ${refusal.reason} ${textOf(refusal.message)}`;
}

/** What is sent for these messages, without what is always sent. */
export function sentFor(messages: string, isClaudeCode: bool = false): string {
  return inner(sent(`{"model":"m","messages":[${messages}]}`, isClaudeCode), '{"model":"m","max_tokens":4096,');
}

/** What is sent for these members beside one message, without what is always sent. */
export function sentBeside(members: string): string {
  return inner(sent(`{"model":"m","messages":[{"role":"user","content":"Hi"}],${members}}`), '{"model":"m",').replace(
    '"messages":[{"role":"user","content":"Hi"}]',
    "…",
  );
}

/** Holds that each first text of `table` becomes the text behind it. */
export function expectAll(table: Array<string>, become: (text: string) => string): void {
  for (let i = 0; i + 1 < table.length; i += 2) expect(become(table[i])).toBe(table[i + 1], table[i]);
}

function inner(text: string, before: string): string {
  return text.startsWith(before) ? text.substring(before.length, text.length - 1) : text;
}
