// Alibaba Model Studio (DashScope): https://help.aliyun.com/zh/model-studio/compatibility-of-openai-with-dashscope.

import { TokenStyle } from "../../auth/token-style";
import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `qwen`. */
export function qwen(): ProviderRow {
  return new ProviderRow("qwen")
    .hostedAt("dashscope.aliyuncs.com")
    .readsReasoning()
    .readsCacheControl()
    .customHost("qwenDomain")
    .authorizedBy(TokenStyle.BEARER)
    .has(new Key("qwenEnableCompatible", KeyKind.Flag))
    .has(new Key("qwenEnableSearch", KeyKind.Flag))
    .hasInsteadOfContext(new Key("qwenFileIds", KeyKind.Texts))
    .waitsFor("a conversion to DashScope's own API", new Condition("qwenEnableCompatible", "false"))
    .takesStreamUsage()
    .serves("openai/v1/chatcompletions", "/compatible-mode/v1/chat/completions")
    .serves("openai/v1/embeddings", "/compatible-mode/v1/embeddings")
    .serves("openai/v1/completions", "/compatible-mode/v1/completions")
    .serves("openai/v1/responses", "/compatible-mode/v1/responses")
    .serves("openai/v1/files", "/compatible-mode/v1/files")
    .serves("openai/v1/retrievefile", "/compatible-mode/v1/files/{file_id}")
    .serves("openai/v1/retrievefilecontent", "/compatible-mode/v1/files/{file_id}/content")
    .serves("openai/v1/batches", "/compatible-mode/v1/batches")
    .serves("openai/v1/retrievebatch", "/compatible-mode/v1/batches/{batch_id}")
    .serves("qwen/v1/conversations", "/compatible-mode/v1/conversations")
    .serves("qwen/v1/rerank", "/compatible-api/v1/reranks")
    .serves("anthropic/v1/messages", "/apps/anthropic/v1/messages");
}
