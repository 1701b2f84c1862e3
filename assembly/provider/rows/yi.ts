// 01.AI: https://platform.lingyiwanwu.com/docs.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `yi`. */
export const yi: ProviderRow = new ProviderRow("yi")
  .hostedAt("api.lingyiwanwu.com")
  .authorizedBy(TokenStyle.BEARER)
  .serves("openai/v1/chatcompletions", "/v1/chat/completions");
