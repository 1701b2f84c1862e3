// Where the vendors' answers say what they cost and how they ended: a place for each fact, whoever answers.
//
// OpenAI: https://platform.openai.com/docs/api-reference (chat, completions, embeddings, responses), and those who follow it
// Anthropic: https://docs.anthropic.com/en/api/messages · Gemini: https://ai.google.dev/api/generate-content
// Bedrock: https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html · Cohere: https://docs.cohere.com/v2/reference/chat

import { FieldPaths } from "../json/field-paths";

/** Facts that answers state. Those before `Model` are numbers. */
export enum AnswerField {
  /** Input tokens with those from caches. */
  Prompt,
  /** Input tokens without those from caches. */
  Input,
  CacheRead,
  CacheCreation,
  Output,
  Total,
  /** Part of the input that came from a cache. */
  Cached,
  /** Part of the input that was put into a cache. */
  Written,
  /** Part of the output that was thinking. */
  Reasoning,
  /** Thinking that is not in the output. */
  Thoughts,
  /** Input that tools made. */
  ToolUse,
  /** What is charged, where nothing says what was read and written. */
  BilledInput,
  BilledOutput,
  /** Tokens of one of several inputs; they add up. */
  Embedded,
  Model,
  FinishReason,
  /** A state that is a reason to finish only if it is a final one. */
  Status,
  /** The name of a function that the model calls. */
  CallName,
  /** What a part of the answer is; some are calls. */
  PartType,
  Error,
  /** What a document is; some are errors. */
  Type,
  /** The choices of a chat; none in the chunk that reports usage. */
  Choices,
  /** The usage of a chat. */
  Usage,
  /** What an answer is made of, whoever answers; an error has none of it. */
  Content,
}

/** How many of the facts are numbers. */
export const NUMBER_FIELDS: i32 = AnswerField.Model;

/** The places. Where a vendor's differ in streams, both are there. */
export const ANSWER_FIELDS: FieldPaths = new FieldPaths()
  .add(AnswerField.Usage, ["usage"])
  .add(AnswerField.Choices, ["choices"])
  .add(AnswerField.Prompt, [
    "usage.prompt_tokens",
    "x_groq.usage.prompt_tokens",
    "choices.usage.prompt_tokens",
    "usageMetadata.promptTokenCount",
    "usage.total_input_tokens",
    "interaction.usage.total_input_tokens",
    "usage.tokens.input_tokens",
    "delta.usage.tokens.input_tokens",
    "meta.tokens.input_tokens",
  ])
  .add(AnswerField.Input, [
    "usage.input_tokens",
    "response.usage.input_tokens",
    "message.usage.input_tokens",
    "usage.inputTokens",
    "metadata.usage.inputTokens",
  ])
  .add(AnswerField.CacheRead, [
    "usage.cache_read_input_tokens",
    "message.usage.cache_read_input_tokens",
    "usage.cacheReadInputTokens",
    "metadata.usage.cacheReadInputTokens",
  ])
  .add(AnswerField.CacheCreation, [
    "usage.cache_creation_input_tokens",
    "message.usage.cache_creation_input_tokens",
    "usage.cacheWriteInputTokens",
    "metadata.usage.cacheWriteInputTokens",
  ])
  .add(AnswerField.Output, [
    "usage.completion_tokens",
    "x_groq.usage.completion_tokens",
    "choices.usage.completion_tokens",
    "usage.output_tokens",
    "response.usage.output_tokens",
    "message.usage.output_tokens",
    "usageMetadata.candidatesTokenCount",
    "usageMetadata.responseTokenCount",
    "usage.total_output_tokens",
    "interaction.usage.total_output_tokens",
    "usage.outputTokens",
    "metadata.usage.outputTokens",
    "usage.tokens.output_tokens",
    "delta.usage.tokens.output_tokens",
    "meta.tokens.output_tokens",
  ])
  .add(AnswerField.Total, [
    "usage.total_tokens",
    "x_groq.usage.total_tokens",
    "choices.usage.total_tokens",
    "response.usage.total_tokens",
    "usageMetadata.totalTokenCount",
    "interaction.usage.total_tokens",
    "usage.totalTokens",
    "metadata.usage.totalTokens",
  ])
  .add(AnswerField.Cached, [
    "usage.prompt_tokens_details.cached_tokens",
    "usage.prompt_cache_hit_tokens",
    "usage.cached_tokens",
    "choices.usage.cached_tokens",
    "usage.input_tokens_details.cached_tokens",
    "response.usage.input_tokens_details.cached_tokens",
    "usageMetadata.cachedContentTokenCount",
    "usage.total_cached_tokens",
    "interaction.usage.total_cached_tokens",
    "delta.usage.cached_tokens",
  ])
  .add(AnswerField.Written, [
    "usage.prompt_tokens_details.cache_write_tokens",
    "usage.prompt_tokens_details.cache_creation_input_tokens",
    "usage.input_tokens_details.cache_write_tokens",
    "response.usage.input_tokens_details.cache_write_tokens",
  ])
  .add(AnswerField.Reasoning, [
    "usage.completion_tokens_details.reasoning_tokens",
    "usage.reasoning_tokens",
    "x_groq.usage.completion_tokens_details.reasoning_tokens",
    "usage.output_tokens_details.reasoning_tokens",
    "response.usage.output_tokens_details.reasoning_tokens",
    "usage.output_tokens_details.thinking_tokens",
  ])
  .add(AnswerField.Thoughts, [
    "usageMetadata.thoughtsTokenCount",
    "usage.total_thought_tokens",
    "interaction.usage.total_thought_tokens",
  ])
  .add(AnswerField.ToolUse, [
    "usageMetadata.toolUsePromptTokenCount",
    "usage.total_tool_use_tokens",
    "interaction.usage.total_tool_use_tokens",
  ])
  .add(AnswerField.BilledInput, [
    "usage.billed_units.input_tokens",
    "delta.usage.billed_units.input_tokens",
    "meta.billed_units.input_tokens",
  ])
  .add(AnswerField.BilledOutput, [
    "usage.billed_units.output_tokens",
    "delta.usage.billed_units.output_tokens",
    "meta.billed_units.output_tokens",
  ])
  .add(AnswerField.Embedded, ["predictions.embeddings.statistics.token_count"])
  .add(AnswerField.Model, ["model", "response.model", "message.model", "modelVersion", "interaction.model"])
  .add(AnswerField.FinishReason, [
    "choices.finish_reason",
    "delta.stop_reason",
    "stop_reason",
    "candidates.finishReason",
    "delta.finish_reason",
    "finish_reason",
    "messageStop.stopReason",
    "stopReason",
    "response.incomplete_details.reason",
    "incomplete_details.reason",
  ])
  .add(AnswerField.Status, ["response.status", "status", "interaction.status"])
  .add(AnswerField.CallName, [
    "choices.delta.tool_calls.function.name",
    "choices.message.tool_calls.function.name",
    "message.tool_calls.function.name",
    "delta.message.tool_calls.function.name",
    "candidates.content.parts.functionCall.name",
    "output.message.content.toolUse.name",
    "contentBlockStart.start.toolUse.name",
  ])
  .add(AnswerField.PartType, [
    "content.type",
    "content_block.type",
    "message.content.type",
    "output.type",
    "response.output.type",
    "steps.type",
    "step.type",
  ])
  .add(AnswerField.Error, ["error", "response.error"])
  .add(AnswerField.Type, ["type"])
  .add(AnswerField.Content, ["content", "output", "candidates", "data", "embeddings", "results", "predictions"]);
