/** POST /v1/images/generations, edits, variations (https://platform.openai.com/docs/api-reference/images). */
import type { Answer } from "../answer.ts";
import { jsonAnswer } from "../answer.ts";
import type { FakeRequest, JsonObject } from "../request.ts";
import { CREATED, requireMember } from "../request.ts";

/** One grey pixel. */
const PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR42mNoAAAAggCBd81ytgAAAABJRU5ErkJggg==";

export function generateImage(request: FakeRequest): Answer {
  const body = request.json();
  const prompt = String(requireMember(body, "prompt"));
  return images(Number(body.n ?? 1), body.response_format === "url", prompt);
}

/** Edits and variations arrive as a form. */
export async function changeImage(request: FakeRequest): Promise<Answer> {
  const form = await request.form();
  return images(Number(form.get("n") ?? 1), form.get("response_format") === "url", String(form.get("prompt") ?? ""));
}

function images(n: number, asUrl: boolean, prompt: string): Answer {
  const image: JsonObject = asUrl ? { url: "https://images.fake-llm.invalid/1.png" } : { b64_json: PNG };
  const data = Array.from({ length: Math.min(n, 10) }, () => ({ ...image, revised_prompt: prompt }));
  return jsonAnswer({ created: CREATED, data });
}
