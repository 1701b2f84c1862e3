// How much a model may think, and what that leaves of the other limits.
// https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { findOf, findText } from "../typed-member";

const BUDGET = utf8("budget_tokens");
const BUDGET_TYPO = utf8("budget_token"); // Higress' name for it
const COMPLETION_TOKENS = utf8("max_completion_tokens");
const DISABLED = utf8("disabled");
const DISPLAY = utf8("display");
const EFFORT = utf8("reasoning_effort");
const ENABLED = utf8("enabled");
const HIGH = utf8("high");
const LOW = utf8("low");
const MAX = utf8("max");
const MAX_TOKENS = utf8("max_tokens");
const MINIMAL = utf8("minimal");
const NONE = utf8("none");
const REASONING_TOKENS = utf8("reasoning_max_tokens");
const TEMPERATURE = utf8("temperature");
const THINKING = utf8("thinking");
const TOP_K = utf8("top_k");
const TOP_P = utf8("top_p");
const TYPE = utf8("type");
const XHIGH = utf8("xhigh");

/** What Higress asks for where a client sets no limit. */
const DEFAULT_TOKENS: i64 = 4096;
const LEAST_BUDGET: i64 = 1024;
const MOST_BUDGET: i64 = 0x7fff_ffff;
// Anthropic takes no less beside thinking.
const LEAST_TOP_P: f64 = 0.95;

/** The limits of one request. */
@final
export class TokenLimits {
  /** The client's own limit, a number; -1: it sets none. */
  private limit: i32 = -1;
  /** Anthropic's own form, sent as it is; -1: there is none, or the budget says all. */
  private native: i32 = -1;
  private display: i32 = -1;
  private budget: i64 = 0;

  /** Reads the limits. */
  read(document: JsonDocument): void {
    const root = document.root;
    this.limit = findOf(document, root, COMPLETION_TOKENS, JsonKind.Number);
    if (this.limit < 0) this.limit = findOf(document, root, MAX_TOKENS, JsonKind.Number);
    if (!this.readNative(document, findOf(document, root, THINKING, JsonKind.Object))) this.readEffort(document, root);
    if (this.budget == 0) return;
    const most = this.limit < 0 ? MOST_BUDGET : max<i64>(document.toI64(this.limit), 0) - 1;
    this.budget = min(max(this.budget, LEAST_BUDGET), most);
    // What is left of such a limit is no thought.
    if (this.budget < LEAST_BUDGET) this.budget = 0;
  }

  /** True when the model is to think. */
  isThinking(document: JsonDocument): bool {
    return this.budget > 0 || (this.native >= 0 && !document.means(document.find(this.native, TYPE), DISABLED));
  }

  /** Has the model not think, where Anthropic would refuse it. */
  forgo(): void {
    this.budget = 0;
    this.native = -1;
  }

  /** Writes `max_tokens`, `thinking`, `temperature`, `top_p` and `top_k`. */
  write(document: JsonDocument, json: JsonWriter): void {
    json.key("max_tokens");
    if (this.limit >= 0) json.raw(document.raw(this.limit));
    else json.integer(this.budget + DEFAULT_TOKENS);
    this.writeThinking(document, json);
    this.writeSampling(document, json);
  }

  // False when nothing is said in that form.
  private readNative(document: JsonDocument, thinking: i32): bool {
    const type = findText(document, thinking, TYPE);
    const budget = budgetIn(document, thinking);
    if (type >= 0 && !document.means(type, ENABLED)) {
      this.native = thinking;
      return true;
    }
    if (type < 0 && budget < 0) return false;
    this.budget = max(budget, LEAST_BUDGET);
    this.display = findOf(document, thinking, DISPLAY, JsonKind.String);
    return true;
  }

  private readEffort(document: JsonDocument, root: i32): void {
    const asked = findOf(document, root, REASONING_TOKENS, JsonKind.Number);
    if (asked >= 0) this.budget = max<i64>(0, document.toI64(asked));
    else this.budget = budgetOf(document, findText(document, root, EFFORT));
  }

  private writeThinking(document: JsonDocument, json: JsonWriter): void {
    if (this.native >= 0) return json.member("thinking", document, this.native);
    if (this.budget == 0) return;
    json.key("thinking");
    json.openObject();
    json.key("type");
    json.string(ENABLED);
    json.key("budget_tokens");
    json.integer(this.budget);
    json.member("display", document, this.display);
    json.closeObject();
  }

  // Beside thinking Anthropic refuses what OpenAI's own models that think ignore.
  private writeSampling(document: JsonDocument, json: JsonWriter): void {
    const root = document.root;
    const topP = findOf(document, root, TOP_P, JsonKind.Number);
    const isThinking = this.isThinking(document);
    if (!isThinking) writeTemperature(document, findOf(document, root, TEMPERATURE, JsonKind.Number), json);
    if (!isThinking || document.toF64(topP) >= LEAST_TOP_P) json.member("top_p", document, topP);
    if (!isThinking) json.member("top_k", document, findOf(document, root, TOP_K, JsonKind.Number));
  }
}

// OpenAI's ends at 2, Anthropic's at 1.
function writeTemperature(document: JsonDocument, temperature: i32, json: JsonWriter): void {
  if (document.toF64(temperature) <= 1) return json.member("temperature", document, temperature);
  json.key("temperature");
  json.integer(1);
}

// -1: it says none.
function budgetIn(document: JsonDocument, thinking: i32): i64 {
  let budget = findOf(document, thinking, BUDGET, JsonKind.Number);
  if (budget < 0) budget = findOf(document, thinking, BUDGET_TYPO, JsonKind.Number);
  return budget < 0 ? -1 : max<i64>(0, document.toI64(budget));
}

function budgetOf(document: JsonDocument, effort: i32): i64 {
  if (effort < 0 || document.means(effort, NONE)) return 0;
  if (document.means(effort, LOW) || document.means(effort, MINIMAL)) return LEAST_BUDGET;
  if (document.means(effort, HIGH)) return 16384;
  return document.means(effort, XHIGH) || document.means(effort, MAX) ? 32768 : 8192;
}
