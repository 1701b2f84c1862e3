// Turns a case into one whose secrets are its own: a pure function of the case's data.

import type { Case, CaseAttempt, CaseCallout } from "../cases/case.ts";
import { loadCases } from "../cases/load.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import { markAnswers } from "./answers.ts";
import { withLength } from "./reply-length.ts";
import type { Canary } from "./canary.ts";
import { findSecrets } from "./case-configuration.ts";
import { addClientKeys, markClientKeys } from "./client-keys.ts";
import { Marks } from "./marks.ts";
import { markPrompt } from "./prompts.ts";

/** A case and the canaries it carries; they occur in no other case. */
export interface CanaryCase {
  case: Case;
  canaries: Canary[];
}

/** The header by which an upstream's answer is known. */
const ANSWER_TAG = "x-answer-tag";

/** All cases with canaries. */
export function loadCanaryCases(): CanaryCase[] {
  return loadCases().map(toCanaryCase);
}

/** The case with a canary in every secret it has, in keys that its client is given, in its prompt and in its answers. */
export function toCanaryCase(c: Case): CanaryCase {
  const marks = new Marks(`${c.file}\0${c.name}`);
  const configured = markConfiguration(c, marks);
  const client = markClientKeys(c, marks);
  const request = { ...c.request, ...client };
  const callouts = c.callouts.map((call) => markContext(call, marks));
  const attempts = c.attempts.map((attempt, i) => markAttempt(attempt, i, marks));
  const body = c.response?.body ?? null;
  const response = c.response && body ? { ...c.response, body: replaceIn(body, marks) } : c.response;
  const marked = { ...c, ...configured, request, callouts, attempts, response };
  const asked = markPrompt(addClientKeys(marked, marks), marks);
  return { case: markAnswers(asked, marks), canaries: marks.canaries };
}

function markConfiguration(c: Case, marks: Marks): Pick<Case, "configuration" | "environment"> {
  const environment = Object.entries(c.environment).map(([name, value]) => [
    name,
    marks.mark("configured secret", name, value),
  ]);
  // The text keeps its spelling: only the literals of secrets become others.
  let text = Buffer.from(c.configuration).toString("utf8");
  for (const { key, text: secret } of findSecrets(c.configuration)) {
    const marked = marks.mark("configured secret", key, secret);
    text = text.replaceAll(JSON.stringify(secret), () => JSON.stringify(marked));
  }
  return { configuration: Buffer.from(text, "utf8"), environment: Object.fromEntries(environment) };
}

function markAttempt(attempt: CaseAttempt, index: number, marks: Marks): CaseAttempt {
  const tag: HeaderPair = [ANSWER_TAG, marks.make("answer", `answer ${index + 1}`)];
  const chunks = attempt.reply.chunks.map((chunk) => replaceIn(chunk, marks));
  const headers = withLength(attempt.reply.headers, attempt.reply.chunks, chunks);
  const reply = { ...attempt.reply, chunks, headers: [...headers, tag] };
  if (attempt.upstream === null) return { ...attempt, reply };
  const { path, headers: wanted, body } = attempt.upstream;
  const upstream = {
    ...attempt.upstream,
    path: path === null ? null : marks.replace(path),
    headers: marks.replaceInDifference(wanted),
    body: body === null ? null : replaceIn(body, marks),
  };
  return { ...attempt, reply, upstream };
}

/** A body whose sender repeats a secret of the case; another one stays the same bytes. */
function replaceIn(body: Uint8Array, marks: Marks): Uint8Array {
  const text = Buffer.from(body).toString("latin1");
  const replaced = marks.replace(text);
  return replaced === text ? body : Buffer.from(replaced, "latin1");
}

/** Short texts and those that JSON escapes would be found in the wrong places, or not at all. */
const PLAIN_TEXT = /^[\w .]{4,}$/;

function markContext(call: CaseCallout, marks: Marks): CaseCallout {
  if (call.reply === "failure") return call;
  const text = Buffer.from(call.reply.body).toString("latin1");
  if (!PLAIN_TEXT.test(text) || text.length > 1000) return call;
  const body = Buffer.from(marks.mark("context file", call.path, text), "latin1");
  return { ...call, reply: { ...call.reply, body } };
}
