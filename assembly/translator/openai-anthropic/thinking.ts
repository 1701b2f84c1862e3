// How much a model may think, and what that leaves of the other limits.
// https://docs.anthropic.com/en/docs/build-with-claude/extended-thinking

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";

const ADAPTIVE = utf8("adaptive");
const BUDGET = utf8("budget_tokens");
const BUDGET_TYPO = utf8("budget_token"); // Higress' name for it
const COMPLETION_TOKENS = utf8("max_completion_tokens");
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
// Anthropic takes no less beside thinking.
const LEAST_TOP_P: f64 = 0.95;

/** The limits of one request. */
@final
export class TokenLimits {
  /** True when the model thinks. */
  isThinking: bool = false;
  /** The client's own limit, a number; -1: it sets none. */
  private limit: i32 = -1;
  /** Anthropic's own form of it; -1: there is none, or the budget says all. */
  private native: i32 = -1;
  private display: i32 = -1;
  private budget: i64 = 0;

  /** Reads the limits; `mayThink` is false where Anthropic would refuse a request that thinks. */
  read(document: JsonDocument, mayThink: bool): void {
    const root = document.root;
    this.limit = numberIn(document, document.find(root, COMPLETION_TOKENS));
    if (this.limit < 0) this.limit = numberIn(document, document.find(root, MAX_TOKENS));
    this.readThinking(document, root);
    if (this.budget > 0) this.budget = max(this.budget, LEAST_BUDGET);
    const most = this.limit < 0 ? i64.MAX_VALUE : document.toI64(this.limit) - 1;
    this.budget = min(this.budget, most);
    // What is left of such a limit is no thought.
    if (this.budget < LEAST_BUDGET) this.budget = 0;
    const isAdaptive = document.means(document.find(this.native, TYPE), ADAPTIVE);
    this.isThinking = mayThink && (this.budget > 0 || isAdaptive);
    if (isAdaptive && !mayThink) this.native = -1;
  }

  /** Writes `max_tokens`, `thinking`, `temperature`, `top_p` and `top_k`. */
  write(document: JsonDocument, json: JsonWriter): void {
    json.key("max_tokens");
    if (this.limit >= 0) json.raw(document.raw(this.limit));
    else json.integer(this.isThinking ? min(this.budget, i32.MAX_VALUE) + DEFAULT_TOKENS : DEFAULT_TOKENS);
    this.writeThinking(document, json);
    this.writeSampling(document, json);
  }

  private readThinking(document: JsonDocument, root: i32): void {
    const thinking = document.find(root, THINKING);
    if (document.kind(thinking) == JsonKind.Object) {
      this.display = document.find(thinking, DISPLAY);
      if (!document.means(document.find(thinking, TYPE), ENABLED)) this.native = thinking;
      else this.budget = budgetIn(document, thinking);
      return;
    }
    const asked = numberIn(document, document.find(root, REASONING_TOKENS));
    if (asked >= 0) this.budget = max<i64>(0, document.toI64(asked));
    else this.budget = budgetOf(document, document.find(root, EFFORT));
  }

  private writeThinking(document: JsonDocument, json: JsonWriter): void {
    if (this.native >= 0) return json.member("thinking", document, this.native);
    if (!this.isThinking) return;
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
    const temperature = numberIn(document, document.find(root, TEMPERATURE));
    const topP = numberIn(document, document.find(root, TOP_P));
    if (!this.isThinking && temperature >= 0) {
      json.key("temperature");
      // OpenAI's ends at 2, Anthropic's at 1.
      if (document.toF64(temperature) > 1) json.integer(1);
      else json.raw(document.raw(temperature));
    }
    if (topP >= 0 && (!this.isThinking || document.toF64(topP) >= LEAST_TOP_P)) json.member("top_p", document, topP);
    if (!this.isThinking) json.member("top_k", document, numberIn(document, document.find(root, TOP_K)));
  }
}

function budgetIn(document: JsonDocument, thinking: i32): i64 {
  const budget = numberIn(document, document.find(thinking, BUDGET));
  const other = numberIn(document, document.find(thinking, BUDGET_TYPO));
  if (budget < 0 && other < 0) return LEAST_BUDGET;
  return max<i64>(0, document.toI64(budget >= 0 ? budget : other));
}

function budgetOf(document: JsonDocument, effort: i32): i64 {
  if (document.kind(effort) != JsonKind.String || document.means(effort, NONE)) return 0;
  if (document.means(effort, LOW) || document.means(effort, MINIMAL)) return LEAST_BUDGET;
  if (document.means(effort, HIGH)) return 16384;
  return document.means(effort, XHIGH) || document.means(effort, MAX) ? 32768 : 8192;
}

function numberIn(document: JsonDocument, node: i32): i32 {
  return document.kind(node) == JsonKind.Number ? node : -1;
}
