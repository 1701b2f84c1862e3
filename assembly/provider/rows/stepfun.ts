// StepFun: https://platform.stepfun.com/docs.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `stepfun`. */
export function stepfun(): ProviderRow {
  return new ProviderRow("stepfun")
    .hostedAt("api.stepfun.com")
    .authorizedBy(TokenStyle.BEARER)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions");
}
