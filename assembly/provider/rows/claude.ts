// Anthropic: https://docs.anthropic.com/en/api/messages.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `claude`. */
export function claude(): ProviderRow {
  return new ProviderRow("claude")
    .hostedAt("api.anthropic.com")
    .authorizedBy(TokenStyle.alone("x-api-key"))
    .has(new Key("claudeVersion", KeyKind.Text))
    .has(new Key("apiVersion", KeyKind.Text))
    .has(new Key("claudeCodeMode", KeyKind.Flag))
    .waitsFor("a conversion to Anthropic's API", new Condition(""))
    .waitsFor("a conversion to Claude Code's requests", new Condition("claudeCodeMode"), false)
    .serves("anthropic/v1/messages", "/v1/messages")
    .serves("anthropic/v1/complete", "/v1/complete")
    .serves("openai/v1/models", "/v1/models");
}
