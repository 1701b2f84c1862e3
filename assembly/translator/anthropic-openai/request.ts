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
import { isText } from "./answer";
import { TurnWriter } from "./messages";
import { writeFormat } from "./output-format";
import { writeEffort } from "./reasoning";
import { REQUEST_MEMBERS } from "./request-members";
import { writeSystem } from "./system";
import { abbreviate, ToolNames } from "./tool-names";
import { checkTools, writeChoice, writeTools } from "./tools";

const AUTO = utf8("auto");
const CONTAINER = utf8("container");
const MAX_TOKENS = utf8("max_tokens");
const MCP_SERVERS = utf8("mcp_servers");
const MESSAGES = utf8("messages");
const METADATA = utf8("metadata");
const SERVICE_TIER = utf8("service_tier");
const STANDARD_ONLY = utf8("standard_only");
const STOP_SEQUENCES = utf8("stop_sequences");
const STREAM = utf8("stream");
const SYSTEM = utf8("system");
const TOOL_CHOICE = utf8("tool_choice");
const TOOLS = utf8("tools");
const USER_ID = utf8("user_id");
// OpenAI takes no longer ones.
const MAX_USER_BYTES: i32 = 64;

/** The request of one message. */
@final
export class ChatRequest {
  /** Which names of tools have been shortened. */
  readonly names: ToolNames = new ToolNames();

  constructor(private readonly plan: TranslationPlan) {}

  /** Writes the request; null, or why it cannot be sent. */
  write(document: JsonDocument, out: ByteWriter): Refusal | null {
    const root = document.root;
    const messages = document.find(root, MESSAGES);
    if (document.kind(messages) != JsonKind.Array || document.firstChild(messages) < 0) return missingMessages();
    const unfit = this.check(document, root);
    if (unfit !== null) return unfit;
    const json = new JsonWriter(out);
    json.openObject();
    this.writeSettings(document, root, json);
    const refused = this.writeMessages(document, root, messages, json);
    if (refused !== null) return refused;
    const wrong = this.writeTools(document, root, json);
    json.closeObject();
    return wrong;
  }

  // What changes what happens, and cannot be sent, is not left out in silence.
  private check(document: JsonDocument, root: i32): Refusal | null {
    if (document.firstChild(document.find(root, MCP_SERVERS)) >= 0) {
      return refuseAt("mcp_servers", "the provider of this model connects to no MCP servers");
    }
    if (document.kind(document.find(root, CONTAINER)) > JsonKind.Null) {
      return refuseAt("container", "the provider of this model has no containers");
    }
    return checkTools(document, document.find(root, TOOLS), this.names);
  }

  private writeSettings(document: JsonDocument, root: i32, json: JsonWriter): void {
    const stream = document.find(root, STREAM);
    REQUEST_MEMBERS.copy(document, root, json);
    json.member(this.plan.traits.tokenLimit, document, document.find(root, MAX_TOKENS));
    if (document.kind(stream) == JsonKind.True) {
      json.key("stream_options");
      json.openObject();
      json.key("include_usage");
      json.bool(true);
      json.closeObject();
    }
    const stop = document.find(root, STOP_SEQUENCES);
    if (document.firstChild(stop) >= 0) json.member("stop", document, stop);
    writeUser(document, document.find(document.find(root, METADATA), USER_ID), json);
    const tier = document.find(root, SERVICE_TIER);
    if (document.means(tier, AUTO)) json.member("service_tier", document, tier);
    else if (document.means(tier, STANDARD_ONLY)) {
      json.key("service_tier");
      json.ascii("default");
    }
    writeEffort(document, json);
    writeFormat(document, json);
  }

  private writeMessages(document: JsonDocument, root: i32, messages: i32, json: JsonWriter): Refusal | null {
    json.key("messages");
    json.openArray();
    writeSystem(document, document.find(root, SYSTEM), this.plan.traits.readsCacheControl, json);
    const turns = new TurnWriter(this.plan, this.names, json);
    let index = 0;
    for (let turn = document.firstChild(messages); turn >= 0; turn = document.nextSibling(turn)) {
      const refusal = turns.write(document, turn, index++);
      if (refusal !== null) return refusal;
    }
    json.closeArray();
    return null;
  }

  private writeTools(document: JsonDocument, root: i32, json: JsonWriter): Refusal | null {
    const tools = document.find(root, TOOLS);
    if (document.kind(tools) != JsonKind.Array || document.firstChild(tools) < 0) return null;
    writeTools(document, tools, this.plan.traits.readsCacheControl, this.names, json);
    return writeChoice(document, document.find(root, TOOL_CHOICE), this.names, json);
  }
}

function writeUser(document: JsonDocument, id: i32, json: JsonWriter): void {
  if (!isText(document, id)) return;
  const user = document.text(id);
  json.key("user");
  if (user.byteLength <= MAX_USER_BYTES) json.raw(document.raw(id));
  else json.string(abbreviate(user, user));
}
