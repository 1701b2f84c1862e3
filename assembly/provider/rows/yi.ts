// 01.AI: https://platform.lingyiwanwu.com/docs.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `yi`. */
export function yi(): ProviderRow {
  return new ProviderRow("yi")
    .hostedAt("api.lingyiwanwu.com")
    .authorizedBy(TokenStyle.BEARER)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions");
}
