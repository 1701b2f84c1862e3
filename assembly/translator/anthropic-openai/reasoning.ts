// How much a model may think, as an effort.
// https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking · https://platform.openai.com/docs/guides/reasoning

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";

const ADAPTIVE = utf8("adaptive");
const BUDGET = utf8("budget_tokens");
const EFFORT = utf8("effort");
const ENABLED = utf8("enabled");
const HIGH = utf8("high");
const LOW = utf8("low");
const MEDIUM = utf8("medium");
const OUTPUT_CONFIG = utf8("output_config");
const MAX = utf8("max");
const THINKING = utf8("thinking");
const TYPE = utf8("type");
const XHIGH = utf8("xhigh");

// Higress' steps.
const MEDIUM_BUDGET: i64 = 4096;
const HIGH_BUDGET: i64 = 16384;

/** Writes `reasoning_effort` where the request asks for thinking. */
export function writeEffort(document: JsonDocument, json: JsonWriter): void {
  const thinking = document.find(document.root, THINKING);
  const type = document.find(thinking, TYPE);
  if (document.means(type, ENABLED)) return effortOfBudget(document, document.find(thinking, BUDGET), json);
  if (!document.means(type, ADAPTIVE)) return;
  const effort = document.find(document.find(document.root, OUTPUT_CONFIG), EFFORT);
  const isKnown = document.means(effort, LOW) || document.means(effort, MEDIUM) || document.means(effort, HIGH);
  json.key("reasoning_effort");
  if (isKnown) json.raw(document.raw(effort));
  else json.ascii(document.means(effort, XHIGH) || document.means(effort, MAX) ? "xhigh" : "medium");
}

function effortOfBudget(document: JsonDocument, budget: i32, json: JsonWriter): void {
  const tokens = document.kind(budget) == JsonKind.Number ? document.toI64(budget) : MEDIUM_BUDGET;
  json.key("reasoning_effort");
  json.ascii(tokens < MEDIUM_BUDGET ? "low" : tokens < HIGH_BUDGET ? "medium" : "high");
}
