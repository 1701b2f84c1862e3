// Dify: https://docs.dify.ai/en/use-dify/publish/developing-with-apis.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `dify`. */
export function dify(): ProviderRow {
  return new ProviderRow("dify")
    .hostedAt("api.dify.ai")
    .customUrlHost("difyApiUrl")
    .authorizedBy(TokenStyle.BEARER)
    .has(new Key("botType", KeyKind.Text).oneOf(["Chat", "Completion", "Workflow", "Agent"]))
    .has(new Key("inputVariable", KeyKind.Text))
    .has(new Key("outputVariable", KeyKind.Text))
    .waitsFor("a conversion to Dify's API", new Condition(""))
    .serves("openai/v1/chatcompletions", "/v1/chat-messages");
}
