// However bodies are cut, the result is the same.

import { isDeepStrictEqual } from "node:util";
import type { Played } from "../laboratory.ts";
import { comparableTold } from "./operators-oracles.ts";
import type { Evidence, Oracle } from "./oracle.ts";
import { losesEnd } from "./usage-added.ts";

/** The same exchange, played in whole pieces and as its input says. */
export interface TwiceEvidence extends Evidence {
  whole: Played;
}

/** Which of several tokens is sent is chance. */
const SEVERAL_TOKENS = /"apiTokens"\s*:\s*\[[^\]]*,/;

export const CHUNKING: Oracle<TwiceEvidence> = {
  name: "chunking",
  says: "However bodies are cut and their end is told, upstream and client get the same, and operators are told the same.",
  judge: (evidence) => {
    const { input, played, whole } = evidence;
    if (SEVERAL_TOKENS.test(Buffer.from(input.configuration).toString("latin1"))) return [];
    const names = ["attempts", "client", "details", "cutOff", "callouts"] as const;
    const reply = input.endpoints.at(played.attempts.length - 1)?.reply;
    const isHeld = reply === undefined || !losesEnd(evidence, reply);
    const differing = names
      .filter((name) => name !== "client" || isHeld)
      .filter((name) => !isDeepStrictEqual(comparable(played[name]), comparable(whole[name])))
      .map((name) => `${name} ${show(played[name])} instead of ${show(whole[name])}`);
    const [told, toldWhole] = [played, whole].map((one) => comparableTold(evidence, one));
    if (isDeepStrictEqual(told, toldWhole)) return differing;
    return [...differing, `operators are told ${show(told)} instead of ${show(toldWhole)}`];
  },
};

/** Buffers of one content are equal however they came to be; and what it took is another time each time. */
function comparable(value: unknown): unknown {
  return JSON.parse(show(value).replace(OVERHEAD, "$10")) as unknown;
}

const OVERHEAD = /(\["x-aisle-overhead-us",)"\d+"/g;

function show(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) => textOf(part)) ?? "null";
}

function textOf(part: unknown): unknown {
  if (part instanceof Uint8Array) return Buffer.from(part).toString("latin1");
  const json = part as { type?: unknown; data?: unknown } | null;
  return json?.type === "Buffer" ? Buffer.from(json.data as number[]).toString("latin1") : part;
}
