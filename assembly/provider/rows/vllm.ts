// vLLM: https://docs.vllm.ai/en/latest/serving/openai_compatible_server.html.

import { ProviderRow } from "../spec";

/** Makes the row of type `vllm`. */
export function vllm(): ProviderRow {
  return new ProviderRow("vllm")
    .hostedAt("vllm-service.cluster.local")
    .readsReasoning()
    .takesStreamUsage()
    .keepsDeveloperRole()
    .customUrl("vllmCustomUrl", [
      "/completions",
      "/rerank",
      "/responses",
      "/messages",
      "/count_tokens",
      "/transcriptions",
      "/translations",
    ])
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
    .serves("anthropic/v1/messages/count_tokens", "/v1/messages/count_tokens");
}
