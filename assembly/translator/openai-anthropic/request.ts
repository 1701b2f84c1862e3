// A chat request as a request for a message.
// https://platform.openai.com/docs/api-reference/chat/create · https://docs.anthropic.com/en/api/messages

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { missingMessages } from "../refuse";
import { findOf } from "../typed-member";
import { ChatMessages } from "./messages";
import { writeOutputConfig } from "./output-config";
import { REQUEST_MEMBERS } from "./request-members";
import { writeSettings } from "./settings";
import { SystemPrompt } from "./system";
import { TokenLimits } from "./thinking";
import { lacksThinking } from "./thinking-blocks";
import { ChatTools } from "./tools";

const INCLUDE_USAGE = utf8("include_usage");
const MESSAGES = utf8("messages");
const STREAM = utf8("stream");
const STREAM_OPTIONS = utf8("stream_options");

/** The request of one chat. */
@final
export class MessagesRequest {
  /** True when the client wants the usage of its stream told. */
  includesUsage: bool = false;
  /** True when the client wants a stream. */
  isStream: bool = false;

  constructor(private readonly plan: TranslationPlan) {}

  /** Writes the request; null, or why it cannot be sent, and then what is written is void. */
  write(document: JsonDocument, out: ByteWriter): Refusal | null {
    const root = document.root;
    const messages = findOf(document, root, MESSAGES, JsonKind.Array);
    if (document.firstChild(messages) < 0) return missingMessages();
    const options = findOf(document, root, STREAM_OPTIONS, JsonKind.Object);
    this.includesUsage = findOf(document, options, INCLUDE_USAGE, JsonKind.True) >= 0;
    this.isStream = findOf(document, root, STREAM, JsonKind.True) >= 0;
    const tools = new ChatTools();
    const wrong = tools.read(document);
    if (wrong !== null) return wrong;
    const limits = new TokenLimits();
    limits.read(document);
    // Anthropic refuses to think in both cases.
    if (limits.isThinking(document) && (tools.isForced || lacksThinking(document, messages))) limits.forgo();
    const json = new JsonWriter(out);
    json.openObject();
    REQUEST_MEMBERS.copy(document, root, json);
    limits.write(document, json);
    writeSettings(document, json);
    writeOutputConfig(document, json);
    const refusal = this.writeChat(document, messages, tools, json);
    json.closeObject();
    return refusal;
  }

  private writeChat(document: JsonDocument, messages: i32, tools: ChatTools, json: JsonWriter): Refusal | null {
    const unsaid = new SystemPrompt(this.plan.traits.wantsClaudeCode).write(document, messages, json);
    if (unsaid !== null) return unsaid;
    const refusal = new ChatMessages().write(document, messages, json);
    return refusal !== null ? refusal : tools.write(document, json);
  }
}
