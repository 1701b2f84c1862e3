// The usage of a message, as OpenAI counts it: https://platform.openai.com/docs/api-reference/chat/object#chat/object-usage

import { JsonWriter } from "../../json/json-writer";
import { MessageUsage } from "../../protocol/anthropic/usage";

/** Writes the value of `usage`. */
export function writeChatUsage(json: JsonWriter, usage: MessageUsage): void {
  json.openObject();
  count(json, "prompt_tokens", usage.prompt);
  count(json, "completion_tokens", usage.output);
  count(json, "total_tokens", usage.prompt + usage.output);
  json.key("prompt_tokens_details");
  json.openObject();
  count(json, "cached_tokens", usage.cacheRead);
  count(json, "cache_write_tokens", usage.cacheCreation);
  json.closeObject();
  if (usage.thinking >= 0) {
    json.key("completion_tokens_details");
    json.openObject();
    count(json, "reasoning_tokens", usage.thinking);
    json.closeObject();
  }
  json.closeObject();
}

function count(json: JsonWriter, name: string, value: i64): void {
  json.key(name);
  json.integer(value);
}
