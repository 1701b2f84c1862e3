// Azure OpenAI: https://learn.microsoft.com/azure/ai-services/openai/reference.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `azure`. */
export const azure: ProviderRow = new ProviderRow("azure")
  .authorizedBy(TokenStyle.alone("api-key"))
  .atAzure("azureServiceUrl")
  .takesStreamUsage()
  .keepsDeveloperRole();
