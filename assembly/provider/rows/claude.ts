// Anthropic: https://docs.anthropic.com/en/api/messages.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { HeaderRule } from "../header-spec";
import { ProviderRow } from "../spec";

const CODE_MODE = "claudeCodeMode";
// What Higress sends in this mode.
const CODE_BETAS = "oauth-2025-04-20,interleaved-thinking-2025-05-14,claude-code-20250219";

/** Makes the row of type `claude`. */
export function claude(): ProviderRow {
  const isCode = new Condition(CODE_MODE);
  return new ProviderRow("claude")
    .hostedAt("api.anthropic.com")
    .authorizedBy(TokenStyle.alone("x-api-key"))
    .presentedWhen(isCode, TokenStyle.BEARER)
    .sendsVersion("anthropic-version", "2023-06-01", ["claudeVersion", "apiVersion"])
    .sendsWhen(isCode, "user-agent", "claude-cli/2.1.2 (external, cli)", HeaderRule.Force)
    .sendsWhen(isCode, "x-app", "cli", HeaderRule.Force)
    .sendsWhen(isCode, "anthropic-beta", CODE_BETAS, HeaderRule.Join)
    .imitatesClaudeCode(CODE_MODE, "beta=true")
    .serves("anthropic/v1/messages", "/v1/messages")
    .serves("anthropic/v1/messages/count_tokens", "/v1/messages/count_tokens")
    .serves("anthropic/v1/complete", "/v1/complete")
    .serves("anthropic/v1/models", "/v1/models")
    .serves("anthropic/v1/retrievemodel", "/v1/models/{model}");
}
