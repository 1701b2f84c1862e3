// The official SDKs without a network: what they make of an answer that is handed to them.

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";
import type { Members } from "./json-values.ts";

/** What an SDK is answered. */
export interface Answer {
  status?: number;
  isStream?: boolean;
  body: Uint8Array | string;
}

/** Gives the answer for the body of a request. */
export type Answerer = (body: string) => Answer;

function fetchFrom(answer: Answerer): typeof fetch {
  return (_input, init) => {
    const { status = 200, isStream = false, body } = answer(String(init?.body ?? ""));
    const bytes = new Uint8Array(typeof body === "string" ? Buffer.from(body) : body);
    const type = isStream ? "text/event-stream" : "application/json";
    return Promise.resolve(new Response(bytes, { status, headers: { "content-type": type } }));
  };
}

/** OpenAI's client, answered by `answer`. */
export function openAi(answer: Answerer): OpenAI {
  return new OpenAI({ apiKey: "none", baseURL: "http://nowhere/v1", maxRetries: 0, fetch: fetchFrom(answer) });
}

/** Anthropic's client, answered by `answer`. */
export function anthropic(answer: Answerer): Anthropic {
  return new Anthropic({ apiKey: "none", baseURL: "http://nowhere", maxRetries: 0, fetch: fetchFrom(answer) });
}

/** The completion that OpenAI's SDK assembles from a stream; what it does not add up, reasoning and its blocks, is added. */
export async function assembleCompletion(stream: Uint8Array): Promise<Members> {
  const client = openAi(() => ({ isStream: true, body: stream }));
  const runner = client.chat.completions.stream({ model: "m", messages: [{ role: "user", content: "hi" }] });
  let reasoning = "";
  const blocks: unknown[] = [];
  runner.on("chunk", ({ choices }) => {
    const { reasoning_content, reasoning: other, thinking_blocks } = (choices[0]?.delta ?? {}) as Members;
    const text = reasoning_content ?? other;
    if (typeof text === "string") reasoning += text;
    if (Array.isArray(thinking_blocks)) blocks.push(...thinking_blocks);
  });
  const completion = (await runner.finalChatCompletion()) as unknown as Members;
  const [choice] = completion.choices as { message: Members }[];
  if (choice !== undefined && reasoning !== "") choice.message.reasoning_content = reasoning;
  if (choice !== undefined && blocks.length > 0) choice.message.thinking_blocks = blocks;
  return completion;
}

/** The message that Anthropic's SDK assembles from a stream. */
export async function assembleMessage(stream: Uint8Array): Promise<Members> {
  const client = anthropic(() => ({ isStream: true, body: stream }));
  const runner = client.messages.stream({ model: "m", max_tokens: 1, messages: [{ role: "user", content: "hi" }] });
  return (await runner.finalMessage()) as unknown as Members;
}
