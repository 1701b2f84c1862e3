// Galadriel: https://docs.galadriel.com.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `galadriel`. */
export const galadriel: ProviderRow = new ProviderRow("galadriel")
  .hostedAt("api.galadriel.com")
  .authorizedBy(TokenStyle.BEARER)
  .serves("openai/v1/chatcompletions", "/v1/chat/completions")
  .serves("openai/v1/models", "/v1/models");
