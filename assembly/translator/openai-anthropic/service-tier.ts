// The tier that served a request, in OpenAI's words.
// https://docs.anthropic.com/en/api/service-tiers · https://platform.openai.com/docs/api-reference/chat/object

import { JsonDocument } from "../../json/document";
import { JsonWriter } from "../../json/json-writer";
import { utf8 } from "../../text/bytes";

const SERVICE_TIER = utf8("service_tier");
const STANDARD = utf8("standard");
const PRIORITY = utf8("priority");

/** Writes the member `service_tier` for a message's usage, if OpenAI has a word for it. */
export function writeServiceTier(json: JsonWriter, document: JsonDocument, usage: i32): void {
  const tier = document.find(usage, SERVICE_TIER);
  const isPriority = document.means(tier, PRIORITY);
  if (!isPriority && !document.means(tier, STANDARD)) return;
  json.key("service_tier");
  json.ascii(isPriority ? "priority" : "default");
}
