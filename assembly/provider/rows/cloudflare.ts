// Cloudflare Workers AI: https://developers.cloudflare.com/workers-ai/configuration/open-ai-compatibility/.

import { TokenStyle } from "../../auth/token-style";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** The row of type `cloudflare`. */
export const cloudflare: ProviderRow = new ProviderRow("cloudflare")
  .hostedAt("api.cloudflare.com")
  .authorizedBy(TokenStyle.BEARER)
  .requires(new Key("cloudflareAccountId", KeyKind.Text))
  .serves("openai/v1/chatcompletions", "/client/v4/accounts/{cloudflareAccountId}/ai/v1/chat/completions");
