// What becomes of the members of a message request at a provider that speaks OpenAI's protocol.
// https://docs.anthropic.com/en/api/messages · https://platform.openai.com/docs/api-reference/chat/create

import { MemberTable } from "../member-table";

const NO_COUNTERPART = "OpenAI has no such setting";
const AT_ANTHROPIC = "it runs at Anthropic";

/** The request. */
export const REQUEST_MEMBERS: MemberTable = new MemberTable("Anthropic's message request → OpenAI's chat request")
  .copies("model")
  .copies("stream")
  .converts("temperature", "temperature")
  .converts("top_p", "top_p")
  .converts("max_tokens", "max_tokens, max_completion_tokens", "as the provider calls it")
  .converts("stream (true)", "stream_options.include_usage", "Anthropic's streams always tell their usage")
  .converts("stop_sequences", "stop")
  .converts("metadata.user_id", "user", "over 64 bytes: the first 55 and eight digits of its SHA-256")
  .converts("service_tier", "service_tier", "auto, and standard_only → default")
  .converts(
    "system",
    "messages[0]",
    "one text as a string, several as parts; `cch` of Claude Code's billing header is cut out",
  )
  .converts("system[].text", "messages[0].content")
  .converts("system[].cache_control", "messages[0].content[].cache_control", "where the provider knows it")
  .drops("system[].citations", NO_COUNTERPART)
  .converts("messages[]", "messages[]", "an assistant's turn that says nothing is left out")
  .converts(
    "messages[].role",
    "messages[].role",
    "a system turn behind others is a user's, but for openai and azure: templates of open models refuse it",
  )
  .converts("messages[].content[].type", "messages[].content[].type")
  .converts("messages[].content[].text", "messages[].content", "empty texts are left out; an assistant's are joined")
  .converts(
    "messages[].content[].cache_control",
    "messages[].content[].cache_control",
    "of a user's texts, where the provider knows it: qwen, openrouter; elsewhere it is left out, since OpenAI refuses it",
  )
  .drops("messages[].content[].citations", NO_COUNTERPART)
  .converts(
    "messages[].content[].source (image)",
    "messages[].content[].image_url.url",
    "base64 as a data URL, or by URL; a file of Anthropic's is refused",
  )
  .converts(
    "messages[].content[].source (document)",
    "messages[].content[].file, text",
    "PDF in base64, text, or content; by URL or as a file of Anthropic's it is refused",
  )
  .converts("messages[].content[].title", "messages[].content[].file.filename", "of a document in base64")
  .drops("messages[].content[].title (of a text, and of a search_result)", NO_COUNTERPART)
  .drops("messages[].content[].context", NO_COUNTERPART)
  .drops("messages[].content[].transformations", NO_COUNTERPART)
  .refuses("messages[].content[].file_id (container_upload)", AT_ANTHROPIC)
  .converts("messages[].content[].content (search_result)", "messages[].content[].text")
  .drops("messages[].content[].source (search_result)", NO_COUNTERPART)
  .converts(
    "messages[].content[].thinking",
    "messages[].reasoning_content",
    "where the provider reads it: deepseek, moonshot, openrouter, qwen, vllm, zhipuai; elsewhere it is left out",
  )
  .drops("messages[].content[].signature", "nobody else can read it")
  .drops("messages[].content[].data (redacted_thinking)", "nobody else can read it")
  .converts("messages[].content[].id (tool_use)", "messages[].tool_calls[].id")
  .converts(
    "messages[].content[].name (tool_use)",
    "messages[].tool_calls[].function.name",
    "over 64 bytes: the first 55 and eight digits of its SHA-256, restored in answers",
  )
  .converts("messages[].content[].input (tool_use)", "messages[].tool_calls[].function.arguments")
  .drops("messages[].content[].caller", AT_ANTHROPIC)
  .drops("messages[].content[].toolset_name", NO_COUNTERPART)
  .converts(
    "messages[].content[].tool_use_id",
    "messages[].tool_call_id",
    "results come before whatever else their turn says",
  )
  .converts(
    "messages[].content[].content (tool_result)",
    "messages[].content",
    "a tool that a search for tools has found is told by its name",
  )
  .converts("messages[].content[].is_error", "messages[].content", 'OpenAI has no flag: "Error: " before the text')
  .drops("messages[].content[] (server_tool_use and its results)", AT_ANTHROPIC)
  .converts("tools[].name", "tools[].function.name", "as above")
  .converts("tools[].description", "tools[].function.description")
  .converts(
    "tools[].input_schema",
    "tools[].function.parameters",
    "with a type and properties, without which OpenAI refuses it",
  )
  .converts(
    "tools[].strict",
    "tools[].function.strict",
    "left out where objects of the schema may lack properties, or have others: OpenAI refuses it",
  )
  .converts("tools[].cache_control", "tools[].cache_control", "where the provider knows it")
  .drops("tools[].input_examples", NO_COUNTERPART)
  .drops("tools[].eager_input_streaming", NO_COUNTERPART)
  .drops("tools[].defer_loading", AT_ANTHROPIC)
  .drops("tools[].allowed_callers", AT_ANTHROPIC)
  .refuses("tools[] (web_search_…, bash_… and the like)", AT_ANTHROPIC)
  .converts("tool_choice.type", "tool_choice", "any → required, tool → the function; left out without tools")
  .converts("tool_choice.name", "tool_choice.function.name", "as above")
  .converts("tool_choice.disable_parallel_tool_use", "parallel_tool_calls")
  .converts(
    "thinking",
    "reasoning_effort",
    "budgets under 4,096 low, under 16,384 medium, others high; adaptive: the effort, or medium",
  )
  .converts("output_config.effort", "reasoning_effort", "beside adaptive thinking; xhigh and max → xhigh")
  .converts(
    "output_config.format",
    "response_format",
    "strict if each object of the schema has all of its properties, and no others",
  )
  .converts("output_format", "response_format", "before `output_config.format`")
  .drops("top_k", NO_COUNTERPART)
  .drops("context_management", AT_ANTHROPIC)
  .drops("diagnostics", NO_COUNTERPART)
  .drops("inference_geo", NO_COUNTERPART)
  .drops("speed", NO_COUNTERPART)
  .drops("user_profile_id", NO_COUNTERPART)
  .drops("workspace_id", NO_COUNTERPART)
  .drops("cache_control", "OpenAI caches by itself")
  .refuses("container", AT_ANTHROPIC)
  .refuses("mcp_servers", "Anthropic connects to them")
  .drops("(any other member)", "providers refuse requests with members that they do not know");
