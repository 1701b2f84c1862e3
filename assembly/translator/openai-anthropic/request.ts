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
import { hasCalls, hasThinking } from "./assistant-turn";
import { writeMessages } from "./messages";
import { fullText } from "./parts";
import { REQUEST_MEMBERS } from "./request-members";
import { writeSystem } from "./system";
import { TokenLimits } from "./thinking";
import { isToolResult } from "./tool-result";
import { ChatTools } from "./tools";

const AUTO = utf8("auto");
const DEFAULT = utf8("default");
const INCLUDE_USAGE = utf8("include_usage");
const JSON_SCHEMA = utf8("json_schema");
const MESSAGES = utf8("messages");
const METADATA = utf8("metadata");
const OUTPUT_CONFIG = utf8("output_config");
const RESPONSE_FORMAT = utf8("response_format");
const SAFETY_IDENTIFIER = utf8("safety_identifier");
const SCHEMA = utf8("schema");
const SERVICE_TIER = utf8("service_tier");
const STOP = utf8("stop");
const STREAM_OPTIONS = utf8("stream_options");
const TYPE = utf8("type");
const USER = utf8("user");
const USER_ID = utf8("user_id");

/** The request of one chat. */
@final
export class MessagesRequest {
  /** True when the client wants the usage of its stream told. */
  includesUsage: bool = false;

  constructor(private readonly plan: TranslationPlan) {}

  /** Writes the request; null, or why it cannot be sent. */
  write(document: JsonDocument, out: ByteWriter): Refusal | null {
    const root = document.root;
    const messages = document.find(root, MESSAGES);
    if (document.kind(messages) != JsonKind.Array || document.firstChild(messages) < 0) return missingMessages();
    const options = document.find(root, STREAM_OPTIONS);
    this.includesUsage = document.kind(document.find(options, INCLUDE_USAGE)) == JsonKind.True;
    const tools = new ChatTools();
    const unfit = tools.read(document);
    if (unfit !== null) return unfit;
    const limits = new TokenLimits();
    limits.read(document, !tools.isForced && !lacksThinking(document, messages));
    const json = new JsonWriter(out);
    json.openObject();
    REQUEST_MEMBERS.copy(document, root, json);
    limits.write(document, json);
    writeSettings(document, root, json);
    writeSystem(document, messages, this.plan.traits.wantsClaudeCode, json);
    const refused = writeMessages(document, messages, json);
    if (refused !== null) return refused;
    const wrong = tools.write(document, json);
    json.closeObject();
    return wrong;
  }
}

// Anthropic refuses to think on in a turn whose call of tools came back without the thinking before it.
function lacksThinking(document: JsonDocument, messages: i32): bool {
  let lacks = false;
  for (let message = document.firstChild(messages); message >= 0; message = document.nextSibling(message)) {
    if (hasCalls(document, message)) lacks = !hasThinking(document, message);
    else if (!isToolResult(document, message)) lacks = false;
  }
  return lacks;
}

function writeSettings(document: JsonDocument, root: i32, json: JsonWriter): void {
  writeStop(document, document.find(root, STOP), json);
  writeUser(document, root, json);
  writeFormat(document, root, json);
  const tier = document.find(root, SERVICE_TIER);
  const isAuto = document.means(tier, AUTO);
  if (!isAuto && !document.means(tier, DEFAULT)) return;
  json.key("service_tier");
  json.ascii(isAuto ? "auto" : "standard_only");
}

function writeStop(document: JsonDocument, stop: i32, json: JsonWriter): void {
  const from = json.out.length;
  json.key("stop_sequences");
  json.openArray();
  const start = json.out.length;
  if (fullText(document, stop) >= 0) json.raw(document.raw(stop));
  for (let one = document.firstChild(stop); one >= 0; one = document.nextSibling(one)) {
    if (fullText(document, one) >= 0) json.raw(document.raw(one));
  }
  const isEmpty = json.out.length == start;
  json.closeArray();
  if (isEmpty) json.out.cutTo(from);
}

function writeUser(document: JsonDocument, root: i32, json: JsonWriter): void {
  let user = fullText(document, document.find(root, USER));
  if (user < 0) user = fullText(document, document.find(document.find(root, METADATA), USER_ID));
  if (user < 0) user = fullText(document, document.find(root, SAFETY_IDENTIFIER));
  if (user < 0) return;
  json.key("metadata");
  json.openObject();
  json.member("user_id", document, user);
  json.closeObject();
}

function writeFormat(document: JsonDocument, root: i32, json: JsonWriter): void {
  const format = document.find(root, RESPONSE_FORMAT);
  const schema = document.find(document.find(format, JSON_SCHEMA), SCHEMA);
  const isSchema = document.means(document.find(format, TYPE), JSON_SCHEMA) && document.kind(schema) == JsonKind.Object;
  if (!isSchema) return json.member("output_config", document, document.find(root, OUTPUT_CONFIG));
  json.key("output_config");
  json.openObject();
  json.key("format");
  json.openObject();
  json.key("type");
  json.ascii("json_schema");
  json.member("schema", document, schema);
  json.closeObject();
  json.closeObject();
}
