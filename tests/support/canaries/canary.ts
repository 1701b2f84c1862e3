// Canaries: the secrets of a case, each with a marker, and where each kind may be seen at all.

/** What a canary is part of. */
export type CanaryKind =
  "configured secret" | "client's key" | "prompt" | "logged prompt" | "context file" | "answer" | "logged answer";

/** One secret of a case. */
export interface Canary {
  marker: string;
  kind: CanaryKind;
  /** Where the case has it, for messages: a header's name, a key of the configuration. */
  where: string;
}

/** Everywhere that something of an exchange may turn up. */
export type Place =
  | "upstream head"
  | "upstream body"
  | "upstream trailers"
  | "client head"
  | "client body"
  | "client trailers"
  | "response code details"
  | "call-out head"
  | "call-out body"
  | "log"
  | "shared data"
  | "metrics"
  | "filter state"
  | "stats"
  | "access log";

/**
 * The only places where a canary of a kind may be seen, and that only where the case itself demands it there:
 * at that attempt's upstream, or at this client. What is not listed is nobody's to see: no metric, no filter state, no
 * shared data holds any of them, and no log line but of what a case's own configuration logs (`logging.payloads`).
 */
export const ALLOWED: Record<CanaryKind, readonly Place[]> = {
  // An upstream may repeat to the client what it was sent.
  "configured secret": ["upstream head", "client body"],
  "client's key": ["upstream head"],
  prompt: ["upstream body"],
  "logged prompt": ["upstream body", "log"],
  "context file": ["upstream body"],
  answer: ["client head"],
  "logged answer": ["client body", "log"],
};

/** Kinds that the configuration of their case wants in the log, so that a log of all cases has them. */
export const LOGGED: readonly CanaryKind[] = ["logged prompt", "logged answer"];

/** Headers in which a client says who it is. */
export const CREDENTIAL_HEADERS = [
  "authorization",
  "x-api-key",
  "api-key",
  "x-goog-api-key",
  "proxy-authorization",
  "cookie",
] as const;
