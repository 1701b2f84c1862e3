// Where each API has the limit of an answer's tokens, for `override.llmOptions.maxTokens`.

import { Capability, CAPABILITIES } from "../protocol/capability";
import { ProviderRow } from "../provider/spec";
import { BodyEditSpec, EditOp } from "../provider/body-edit-spec";
import { Bytes, textOf } from "../text/bytes";
import { BodyPlan } from "./body-plan";

const CHAT = "openai/v1/chatcompletions";
const OF_CHATS: Array<string> = ["max_tokens", "max_completion_tokens"];

// Capabilities and the member of their bodies, in pairs; that of chats is the row's.
const MEMBERS: Array<string> = [
  "openai/v1/completions",
  "max_tokens",
  "openai/v1/responses",
  "max_output_tokens",
  "anthropic/v1/messages",
  "max_tokens",
  "anthropic/v1/complete",
  "max_tokens_to_sample",
];

/** Sets the limit in every body that has one, whatever the client has sent; "" or why it cannot be set. */
export function limitTokens(plan: BodyPlan, row: ProviderRow, json: Bytes): string {
  for (let i = 0, count = CAPABILITIES.length; i < count; i++) {
    const capability = unchecked(CAPABILITIES[i]); // i < count
    const name = textOf(capability.name);
    const error = name == CHAT ? limitChat(plan, row, capability, json) : limitOther(plan, name, capability, json);
    if (error.length > 0) return error;
  }
  return "";
}

// The other spelling goes: some servers let it count.
function limitChat(plan: BodyPlan, row: ProviderRow, capability: Capability, json: Bytes): string {
  for (let i = 0; i < OF_CHATS.length; i++) {
    const member = unchecked(OF_CHATS[i]); // i < length
    const isKept = member == row.traits.tokenLimit;
    const error = plan.addOverride(specOf(isKept ? EditOp.Force : EditOp.Drop, member, capability, json));
    if (error.length > 0) return error;
  }
  return "";
}

function limitOther(plan: BodyPlan, name: string, capability: Capability, json: Bytes): string {
  const at = MEMBERS.indexOf(name);
  if (at < 0 || at + 1 >= MEMBERS.length) return "";
  return plan.addOverride(specOf(EditOp.Force, unchecked(MEMBERS[at + 1]), capability, json));
}

function specOf(op: EditOp, member: string, capability: Capability, json: Bytes): BodyEditSpec {
  const spec = new BodyEditSpec(op, member);
  spec.json = json;
  spec.capabilities.push(capability.index);
  return spec;
}
