/** POST /v1/rerank as Cohere defines it (https://docs.cohere.com/reference/rerank). */
import type { Answer } from "../answer.ts";
import { jsonAnswer } from "../answer.ts";
import type { FakeRequest, Json, JsonObject } from "../request.ts";
import { asArray, asObject, requireMember } from "../request.ts";

/** A document's relevance is the share of the query's words that it has. */
export function answerRerank(request: FakeRequest): Answer {
  const body = request.json();
  const words = wordsOf(String(requireMember(body, "query")));
  const documents = asArray(requireMember(body, "documents")).map(documentText);
  const results = documents.map((text, index): JsonObject => {
    const found = wordsOf(text);
    const hits = [...words].filter((word) => found.has(word)).length;
    const result: JsonObject = { index, relevance_score: words.size === 0 ? 0 : hits / words.size };
    return body.return_documents === true ? { ...result, document: { text } } : result;
  });
  results.sort((a, b) => Number(b.relevance_score) - Number(a.relevance_score));
  const billed = { search_units: 1 };
  return jsonAnswer({
    id: request.idFor("rerank-"),
    results: results.slice(0, Number(body.top_n ?? results.length)),
    meta: { api_version: { version: "1" }, billed_units: billed },
  });
}

function documentText(document: Json): string {
  return typeof document === "string" ? document : String(asObject(document).text ?? "");
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []);
}
