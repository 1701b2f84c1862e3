// Baidu Qianfan, API v2: https://cloud.baidu.com/doc/qianfan-api/s/3m7of64lb.

import { TokenStyle } from "../../auth/token-style";
import { ProviderRow } from "../spec";

/** Makes the row of type `baidu`. */
export function baidu(): ProviderRow {
  return new ProviderRow("baidu")
    .hostedAt("qianfan.baidubce.com")
    .authorizedBy(TokenStyle.BEARER)
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/v2/chat/completions")
    .serves("openai/v1/embeddings", "/v2/embeddings");
}
