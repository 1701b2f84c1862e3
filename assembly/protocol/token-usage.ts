// Tokens of one answer, counted as OpenTelemetry's GenAI conventions do, whatever the vendor adds up and what it leaves apart.
// https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/

import { AnswerFacts, UNKNOWN } from "./answer-facts";
import { AnswerField } from "./answer-fields";

/** Token counts; `UNKNOWN` is what the answer does not say. */
@final
export class TokenUsage {
  /** All that was read, from caches too. */
  input: i64 = UNKNOWN;
  /** All that was written, thinking too. */
  output: i64 = UNKNOWN;
  /** What the provider calls the total, else input and output. */
  total: i64 = UNKNOWN;
  /** Part of the input that came from a cache. */
  cached: i64 = UNKNOWN;
  /** Part of the input that was put into a cache. */
  written: i64 = UNKNOWN;
  /** Part of the output that was thinking. */
  reasoning: i64 = UNKNOWN;

  /** True when the answer says nothing of its tokens. */
  get isUnknown(): bool {
    const some = max(max(this.input, this.output), max(this.total, this.cached));
    return max(some, max(this.written, this.reasoning)) == UNKNOWN;
  }

  /** Counts from an answer's facts. */
  static of(facts: AnswerFacts): TokenUsage {
    const usage = new TokenUsage();
    const thoughts = facts.valueOf(AnswerField.Thoughts);
    usage.input = plus(inputOf(facts), facts.valueOf(AnswerField.ToolUse));
    usage.output = either(plus(facts.valueOf(AnswerField.Output), thoughts), facts.valueOf(AnswerField.BilledOutput));
    usage.cached = either(facts.valueOf(AnswerField.Cached), facts.valueOf(AnswerField.CacheRead));
    usage.written = either(facts.valueOf(AnswerField.Written), facts.valueOf(AnswerField.CacheCreation));
    usage.reasoning = either(facts.valueOf(AnswerField.Reasoning), thoughts);
    usage.total = facts.valueOf(AnswerField.Total);
    usage.addApartReasoning();
    if (usage.total == UNKNOWN && usage.input != UNKNOWN && usage.output != UNKNOWN) {
      usage.total = usage.input + usage.output;
    }
    return usage;
  }

  // xAI's completion tokens lack the reasoning; its total shows it.
  private addApartReasoning(): void {
    if (this.reasoning <= 0 || this.input == UNKNOWN || this.output == UNKNOWN) return;
    if (this.total == this.input + this.output + this.reasoning) this.output += this.reasoning;
  }
}

// Who says tokens in OpenAI's words means all of them, also where Anthropic's stand beside.
function inputOf(facts: AnswerFacts): i64 {
  const prompt = facts.valueOf(AnswerField.Prompt);
  if (prompt != UNKNOWN) return prompt;
  const input = facts.valueOf(AnswerField.Input);
  if (input != UNKNOWN) {
    return plus(plus(input, facts.valueOf(AnswerField.CacheRead)), facts.valueOf(AnswerField.CacheCreation));
  }
  return either(facts.valueOf(AnswerField.BilledInput), facts.valueOf(AnswerField.Embedded));
}

function either(a: i64, b: i64): i64 {
  return a != UNKNOWN ? a : b;
}

function plus(a: i64, b: i64): i64 {
  if (a == UNKNOWN || b == UNKNOWN) return either(a, b);
  return a + b;
}
