// Google Gemini: https://ai.google.dev/api.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `gemini`. */
export function gemini(): ProviderRow {
  return new ProviderRow("gemini")
    .hostedAt("generativelanguage.googleapis.com")
    .limitsCompletionTokens()
    .authorizedBy(TokenStyle.alone("x-goog-api-key"))
    .has(new Key("apiVersion", KeyKind.Text))
    .has(new Key("geminiSafetySetting", KeyKind.TextMap))
    .has(new Key("geminiThinkingBudget", KeyKind.Count))
    .waitsFor("a conversion to Gemini's API", new Condition(""))
    .serves("gemini/v1beta/generatecontent", "/{version}/models/{model}:generateContent")
    .serves("gemini/v1beta/streamgeneratecontent", "/{version}/models/{model}:streamGenerateContent");
}
