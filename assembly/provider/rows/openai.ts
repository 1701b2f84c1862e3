// OpenAI: https://platform.openai.com/docs/api-reference.

import { ProviderRow } from "../spec";

/** Makes the row of type `openai`. */
export function openai(): ProviderRow {
  return new ProviderRow("openai")
    .hostedAt("api.openai.com")
    .takesStreamUsage()
    .limitsCompletionTokens()
    .keepsDeveloperRole()
    .readsLateSystem()
    .customUrl("openaiCustomUrl", [
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
    ])
    .servesOpenAi();
}
