// An answer as Anthropic gives it: https://docs.anthropic.com/en/api/messages, https://docs.anthropic.com/en/docs/build-with-claude/streaming

import { piecesOf, type Content } from "./content.ts";

const IDENTITY = { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5" };

/** The message. */
export function messageOf(content: Content): object {
  const usage = { ...usageOf(content), output_tokens: content.output };
  return { ...IDENTITY, content: blocksOf(content), stop_reason: content.stop, stop_sequence: null, usage };
}

/** The stream, as text. */
export function eventsOf(content: Content): string {
  const start = { ...IDENTITY, content: [], stop_reason: null, stop_sequence: null };
  const events: object[] = [
    { type: "message_start", message: { ...start, usage: { ...usageOf(content), output_tokens: 1 } } },
  ];
  for (const [index, block] of blocksOf(content).entries()) {
    events.push({ type: "content_block_start", index, content_block: emptied(block) });
    if (index === 0) events.push({ type: "ping" });
    for (const delta of deltasOf(block)) events.push({ type: "content_block_delta", index, delta });
    events.push({ type: "content_block_stop", index });
  }
  const delta = { stop_reason: content.stop, stop_sequence: null };
  events.push({ type: "message_delta", delta, usage: { output_tokens: content.output } }, { type: "message_stop" });
  return events.map(frame).join("");
}

/** One event, framed. */
export function frame(event: object): string {
  return `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`;
}

type Block = Record<string, unknown> & { type: string };

function blocksOf({ thinking, signature, text, calls }: Content): Block[] {
  return [
    ...(thinking === undefined ? [] : [{ type: "thinking", thinking, signature }]),
    ...(text === undefined ? [] : [{ type: "text", text }]),
    ...(calls ?? []).map((call) => ({ type: "tool_use", ...call })),
  ];
}

function emptied(block: Block): Block {
  if (block.type === "thinking") return { ...block, thinking: "", signature: "" };
  return block.type === "text" ? { ...block, text: "" } : { ...block, input: {} };
}

function deltasOf(block: Block): object[] {
  if (block.type === "text") return piecesOf(block.text as string).map((text) => ({ type: "text_delta", text }));
  if (block.type === "thinking") {
    const thoughts = piecesOf(block.thinking as string).map((thinking) => ({ type: "thinking_delta", thinking }));
    return [...thoughts, { type: "signature_delta", signature: block.signature }];
  }
  const input = JSON.stringify(block.input);
  const parts = input === "{}" ? [""] : ["", ...piecesOf(input)];
  return parts.map((partial_json) => ({ type: "input_json_delta", partial_json }));
}

function usageOf({ input, cached }: Content): Record<string, number> {
  return { input_tokens: input - cached, cache_creation_input_tokens: 0, cache_read_input_tokens: cached };
}
