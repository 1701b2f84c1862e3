// `aisle envoy`: what it makes of configurations (goldens beside them; AISLE_GOLDENS=write writes them anew), that Envoy takes it, and what it refuses.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { messagesOf, pluginsOf, type Node } from "../../envoy/bootstrap.ts";
import { findEnvoy } from "../../envoy/get-envoy.ts";
import { countAsked, orderAttempts } from "../../tools/envoy-config/attempt-order.ts";
import { writeEnvoy } from "../../tools/envoy-config/command.ts";
import { generateEnvoy } from "../../tools/envoy-config/generate.ts";
import { withMode } from "../../tools/envoy-config/mode.ts";
import { UsageError } from "../../tools/check/command-line.ts";
import { makeCertificates } from "../support/fake-llm/certificate.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const FIXTURES = join(ROOT, "tests/fixtures/envoy-config");
const WASM = join(ROOT, "build/aisle.wasm");
const CONFIGURATIONS = readdirSync(FIXTURES).filter((name) => !name.endsWith(".golden.yaml"));

const fixture = (name: string): string => readFileSync(join(FIXTURES, name), "utf8");
const goldenOf = (name: string): string => join(FIXTURES, name.replace(/\.\w+$/, ".golden.yaml"));

describe("level tools: aisle envoy", () => {
  let directory: string;
  before(() => (directory = mkdtempSync(join(tmpdir(), "aisle-envoy-config-"))));
  after(() => rmSync(directory, { recursive: true, force: true }));

  function write(name: string, text: string): string {
    const file = join(directory, name);
    writeFileSync(file, text);
    return file;
  }

  for (const name of CONFIGURATIONS) {
    it(`writes for ${name} what its golden says`, () => {
      const { text, isGood } = writeEnvoy([join(FIXTURES, name), "--fragment"]);
      assert.ok(isGood, text);
      if (process.env.AISLE_GOLDENS === "write") writeFileSync(goldenOf(name), text);
      assert.ok(existsSync(goldenOf(name)), "there is no golden");
      assert.equal(text, readFileSync(goldenOf(name), "utf8"));
    });

    it(`writes for ${name} what Envoy takes`, async () => {
      const ca = write("ca.pem", makeCertificates(["llm.test"]).authority);
      const { text } = writeEnvoy([join(FIXTURES, name), "--wasm", WASM, "--ca", ca]);
      const arguments_ = ["--mode", "validate", "--config-path", write("envoy.yaml", text)];
      // Envoy configures the filter, too, which misses the variables that its configuration names.
      const variables = pluginsOf(parse(text)).flatMap(
        ({ vm_config }) => vm_config.environment_variables?.host_env_keys ?? [],
      );
      const env = { ...process.env, ...Object.fromEntries(variables.map((name: string) => [name, "sk-of-the-test"])) };
      const { status, stderr } = spawnSync(await findEnvoy(), arguments_, { encoding: "utf8", env });
      assert.equal(status, 0, stderr);
    });
  }

  it("puts the fragment into a whole configuration, with labels, buckets and log fields of the example", () => {
    const whole = generateEnvoy(fixture("shares.json"), { port: 8080, adminPort: 8081 });
    const fragment = generateEnvoy(fixture("shares.json"), { isFragment: true });
    const example = parse(readFileSync(join(ROOT, "examples/stock-envoy/envoy.yaml"), "utf8")) as Node;
    const [manager] = messagesOf(whole, "HttpConnectionManager") as [Node];
    const [shown] = messagesOf(example, "HttpConnectionManager") as [Node];
    assert.deepEqual(Object.keys(whole), ["admin", "static_resources", "stats_config"]);
    assert.deepEqual(whole.admin, { address: { socket_address: { address: "127.0.0.1", port_value: 8081 } } });
    assert.deepEqual(whole.stats_config, example.stats_config);
    assert.deepEqual(whole.static_resources.clusters, fragment.clusters);
    assert.deepEqual(manager.route_config, fragment.route_config);
    assert.deepEqual(manager.http_filters, fragment.http_filters);
    const [listener] = whole.static_resources.listeners as [Node];
    assert.deepEqual(listener.address, { socket_address: { address: "0.0.0.0", port_value: 8080 } });
    assert.equal(listener.per_connection_buffer_limit_bytes, 33554432);
    const formatOf = ({ access_log: [log] }: Node): Node => log.typed_config.log_format.json_format as Node;
    assert.deepEqual(formatOf(manager), { ...formatOf(shown), attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%" });
    assert.equal(JSON.stringify(formatOf(manager)).includes("REQ(AUTHORIZATION)"), false);
  });

  it("keeps the order of the configuration's members, and changes its mode only", () => {
    const [plugin] = pluginsOf(generateEnvoy(fixture("shares.json"))) as [Node];
    assert.equal(plugin.configuration.value, fixture("shares.json").replace("{", '{"mode":"upstream",'));
    assert.deepEqual(plugin.vm_config.environment_variables.host_env_keys, ["OPENAI_API_KEY", "DEEPSEEK_API_KEY"]);
    for (const [text, expected] of [
      ['{ "a": 1 }', '{"mode":"hash", "a": 1 }'],
      ["{}", '{"mode":"hash"}'],
      ['{"a":1,"mode" : "listener"}', '{"a":1,"mode" : "hash"}'],
      [
        '{"mode":"listener","a":"{\\"","b":[{"mode":"raw"}],"mode":"upstream"}',
        '{"mode":"listener","a":"{\\"","b":[{"mode":"raw"}],"mode":"hash"}',
      ],
      [
        '{"providers":[{"options":{"mode":"upstream"}}]}',
        '{"mode":"hash","providers":[{"options":{"mode":"upstream"}}]}',
      ],
    ] as const) {
      assert.equal(withMode(text, "hash"), expected);
    }
  });

  it("prints what is wrong instead, and asks for what it needs", () => {
    const { text, isGood } = writeEnvoy([write("wrong.json", JSON.stringify(withKeys({ clusterHeader: "x" })))]);
    assert.equal(isGood, false);
    assert.match(text, /^clusterHeader: /);
    for (const args of [
      [],
      ["a", "b"],
      ["a", "--port", "x"],
      ["a", "--admin-port", "65536"],
      ["a", "--no"],
      [directory],
    ]) {
      assert.throws(() => writeEnvoy(args), UsageError);
    }
  });

  it("is a command: the configuration goes to standard output, what is wrong to standard error, with status 1", () => {
    const run = (...args: string[]) =>
      spawnSync(process.execPath, [join(ROOT, "tools/aisle.mjs"), "envoy", ...args], { encoding: "utf8" });
    const good = run(join(FIXTURES, "single.json"), "--fragment");
    assert.deepEqual([good.status, good.stdout, good.stderr], [0, readFileSync(goldenOf("single.json"), "utf8"), ""]);
    const bad = run(write("bad.json", JSON.stringify(withKeys({ keepalivePool: 3 }))));
    assert.deepEqual([bad.status, bad.stdout], [1, ""]);
    assert.match(bad.stderr, /^keepalivePool: /);
    assert.equal(run("--port").status, 2);
  });
});

describe("level tools: the order of attempts", () => {
  const ROWS: [sizes: number[], attemptsPerGroup: number, retries: number][] = [
    [[1], 1, 0],
    [[4], 4, 3],
    [[2, 2], 2, 3],
    [[3, 1], 3, 3],
    // One, then one of three, and again.
    [[1, 3], 1, 5],
    [[1, 1, 3], 1, 8],
    // The first is asked three times, so that the last is not before the three.
    [[1, 3, 1], 3, 6],
  ];
  for (const [sizes, attemptsPerGroup, retries] of ROWS) {
    it(`of groups of ${sizes.join(", ")}`, () => {
      assert.deepEqual(orderAttempts(sizes), { attemptsPerGroup, retries });
      assert.equal(
        countAsked(retries + 1, sizes, attemptsPerGroup),
        sizes.reduce((sum, size) => sum + size),
      );
    });
  }
});

const A = { id: "a", type: "openai", apiTokens: "sk-a", override: { endpoint: "http://127.0.0.1:9001" } };
const B = { ...A, id: "b", override: { endpoint: "http://127.0.0.1:9002" } };

/** A configuration with two providers, and what is added to it, to the first and to the second. */
function withKeys(top: object, first: object = {}, second: object = {}): Node {
  return {
    providers: [
      { ...A, ...first },
      { ...B, ...second },
    ],
    ...top,
  };
}

const hashOn = (hashOn: string, key: string): object => ({ balancer: { algorithm: "chash", hashOn, key } });
const active = (keys: object): object => ({ checks: { active: keys } });

/** How many rows of the table are refused by the filter itself. */
const OWN_WORDS = 4;

const REFUSED: [configuration: Node, message: RegExp][] = [
  // The filter's own words, its warnings too: what it ignores Envoy would not be told.
  [{ providers: [{ id: "a", type: "unheard-of" }] }, /^providers\[0\]\.type: .*\n.*no provider is usable$/s],
  [withKeys({ weigth: 1 }), /^weigth: unknown key/],
  [withKeys({}, { failover: { enabled: true } }), /^providers\[0\]\.failover\.healthCheckModel: missing/],
  [withKeys({ fallback: { on: ["http_418"] } }), /^fallback\.on\[0\]: /],
  // Who answers.
  [withKeys({ _rules_: [{ _match_domain_: ["x.test"], activeProviderId: "a" }] }), /^_rules_: rules choose/],
  [withKeys({ clusterHeader: "x-cluster" }), /^clusterHeader: there is no cluster_header route/],
  [withKeys({ providersPath: "/aisle/providers" }), /^providersPath: who rests is known to Envoy/],
  [withKeys({}, { cluster: "c" }), /^providers\[0\]\.cluster: all providers are endpoints of one cluster here$/],
  [withKeys({ fallback: { exhausted: "502" } }), /^fallback\.exhausted: Envoy passes on the last/],
  [withKeys({ fallback: { maxKeptBytes: 1 } }), /^fallback\.maxKeptBytes: Envoy keeps each request/],
  [withKeys({ activeProviderId: "a", fallback: {} }), /^activeProviderId: one provider answers then/],
  [withKeys({ activeProviderId: "a" }, { weight: 2 }), /^activeProviderId: one provider answers then/],
  [withKeys({}, { weight: 0 }, { weight: 0 }), /^no provider has a weight above 0$/],
  [withKeys({}, { weight: 4294967295 }), /^the weights of providers add up to more than 4294967295$/],
  [withKeys({}, { failover: { enabled: true, cooldownDuration: 1 } }), /^providers\[0\]\.failover: Envoy fails over/],
  [withKeys({}, { retryOnFailure: { enabled: true } }), /^providers\[0\]\.retryOnFailure: Envoy retries/],
  [{ providers: [{ id: "a", type: "generic" }] }, /^providers\[0\]\.override\.endpoint: the provider names no host$/],
  [
    withKeys({}, {}, { context: { fileUrl: "http://x/y", serviceName: "s", servicePort: 80 } }),
    /^providers\[1\]\.context: /,
  ],
  // Connections and times, of which a cluster has one.
  [withKeys({ keepalivePool: 30 }), /^keepalivePool: Envoy has no limit of idle connections/],
  [withKeys({}, {}, { keepalivePool: 30 }), /^providers\[1\]\.keepalivePool: Envoy has no limit/],
  [
    withKeys({}, { timeout: 5000 }),
    /^providers\[1\]\.timeout: Envoy has one timeout for a cluster, and "a" has another$/,
  ],
  [withKeys({ timeout: 1000 }, {}, { timeout: 5000 }), /^providers\[1\]\.timeout: Envoy has one timeout/],
  [
    withKeys({}, { firstByteTimeout: 5000 }, { firstByteTimeout: 5001 }),
    /^providers\[1\]\.firstByteTimeout: Envoy has one/,
  ],
  [withKeys({}, { keepalive: false }), /^providers\[1\]\.keepalive: Envoy has one keepalive/],
  [withKeys({}, { keepaliveTimeout: 5000 }), /^providers\[1\]\.keepaliveTimeout: Envoy has one/],
  [withKeys({}, { trustEnvoyHeaders: true }), /^providers\[1\]\.trustEnvoyHeaders: Envoy has one/],
  // Falling back.
  [withKeys({ fallback_strategy: "instance_health_and_rate_limiting" }), /^fallback_strategy: no limits of tokens/],
  [
    withKeys({ fallback: { maxRetries: 2 }, providers: [A, { ...B, priority: -1 }, { ...B, id: "c", priority: -1 }] }),
    /^fallback\.maxRetries: Envoy gives each priority equally many attempts, so that 3 would ask 2 of the providers: leave it out \(3\)/,
  ],
  // Hashing.
  [withKeys(hashOn("vars", "server_addr")), /^balancer\.key: Envoy cannot hash "server_addr"$/],
  [withKeys(hashOn("vars", "remote_port")), /^balancer\.key: Envoy cannot hash "remote_port"$/],
  [
    withKeys({ ...hashOn("consumer", ""), consumer: { property: ["connection_id"] } }),
    /^consumer\.property: Envoy cannot hash a property: name a header$/,
  ],
  [withKeys(hashOn("vars_combinations", "$uri$mqtt_client_id")), /^balancer\.key: Envoy cannot hash "mqtt_client_id"$/],
  [
    withKeys(hashOn("vars_combinations", "nothing")),
    /^balancer\.key: expected variables such as \$uri, found "nothing"$/,
  ],
  [
    withKeys({ ...hashOn("header", "x"), healthCheck: {} }),
    /^healthCheck: with chash a provider that is left out moves/,
  ],
  [withKeys({ ...hashOn("header", "x"), outlierDetection: {} }), /^outlierDetection: with chash a provider/],
  // Probes.
  [withKeys({}, active({ type: "tcp" })), /^providers\[0\]\.checks\.active\.type: a probe is GET of the endpoint/],
  ...["host", "http_method", "http_req_body"].map((name): [Node, RegExp] => [
    withKeys({}, {}, active({ [name]: "x" })),
    new RegExp(`^providers\\[1\\]\\.checks\\.active\\.${name}: a probe is GET of the endpoint`),
  ]),
  [withKeys({}, active({ port: 80 })), /^providers\[0\]\.checks\.active\.port: /],
  [withKeys({}, active({ concurrency: 2 })), /^providers\[0\]\.checks\.active\.concurrency: /],
  [withKeys({}, active({ req_headers: ["a: b"] })), /^providers\[0\]\.checks\.active\.req_headers: /],
  [
    withKeys({}, active({ https_verify_certificate: false })),
    /^providers\[0\]\.checks\.active\.https_verify_certificate: /,
  ],
  [
    withKeys({}, active({ healthy: { http_statuses: [200] } })),
    /^providers\[0\]\.checks\.active\.healthy\.http_statuses: /,
  ],
  [withKeys({}, active({ unhealthy: { timeouts: 3 } })), /^providers\[0\]\.checks\.active\.unhealthy\.timeouts: /],
  [
    withKeys({}, active({ unhealthy: { tcp_failures: 3 } })),
    /^providers\[0\]\.checks\.active\.unhealthy\.tcp_failures: /,
  ],
  [
    withKeys({}, active({ unhealthy: { interval: 3 } })),
    /^providers\[0\]\.checks\.active\.unhealthy\.interval: expected that of healthy \(1\)$/,
  ],
];

describe("level tools: what aisle envoy cannot express", () => {
  for (const [configuration, message] of REFUSED) {
    it(`is said of ${JSON.stringify(configuration)}`, () => {
      assert.throws(() => generateEnvoy(JSON.stringify(configuration)), { message });
      assert.throws(() => generateEnvoy(stringify(configuration)), { message });
    });
  }
});

describe("level tools: docs/envoy-config.md", () => {
  const page = readFileSync(join(ROOT, "docs/envoy-config.md"), "utf8");
  const blocks = [...page.matchAll(/^```(.+)\n([^]*?)^```$/gm)].map(([, info, text]) => ({ info: info!, text: text! }));
  const textOf = (name: string): string => blocks.find(({ info }) => info === `json ${name}`)!.text;

  it("shows configurations that do what it says", () => {
    const { localities, retries } = summaryOf(generateEnvoy(textOf("shares.json"), { isFragment: true }));
    assert.deepEqual(localities, ["openai 0 4", "deepseek 0 1", "own 1 1"]);
    // Three providers, in groups of two and one, and two for further addresses.
    assert.equal(retries, 4);
    const { text } = blocks.find(({ info }) => info === "console")!;
    const [, name, message] = /^\$ npx aisle envoy (\S+)\n(.*)\n$/.exec(text)!;
    assert.throws(() => generateEnvoy(textOf(name!)), { message });
  });

  it("names every key that is refused", () => {
    const [, refused] = /^## What is refused$([^]*?)^## /m.exec(page)!;
    for (const [, message] of REFUSED.slice(OWN_WORDS)) {
      const path = /^\^((?:\w|\\[.[\]])+): /.exec(message.source)?.[1];
      if (path === undefined) continue;
      const [last] = path.split("\\.").slice(-1);
      assert.ok(refused!.includes(last!), `${last} is not there`);
    }
  });
});

/** Providers with priority and weight, and the number of retries, of a fragment. */
function summaryOf({ clusters: [cluster], route_config }: Node): { localities: string[]; retries: number } {
  const localities = (cluster.load_assignment.endpoints as Node[]).map(
    ({ locality, priority, load_balancing_weight }) => `${locality.zone} ${priority} ${load_balancing_weight}`,
  );
  return { localities, retries: route_config.virtual_hosts[0].routes[0].route.retry_policy.num_retries };
}
