/** POST /v1/embeddings (https://platform.openai.com/docs/api-reference/embeddings). */
import { createHash } from "node:crypto";
import type { Answer } from "../answer.ts";
import { jsonAnswer } from "../answer.ts";
import type { FakeRequest, Json, JsonObject } from "../request.ts";
import { requireMember } from "../request.ts";
import { usageOf } from "./tokens.ts";

export function answerEmbeddings(request: FakeRequest): Answer {
  const body = request.json();
  const inputs = inputsOf(requireMember(body, "input"));
  const dimensions = Math.min(Number(body.dimensions ?? 8), 4096);
  const data = inputs.map((input, index): JsonObject => {
    const vector = embed(input, dimensions);
    const embedding = body.encoding_format === "base64" ? base64Of(vector) : Array.from(vector);
    return { object: "embedding", index, embedding };
  });
  const { prompt_tokens, total_tokens } = usageOf(inputs.join(" "), "");
  return jsonAnswer({
    object: "list",
    data,
    model: body.model!,
    usage: { prompt_tokens: prompt_tokens!, total_tokens: total_tokens! },
  });
}

/** A text, a list of texts, a list of token numbers (one input), or a list of such lists. */
function inputsOf(input: Json): string[] {
  if (!Array.isArray(input)) return [String(input)];
  return typeof input[0] === "number" ? [input.join(" ")] : input.map(String);
}

/** Numbers in [-1, 1) that depend on the text alone; each is exact in 32 bits. */
export function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  for (let i = 0; i < dimensions; i++) {
    vector[i] = createHash("sha256").update(`${i}:${text}`).digest().readInt16LE(0) / 32768;
  }
  return vector;
}

function base64Of(vector: Float32Array): string {
  const bytes = Buffer.alloc(vector.length * 4);
  for (const [i, value] of vector.entries()) bytes.writeFloatLE(value, i * 4);
  return bytes.toString("base64");
}
