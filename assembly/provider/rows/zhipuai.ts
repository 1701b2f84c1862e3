// Zhipu AI, and Z.ai: https://docs.bigmodel.cn/api-reference.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { drop, force } from "../body-edit-spec";
import { ProviderRow } from "../spec";

/** Makes the row of type `zhipuai`. */
export function zhipuai(): ProviderRow {
  return new ProviderRow("zhipuai")
    .hostedAt("open.bigmodel.cn")
    .readsReasoning()
    .customHost("zhipuDomain")
    .authorizedBy(TokenStyle.BEARER)
    .has(new Key("zhipuCodePlanMode", KeyKind.Flag))
    .serves("openai/v1/chatcompletions", "/api/paas/v4/chat/completions")
    .servesWhen(new Condition("zhipuCodePlanMode"), "openai/v1/chatcompletions", "/api/coding/paas/v4/chat/completions")
    .serves("openai/v1/embeddings", "/api/paas/v4/embeddings")
    .edits("openai/v1/chatcompletions", force("thinking", '{"type":"enabled"}').when("reasoning_effort"))
    .edits("openai/v1/chatcompletions", drop("reasoning_effort").when("reasoning_effort"));
}
