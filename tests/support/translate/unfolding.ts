// Takes an answer apart into the stream that tells it, as its protocol says.

import { listIn, membersIn, type Members } from "./json-values.ts";

/** The stream of chunks for a completion, its texts in parts of `size` characters. */
export function chunksOf({ choices, usage }: Members, size: number): Buffer {
  const [{ message, finish_reason }] = choices as [{ message: Members; finish_reason: string }];
  const calls = listIn(message.tool_calls).flatMap(({ id, function: called }, index) => {
    const { name, arguments: text } = membersIn(called);
    const rest = partsOf(text, size).map((one) => chunkOf({ tool_calls: [{ index, function: { arguments: one } }] }));
    return [chunkOf({ tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }] }), ...rest];
  });
  const all = [
    chunkOf({ role: "assistant", content: "" }),
    ...partsOf(message.reasoning_content, size).map((one) => chunkOf({ reasoning_content: one })),
    ...partsOf(message.content, size).map((one) => chunkOf({ content: one })),
    ...calls,
    chunkOf({}, finish_reason),
    { ...chunkOf({}), choices: [], usage },
  ];
  return Buffer.from([...all.map((one) => `data: ${JSON.stringify(one)}\n\n`), "data: [DONE]\n\n"].join(""));
}

function chunkOf(delta: Members, finish_reason: string | null = null): Members {
  const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "m", usage: null };
  return { ...chunk, choices: [{ index: 0, delta, finish_reason }] };
}

/** The stream of events for a message, its texts in parts of `size` characters. */
export function eventsOf({ content, stop_reason, usage, ...rest }: Members, size: number): Buffer {
  const blocks = listIn(content).flatMap((block, index) => [
    { type: "content_block_start", index, content_block: begun(block) },
    ...deltasOf(block, size).map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ]);
  const { output_tokens, ...input } = membersIn(usage);
  const message = { ...rest, content: [], stop_reason: null, usage: { ...input, output_tokens: 1 } };
  const all: Members[] = [
    { type: "message_start", message },
    { type: "ping" },
    ...blocks,
    { type: "message_delta", delta: { stop_reason, stop_sequence: null }, usage: { output_tokens } },
    { type: "message_stop" },
  ];
  return Buffer.from(all.map((event) => `event: ${String(event.type)}\ndata: ${JSON.stringify(event)}\n\n`).join(""));
}

function begun(block: Members): Members {
  if (block.type === "thinking") return { ...block, thinking: "", signature: "" };
  if (block.type === "text") return { ...block, text: "" };
  return block.type === "tool_use" ? { ...block, input: {} } : block;
}

function deltasOf({ type, text, thinking, signature, input }: Members, size: number): Members[] {
  if (type === "text") return partsOf(text, size).map((one) => ({ type: "text_delta", text: one }));
  if (type === "tool_use") {
    return partsOf(JSON.stringify(input), size).map((one) => ({ type: "input_json_delta", partial_json: one }));
  }
  if (type !== "thinking") return [];
  const deltas = partsOf(thinking, size).map((one) => ({ type: "thinking_delta", thinking: one }));
  return [...deltas, { type: "signature_delta", signature }];
}

/** A text in parts of `size` characters. */
function partsOf(text: unknown, size: number): string[] {
  const letters = [...String(text ?? "")];
  const count = Math.ceil(letters.length / size);
  return Array.from({ length: count }, (_, i) => letters.slice(i * size, (i + 1) * size).join(""));
}
