// The usage of a chat, as Anthropic counts it: https://docs.anthropic.com/en/api/messages#response-usage

import { JsonWriter } from "../../json/json-writer";
import { ChatUsage } from "../../protocol/openai/usage";

/** Writes the member `usage`. */
export function writeMessageUsage(json: JsonWriter, usage: ChatUsage): void {
  json.key("usage");
  json.openObject();
  count(json, "input_tokens", usage.fresh);
  count(json, "cache_creation_input_tokens", usage.written);
  count(json, "cache_read_input_tokens", usage.cached);
  count(json, "output_tokens", usage.completion);
  json.closeObject();
}

function count(json: JsonWriter, name: string, value: i64): void {
  json.key(name);
  json.integer(value);
}
