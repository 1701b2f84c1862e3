// Ollama: https://github.com/ollama/ollama/blob/main/docs/openai.md.

import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `ollama`. */
export function ollama(): ProviderRow {
  return new ProviderRow("ollama")
    .hostedAt("{ollamaServerHost}:{ollamaServerPort}")
    .requires(new Key("ollamaServerHost", KeyKind.Text))
    .requires(new Key("ollamaServerPort", KeyKind.Count))
    .takesStreamUsage()
    .open()
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/embeddings", "/v1/embeddings")
    .serves("openai/v1/models", "/v1/models");
}
