// Doubao, Volcengine Ark: https://www.volcengine.com/docs/82379.

import { TokenStyle } from "../../auth/token-style";
import { drop, fillIn } from "../body-edit-spec";
import { ProviderRow } from "../spec";

/** Makes the row of type `doubao`. */
export function doubao(): ProviderRow {
  return new ProviderRow("doubao")
    .hostedAt("ark.cn-beijing.volces.com")
    .customHost("doubaoDomain")
    .authorizedBy(TokenStyle.BEARER)
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/api/v3/chat/completions")
    .serves("openai/v1/embeddings", "/api/v3/embeddings")
    .serves("openai/v1/imagegeneration", "/api/v3/images/generations")
    .serves("openai/v1/responses", "/api/v3/responses")
    .edits("openai/v1/responses", drop("parallel_tool_calls"))
    .edits("openai/v1/responses", drop("tool_choice"))
    .edits("openai/v1/imagegeneration", fillIn("watermark", "false"));
}
