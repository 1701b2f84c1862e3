// Adds up what the parts of a prompt cost.

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { estimateTokens } from "../../protocol/token-estimate";

const MESSAGES = utf8("messages");
const SYSTEM = utf8("system");
const TOOLS = utf8("tools");

/** One prompt. */
@final
export class PromptEstimate {
  tokens: i64 = 3;

  /** Reads a request for a message. */
  read(document: JsonDocument): void {
    const root = document.root;
    this.tokens += estimateTokens(document.raw(document.find(root, MESSAGES)));
  }
}
