// Attempts whose answer could not be read: it cannot be judged either, goes on as it is, and is the last one.

import type { CanaryCase } from "../canaries/canary-case.ts";
import type { Observation } from "./observation.ts";

/** The case as if it had no more attempts than were seen, if the last of them said 200 and its answer went on, or broke. */
export function endedUnread(it: CanaryCase, seen: Observation): CanaryCase {
  const { case: c } = it;
  const last = c.attempts[seen.attempts.length - 1];
  const isJudged = c.mode === "upstream" && last?.reply.status === 200;
  if (!isJudged || (seen.details !== "via_upstream" && seen.cutOff === null)) return it;
  const response = c.response && { ...c.response, status: null, body: null, details: null };
  return { ...it, case: { ...c, attempts: c.attempts.slice(0, seen.attempts.length), response } };
}
