// Answers that both protocols can express.

import fc from "fast-check";
import { asJson, id, object, plain, text, word } from "./arbitrary-chat.ts";
import type { Members } from "./json-values.ts";

const count = fc.integer({ min: 0, max: 1_000_000 });
const spoken = fc.record({
  thinking: fc.option(text, { nil: undefined }),
  texts: fc.array(text, { maxLength: 3 }),
  calls: fc.array(fc.record({ id, name: word, input: object }), { maxLength: 3 }),
  ...{ input: count, cached: count, written: count, output: count },
});

/** A completion of OpenAI's. */
export const completion: fc.Arbitrary<Members> = fc
  .record({ spoken, finish: fc.constantFrom("stop", "length", "tool_calls", "content_filter") })
  .map(({ spoken: { thinking, texts, calls, input, cached, written, output }, finish }) => ({
    ...{ id: "chatcmpl-1", object: "chat.completion", created: 1, model: "m" },
    choices: [
      {
        index: 0,
        finish_reason: calls.length > 0 ? "tool_calls" : finish,
        message: plain({
          ...{ role: "assistant", content: texts.length === 0 ? null : texts.join(""), reasoning_content: thinking },
          tool_calls: calls.map(({ id, name, input }) => ({
            ...{ id, type: "function" },
            function: { name, arguments: JSON.stringify(input) },
          })),
        }),
      },
    ],
    usage: {
      prompt_tokens: input + cached + written,
      completion_tokens: output,
      total_tokens: input + cached + written + output,
      prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: written },
    },
  }))
  .map(asJson);

/** A message of Anthropic's. */
export const message: fc.Arbitrary<Members> = fc
  .record({ spoken, stop: fc.constantFrom("end_turn", "max_tokens", "refusal", "stop_sequence", "pause_turn") })
  .map(({ spoken: { thinking, texts, calls, input, cached, written, output }, stop }) => ({
    ...{ id: "msg_1", type: "message", role: "assistant", model: "m", stop_sequence: null },
    content: [
      ...(thinking === undefined ? [] : [{ type: "thinking", thinking, signature: "s" }]),
      ...texts.map((one) => ({ type: "text", text: one })),
      ...calls.map((call) => ({ type: "tool_use", ...call })),
    ],
    stop_reason: calls.length > 0 ? "tool_use" : stop,
    usage: {
      ...{ input_tokens: input, cache_read_input_tokens: cached },
      ...{ cache_creation_input_tokens: written, output_tokens: output },
    },
  }))
  .map(asJson);
