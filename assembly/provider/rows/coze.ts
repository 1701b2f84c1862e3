// Coze, whose paths are its own: https://www.coze.cn/open/docs.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** The row of type `coze`. */
export const coze: ProviderRow = new ProviderRow("coze")
  .hostedAt("api.coze.cn")
  .authorizedBy(TokenStyle.BEARER)
  .open()
  .keepsDeveloperRole();
