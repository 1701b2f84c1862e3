/** That the examples of docs/observability.md do what it says. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import { describe, it } from "node:test";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { request } from "node:http";
import { gunzipSync, gzipSync } from "node:zlib";
import type { Node } from "../../envoy/bootstrap.ts";
import { messagesOf } from "../../envoy/bootstrap.ts";
import { BOUNDARIES, DURATION } from "./metrics/boundaries.ts";
import { readBlocks, readMetricsTable, readYaml } from "./metrics/document.ts";
import { startMeteredEnvoy } from "./metrics/metered-envoy.ts";
import type { Family } from "./metrics/prometheus-text.ts";
import { readPrometheus } from "./metrics/prometheus-text.ts";
import type { Entry } from "./metrics/recording.ts";
import { COUNTER, HISTOGRAM, metricName, record } from "./metrics/recording.ts";
import { openai } from "./metrics/stations.ts";

const LABELS = { provider: "local_1", model: "gpt-4.1_mini", capability: "openai/v1/chatcompletions" };
const ENTRIES: Entry[] = [
  [COUNTER, 1, metricName("aisle_requests_total", LABELS)],
  [COUNTER, 2, metricName("gen_ai_tokens_total", { ...LABELS, token_type: "cache_read" })],
  [COUNTER, 3, metricName("aisle_errors_total", { ...LABELS, error_type: "model_not_found" })],
  [HISTOGRAM, 4, metricName(DURATION, LABELS)],
  [HISTOGRAM, 5, metricName("gen_ai_client_token_usage", { ...LABELS, token_type: "input" })],
];

/** All samples: name and labels, as one text each. */
function samples(metrics: Map<string, Family>): string[] {
  return [...metrics.values()].flatMap(({ samples }) =>
    [...samples].flatMap(([name, sets]) => [...sets.keys()].map((set) => `${name}{${set}}`)),
  );
}

/** What Prometheus' relabelling (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config) makes of a sample's name. */
function relabel(rules: Node[], name: string): Record<string, string> {
  const labels: Record<string, string> = { __name__: name };
  for (const { source_labels, regex, target_label, replacement = "$1" } of rules) {
    const source = (source_labels as string[]).map((each) => labels[each] ?? "").join(";");
    const match = new RegExp(`^(?:${regex})$`).exec(source);
    if (match === null) continue;
    labels[target_label] = String(replacement).replace(/\$(\d)/g, (_, group: string) => match[Number(group)] ?? "");
  }
  return labels;
}

describe("level envoy: the document on observability", () => {
  it("has queries of metrics and labels that there are", async () => {
    const table = await readMetricsTable();
    const queries = await readBlocks("Queries", "promql");
    assert.ok(queries.length > 5);
    for (const query of queries) {
      for (const [, name, suffix] of query.matchAll(/\b((?:aisle|gen_ai)_\w+?)(_bucket)?(?=[[{])/g)) {
        const metric = table.get(name!);
        assert.ok(metric, `${name} is not in the table`);
        assert.equal(metric.kind, suffix === undefined ? "counter" : "histogram", query);
        const by = /by \(([^)]*)\)/.exec(query)?.[1]?.split(", ") ?? [];
        const selected = [...query.matchAll(/[{,](\w+)=/g)].map(([, label]) => label!);
        for (const label of [...by, ...selected]) assert.ok(["le", ...metric.labels].includes(label), query);
      }
      assert.equal(query.split("(").length, query.split(")").length, query);
    }
  });

  it("names every histogram of the shipped configuration", async () => {
    const histograms = [...(await readMetricsTable())].filter(([, { kind }]) => kind === "histogram");
    assert.deepEqual(
      histograms.map(([name]) => name),
      Object.keys(BOUNDARIES),
    );
  });

  it("has a scrape that gets Aisle's metrics, and no others", async (t) => {
    const envoy = await record([...ENTRIES, [COUNTER, 1, "other_total"]]);
    t.after(() => envoy.stop());
    const [{ scrape_configs }] = await readYaml("Scraping");
    const { metrics_path, params } = scrape_configs[0];
    await envoy.settled((each) => each.has("gen_ai_client_token_usage"));
    const text = await envoy.admin(`${metrics_path}?${new URLSearchParams({ filter: params.filter[0] })}`);
    const names = ENTRIES.map(([, , name]) => name.slice(0, name.indexOf(";")));
    assert.deepEqual([...readPrometheus(text).keys()].sort(), names.sort());
  });

  it("has rules by which Prometheus finds the labels where there are no stats_tags", async (t) => {
    const envoy = await record(ENTRIES, (bootstrap) => delete bootstrap.stats_config);
    t.after(() => envoy.stop());
    const [{ metric_relabel_configs }] = await readYaml("Without stats_tags");
    const metrics = await envoy.settled((each) => [...each.keys()].some((name) => name.includes("client_token_usage")));
    const relabelled = samples(metrics).map((sample) => relabel(metric_relabel_configs, sample.replace(/\{.*/, "")));
    const expected = { provider: "local_1", model: "gpt_4_1_mini", capability: "openai_v1_chatcompletions" };
    const of = (name: string): object[] => relabelled.filter(({ __name__ }) => __name__ === name);
    assert.deepEqual(of("aisle_requests_total"), [{ __name__: "aisle_requests_total", ...expected }]);
    assert.deepEqual(of("gen_ai_tokens_total"), [
      { __name__: "gen_ai_tokens_total", ...expected, token_type: "cache_read" },
    ]);
    assert.deepEqual(of("aisle_errors_total"), [
      { __name__: "aisle_errors_total", ...expected, error_type: "model_not_found" },
    ]);
    for (const part of ["bucket", "sum", "count"]) {
      const __name__ = `gen_ai_client_token_usage_${part}`;
      const found = new Set(of(__name__).map((each) => JSON.stringify(each)));
      assert.deepEqual(
        [...found].map((each) => JSON.parse(each)),
        [{ __name__, ...expected, token_type: "input" }],
      );
      assert.ok(of(`${DURATION}_${part}`).length > 0);
    }
    // Envoy's own names stay.
    const others = relabelled.filter((each) => Object.keys(each).length === 1).map(({ __name__ }) => __name__!);
    assert.ok(others.length > 100 && others.every((name) => name.startsWith("envoy_")));
  });

  it("has a way to know what compressing providers answer, with compression for clients", async (t) => {
    const { port, seen } = await startCompressingUpstream(t);
    const [{ request_headers_to_remove }, [compressor]] = await readYaml("Encoded answers");
    const adapt = (bootstrap: Node): void => {
      const [manager] = messagesOf(bootstrap, "HttpConnectionManager") as [Node];
      manager.route_config.virtual_hosts[0].routes[0].request_headers_to_remove = request_headers_to_remove;
      manager.http_filters.unshift(compressor);
    };
    const envoy = await startMeteredEnvoy({ plugins: { edge: openai("edge") }, upstreamPort: port, adapt });
    t.after(() => envoy.stop());
    const { encoding, body } = await askForGzip(envoy.port("edge"));
    assert.deepEqual(seen, [undefined]);
    assert.equal(encoding, "gzip");
    assert.deepEqual(JSON.parse(gunzipSync(body).toString()), { text: "x".repeat(100) });
  });
});

/** An upstream that compresses for whoever takes it, and what each request said of that. */
async function startCompressingUpstream(t: TestContext): Promise<{ port: number; seen: (string | undefined)[] }> {
  const seen: (string | undefined)[] = [];
  const server = createServer((incoming, response) => {
    const accepted = incoming.headers["accept-encoding"] as string | undefined;
    seen.push(accepted);
    const text = JSON.stringify({ text: "x".repeat(100) });
    const coding = accepted?.includes("gzip") ? { "content-encoding": "gzip" } : {};
    incoming.resume().on("end", () => {
      response.writeHead(200, { "content-type": "application/json", ...coding });
      response.end(accepted?.includes("gzip") ? gzipSync(text) : text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  return { port: (server.address() as AddressInfo).port, seen };
}

/** One chat of a client that takes gzip; the bytes that come. */
function askForGzip(port: number): Promise<{ encoding: string | undefined; body: Buffer }> {
  const headers = { "accept-encoding": "gzip", "content-type": "application/json" };
  const options = { host: "127.0.0.1", port, method: "POST", path: "/v1/chat/completions", headers };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ encoding: response.headers["content-encoding"], body: Buffer.concat(chunks) }),
      );
    });
    sent.on("error", reject).end('{"model":"gpt-4.1-mini","messages":[]}');
  });
}
