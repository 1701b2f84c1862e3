// What a chat costs: https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage

import { JsonDocument } from "../../json/document";
import { JsonKind } from "../../json/kind";
import { utf8 } from "../../text/bytes";
import { countOf } from "../token-count";

const PROMPT = utf8("prompt_tokens");
const COMPLETION = utf8("completion_tokens");
const DETAILS = utf8("prompt_tokens_details");
const COMPLETION_DETAILS = utf8("completion_tokens_details");
const REASONING = utf8("reasoning_tokens");
const TOTAL = utf8("total_tokens");
const CACHED = utf8("cached_tokens");
// DeepSeek's, then OpenRouter's, LiteLLM's and Qwen's.
const CACHE_HIT = utf8("prompt_cache_hit_tokens");
const CACHE_WRITE = utf8("cache_write_tokens");
const CACHE_CREATION = utf8("cache_creation_input_tokens");

/** Counts of tokens, 0 until they are told; the prompt with what came from a cache or was put into one. */
@final
export class ChatUsage {
  prompt: i64 = 0;
  private answered: i64 = 0;
  private reasoning: i64 = 0;
  private total: i64 = 0;
  cached: i64 = 0;
  written: i64 = 0;

  /** What the model has written, thinking and all, which some (xAI) count beside the rest. */
  get completion(): i64 {
    const isBeside = this.reasoning > 0 && this.total == this.prompt + this.answered + this.reasoning;
    return isBeside ? this.answered + this.reasoning : this.answered;
  }

  /** The prompt without what came from a cache or was put into one. */
  get fresh(): i64 {
    return max<i64>(0, this.prompt - this.cached - this.written);
  }

  /** Takes over the counts that the object `node` tells; others stay. */
  read(document: JsonDocument, node: i32): void {
    if (document.kind(node) != JsonKind.Object) return;
    const details = document.find(node, DETAILS);
    const written = document.find(node, COMPLETION_DETAILS);
    this.reasoning = countOf(document, document.find(written, REASONING), this.reasoning);
    this.total = countOf(document, document.find(node, TOTAL), this.total);
    this.prompt = countOf(document, document.find(node, PROMPT), this.prompt);
    this.answered = countOf(document, document.find(node, COMPLETION), this.answered);
    this.cached = countOf(document, document.find(node, CACHE_HIT), this.cached);
    this.cached = countOf(document, document.find(details, CACHED), this.cached);
    this.written = countOf(document, document.find(details, CACHE_CREATION), this.written);
    this.written = countOf(document, document.find(details, CACHE_WRITE), this.written);
  }
}
