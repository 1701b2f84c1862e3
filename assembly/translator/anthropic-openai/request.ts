// A request for a message as a chat request.
// https://docs.anthropic.com/en/api/messages · https://platform.openai.com/docs/api-reference/chat/create

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { Refusal } from "../../protocol/refusal";
import { utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { missingMessages, refuseAt } from "../refuse";
import { findOf } from "../typed-member";
import { TurnWriter } from "./messages";
import { writeFormat } from "./output-format";
import { writeEffort } from "./reasoning";
import { REQUEST_MEMBERS } from "./request-members";
import { writeSettings } from "./settings";
import { writeSystem } from "./system";
import { ToolNames } from "./tool-names";
import { checkTools, writeChoice, writeTools } from "./tools";

const CONTAINER = utf8("container");
const MCP_SERVERS = utf8("mcp_servers");
const MESSAGES = utf8("messages");
const SYSTEM = utf8("system");
const TOOL_CHOICE = utf8("tool_choice");
const TOOLS = utf8("tools");

/** The request of one message. */
@final
export class ChatRequest {
  /** Which names of tools have been shortened. */
  readonly names: ToolNames = new ToolNames();

  constructor(private readonly plan: TranslationPlan) {}

  /** Writes the request; null, or why it cannot be sent, and then what is written is void. */
  write(document: JsonDocument, out: ByteWriter): Refusal | null {
    const root = document.root;
    const messages = findOf(document, root, MESSAGES, JsonKind.Array);
    if (document.firstChild(messages) < 0) return missingMessages();
    const tools = findOf(document, root, TOOLS, JsonKind.Array);
    const unfit = this.check(document, root, tools);
    if (unfit !== null) return unfit;
    const json = new JsonWriter(out);
    json.openObject();
    REQUEST_MEMBERS.copy(document, root, json);
    writeSettings(document, this.plan.traits.tokenLimit, json);
    writeEffort(document, json);
    writeFormat(document, json);
    const refused = this.writeMessages(document, root, messages, json);
    if (refused !== null) return refused;
    const wrong = this.writeTools(document, tools, document.find(root, TOOL_CHOICE), json);
    json.closeObject();
    return wrong;
  }

  // What changes what happens, and cannot be sent, is not left out in silence.
  private check(document: JsonDocument, root: i32, tools: i32): Refusal | null {
    if (document.firstChild(document.find(root, MCP_SERVERS)) >= 0) {
      return refuseAt("mcp_servers", "the provider of this model connects to no MCP servers");
    }
    if (document.kind(document.find(root, CONTAINER)) > JsonKind.Null) {
      return refuseAt("container", "the provider of this model has no containers");
    }
    return checkTools(document, tools, this.names);
  }

  private writeMessages(document: JsonDocument, root: i32, messages: i32, json: JsonWriter): Refusal | null {
    json.key("messages");
    json.openArray();
    const system = document.find(root, SYSTEM);
    const unsaid = writeSystem(document, system, -1, this.plan.traits.readsCacheControl, json);
    if (unsaid !== null) return unsaid;
    const turns = new TurnWriter(this.plan, this.names, json);
    let index = 0;
    for (let turn = document.firstChild(messages); turn >= 0; turn = document.nextSibling(turn)) {
      const refusal = turns.write(document, turn, index++);
      if (refusal !== null) return refusal;
    }
    json.closeArray();
    return null;
  }

  // Without tools there is nothing to choose.
  private writeTools(document: JsonDocument, tools: i32, choice: i32, json: JsonWriter): Refusal | null {
    if (document.firstChild(tools) < 0) return null;
    writeTools(document, tools, this.plan.traits.readsCacheControl, this.names, json);
    return writeChoice(document, choice, this.names, json);
  }
}
