// What an answer tells, in whichever protocol it is: the reference that translations are held to, written apart from them.

import { membersIn, textIn, textsIn, type Members } from "./json-values.ts";

/** A call of a tool; the input is a value, or the text if it is no JSON. */
export interface ToldCall {
  id: string;
  name: string;
  input: unknown;
}

/** An answer, without the layout that its protocol gives it. */
export interface Told {
  text: string;
  thinking: string;
  calls: ToldCall[];
  /** OpenAI's word. */
  finish: string | null;
  /** Input without what came from a cache or was put into one. */
  usage: { input: number; cached: number; written: number; output: number };
}

const FINISHES: Record<string, string> = {
  end_turn: "stop",
  stop_sequence: "stop",
  pause_turn: "stop",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  tool_use: "tool_calls",
  function_call: "tool_calls",
  refusal: "content_filter",
};

/** What a message of Anthropic's tells. */
export function toldByMessage(message: unknown): Told {
  const { content, stop_reason, usage } = message as Members;
  const blocks = Array.isArray(content) ? content.map(membersIn) : [];
  const of = (type: string) => blocks.filter((block) => block.type === type);
  const counts = membersIn(usage);
  return {
    text: of("text")
      .map(({ text }) => textIn(text))
      .join(""),
    thinking: of("thinking")
      .map(({ thinking }) => textIn(thinking))
      .join(""),
    calls: of("tool_use").map(({ id, name, input }) => ({ id: textIn(id), name: textIn(name), input: input ?? {} })),
    finish: finishOf(stop_reason),
    usage: {
      input: countIn(counts.input_tokens),
      cached: countIn(counts.cache_read_input_tokens),
      written: countIn(counts.cache_creation_input_tokens),
      output: countIn(counts.output_tokens),
    },
  };
}

/** What a completion of OpenAI's tells, in its first choice. */
export function toldByCompletion(completion: unknown): Told {
  const { choices, usage } = completion as Members;
  const choice = membersIn(Array.isArray(choices) ? choices[0] : null);
  const message = membersIn(choice.message);
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.map(membersIn) : [];
  return {
    text: textsIn(message.content, "text") + textIn(message.refusal),
    thinking: textIn(message.reasoning_content) || textIn(message.reasoning) || textsIn(message.content, "thinking"),
    calls: calls.map(({ id, function: called }) => {
      const { name, arguments: input } = membersIn(called);
      return { id: textIn(id), name: textIn(name), input: inputOf(textIn(input)) };
    }),
    finish: finishOf(choice.finish_reason),
    usage: usageOf(membersIn(usage)),
  };
}

/** The same as a turn of Anthropic's: one with calls waits for them, whatever the provider says, and one without a reason is over. */
export function asTurn(told: Told): Told {
  const isOver = told.finish === null || told.finish === "stop";
  return { ...told, finish: isOver ? (told.calls.length > 0 ? "tool_calls" : "stop") : told.finish };
}

/** The blocks of thinking that must come back to Anthropic as they were. */
export function sealedIn(message: unknown): unknown[] {
  const { content } = message as Members;
  const blocks = Array.isArray(content) ? content.map(membersIn) : [];
  return blocks.flatMap(({ type, thinking, signature, data }): unknown[] => {
    if (type === "thinking") return [{ type, thinking, signature }];
    return type === "redacted_thinking" ? [{ type, data }] : [];
  });
}

/** What Anthropic's SDK makes of a call's argument text: an object, and none where it is empty. */
export function inputOf(text: string): unknown {
  if (text.trim() === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

function usageOf(usage: Members): Told["usage"] {
  const details = membersIn(usage.prompt_tokens_details);
  const prompt = countIn(usage.prompt_tokens);
  const cached = countIn(details.cached_tokens ?? usage.prompt_cache_hit_tokens);
  const written = countIn(details.cache_write_tokens ?? details.cache_creation_input_tokens);
  const reasoning = countIn(membersIn(usage.completion_tokens_details).reasoning_tokens);
  const completion = countIn(usage.completion_tokens);
  // xAI counts reasoning beside the completion, as its total shows.
  const isBeside = reasoning > 0 && usage.total_tokens === prompt + completion + reasoning;
  const output = completion + (isBeside ? reasoning : 0);
  return { input: Math.max(0, prompt - cached - written), cached, written, output };
}

function finishOf(reason: unknown): string | null {
  if (typeof reason !== "string" || reason === "") return null;
  return FINISHES[reason] ?? reason;
}

function countIn(value: unknown): number {
  return typeof value === "number" ? value : 0;
}
