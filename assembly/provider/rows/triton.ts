// NVIDIA Triton: https://github.com/triton-inference-server/server/blob/main/docs/protocol/extension_generate.md.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `triton`. */
export function triton(): ProviderRow {
  return new ProviderRow("triton")
    .customHost("tritonDomain")
    .authorizedBy(TokenStyle.BEARER)
    .has(new Key("tritonModelVersion", KeyKind.Text))
    .waitsFor("a conversion to Triton's API", new Condition(""))
    .serves("openai/v1/chatcompletions", "/v2/models/{model}/generate");
}
