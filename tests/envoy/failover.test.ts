/** Providers that fail, each in its way: what becomes of their requests in either mode, row by row of a table. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { parse } from "yaml";
import { BalancedGateway, MODES, type ChatAnswer, type Mode } from "../support/providers/balanced-gateway.ts";
import type { BehaviourName } from "../support/providers/behaviours.ts";

/** One row; what is left out is not looked at. */
interface Row {
  id: string;
  about: string;
  configuration: object;
  providers: Record<string, BehaviourName>;
  /** How many chats are sent, one after the other; as streams, and with a number in a query parameter, where it says so. */
  requests: number;
  stream?: boolean;
  query?: string;
  /** Who answered how many; all others have the status 200, too. */
  answered?: Record<string, number>;
  /** The status of every answer, and what it says. */
  status?: number;
  body?: string;
  /** The connection breaks before an answer is complete. */
  breaks?: boolean;
  /** How many requests reached each provider, with which body and credential. */
  received?: Record<string, number>;
  bodies?: Record<string, string>;
  authorization?: Record<string, string>;
  /** What is otherwise where the filter fails over, null for what is not looked at there; a comment says why. */
  listener?: { [Key in keyof Row]?: Row[Key] | null };
}

const TABLE = new URL("failover-table.yaml", import.meta.url);
const ROWS = parse(readFileSync(TABLE, "utf8"), { merge: true, maxAliasCount: -1 }) as Row[];

for (const mode of MODES) {
  for (const concurrency of [1, 4]) {
    describe(`level envoy: failing over, mode ${mode}, with ${concurrency} workers`, () => {
      for (const row of ROWS) it(`${row.id}: ${row.about}`, () => run(rowFor(row, mode), mode, concurrency));
    });
  }
}

function rowFor({ listener, ...row }: Row, mode: Mode): Row {
  if (mode === "upstream") return row;
  const entries = Object.entries({ ...row, ...listener }).filter(([, value]) => value !== null);
  return Object.fromEntries(entries) as unknown as Row;
}

async function run(row: Row, mode: Mode, concurrency: number): Promise<void> {
  const gateway = await BalancedGateway.start(row.configuration, row.providers, { mode, concurrency });
  try {
    const answers = gateway.sendInTurn(row.requests, (index) => ({
      ...(row.query !== undefined && { path: `/v1/chat/completions?${row.query}=${index}` }),
      ...(row.stream && { body: '{"model":"client","messages":[],"stream":true}' }),
    }));
    if (row.breaks) await assert.rejects(answers);
    else checkAnswers(row, await answers);
    checkReceived(row, gateway);
  } finally {
    await gateway.stop();
  }
}

function checkAnswers(row: Row, answers: ChatAnswer[]): void {
  const status = row.status ?? 200;
  for (const answer of answers) {
    assert.equal(answer.status, status, answer.body);
    if (row.body !== undefined) assert.ok(answer.body.includes(row.body), answer.body);
    if (row.stream && status === 200) checkStream(answer);
  }
  if (row.answered === undefined) return;
  const counts: Record<string, number> = {};
  for (const { provider } of answers) counts[String(provider)] = (counts[String(provider)] ?? 0) + 1;
  assert.deepEqual(counts, row.answered);
}

// In as many pieces as it may have come: every event is one, there once, and the last one ends it.
function checkStream({ headers, body }: ChatAnswer): void {
  assert.equal(headers["content-type"], "text/event-stream");
  const events = body.split("\n\n");
  assert.deepEqual(events.splice(-2), ["data: [DONE]", ""], body);
  const chunks = events.map((event) => JSON.parse(event.replace(/^data: /, "")) as { model: string });
  assert.equal(new Set(chunks.map(({ model }) => model)).size, 1, body);
  assert.equal(body.match(/ answers /g)?.length, 1, body);
}

// A provider's own key, options and nothing of another's.
function checkReceived(row: Row, { providers }: BalancedGateway): void {
  const counts = Object.fromEntries([...providers].map(([name, { received }]) => [name, received.length]));
  if (row.received !== undefined) assert.deepEqual(counts, row.received);
  for (const [name, { received }] of providers) {
    for (const { headers, body } of received) {
      assert.equal(headers.authorization, row.authorization?.[name] ?? "Bearer token");
      if (row.bodies !== undefined) assert.equal(body, row.bodies[name]);
    }
  }
}
