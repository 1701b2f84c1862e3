// What an oracle is: a name, a sentence, and a judgement of what was seen of one exchange.

import type { ExchangeInput } from "../exchange-input.ts";
import type { Played } from "../laboratory.ts";

/** What an exchange was made from and what was seen of it. */
export interface Evidence {
  input: ExchangeInput;
  played: Played;
}

/** Something that must hold of every exchange. */
export interface Oracle<E = Evidence> {
  name: string;
  /** What it guarantees, in a sentence. */
  says: string;
  /** Why it does not hold, one sentence each; none when it does, or says nothing of such an exchange. */
  judge(evidence: E): string[];
}

/** All objections of some oracles, each with the oracle's name. */
export function judgeAll<E>(oracles: readonly Oracle<E>[], evidence: E): string[] {
  return oracles.flatMap((oracle) => oracle.judge(evidence).map((problem) => `${oracle.name}: ${problem}`));
}

/** Whether the client's answer is Aisle's own. */
export function isRefused(played: Played): boolean {
  return played.details?.startsWith("aisle.") === true;
}

/** Whether the client got an upstream's answer. */
export function isServed(played: Played): boolean {
  return played.details === "via_upstream";
}

/** Details that only a translation has. */
const OF_TRANSLATIONS = new Set(["aisle.missing_messages", "aisle.untranslatable", "aisle.estimate"]);
const CHAT = /\/chat\/completions/;
const MESSAGES = /\/messages/;
const MODELS = /\/models/;

/** Whether a request went on in another protocol than its client's: golden files and properties hold what becomes of it. */
export function isTranslated({ input, played }: Evidence): boolean {
  const asked = input.request.path;
  if (OF_TRANSLATIONS.has(played.details ?? "")) return true;
  const isClaude = /"type"\s*:\s*"claude"/.test(Buffer.from(input.configuration).toString("latin1"));
  return played.attempts.some(({ path }) => {
    const isChat = MESSAGES.test(asked) && CHAT.test(path) && !CHAT.test(asked);
    const isMessage = CHAT.test(asked) && MESSAGES.test(path) && !MESSAGES.test(asked);
    return isChat || isMessage || (isClaude && MODELS.test(path));
  });
}
