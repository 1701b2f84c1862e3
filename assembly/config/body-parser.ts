// Settings of JSON bodies: `options`, `optionDefaults`, Higress' `customSettings` and `responseJsonSchema`, and edits.

import { JsonKind } from "../json/kind";
import { Trait } from "../protocol/capability";
import { textOf } from "../text/bytes";
import { parseBodyEdits } from "./body-edits-parser";
import { BodyPlan } from "./body-plan";
import { parseChat } from "./chat-settings";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { SETTING_KEYS } from "./keys";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";
import { parseOverrideBody } from "./request-body-parser";

/** What `mode: auto` lets through: these have the same names in OpenAI's API. */
export const AUTO_SETTINGS: Array<string> = ["max_tokens", "temperature", "top_p", "seed"];

/** Reads everything that becomes part of the body plan. */
export function parseBody(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  parseOptions(node.member("options"), settings, false, problems);
  parseModel(node, settings, problems);
  parseOptions(node.member("optionDefaults"), settings, true, problems);
  const custom = node.member("customSettings").children();
  for (let i = 0, count = custom.length; i < count; i++) parseSetting(unchecked(custom[i]), settings, problems); // i < count
  const schema = node.member("responseJsonSchema");
  if (schema.kind == JsonKind.Object) {
    const error = settings.body.setPath("response_format", schema.json, false, Trait.Messages);
    if (error.length > 0) problems.error(schema.path, error);
  }
  parseOverrideBody(node.member("override"), settings, problems);
  addRowEdits(node, settings, problems);
  const tasks = settings.row.tasks;
  if (tasks !== null) settings.body.watchTasks(tasks.members);
  parseBodyEdits(node.member("bodyEdits"), settings.body, problems);
  settings.chat = parseChat(node, settings.row);
  settleMessages(node, settings, problems);
  if (settings.limits.isStrict) settings.body.watchRequired();
}

function addRowEdits(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const edits = settings.row.bodyEdits;
  for (let i = 0, count = edits.length; i < count; i++) {
    const error = settings.body.addRowEdit(unchecked(edits[i])); // i < count
    if (error.length > 0) problems.error(node.path, error);
  }
}

// A list that the configuration sets is nothing to work on.
function settleMessages(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const chat = settings.chat;
  if (settings.context === null && !chat.changesMessages) return;
  settings.body.watchMessages();
  if (!settings.body.editsMessages) return;
  if (settings.context !== null)
    problems.error(node.path, "messages cannot be set where a context file is put into them");
  if (chat.rewritesMessages) problems.error(node.path, "messages cannot be set where they are cleaned up or merged");
  chat.renamesDeveloper = false;
}

function parseOptions(node: ConfigNode, settings: ProviderSettings, isDefault: bool, problems: Problems): void {
  const members = node.children();
  for (let i = 0, count = members.length; i < count; i++) {
    const member = unchecked(members[i]); // i < count
    const error = setMember(member, settings.body, isDefault);
    if (error.length > 0) problems.error(member.path, error);
  }
}

// APISIX' first version has it beside the options.
function parseModel(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const model = node.member("model");
  if (!model.exists) return;
  const option = node.member("options").member("model");
  if (option.exists) problems.error(model.path, `the same as ${option.path}, which is there, too`);
  else if (model.kind != JsonKind.String) problems.error(model.path, `expected a string, found ${model.kindName}`);
  else settings.body.setModel(model.bytes, false);
}

// The model is kept as what it means, since it may also be part of a path.
function setMember(value: ConfigNode, body: BodyPlan, isDefault: bool): string {
  if (textOf(value.name) != "model") return body.setMember(value.name, value.json, isDefault);
  if (value.kind != JsonKind.String) return `expected a string, found ${value.kindName}`;
  body.setModel(value.bytes, isDefault);
  return "";
}

function parseSetting(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  checkObject(node, SETTING_KEYS, problems);
  const name = node.member("name").text;
  const value = node.member("value");
  if (name.length == 0 || value.kind == JsonKind.None) return;
  if (node.member("mode").text != "raw" && !AUTO_SETTINGS.includes(name)) {
    problems.warn(node.path, `"${name}" is no setting of mode auto, ignored`);
    return;
  }
  const overwrite = node.member("overwrite");
  const isDefault = overwrite.exists && !overwrite.flag;
  if (name == "model" && value.kind == JsonKind.String) return settings.body.setModel(value.bytes, isDefault);
  const error = name == "model" ? "expected a string" : settings.body.setPath(name, value.json, isDefault);
  if (error.length > 0) problems.error(node.path, error);
}
