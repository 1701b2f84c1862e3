// What becomes of the members of a message, and of its stream, for a client of OpenAI's.
// https://docs.anthropic.com/en/api/messages#response · https://platform.openai.com/docs/api-reference/chat/object

import { MemberTable } from "../member-table";

const NO_COUNTERPART = "OpenAI has no such member";
const AT_ANTHROPIC = "it tells of a tool that runs at Anthropic";

/** The answer. */
export const ANSWER_MEMBERS: MemberTable = new MemberTable("Anthropic's message → OpenAI's chat completion")
  .converts("id", "id")
  .converts("model", "model", "the client's where the answer names none")
  .converts(
    "content[].text (text)",
    "choices[0].message.content",
    "the texts of all blocks, joined; null if there is none",
  )
  .converts(
    "content[].thinking (thinking)",
    "choices[0].message.reasoning_content, thinking_blocks",
    "as text, and as a block with its signature, to be sent back",
  )
  .converts(
    "content[].signature (thinking)",
    "choices[0].message.thinking_blocks[].signature",
    "in streams when the block ends",
  )
  .converts("content[].data (redacted_thinking)", "choices[0].message.thinking_blocks[].data")
  .converts("content[].id (tool_use)", "choices[0].message.tool_calls[].id")
  .converts("content[].name (tool_use)", "choices[0].message.tool_calls[].function.name")
  .converts("content[].input (tool_use)", "choices[0].message.tool_calls[].function.arguments", "as text")
  .drops("content[].citations", NO_COUNTERPART)
  .drops("content[].caller", AT_ANTHROPIC)
  .drops("content[].toolset_name", NO_COUNTERPART)
  .drops("content[].file_id (container_upload)", AT_ANTHROPIC)
  .drops("content[] (server_tool_use, and the results of such tools)", AT_ANTHROPIC)
  .converts(
    "stop_reason",
    "choices[0].finish_reason",
    "end_turn, stop_sequence and pause_turn → stop, max_tokens and model_context_window_exceeded → length, tool_use → tool_calls, refusal → content_filter; others stay",
  )
  .drops("stop_sequence", NO_COUNTERPART)
  .drops("stop_details", NO_COUNTERPART)
  .drops("container", NO_COUNTERPART)
  .drops("context_management", NO_COUNTERPART)
  .drops("diagnostics", NO_COUNTERPART)
  .drops("role", "it is always the assistant's")
  .drops("type", "it is always a message")
  .converts("usage.input_tokens", "usage.prompt_tokens", "with those from a cache and those put into one")
  .converts("usage.cache_read_input_tokens", "usage.prompt_tokens_details.cached_tokens")
  .converts("usage.cache_creation_input_tokens", "usage.prompt_tokens_details.cache_write_tokens", "OpenRouter's name")
  .converts("usage.output_tokens", "usage.completion_tokens")
  .converts("usage.output_tokens_details.thinking_tokens", "usage.completion_tokens_details.reasoning_tokens")
  .converts("usage.service_tier", "service_tier", "standard → default, priority; of whole answers")
  .drops("usage.cache_creation", "how long a cache lives")
  .drops("usage.server_tool_use", AT_ANTHROPIC)
  .drops("usage.inference_geo", NO_COUNTERPART)
  .drops("usage.iterations", AT_ANTHROPIC)
  .drops("usage.speed", NO_COUNTERPART)
  .converts("error (event)", "error", "and then `[DONE]`")
  .drops("ping (event)", "OpenAI's streams have none");
