/** What Aisle's metrics say of exchanges through the real Envoy, read as Prometheus reads them. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import type { AnsweringUpstream } from "./metrics/answering-upstream.ts";
import { PAUSE_MS, startAnsweringUpstream } from "./metrics/answering-upstream.ts";
import { moveToAttempts } from "./metrics/attempts.ts";
import { readMetricsTable } from "./metrics/document.ts";
import { assertNoForgedLine, expectSeries } from "./metrics/expectations.ts";
import { cleaned, HOSTILE, HOSTILE_ID } from "./metrics/hostile-names.ts";
import type { MeteredEnvoy } from "./metrics/metered-envoy.ts";
import { startMeteredEnvoy } from "./metrics/metered-envoy.ts";
import { bucketsOf } from "./metrics/prometheus-text.ts";
import { send } from "./metrics/send.ts";
import { chat, chats, openai, STATIONS } from "./metrics/stations.ts";
import { allSeriesOf, readSeries } from "./metrics/totals.ts";

/** Counters are written once a second. */
const SETTLED_MS = 2500;

describe("level envoy: metrics of exchanges", () => {
  let upstream: AnsweringUpstream;
  let second: AnsweringUpstream;
  let failing: AnsweringUpstream;
  let envoy: MeteredEnvoy;
  before(async () => {
    [upstream, second, failing] = (await Promise.all(
      [undefined, "chat", "overloaded"].map((fixed) => startAnsweringUpstream(fixed)),
    )) as [AnsweringUpstream, AnsweringUpstream, AnsweringUpstream];
    const configurations = Object.entries(STATIONS).map(([name, { configuration }]) => [name, configuration]);
    const { provider } = openai("second") as { provider: object };
    const providers = [provider, { ...provider, id: "failing" }];
    envoy = await startMeteredEnvoy({
      plugins: {
        ...(Object.fromEntries(configurations) as Record<string, object>),
        hostile: openai(HOSTILE_ID, { metrics: { models: ["evil*"] } }),
        asked: openai("asked"),
        attempts: { mode: "upstream", providers },
      },
      upstreamPort: upstream.port,
      // Each has a VM, whose figures Envoy adds up.
      concurrency: 2,
      adapt: (bootstrap) =>
        moveToAttempts(bootstrap, "attempts", [
          { provider: "failing", port: failing.port },
          { provider: "second", port: second.port },
        ]),
    });
  });
  after(async () => {
    await envoy.stop();
    await Promise.all([upstream, second, failing].map((each) => each.close()));
  });

  for (const [name, { exchanges, totals }] of Object.entries(STATIONS)) {
    it(`counts ${name} exactly`, async () => {
      for (const exchange of exchanges) await send(envoy, name, exchange);
      // Were there nothing to wait for, nothing would be seen too early.
      if (totals.length === 0) await sleep(SETTLED_MS);
      await expectSeries(envoy, name, allSeriesOf(name, totals));
    });
  }

  it("the usage of a stream whose client did not ask for it is counted, and not shown to the client", async () => {
    const text = await send(envoy, "asked", chat("stream", undefined, { stream: true }));
    assert.doesNotMatch(text, /usage/);
    assert.match(upstream.bodies.at(-1)!, /"include_usage": ?true/);
    await expectSeries(envoy, "asked", allSeriesOf("asked", STATIONS.streams!.totals));
  });

  it("attempts are their provider's, the request is the first one's", async () => {
    await send(envoy, "attempts", chat(""));
    const { requests: _, ...answered } = chats(1);
    await expectSeries(envoy, "second", allSeriesOf("second", [answered]));
    const { model, capability } = answered;
    const failed = { model, capability, requests: 1, attempts: 1, errors: { 503: 1 } };
    await expectSeries(envoy, "failing", allSeriesOf("failing", [failed]));
  });

  it("times are at least those that the upstream took", async () => {
    const metrics = await envoy.prometheus();
    // The pause within the stream may look shorter, if what came before it was late.
    const least = {
      request_duration: 2 * PAUSE_MS,
      time_to_first_token: PAUSE_MS,
      time_per_output_token: PAUSE_MS / 4,
    };
    for (const [time, ms] of Object.entries(least)) {
      const found = bucketsOf(metrics, `gen_ai_server_${time}_milliseconds`, "streams");
      assert.equal(found.get("+Inf"), 1, time);
      const below = [...found].filter(([limit]) => Number(limit) < ms - 1);
      assert.ok(below.length > 1, time);
      for (const [limit, count] of below) assert.equal(count, 0, `${time} of at most ${limit}`);
    }
  });

  it("hostile names forge no line and no label", async () => {
    for (const model of HOSTILE) await send(envoy, "hostile", chat("chat", model));
    const names = HOSTILE.map(cleaned);
    assert.equal(new Set(names).size, names.length);
    const totals = names.map((name) => chats(1, name));
    await expectSeries(envoy, cleaned(HOSTILE_ID), allSeriesOf(cleaned(HOSTILE_ID), totals));
    await assertNoForgedLine(envoy);
  });

  it("the document names every metric that there is, and its labels", async () => {
    const found = [...(await envoy.prometheus())].filter(([name]) => /^(aisle|gen_ai)_/.test(name));
    const described = found.map(([name, { type, samples }]) => {
      const [set] = [...samples.values()][0]!.keys();
      const labels = [...set!.matchAll(/(\w+)="/g)].map(([, label]) => label!);
      return [name, { kind: type as string, labels: labels.filter((label) => label !== "le") }] as const;
    });
    assert.deepEqual(new Map(described), await readMetricsTable());
  });

  it("nothing is counted twice, and there is nothing else", async () => {
    const before = readSeries(await envoy.prometheus());
    await sleep(SETTLED_MS);
    assert.deepEqual(readSeries(await envoy.prometheus()), before);
    const providers = new Set(Object.keys(before).map((each) => /provider="([^"]*)"/.exec(each)?.[1]));
    const expected = [...Object.keys(STATIONS), "asked", "second", "failing", cleaned(HOSTILE_ID)];
    assert.deepEqual([...providers].sort(), expected.filter((each) => each !== "off").sort());
  });
});
