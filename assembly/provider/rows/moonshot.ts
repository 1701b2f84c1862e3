// Moonshot AI (Kimi): https://platform.moonshot.cn/docs/api/chat.

import { TokenStyle } from "../../auth/token-style";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `moonshot`. */
export function moonshot(): ProviderRow {
  return new ProviderRow("moonshot")
    .hostedAt("api.moonshot.cn")
    .readsReasoning()
    .authorizedBy(TokenStyle.BEARER)
    .hasInsteadOfContext(new Key("moonshotFileId", KeyKind.Text))
    .statesUsageInChoices()
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/models", "/v1/models");
}
