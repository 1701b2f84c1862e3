// What becomes of the members of a chat completion, and of its chunks, for a client of Anthropic's.
// https://platform.openai.com/docs/api-reference/chat/object · https://docs.anthropic.com/en/api/messages#response

import { MemberTable } from "../member-table";

const NO_COUNTERPART = "Anthropic has no such member";

/** The answer. */
export const ANSWER_MEMBERS: MemberTable = new MemberTable("OpenAI's chat completion → Anthropic's message")
  .converts("id", "id", "made up where the answer has none")
  .converts("model", "model", "the client's where the answer names none")
  .converts("choices[0].message.content", "content[] (text)", "no block for an empty text; parts become a block each")
  .converts("choices[0].message.content[].thinking", "content[] (thinking)", "as Mistral has it")
  .drops("choices[0].message.content[].reference_ids", "they refer to nothing that Anthropic's clients know")
  .converts(
    "choices[0].message.reasoning_content",
    "content[] (thinking)",
    "with an empty signature; also `reasoning`, as OpenRouter and vLLM call it",
  )
  .drops("choices[0].message.reasoning_details", "its texts are in `reasoning`, and its signatures are not Anthropic's")
  .converts("choices[0].message.refusal", "content[] (text)")
  .converts("choices[0].message.tool_calls[].id", "content[].id (tool_use)", "made up where a call has none")
  .converts(
    "choices[0].message.tool_calls[].function.name",
    "content[].name (tool_use)",
    "restored where it was shortened",
  )
  .converts(
    "choices[0].message.tool_calls[].function.arguments",
    "content[].input (tool_use)",
    "{} where they are no JSON object",
  )
  .converts("choices[0].message.function_call", "content[] (tool_use)")
  .drops("choices[0].message.tool_calls[].index", "calls come one after the other")
  .drops("choices[0].message.tool_calls[].custom", "such tools are never asked for")
  .drops("choices[0].message.annotations", "Anthropic's citations are about documents of the request")
  .drops("choices[0].message.audio", "Anthropic's answers have no sound")
  .drops("choices[0].message.role", "it is always the assistant's")
  .drops("choices[0].logprobs", NO_COUNTERPART)
  .drops("choices[0].index", "it is 0")
  .drops("choices[0].native_finish_reason", NO_COUNTERPART)
  .drops("choices[1…]", "Anthropic's answers have one choice")
  .converts(
    "choices[0].finish_reason",
    "stop_reason",
    "stop → end_turn, length → max_tokens, tool_calls and function_call → tool_use, content_filter → refusal; others stay; tool_use where tools are called and the reason is stop",
  )
  .converts(
    "usage.prompt_tokens",
    "usage.input_tokens",
    "without those from a cache and those put into one; in streams also of `choices[0].usage` and `x_groq.usage`",
  )
  .converts(
    "usage.prompt_tokens_details.cached_tokens",
    "usage.cache_read_input_tokens",
    "also DeepSeek's `prompt_cache_hit_tokens`",
  )
  .converts(
    "usage.prompt_tokens_details.cache_write_tokens",
    "usage.cache_creation_input_tokens",
    "also `cache_creation_input_tokens`",
  )
  .converts("usage.completion_tokens", "usage.output_tokens")
  .converts(
    "usage.completion_tokens_details.reasoning_tokens",
    "usage.output_tokens",
    "where they are not among the completion's, as the total shows (xAI)",
  )
  .converts("usage.total_tokens", "usage.output_tokens", "it is their sum, and shows whether reasoning is in it")
  .drops("usage.prompt_tokens_details.audio_tokens", NO_COUNTERPART)
  .drops("usage.prompt_tokens_details.image_tokens", NO_COUNTERPART)
  .drops("usage.prompt_tokens_details.text_tokens", NO_COUNTERPART)
  .drops("usage.completion_tokens_details", "Anthropic counts thinking as output, and has no further counts")
  .drops("citations", "Anthropic's citations are about documents of the request")
  .drops("search_results", "Anthropic's citations are about documents of the request")
  .drops("created", NO_COUNTERPART)
  .drops("object", NO_COUNTERPART)
  .drops("metadata", NO_COUNTERPART)
  .drops("moderation", NO_COUNTERPART)
  .drops("obfuscation", "it only hides how long a chunk is")
  .drops("service_tier", "its words mean something else")
  .drops("system_fingerprint", NO_COUNTERPART)
  .converts("error", "error", "its type by the status, in streams by its code or its type, also beside choices")
  .converts("[DONE]", "message_delta, message_stop", "or the usage that comes behind the reason");
