// Reads what shall become of the answers of chats: `promoteThinkingOnEmpty`, `reasoningContentMode`, `hiclawMode`.

import { AnswerEdits, ReasoningMode } from "../protocol/openai/answer-edits";
import { ChatEdit } from "../protocol/openai/chat-edit";
import { ProviderRow } from "../provider/spec";
import { ConfigNode } from "./config-node";

/** The edits that the provider `node`, of type `row`, asks for; null when it asks for none. */
export function parseAnswerEdits(node: ConfigNode, row: ProviderRow): ChatEdit | null {
  const edits = new AnswerEdits();
  edits.promotesThinking = node.member("promoteThinkingOnEmpty").flag || node.member("hiclawMode").flag;
  edits.reasoning = modeOf(node.member("reasoningContentMode").text);
  edits.movesChoiceUsage = row.movesChoiceUsage;
  return edits.editsStream ? new ChatEdit(edits) : null;
}

// Other values are errors of the key.
function modeOf(name: string): ReasoningMode {
  if (name == "ignore") return ReasoningMode.Ignore;
  return name == "concat" ? ReasoningMode.Concat : ReasoningMode.Passthrough;
}
