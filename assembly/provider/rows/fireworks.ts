// Fireworks AI, whose API stands below /inference: https://docs.fireworks.ai/tools-sdks/openai-compatibility.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `fireworks`. */
export function fireworks(): ProviderRow {
  return new ProviderRow("fireworks")
    .hostedAt("api.fireworks.ai")
    .authorizedBy(TokenStyle.BEARER)
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/inference/v1/chat/completions")
    .serves("openai/v1/completions", "/inference/v1/completions")
    .serves("openai/v1/models", "/inference/v1/models");
}
