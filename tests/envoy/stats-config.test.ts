/** What the shipped `stats_config` makes of metrics with Aisle's names, and that it makes nothing of any other. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Node } from "../../envoy/bootstrap.ts";
import { SHIPPED } from "./examples/shipped.ts";
import { BOUNDARIES, DURATION, TOKENS } from "./metrics/boundaries.ts";
import type { MeteredEnvoy } from "./metrics/metered-envoy.ts";
import type { Family } from "./metrics/prometheus-text.ts";
import { bucketsOf, labelSet, samplesOf } from "./metrics/prometheus-text.ts";
import { COUNTER, HISTOGRAM, metricName, record, type Entry } from "./metrics/recording.ts";

const LABELS = { provider: "local", model: "gpt-4.1-mini", capability: "openai/v1/chatcompletions" };
/** Labels with every sign that a value may have, as long as they may be. */
const WIDEST = { provider: "a.B-9_z", model: `${"m/:@._-".repeat(9)}m`, capability: "x".repeat(64) };
/** Names that look like Aisle's, in metrics of other plugins. */
const FOREIGN: Entry[] = [
  [COUNTER, 1, "other_total;.;provider=.=p;.;model=.=m;.;capability=.=c;.;"],
  [COUNTER, 1, "x_aisle_requests_total;.;provider=.=p;.;"],
  [COUNTER, 1, "aisle_requests_total;.;tenant=.=t;.;"],
  [COUNTER, 1, "aisle.requests;.;provider=.=p;.;"],
  [HISTOGRAM, 700, "other_milliseconds"],
];

/** How many values a histogram's only series has. */
function countOf(metrics: Map<string, Family>, name: string): number | undefined {
  return Object.values(samplesOf(metrics, name, `${name}_count`))[0];
}

const isOurs = (name: string): boolean => /^(aisle|gen_ai)_(?!.*tenant)(?!requests___)/.test(name);

describe("level envoy: the shipped stats_config", () => {
  it("is the same in every configuration", async () => {
    const [first, ...rest] = await Promise.all(
      Object.values(SHIPPED).map(async (build) => (await build()).stats_config),
    );
    for (const each of rest) assert.deepEqual(each, first);
  });

  it("has regexes that Envoy tries on names of plugins only", async () => {
    const { stats_config } = await SHIPPED["envoy/envoy.yaml"]!();
    // Envoy looks a regex up by what stands between ^ and the first \., if that is all letters. One without such a
    // beginning is tried on every name: 428,000 of them (4,000 clusters) then take 34 seconds of CPU instead of 3.6.
    for (const { regex } of stats_config.stats_tags) assert.match(regex, /^\^wasmcustom\\\./);
  });

  it("has OpenTelemetry's buckets", async () => {
    const { stats_config } = await SHIPPED["envoy/envoy.yaml"]!();
    const settings = (stats_config.histogram_bucket_settings as Node[]).map(({ match, buckets }) => [match, buckets]);
    const expected = Object.entries(BOUNDARIES).map(([name, { advised, added, left }]) => [
      { prefix: `wasmcustom.${name}` },
      [...advised.filter((each) => !left.includes(each)), ...added].sort((a, b) => a - b),
    ]);
    assert.deepEqual(settings, expected);
  });
});

describe("level envoy: metrics with Aisle's names", () => {
  let envoy: MeteredEnvoy;
  let metrics: Map<string, Family>;
  before(async () => {
    const durations = [0, 9, 10, 11, 20, 21, 80, 81, 641, 650, 1280, 1281, 1299, 1300, 655360, 700000];
    const tokens = [1, 2, 4, 5, 1048576, 4194304, 5000000];
    envoy = await record([
      [COUNTER, 3, metricName("aisle_requests_total", LABELS)],
      [COUNTER, 4, metricName("aisle_requests_total", WIDEST)],
      [COUNTER, 5, metricName("aisle_requests_total", { provider: "none", model: "none", capability: "unknown" })],
      [COUNTER, 6, metricName("gen_ai_tokens_total", { ...LABELS, token_type: "cache_read" })],
      [COUNTER, 7, metricName("aisle_errors_total", { ...LABELS, error_type: "429" })],
      [COUNTER, 8, metricName("aisle_errors_total", { ...LABELS, model: "x_rq_404", error_type: "x.rq_5xx" })],
      [COUNTER, 9, "aisle_callouts_dropped"],
      ...durations.map((value): Entry => [HISTOGRAM, value, metricName(DURATION, LABELS)]),
      ...tokens.map((value): Entry => [HISTOGRAM, value, metricName(TOKENS, { ...LABELS, token_type: "input" })]),
    ]);
    metrics = await envoy.settled((each) => countOf(each, DURATION) === 16 && countOf(each, TOKENS) === 7);
  });
  after(() => envoy.stop());

  it("are counters with labels, whose values keep their dots and signs", () => {
    assert.deepEqual(samplesOf(metrics, "aisle_requests_total"), {
      [labelSet(LABELS)]: 3,
      [labelSet(WIDEST)]: 4,
      [labelSet({ provider: "none", model: "none", capability: "unknown" })]: 5,
    });
    assert.deepEqual(samplesOf(metrics, "gen_ai_tokens_total"), {
      [labelSet({ ...LABELS, token_type: "cache_read" })]: 6,
    });
  });

  it("keep values that look like Envoy's own tags", () => {
    assert.deepEqual(samplesOf(metrics, "aisle_errors_total"), {
      [labelSet({ ...LABELS, error_type: "429" })]: 7,
      [labelSet({ ...LABELS, model: "x_rq_404", error_type: "x.rq_5xx" })]: 8,
    });
  });

  it("may have no labels", () => assert.deepEqual(samplesOf(metrics, "aisle_callouts_dropped"), { "": 9 }));

  it("are histograms with labels, a count, and the shipped buckets", () => {
    assert.deepEqual(samplesOf(metrics, DURATION, `${DURATION}_count`), { [labelSet(LABELS)]: 16 });
    const { advised, added } = BOUNDARIES[DURATION]!;
    assert.deepEqual([...bucketsOf(metrics, DURATION).keys()], [...advised, ...added, "+Inf"].map(String));
    assert.deepEqual(samplesOf(metrics, TOKENS, `${TOKENS}_count`), {
      [labelSet({ ...LABELS, token_type: "input" })]: 7,
    });
    assert.deepEqual(
      [...bucketsOf(metrics, TOKENS)],
      [
        ...[1, 4, 16].map((limit, i) => [String(limit), [1, 3, 4][i]]),
        ...[64, 256, 1024, 4096, 16384, 65536, 262144].map((limit) => [String(limit), 4]),
        ["1048576", 5],
        ["4194304", 6],
        ["+Inf", 7],
      ],
    );
  });

  it("count in buckets by the first two digits", () => {
    const counts = bucketsOf(metrics, DURATION);
    // Exact below 100; above, what has a boundary's first two digits counts as at most the boundary.
    const expected = { 10: 3, 20: 5, 40: 6, 80: 7, 160: 8, 320: 8, 640: 9, 1280: 13, 2560: 14, 655360: 15, "+Inf": 16 };
    for (const [limit, count] of Object.entries(expected)) assert.equal(counts.get(limit), count, limit);
  });
});

describe("level envoy: every other name", () => {
  /** All series of Prometheus: their names with their labels, in order. */
  const series = async (envoy: MeteredEnvoy): Promise<string[]> => {
    const metrics = await envoy.settled((each) => each.has("other_milliseconds"));
    return [...metrics].flatMap(([name, { samples }]) =>
      isOurs(name) ? [] : [...samples].flatMap(([sample, sets]) => [...sets.keys()].map((set) => `${sample}{${set}}`)),
    );
  };

  it("is what it is without stats_config", async (t) => {
    const entries: Entry[] = [...FOREIGN, [COUNTER, 1, metricName("aisle_requests_total", LABELS)]];
    const dress = (bootstrap: Node): void => {
      const [cluster] = bootstrap.static_resources.clusters as [Node];
      const names = [
        "wasmcustom.aisle_requests_total;.;provider=.=p;.;",
        "gen_ai_client_token_usage",
        "provider=.=p;.;",
      ];
      for (const name of names) bootstrap.static_resources.clusters.push({ ...structuredClone(cluster), name });
    };
    const shipped = await record(entries, dress);
    t.after(() => shipped.stop());
    const plain = await record(entries, (bootstrap) => {
      dress(bootstrap);
      delete bootstrap.stats_config;
    });
    t.after(() => plain.stop());
    const names = await series(shipped);
    assert.deepEqual(names, await series(plain));
    assert.ok(names.length > 1000, `${names.length} names are too few to say anything`);
    for (const [kind, , name] of FOREIGN) {
      const found = names.filter((each) => each.startsWith(name.replaceAll(/[^A-Za-z0-9_]/g, "_")));
      assert.ok(found.length >= (kind === COUNTER ? 1 : 3), `${name} is not there`);
    }
  });
});
