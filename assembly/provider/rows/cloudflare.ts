// Cloudflare Workers AI: https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/.

import { TokenStyle } from "../../auth/token-style";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `cloudflare`. */
export function cloudflare(): ProviderRow {
  return new ProviderRow("cloudflare")
    .hostedAt("api.cloudflare.com")
    .authorizedBy(TokenStyle.BEARER)
    .requires(new Key("cloudflareAccountId", KeyKind.Text))
    .serves("openai/v1/chatcompletions", "/client/v4/accounts/{cloudflareAccountId}/ai/v1/chat/completions");
}
