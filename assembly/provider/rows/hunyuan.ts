// Tencent Hunyuan's OpenAI-compatible API: https://cloud.tencent.com/document/product/1729/111007.

import { Condition } from "../condition";
import { Key, KeyKind } from "../key";
import { ProviderRow } from "../spec";

/** Makes the row of type `hunyuan`. */
export function hunyuan(): ProviderRow {
  return new ProviderRow("hunyuan")
    .hostedAt("api.hunyuan.cloud.tencent.com")
    .has(new Key("hunyuanAuthId", KeyKind.Text).secret())
    .has(new Key("hunyuanAuthKey", KeyKind.Text).secret())
    .waitsFor("the signature TC3-HMAC-SHA256", new Condition("hunyuanAuthId"), false)
    .waitsFor("the signature TC3-HMAC-SHA256", new Condition("hunyuanAuthKey"), false)
    .serves("openai/v1/chatcompletions", "/v1/chat/completions")
    .serves("openai/v1/embeddings", "/v1/embeddings");
}
