// Google Vertex AI: https://cloud.google.com/vertex-ai/docs/reference/rest.

import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `vertex`. */
export function vertex(): ProviderRow {
  return new ProviderRow("vertex")
    .hostedAt("aiplatform.googleapis.com")
    .limitsCompletionTokens()
    .presentedInQuery("key")
    .has(new Key("vertexRegion", KeyKind.Text))
    .has(new Key("vertexProjectId", KeyKind.Text))
    .has(new Key("vertexAuthKey", KeyKind.Text).secret())
    .has(new Key("vertexAuthServiceName", KeyKind.Text))
    .has(new Key("vertexTokenRefreshAhead", KeyKind.Count))
    .has(new Key("vertexOpenAICompatible", KeyKind.Flag))
    .has(new Key("geminiSafetySetting", KeyKind.TextMap))
    .waitsFor("a conversion to Vertex AI's API", new Condition(""))
    .waitsFor("OAuth tokens of Google's", new Condition("vertexAuthKey"), false)
    .waitsFor("OAuth tokens of Google's", new Condition("vertexOpenAICompatible"), false)
    .serves("vertex/raw", "/");
}
