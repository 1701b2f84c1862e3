// Bodies and streams that have something of everything, as the beginning of damage.

const IMAGE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const SCHEMA = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

/** Chats as OpenAI's clients ask for them. */
export const CHATS: unknown[] = [
  { model: "m", messages: [{ role: "user", content: "Hello" }] },
  {
    model: "m",
    stream: true,
    stream_options: { include_usage: true },
    max_completion_tokens: 9000,
    reasoning_effort: "low",
    temperature: 0,
    top_p: 0.96,
    stop: ["a", "b"],
    user: "u",
    messages: [
      { role: "system", content: "Be brief." },
      { role: "developer", content: [{ type: "text", text: "Be kind.", cache_control: { type: "ephemeral" } }] },
      {
        role: "user",
        content: [
          { type: "text", text: "Look" },
          { type: "image_url", image_url: { url: `data:image/png;base64,${IMAGE}`, detail: "low" } },
          { type: "image_url", image_url: { url: "https://example.com/a.png" } },
          { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,JVBERi0=" } },
          { type: "file", file: { filename: "a.txt", file_data: "data:text/plain;base64,aGVsbG8=" } },
          { type: "file", file: { file_id: "file_1" } },
        ],
      },
      {
        role: "assistant",
        content: "Well",
        thinking_blocks: [{ index: 0, type: "thinking", thinking: "Hm", signature: "s" }],
        tool_calls: [
          { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Ulm"}' } },
          { id: "c2", type: "function", function: { name: "weather", arguments: "" } },
        ],
      },
      { role: "tool", tool_call_id: "c1", content: "sunny" },
      { role: "tool", tool_call_id: "c2", is_error: true, content: [{ type: "text", text: "no such city" }] },
      { role: "assistant", content: [{ type: "refusal", refusal: "No." }] },
      { role: "user", content: "Again" },
    ],
    tools: [
      { type: "function", function: { name: "weather", description: "d", parameters: SCHEMA, strict: true } },
      { type: "web_search_20250305", name: "web_search" },
    ],
    tool_choice: { type: "function", function: { name: "weather" } },
    parallel_tool_calls: false,
    response_format: { type: "json_schema", json_schema: { name: "n", schema: SCHEMA } },
    metadata: { user_id: "x" },
    service_tier: "default",
  },
  {
    model: "m",
    max_tokens: 5000,
    thinking: { type: "enabled", budget_token: 2000 },
    functions: [{ name: "f", parameters: SCHEMA }],
    function_call: "auto",
    messages: [
      { role: "user", content: "x" },
      { role: "assistant", content: null, function_call: { name: "f", arguments: "{}" } },
      { role: "function", name: "f", content: "1" },
    ],
    tool_choice: {
      type: "allowed_tools",
      allowed_tools: { mode: "required", tools: [{ type: "function", function: { name: "f" } }] },
    },
  },
];

/** Messages as Anthropic's clients ask for them. */
export const MESSAGES: unknown[] = [
  { model: "m", max_tokens: 10, messages: [{ role: "user", content: "Hello" }] },
  {
    model: "m",
    max_tokens: 100,
    stream: true,
    system: [
      { type: "text", text: "x-anthropic-billing-header: cc_version=2; cch=1a2b;" },
      { type: "text", text: "Be brief.", cache_control: { type: "ephemeral" } },
    ],
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "Look" },
          { type: "image", source: { type: "base64", media_type: "image/png", data: IMAGE } },
          { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
          { type: "document", title: "t", source: { type: "base64", media_type: "application/pdf", data: "JVBERi0=" } },
          { type: "document", source: { type: "text", media_type: "text/plain", data: "hello" } },
          { type: "document", source: { type: "content", content: [{ type: "text", text: "c" }] } },
          { type: "search_result", source: "s", title: "t", content: [{ type: "text", text: "r" }] },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Hm", signature: "s" },
          { type: "redacted_thinking", data: "d" },
          { type: "text", text: "Well" },
          { type: "tool_use", id: "t1", name: "weather", input: { city: "Ulm" } },
          { type: "tool_use", id: "t2", name: "w".repeat(80), input: {} },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "t1", content: "sunny", is_error: false },
          {
            type: "tool_result",
            tool_use_id: "t2",
            is_error: true,
            content: [
              { type: "text", text: "no" },
              { type: "image", source: { type: "base64", media_type: "image/png", data: IMAGE } },
            ],
          },
          { type: "text", text: "Again" },
        ],
      },
    ],
    tools: [
      { name: "weather", description: "d", input_schema: SCHEMA, strict: true },
      { type: "custom", name: "w".repeat(80), input_schema: SCHEMA },
    ],
    tool_choice: { type: "tool", name: "w".repeat(80), disable_parallel_tool_use: true },
    thinking: { type: "enabled", budget_tokens: 5000 },
    output_config: { effort: "high", format: { type: "json_schema", schema: SCHEMA } },
    stop_sequences: ["a"],
    temperature: 0.0,
    top_k: 5,
    metadata: { user_id: "u".repeat(80) },
    service_tier: "standard_only",
  },
];

const MESSAGE_USAGE = {
  input_tokens: 10,
  cache_read_input_tokens: 5,
  cache_creation_input_tokens: 2,
  output_tokens: 7,
  output_tokens_details: { thinking_tokens: 3 },
  service_tier: "standard",
};

/** Anthropic's answers. */
export const MESSAGE_ANSWERS: unknown[] = [
  {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "claude",
    content: [
      { type: "thinking", thinking: "Hm", signature: "s" },
      { type: "redacted_thinking", data: "d" },
      { type: "text", text: "Well", citations: null },
      { type: "tool_use", id: "t1", name: "weather", input: { city: "Ulm" } },
      { type: "server_tool_use", id: "s1", name: "web_search", input: {} },
    ],
    stop_reason: "tool_use",
    stop_sequence: null,
    usage: MESSAGE_USAGE,
  },
];

const CHAT_USAGE = {
  prompt_tokens: 20,
  completion_tokens: 5,
  total_tokens: 25,
  prompt_tokens_details: { cached_tokens: 8, cache_write_tokens: 2 },
  completion_tokens_details: { reasoning_tokens: 2 },
};

/** OpenAI's answers. */
export const CHAT_ANSWERS: unknown[] = [
  {
    id: "chatcmpl-1",
    object: "chat.completion",
    created: 1,
    model: "gpt",
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content: "Well",
          reasoning_content: "Hm",
          refusal: null,
          tool_calls: [
            { id: "c1", type: "function", function: { name: "weather", arguments: '{"city":"Ulm"}' } },
            { id: "c2", type: "function", function: { name: "weather", arguments: "" } },
          ],
        },
        finish_reason: "tool_calls",
      },
    ],
    usage: CHAT_USAGE,
  },
  {
    choices: [
      {
        message: {
          content: [{ type: "text", text: "a" }],
          refusal: "b",
          function_call: { name: "f", arguments: "{}" },
        },
        finish_reason: "stop",
      },
    ],
  },
];

/** What providers say when they fail. */
export const ERRORS: unknown[] = [
  { error: { message: "m", type: "t", param: null, code: "c" } },
  { type: "error", error: { type: "overloaded_error", message: "Overloaded" }, request_id: "r" },
  { error: "m", detail: "d", message: "x", error_msg: "y", errors: [{ message: "z" }] },
];

/** Anthropic's models. */
export const MODELS: unknown[] = [
  {
    data: [{ type: "model", id: "claude", display_name: "Claude", created_at: "2025-02-19T00:00:00Z" }],
    has_more: false,
    first_id: "claude",
    last_id: "claude",
  },
  { type: "model", id: "claude", display_name: "Claude", created_at: "2025-02-19T00:00:00Z" },
];

function block(index: number, start: unknown, ...deltas: unknown[]): unknown[] {
  return [
    { type: "content_block_start", index, content_block: start },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
}

/** Events of Anthropic's streams. */
export const MESSAGE_STREAMS: unknown[][] = [
  [
    {
      type: "message_start",
      message: { id: "msg_1", type: "message", role: "assistant", model: "claude", content: [], usage: MESSAGE_USAGE },
    },
    { type: "ping" },
    ...block(
      0,
      { type: "thinking", thinking: "", signature: "" },
      { type: "thinking_delta", thinking: "Hm" },
      { type: "signature_delta", signature: "s" },
    ),
    ...block(1, { type: "redacted_thinking", data: "d" }),
    ...block(2, { type: "text", text: "" }, { type: "text_delta", text: "We" }, { type: "text_delta", text: "ll" }),
    ...block(
      3,
      { type: "tool_use", id: "t1", name: "weather", input: {} },
      { type: "input_json_delta", partial_json: '{"city"' },
      { type: "input_json_delta", partial_json: ':"Ulm"}' },
    ),
    ...block(4, { type: "tool_use", id: "t2", name: "now", input: {} }),
    ...block(5, { type: "server_tool_use", id: "s", name: "web_search", input: {} }),
    { type: "message_delta", delta: { stop_reason: "tool_use", stop_sequence: null }, usage: { output_tokens: 9 } },
    { type: "message_stop" },
  ],
  [
    { type: "message_start", message: { id: "msg_1", usage: {} } },
    { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
  ],
];

function chunk(delta: unknown, finish_reason: string | null = null, more: object = {}): unknown {
  const choices = [{ index: 0, delta, finish_reason }];
  return { id: "chatcmpl-1", object: "chat.completion.chunk", created: 1, model: "gpt", choices, ...more };
}

function call(index: number, part: object, more: object = {}): unknown {
  return chunk({ tool_calls: [{ index, ...more, function: part }] });
}

/** Events of OpenAI's streams; a text stands for itself. */
export const CHAT_STREAMS: unknown[][] = [
  [
    chunk({ role: "assistant", content: "" }),
    chunk({ reasoning_content: "Hm" }),
    chunk({ content: "Well" }),
    call(0, { name: "weather", arguments: "" }, { id: "c1", type: "function" }),
    call(0, { arguments: '{"city":' }),
    call(1, { name: "now", arguments: "{" }, { id: "c2", type: "function" }),
    call(0, { arguments: '"Ulm"}' }),
    call(1, { arguments: "}" }),
    chunk({}, "tool_calls"),
    chunk({}, null, { choices: [], usage: CHAT_USAGE }),
    "[DONE]",
  ],
  [
    chunk({ content: "a" }, null, { usage: CHAT_USAGE }),
    chunk({ reasoning: "b", refusal: "c", function_call: { name: "f", arguments: "{}" } }),
    chunk({ content: [{ type: "text", text: "d" }] }, "stop", { x_groq: { usage: CHAT_USAGE } }),
  ],
  [chunk({ content: "a" }), { error: { message: "m", code: 429 } }, "[DONE]"],
];
