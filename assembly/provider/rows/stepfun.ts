// StepFun: https://platform.stepfun.com/docs.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `stepfun`. */
export const stepfun: ProviderRow = new ProviderRow("stepfun")
  .hostedAt("api.stepfun.com")
  .authorizedBy(TokenStyle.BEARER)
  .serves("openai/v1/chatcompletions", "/v1/chat/completions");
