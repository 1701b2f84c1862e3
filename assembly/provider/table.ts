// The providers, a row each. Adding one that speaks OpenAI's API is adding a row.

import { ProviderRow } from "./spec";

// https://platform.openai.com/docs/api-reference
const OPENAI_ENDPOINTS: Array<string> = [
  "/completions",
  "/embeddings",
  "/audio/speech",
  "/audio/transcriptions",
  "/audio/translations",
  "/images/generations",
  "/images/variations",
  "/images/edits",
  "/models",
  "/responses",
  "/fine_tuning/jobs",
  "/fine_tuning/checkpoints",
  "/realtime",
  "/videos",
];

// https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html
const VLLM_ENDPOINTS: Array<string> = [
  "/completions",
  "/rerank",
  "/responses",
  "/messages",
  "/count_tokens",
  "/transcriptions",
  "/translations",
];

/** All rows. */
export const PROVIDERS: Array<ProviderRow> = [
  new ProviderRow("openai")
    .hostedAt("api.openai.com")
    .takesStreamUsage()
    .keepsDeveloperRole()
    .customUrl("openaiCustomUrl", OPENAI_ENDPOINTS)
    .servesOpenAi(),

  new ProviderRow("vllm")
    .hostedAt("vllm-service.cluster.local")
    .takesStreamUsage()
    .keepsDeveloperRole()
    .customUrl("vllmCustomUrl", VLLM_ENDPOINTS)
    .customHost("vllmServerHost")
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/completions", "/v1/completions")
    .serves("openai/v1/models", "/v1/models")
    .serves("openai/v1/embeddings", "/v1/embeddings")
    .serves("openai/v1/responses", "/v1/responses")
    .serves("openai/v1/audiotranscription", "/v1/audio/transcriptions")
    .serves("openai/v1/audiotranslation", "/v1/audio/translations")
    .serves("cohere/v1/rerank", "/v1/rerank")
    .serves("anthropic/v1/messages", "/v1/messages")
    .serves("anthropic/v1/messages/count_tokens", "/v1/messages/count_tokens"),

  new ProviderRow("generic").customHost("genericHost").keepsDeveloperRole().open(),
];

/** The row of a type, or null. */
export function findProvider(type: string): ProviderRow | null {
  for (let i = 0, count = PROVIDERS.length; i < count; i++) {
    const row = unchecked(PROVIDERS[i]); // i < count
    if (row.type == type) return row;
  }
  return null;
}
