// Coze, whose paths are its own: https://www.coze.cn/open/docs.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `coze`. */
export function coze(): ProviderRow {
  return new ProviderRow("coze").hostedAt("api.coze.cn").authorizedBy(TokenStyle.BEARER).open().keepsDeveloperRole();
}
