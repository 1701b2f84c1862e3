// Galadriel: https://docs.galadriel.com.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `galadriel`. */
export function galadriel(): ProviderRow {
  return new ProviderRow("galadriel")
    .hostedAt("api.galadriel.com")
    .authorizedBy(TokenStyle.BEARER)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/models", "/v1/models");
}
