// What an upstream answers in a case whose bodies are logged: marked, since it may be seen in that case's own line only.

import type { Case, CaseAttempt } from "../cases/case.ts";
import { withLength } from "./reply-length.ts";
import type { Marks } from "./marks.ts";
import { fixesSize, logsBody, rewritePayload } from "./prompts.ts";

/** Members in which a model says what it was asked for, but for what is redacted. */
const SAID = /"(?:content|text)"\s*:\s*"(?!\[redacted\]")(?:[^"\\]|\\.)*"/g;
const PAYLOAD = "aisle.response.payload";

/** The case with a marker in its upstreams' answers; as it was where nothing of them is logged. */
export function markAnswers(c: Case, marks: Marks): Case {
  const isMarked =
    logsBody(c) && !fixesSize(c) && c.attempts.some(({ reply }) => latin1(reply.chunks).search(SAID) >= 0);
  if (!isMarked) return c;
  const marker = marks.make("logged answer", "body");
  const mark = (text: string) => text.replace(SAID, (said) => `${said.slice(0, -1)}${marker}"`);
  const attempts = c.attempts.map((attempt) => markAttempt(attempt, marker));
  const body = c.response?.body ?? null;
  const response =
    c.response && body ? { ...c.response, body: Buffer.from(mark(latin1([body])), "latin1") } : c.response;
  return { ...c, attempts, response, telemetry: rewritePayload(c.telemetry, PAYLOAD, mark) };
}

/** The pieces of an answer stay as they are, but for markers at the ends of what it says. */
function markAttempt(attempt: CaseAttempt, marker: string): CaseAttempt {
  const { reply } = attempt;
  const ends = [...latin1(reply.chunks).matchAll(SAID)].map(({ index, 0: said }) => index + said.length - 1);
  let start = 0;
  const chunks = reply.chunks.map((chunk) => {
    const within = ends.map((end) => end - start).filter((end) => end >= 0 && end < chunk.length);
    start += chunk.length;
    const bounds = [0, ...within, chunk.length];
    const parts = bounds.slice(1).map((end, i) => latin1([chunk.subarray(bounds[i], end)]));
    return Buffer.from(parts.join(marker), "latin1");
  });
  return { ...attempt, reply: { ...reply, chunks, headers: withLength(reply.headers, reply.chunks, chunks) } };
}

function latin1(chunks: Uint8Array[]): string {
  return Buffer.concat(chunks).toString("latin1");
}
