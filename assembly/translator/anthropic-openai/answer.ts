// A chat completion as a message of Anthropic's.
// https://platform.openai.com/docs/api-reference/chat/object · https://docs.anthropic.com/en/api/messages#response

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { ByteWriter } from "../../json/write";
import { ChatUsage } from "../../protocol/openai/usage";
import { utf8 } from "../../text/bytes";
import { TranslationPlan } from "../plan";
import { findText, fullText } from "../typed-member";
import { AnswerBlocks } from "./answer-blocks";
import { messageIdFor } from "./made-up-id";
import { reasonOf, stopReasonOf } from "./stop-reason";
import { ToolNames } from "./tool-names";
import { writeMessageUsage } from "./usage";

const CHOICES = utf8("choices");
const FINISH_REASON = utf8("finish_reason");
const ID = utf8("id");
const MESSAGE = utf8("message");
const MODEL = utf8("model");
const USAGE = utf8("usage");

/** Writes the message that the first choice of `answer` means; false when it is no completion. */
export function writeMessage(answer: JsonDocument, plan: TranslationPlan, names: ToolNames, out: ByteWriter): bool {
  const root = answer.root;
  const choices = answer.find(root, CHOICES);
  const choice = answer.firstChild(choices);
  if (answer.kind(choices) != JsonKind.Array || answer.kind(choice) != JsonKind.Object) return false;
  const json = new JsonWriter(out);
  json.openObject();
  writeIdentity(json, answer, plan);
  const blocks = new AnswerBlocks(json, answer, plan, names);
  json.key("content");
  json.openArray();
  blocks.write(answer.find(choice, MESSAGE));
  json.closeArray();
  json.key("stop_reason");
  json.string(reasonOf(stopReasonOf(answer, answer.find(choice, FINISH_REASON)), blocks.calls > 0));
  json.key("stop_sequence");
  json.null();
  const usage = new ChatUsage();
  usage.read(answer, answer.find(root, USAGE));
  writeMessageUsage(json, usage);
  json.closeObject();
  return true;
}

/** Writes the members that say which message it is. */
export function writeIdentity(json: JsonWriter, document: JsonDocument, plan: TranslationPlan): void {
  const id = findText(document, document.root, ID);
  const model = findText(document, document.root, MODEL);
  json.key("id");
  if (id >= 0) json.raw(document.raw(id));
  else json.string(messageIdFor(plan));
  json.key("type");
  json.ascii("message");
  json.key("role");
  json.ascii("assistant");
  json.key("model");
  if (model >= 0) json.raw(document.raw(model));
  else json.string(plan.model);
}

/** True for a string that is not empty. */
export function isText(document: JsonDocument, node: i32): bool {
  return fullText(document, node) >= 0;
}
