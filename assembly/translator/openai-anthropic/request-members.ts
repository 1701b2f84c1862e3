// What becomes of the members of a chat request at Anthropic.
// https://platform.openai.com/docs/api-reference/chat/create · https://docs.anthropic.com/en/api/messages

import { MemberTable } from "../member-table";

const NO_COUNTERPART = "Anthropic has no such setting";
const ONE_CHOICE = "Anthropic answers with one choice";

/** The request. */
export const REQUEST_MEMBERS: MemberTable = new MemberTable("OpenAI's chat request → Anthropic's message request")
  .copies("model")
  .copies("stream")
  .copies("cache_control", "", "Anthropic's own")
  .copies("container", "", "Anthropic's own, for clients that send it")
  .copies("context_management", "", "Anthropic's own")
  .copies("inference_geo", "", "Anthropic's own")
  .copies("mcp_servers", "", "Anthropic's own")
  .converts("messages[]", "messages[]", "an assistant's message that says nothing is left out")
  .converts(
    "messages[].role",
    "system, messages[].role",
    "system and developer messages become `system`, in their order",
  )
  .converts(
    "messages[].content",
    "messages[].content",
    "texts of white space alone are left out, unless they are all of a user's message",
  )
  .converts("messages[].content[].type", "messages[].content[].type")
  .converts("messages[].content[].text", "messages[].content[].text")
  .converts("messages[].content[].cache_control", "messages[].content[].cache_control")
  .converts(
    "messages[].content[].image_url.url",
    "messages[].content[].source",
    "a data URL in base64, also of a PDF, or by HTTP; anything else is refused",
  )
  .drops("messages[].content[].image_url.detail", NO_COUNTERPART)
  .converts(
    "messages[].content[].file.file_data",
    "messages[].content[].source",
    "PDF, image or text; base64 without a type is a PDF",
  )
  .converts("messages[].content[].file.file_id", "messages[].content[].source.file_id")
  .converts("messages[].content[].file.filename", "messages[].content[].title", "not of an image")
  .converts("messages[].content[].citations", "messages[].content[].citations", "Anthropic's own, of a text")
  .converts(
    "messages[].content[].source",
    "messages[].content[].source",
    "parts of Anthropic's own types stay as they are",
  )
  .drops("messages[].content[].prompt_cache_breakpoint", "Anthropic's cache is steered by `cache_control`")
  .refuses("messages[].content[].input_audio", "Anthropic's models do not hear")
  .converts("messages[].content[].refusal", "messages[].content[].text")
  .converts("messages[].refusal", "messages[].content[].text")
  .drops("messages[].name", "Anthropic's turns have no names")
  .drops("messages[].audio", "it names an answer that OpenAI keeps")
  .converts(
    "messages[].tool_calls[].id",
    "messages[].content[].id",
    "with `_` for what is no letter, digit, `_` or `-`; so in `tool_call_id`",
  )
  .converts("messages[].tool_calls[].type", "messages[].content[].type")
  .converts("messages[].tool_calls[].function.name", "messages[].content[].name")
  .converts(
    "messages[].tool_calls[].function.arguments",
    "messages[].content[].input",
    "text that is no JSON object is refused; none, blank and null are {}",
  )
  .refuses("messages[].tool_calls[].custom", "Anthropic's tools have a schema")
  .converts("messages[].function_call", "messages[].content[]", "with an identity of ours: call_0, call_1 …")
  .converts("messages[].tool_call_id", "messages[].content[].tool_use_id")
  .converts("messages[].is_error", "messages[].content[].is_error", "Anthropic's own, for clients that send it")
  .converts(
    "messages[].cache_control",
    "messages[].content[].cache_control",
    "of a tool's message, and of a text that is all of its message",
  )
  .converts(
    "messages[].thinking_blocks",
    "messages[].content[]",
    "blocks that Anthropic has signed or sealed, first in their turn",
  )
  .drops(
    "messages[].reasoning_content",
    "Anthropic takes thinking back with its signature only, which `thinking_blocks` have",
  )
  .converts(
    "max_completion_tokens",
    "max_tokens",
    "before `max_tokens`; 4,096 where neither is given, beside thinking 4,096 more than its budget",
  )
  .converts("max_tokens", "max_tokens", "where there is no `max_completion_tokens`")
  .converts("temperature", "temperature", "at most 1; left out beside thinking")
  .converts("top_p", "top_p", "beside thinking left out below 0.95")
  .converts("top_k", "top_k", "Anthropic's own; left out beside thinking")
  .converts("stop", "stop_sequences", "empty ones are left out")
  .converts("thinking", "thinking", "Anthropic's own; its budget is at least 1,024 and held below `max_tokens`")
  .converts(
    "reasoning_effort",
    "thinking.budget_tokens",
    "minimal and low 1,024, medium 8,192, high 16,384, xhigh and max 32,768; no thinking where a tool is forced, where `max_tokens` leaves less than 1,024, and where the turn that goes on has called tools without its thinking sent back",
  )
  .converts("reasoning_max_tokens", "thinking.budget_tokens", "Higress' own")
  .converts("response_format.json_schema.schema", "output_config.format.schema")
  .converts("response_format.type", "output_config.format.type", "`json_schema`; the others say nothing to Anthropic")
  .drops("response_format.json_schema.name", NO_COUNTERPART)
  .drops("response_format.json_schema.description", NO_COUNTERPART)
  .drops("response_format.json_schema.strict", "Anthropic's are always strict")
  .converts("output_config", "output_config", "Anthropic's own; a schema in `response_format` is before its `format`")
  .converts("tools[].type", "tools[].type", "tools that are no functions, Anthropic's own, stay as they are")
  .converts("tools[].function.name", "tools[].name")
  .converts("tools[].function.description", "tools[].description")
  .converts(
    "tools[].function.parameters",
    "tools[].input_schema",
    "`type` is added where it is missing; a schema without properties where there is none",
  )
  .converts("tools[].function.strict", "tools[].strict", "if true")
  .converts("tools[].function.cache_control", "tools[].cache_control", "Anthropic's own")
  .converts("tools[].cache_control", "tools[].cache_control")
  .refuses("tools[].custom", "Anthropic's tools have a schema")
  .converts(
    "tool_choice",
    "tool_choice",
    "required → any, a function → tool, allowed_tools → their mode, and the other tools are left out; nothing without tools",
  )
  .converts("parallel_tool_calls", "tool_choice.disable_parallel_tool_use", "if false")
  .converts("functions", "tools")
  .converts("function_call", "tool_choice")
  .converts("user", "metadata.user_id")
  .converts("metadata.user_id", "metadata.user_id", "where there is no `user`")
  .converts("safety_identifier", "metadata.user_id", "where there is neither")
  .drops("metadata", "Anthropic's has `user_id` and nothing else")
  .converts("service_tier", "service_tier", "auto, and default → standard_only; Anthropic has no others")
  .converts("stream_options.include_usage", "the last chunk of the stream", "Anthropic always tells its usage")
  .drops("stream_options.include_obfuscation", NO_COUNTERPART)
  .drops("n", ONE_CHOICE)
  .drops("audio", "Anthropic's models do not speak")
  .drops("modalities", "Anthropic's models write text")
  .drops("frequency_penalty", NO_COUNTERPART)
  .drops("presence_penalty", NO_COUNTERPART)
  .drops("logit_bias", NO_COUNTERPART)
  .drops("logprobs", "Anthropic does not tell them")
  .drops("top_logprobs", "Anthropic does not tell them")
  .drops("seed", NO_COUNTERPART)
  .drops("prediction", NO_COUNTERPART)
  .drops("moderation", NO_COUNTERPART)
  .drops("prompt_cache_key", "Anthropic's cache is steered by `cache_control`")
  .drops("prompt_cache_options", "Anthropic's cache is steered by `cache_control`")
  .drops("prompt_cache_retention", "Anthropic's cache is steered by `cache_control`")
  .drops("store", "Anthropic keeps no chats")
  .drops("verbosity", NO_COUNTERPART)
  .drops("web_search_options", "Anthropic searches by a tool of its own")
  .drops("(any other member)", "Anthropic refuses a request with members that it does not know");
