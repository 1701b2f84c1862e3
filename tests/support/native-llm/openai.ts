// An answer as OpenAI gives it, with DeepSeek's reasoning: https://platform.openai.com/docs/api-reference/chat

import { finishReasonOf, piecesOf, type Content } from "./content.ts";

const IDENTITY = { id: "chatcmpl-1", created: 1_700_000_000, model: "gpt-4o-2024-08-06" };

/** The completion. */
export function completionOf(content: Content): object {
  const message = {
    role: "assistant",
    content: content.text ?? null,
    refusal: null,
    ...(content.thinking === undefined ? {} : { reasoning_content: content.thinking }),
    ...(content.calls === undefined ? {} : { tool_calls: callsOf(content) }),
  };
  const choice = { index: 0, message, logprobs: null, finish_reason: finishReasonOf(content) };
  return { ...IDENTITY, object: "chat.completion", choices: [choice], usage: usageOf(content) };
}

/** The stream, as text; with the chunk of the usage. */
export function chunksOf(content: Content): string {
  const deltas: object[] = [
    { role: "assistant", content: "" },
    ...piecesOf(content.thinking ?? "").map((reasoning_content) => ({ reasoning_content })),
    ...piecesOf(content.text ?? "").map((text) => ({ content: text })),
    ...(content.calls ?? []).flatMap((call, index) => [
      { tool_calls: [{ index, id: call.id, type: "function", function: { name: call.name, arguments: "" } }] },
      ...piecesOf(JSON.stringify(call.input)).map((part) => ({
        tool_calls: [{ index, function: { arguments: part } }],
      })),
    ]),
  ];
  const chunks = [
    ...deltas.map((delta) => ({ choices: [{ index: 0, delta, logprobs: null, finish_reason: null }], usage: null })),
    { choices: [{ index: 0, delta: {}, logprobs: null, finish_reason: finishReasonOf(content) }], usage: null },
    { choices: [], usage: usageOf(content) },
  ];
  return [...chunks.map((chunk) => frame({ ...IDENTITY, object: "chat.completion.chunk", ...chunk })), DONE].join("");
}

/** The end of a stream. */
export const DONE = "data: [DONE]\n\n";

/** One chunk, framed. */
export function frame(chunk: object): string {
  return `data: ${JSON.stringify(chunk)}\n\n`;
}

function callsOf({ calls }: Content): object[] {
  return (calls ?? []).map(({ id, name, input }) => ({
    id,
    type: "function",
    function: { name, arguments: JSON.stringify(input) },
  }));
}

function usageOf({ input, cached, output }: Content): object {
  const prompt_tokens_details = { cached_tokens: cached };
  return { prompt_tokens: input, completion_tokens: output, total_tokens: input + output, prompt_tokens_details };
}
