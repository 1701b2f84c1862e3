// Which member of an answer, or of one event of a stream, says what: the table of the usage oracle, by the vendors' documentation.
//
// OpenAI:    https://platform.openai.com/docs/api-reference/chat/object, …/responses/object, …/responses-streaming
// Anthropic: https://docs.anthropic.com/en/api/messages, …/messages-streaming (`input_tokens` lacks what came from or went to the cache)
// Gemini:    https://ai.google.dev/api/generate-content#UsageMetadata, https://ai.google.dev/api/interactions-api
// Bedrock:   https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html (`inputTokens` as Anthropic's)
// Cohere:    https://docs.cohere.com/v2/reference/chat (`tokens` is what the model read and wrote, `billed_units` what is paid for)

/** What a number of an answer can be; how they add up to the record stands in oracle.ts. */
export type NumberField =
  | "prompt"
  | "uncached"
  | "billedInput"
  | "embedded"
  | "toolUse"
  | "output"
  | "thoughts"
  | "billedOutput"
  | "total"
  | "cached"
  | "cacheRead"
  | "written"
  | "cacheCreation"
  | "reasoning";

/** A member by its path (`[]` is every element), and whether a recording has it or only the vendor's documentation. */
export interface NumberMember {
  field: NumberField;
  path: string;
  evidence: "recorded" | "documented";
}

/** Paths below one object, each with its field; those of `documented` occur in no recording. */
function below(base: string, members: Record<string, NumberField>, documented: string[] = []): NumberMember[] {
  return Object.entries(members).map(([name, field]) => {
    const evidence = documented.includes(name) ? "documented" : "recorded";
    return { field, path: `${base}.${name}`, evidence };
  });
}

const CHAT = { prompt_tokens: "prompt", completion_tokens: "output", total_tokens: "total" } as const;
const RESPONSES = {
  input_tokens: "uncached",
  output_tokens: "output",
  "input_tokens_details.cached_tokens": "cached",
  "input_tokens_details.cache_write_tokens": "written",
  "output_tokens_details.reasoning_tokens": "reasoning",
} as const;
const MESSAGES = { cache_read_input_tokens: "cacheRead", cache_creation_input_tokens: "cacheCreation" } as const;
const INTERACTIONS = {
  total_input_tokens: "prompt",
  total_tool_use_tokens: "toolUse",
  total_output_tokens: "output",
  total_thought_tokens: "thoughts",
  total_cached_tokens: "cached",
} as const;
const CONVERSE = {
  inputTokens: "uncached",
  outputTokens: "output",
  totalTokens: "total",
  cacheReadInputTokens: "cacheRead",
  cacheWriteInputTokens: "cacheCreation",
} as const;
const COHERE = {
  "tokens.input_tokens": "prompt",
  "tokens.output_tokens": "output",
  "billed_units.input_tokens": "billedInput",
  "billed_units.output_tokens": "billedOutput",
} as const;

/** Every member that counts tokens. */
export const NUMBERS: readonly NumberMember[] = [
  // Chat, completions, embeddings of OpenAI and of all that speak its dialect.
  ...below("usage", CHAT),
  ...below("usage.prompt_tokens_details", { cached_tokens: "cached" }),
  ...below("usage.completion_tokens_details", { reasoning_tokens: "reasoning" }),
  // OpenRouter; Alibaba; DeepSeek; Azure's DeepSeek and Perplexity; Moonshot and Cohere.
  ...below("usage.prompt_tokens_details", { cache_write_tokens: "written" }, ["cache_write_tokens"]),
  ...below("usage.prompt_tokens_details", { cache_creation_input_tokens: "written" }, ["cache_creation_input_tokens"]),
  ...below("usage", { prompt_cache_hit_tokens: "cached", reasoning_tokens: "reasoning", cached_tokens: "cached" }),
  // Groq's last event; Moonshot's, as it was before it followed OpenAI.
  ...below("x_groq.usage", { ...CHAT, "completion_tokens_details.reasoning_tokens": "reasoning" }),
  ...below("choices[].usage", { ...CHAT, cached_tokens: "cached" }, [...Object.keys(CHAT), "cached_tokens"]),
  // Responses whole and as events; also images and transcriptions.
  ...below("usage", RESPONSES),
  ...below("response.usage", { ...RESPONSES, total_tokens: "total" }),
  // Anthropic whole, `message_delta` and `message_start`.
  ...below("usage", { ...MESSAGES, "output_tokens_details.thinking_tokens": "reasoning" }),
  ...below("message.usage", { input_tokens: "uncached", output_tokens: "output", ...MESSAGES }),
  // Gemini's generateContent and Live API, then its interactions.
  ...below("usageMetadata", { promptTokenCount: "prompt", candidatesTokenCount: "output", totalTokenCount: "total" }),
  ...below("usageMetadata", { responseTokenCount: "output", thoughtsTokenCount: "thoughts" }),
  ...below("usageMetadata", { toolUsePromptTokenCount: "toolUse" }, ["toolUsePromptTokenCount"]),
  ...below("usageMetadata", { cachedContentTokenCount: "cached" }, ["cachedContentTokenCount"]),
  ...below("usage", INTERACTIONS),
  ...below("interaction.usage", { ...INTERACTIONS, total_tokens: "total" }),
  // Bedrock's converse, whole and as events.
  ...below("usage", CONVERSE),
  ...below("metadata.usage", CONVERSE, ["cacheReadInputTokens", "cacheWriteInputTokens"]),
  // Cohere's chats, whole and as events; its embeddings and rankings.
  ...below("usage", COHERE),
  ...below("delta.usage", { ...COHERE, cached_tokens: "cached" }),
  ...below("meta", COHERE, ["tokens.input_tokens", "tokens.output_tokens", "billed_units.output_tokens"]),
  // Vertex' embeddings: the sum of all elements.
  ...below("predictions[].embeddings.statistics", { token_count: "embedded" }),
];

/** Where an answer names its model; the last name that is not empty counts. */
export const MODELS = ["model", "response.model", "message.model", "modelVersion", "interaction.model"];

/** Why a model ended; any text that is not empty. */
export const FINISH_REASONS = [
  "choices[].finish_reason",
  "delta.stop_reason",
  "stop_reason",
  "candidates[].finishReason",
  "delta.finish_reason",
  "finish_reason",
  "messageStop.stopReason",
  "stopReason",
  "response.incomplete_details.reason",
  "incomplete_details.reason",
];

/** Where a state is told that can be an end, and which states are; of one that is incomplete the reason is told beside it. */
export const STATES = ["response.status", "status", "interaction.status"];
export const END_STATES = ["completed", "failed", "cancelled", "requires_action"];

/** Where a call of a tool has its name; pieces of a call that follow have none, or an empty one. */
export const CALL_NAMES = [
  "choices[].delta.tool_calls[].function.name",
  "choices[].message.tool_calls[].function.name",
  "message.tool_calls[].function.name",
  "delta.message.tool_calls.function.name",
  "candidates[].content.parts[].functionCall.name",
  "output.message.content[].toolUse.name",
  "contentBlockStart.start.toolUse.name",
];

/** Where the type of a part is told, and the types that are calls of the client's tools. */
export const CALL_TYPES: Record<string, string[]> = {
  "content[].type": ["tool_use"],
  "content_block.type": ["tool_use"],
  "message.content[].type": ["tool_use"],
  "output[].type": ["function_call", "custom_tool_call"],
  "response.output[].type": ["function_call", "custom_tool_call"],
  "steps[].type": ["function_call"],
  "step.type": ["function_call"],
};
