// Amazon Bedrock: https://docs.aws.amazon.com/bedrock/latest/APIReference/welcome.html.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `bedrock`. */
export function bedrock(): ProviderRow {
  return new ProviderRow("bedrock")
    .hostedAt("bedrock-runtime.{awsRegion}.amazonaws.com")
    .authorizedBy(TokenStyle.BEARER)
    .has(new Key("awsAccessKey", KeyKind.Text).secret())
    .has(new Key("awsSecretKey", KeyKind.Text).secret())
    .requires(new Key("awsRegion", KeyKind.Text))
    .has(new Key("bedrockAdditionalFields", KeyKind.Object))
    .has(new Key("promptCacheRetention", KeyKind.Text))
    .has(new Key("bedrockPromptCachePointPositions", KeyKind.Object))
    .waitsFor("a conversion to Bedrock's API", new Condition(""))
    .waitsFor("the signature SigV4", new Condition("awsAccessKey"), false)
    .serves("openai/v1/chatcompletions", "/model/{model}/converse");
}
