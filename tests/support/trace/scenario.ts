// A scenario: a case of tests/cases, or one with what a case file cannot say: another protocol, a client that leaves, an upstream in trouble.

import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { Case } from "../cases/case.ts";
import { BUFFER_LIMIT } from "../cases/envoy-station.ts";
import { Fields } from "../cases/fields.ts";
import { readCase } from "../cases/load.ts";

/**
 * What the upstream of an attempt does: it answers as the case says, takes no connection, breaks it, never answers (with `expires` the
 * route has a time limit), never ends its answer, or answers as soon as it has the request's head.
 */
export type UpstreamConduct = (typeof CONDUCTS)[number];

const CONDUCTS = ["answers", "refuses", "resets", "thinks", "expires", "stalls", "hurries"] as const;

/** The route's time limit where an upstream lets it pass. */
export const TIME_LIMIT_MS = 100;

/** An exchange to be run in both hosts. */
export interface Scenario {
  c: Case;
  /** What the client speaks. */
  protocol: "http1" | "http2";
  /** The listener's `per_connection_buffer_limit_bytes`. */
  bufferLimit: number;
  /** Whether the listener has a route for the request. */
  isRouted: boolean;
  /** The callback after whose first call (`name 2`: second call) the client goes away, what it has sent being all it sends; null: it stays. */
  leavesAfter: string | null;
  /** One for each attempt; those left out answer. */
  upstreams: UpstreamConduct[];
  /** The callback after whose first call the client sends the last chunk, and the end; null: at once. */
  endAfter: string | null;
  /** What the client says, and gets back, once its upgrade is accepted; null: no upgrade, or one that is refused. */
  talk: string | null;
}

const FILE = new URL("scenarios.yaml", import.meta.url);

/** A case as it is; what operators are told is no part of a transcript, and a station of its own would log more. */
export function plainScenario(c: Case): Scenario {
  return {
    c: { ...c, telemetry: undefined },
    protocol: "http1",
    bufferLimit: BUFFER_LIMIT,
    isRouted: true,
    leavesAfter: null,
    endAfter: null,
    upstreams: c.attempts.map(({ reply }) => (reply.resets ? "resets" : "answers")),
    talk: null,
  };
}

/** The scenarios of scenarios.yaml: cases with a further key, `around`. */
export function loadScenarios(text = readFileSync(FILE, "utf8")): Scenario[] {
  return (parse(text, { merge: true }) as object[]).map((item, i) => {
    const { around, ...own } = item as { around?: unknown };
    return readAround(new Fields(around ?? {}, `scenarios.yaml[${i}].around`), readCase(own, "scenarios.yaml", i));
  });
}

function readAround(fields: Fields, c: Case): Scenario {
  const plain = plainScenario(c);
  const protocol = fields.text("protocol", plain.protocol);
  if (protocol !== "http1" && protocol !== "http2") return fields.fail("protocol", "http1 or http2");
  const upstreams = fields.texts("upstreams");
  const known: readonly string[] = CONDUCTS;
  if (upstreams.some((conduct) => !known.includes(conduct))) fields.fail("upstreams", known.join(", "));
  const scenario = {
    c,
    protocol,
    bufferLimit: fields.integer("bufferLimit", plain.bufferLimit),
    isRouted: fields.flag("isRouted", true),
    leavesAfter: fields.text("leavesAfter", null),
    endAfter: fields.text("endAfter", null),
    upstreams: upstreams as UpstreamConduct[],
    talk: fields.text("talk", null),
  } satisfies Scenario;
  fields.close();
  return scenario;
}
