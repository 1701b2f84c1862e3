// Azure OpenAI: https://learn.microsoft.com/azure/ai-services/openai/reference.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `azure`. */
export function azure(): ProviderRow {
  return new ProviderRow("azure")
    .authorizedBy(TokenStyle.alone("api-key"))
    .atAzure("azureServiceUrl")
    .takesStreamUsage()
    .keepsDeveloperRole()
    .readsLateSystem();
}
