/** Tokens as the fake LLM counts them: words with the space after them. */
import type { Json, JsonObject } from "../request.ts";
import { asArray, asObject } from "../request.ts";

/** Cuts a text into tokens; joined they are the text again. */
export function tokensOf(text: string): string[] {
  return text.match(/\S+\s*|\s+/g) ?? [];
}

/** The text of a message's content: a string, or the text parts of a list. */
export function textOf(content: Json | undefined): string {
  if (typeof content === "string") return content;
  return asArray(content)
    .map((part) => asObject(part).text)
    .filter((text) => typeof text === "string")
    .join(" ");
}

/** OpenAI's `usage`, the same for the same texts. */
export function usageOf(prompt: string, completion: string): JsonObject {
  const prompt_tokens = tokensOf(prompt).length;
  const completion_tokens = tokensOf(completion).length;
  return { prompt_tokens, completion_tokens, total_tokens: prompt_tokens + completion_tokens };
}

/** The tokens of an answer, or as many as `x-fake-events` asks for: endless ones never end. */
export function* streamedTokens(text: string, count: number | null): Iterable<string> {
  if (count === null) return yield* tokensOf(text);
  for (let i = 1; i <= count; i++) yield `token-${i} `;
}
