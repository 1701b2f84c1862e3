// iFlytek Spark; its answers are not converted yet: https://www.xfyun.cn/doc/spark/HTTP%E8%B0%83%E7%94%A8%E6%96%87%E6%A1%A3.html.

import { ProviderRow } from "../spec";

/** Makes the row of type `spark`. */
export function spark(): ProviderRow {
  return new ProviderRow("spark")
    .hostedAt("spark-api-open.xf-yun.com")
    .serves("openai/v1/chatcompletions", "/v1/chat/completions");
}
