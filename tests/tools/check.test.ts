// `aisle check`: what it reads, what it says of every case, and that no secret is ever printed.

import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { runCase } from "../support/cases/emulator-runner.ts";
import type { Case } from "../support/cases/case.ts";
import { loadCases } from "../support/cases/load.ts";
import { CREDENTIAL_HEADERS } from "../support/canaries/canary.ts";
import { findSecrets } from "../support/canaries/case-configuration.ts";
import { check } from "../../tools/check/check.ts";
import { CheckedPlugin } from "../../tools/check/checked-plugin.ts";
import { readCommandLine, UsageError } from "../../tools/check/command-line.ts";
import { compareTexts } from "../../tools/check/differences.ts";
import { parseHttpRequest } from "../../tools/check/http-request.ts";
import { readPluginSources } from "../../tools/check/plugin-source.ts";
import { SecretMask } from "../../tools/check/secrets.ts";

const EXAMPLES = fileURLToPath(new URL("../../examples", import.meta.url));
const CONFIGURATION = {
  provider: { id: "a", type: "openai", apiTokens: ["sk-configured"], modelMapping: { fast: "gpt-4o-mini" } },
};
const CHAT = `POST /v1/chat/completions HTTP/1.1\ncontent-type: application/json\n\n{"model":"fast"}\n`;

let directory: string;

function write(name: string, content: string | Uint8Array): string {
  const file = join(directory, name);
  writeFileSync(file, content);
  return file;
}

function run(args: string[], environment: NodeJS.ProcessEnv = {}): { text: string; isGood: boolean } {
  const command = readCommandLine(["check", ...args]);
  assert.ok(command !== null);
  return check(command, environment);
}

const sources = (text: string) =>
  readPluginSources(Buffer.from(text)).map((source) => ({ ...source, text: Buffer.from(source.text).toString() }));

describe("level tools: check", () => {
  before(() => (directory = mkdtempSync(join(tmpdir(), "aisle-check-"))));
  after(() => rmSync(directory, { recursive: true, force: true }));

  it("takes a plain configuration as it stands, also where it is broken", () => {
    for (const text of ['{ "provider": {} }', '{"provider":', "[1]", ""]) {
      assert.deepEqual(sources(text), [{ name: "", text, hostVariables: null, variables: {} }]);
    }
    assert.equal(sources("provider: { id: a }")[0].text, '{"provider":{"id":"a"}}');
    const { text, isGood } = run([write("broken.json", '{"provider":')]);
    assert.match(text, /not usable[^]*error: the configuration is not JSON: .* at byte 12\n/);
    assert.equal(isGood, false);
  });

  it("takes what a control plane would make of a WasmPlugin", () => {
    const higress = `
      kind: WasmPlugin
      metadata: { name: p }
      spec:
        defaultConfig: { provider: { id: a } }
        matchRules:
          - { ingress: [i], config: { provider: { id: b } } }
          - { domain: [d], service: [s], config: { activeProviderId: a } }
          - { domain: [off], configDisable: true, config: {} }`;
    const rules = [
      { provider: { id: "b" }, _match_route_: ["i"] },
      { activeProviderId: "a", _match_domain_: ["d"], _match_service_: ["s"] },
    ];
    assert.deepEqual(JSON.parse(sources(higress)[0].text), { provider: { id: "a" }, _rules_: rules });
    const istio = `
      kind: WasmPlugin
      metadata: { name: p }
      spec:
        pluginConfig: { provider: { id: a } }
        vmConfig: { env: [{ name: A, value: x }, { name: B, valueFrom: HOST }] }`;
    assert.deepEqual(sources(istio), [
      { name: "p", text: '{"provider":{"id":"a"}}', hostVariables: ["B"], variables: { A: "x" } },
    ]);
  });

  it("takes every plugin of an Envoy configuration, whose value is a string or a Struct", () => {
    const filter = (name: string, configuration: unknown) => ({
      "@type": "type.googleapis.com/envoy.extensions.filters.http.wasm.v3.Wasm",
      config: { name, configuration, vm_config: { environment_variables: { host_env_keys: ["K"] } } },
    });
    const struct = { "@type": "type.googleapis.com/google.protobuf.Struct", value: CONFIGURATION };
    const string = { "@type": "type.googleapis.com/google.protobuf.StringValue", value: '{"x":1}' };
    const bootstrap = JSON.stringify({ static_resources: [filter("one", struct), filter("two", string)] });
    assert.deepEqual(
      sources(bootstrap).map(({ name, text, hostVariables }) => [name, text, hostVariables]),
      [
        ["one", JSON.stringify(CONFIGURATION), ["K"]],
        ["two", '{"x":1}', ["K"]],
      ],
    );
    const file = write("envoy.json", bootstrap);
    assert.equal(run([file]).isGood, false);
    assert.equal(run([file, "--plugin", "one"]).isGood, true);
    assert.throws(() => run([file, "--request", write("r.http", CHAT)]), UsageError);
  });

  it("finds nothing wrong with the configurations that the project ships", () => {
    const files = readdirSync(EXAMPLES, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".yaml"))
      .map((file) => join(EXAMPLES, file))
      .concat(join(EXAMPLES, "../envoy/envoy.yaml"));
    const shipped = files.filter((file) => /filters\.http\.wasm|WasmPlugin/.test(readFileSync(file, "utf8")));
    assert.ok(shipped.length >= 4, shipped.join());
    for (const file of shipped) {
      const { text, isGood } = run([file]);
      assert.equal(isGood, true, text);
      assert.match(text, /\(0 errors, 0 warnings\)/);
      assert.doesNotMatch(text, /not among/);
    }
  });

  it("refuses commands and files that make no sense", () => {
    const config = write("c.json", JSON.stringify(CONFIGURATION));
    const upstream = write("u.json", JSON.stringify({ mode: "upstream", providers: [CONFIGURATION.provider] }));
    const request = write("r.http", CHAT);
    const wrong = [
      ["nowhere.json"],
      [config, config],
      [config, "--provider", "a"],
      [config, "--route", "r"],
      [config, "--plugin", "p"],
      [config, "--unknown"],
      [config, "--request", write("empty.http", "# nothing\n")],
      [config, "--request", write("bad.http", "GET / HTTP/1.1\nno header\n")],
      [upstream, "--request", request],
      [write("other.yaml", "apiVersion: v1\nkind: ConfigMap\n")],
      [write("no.yaml", "a: [")],
    ];
    for (const args of wrong) assert.throws(() => run(args), UsageError, args.join(" "));
    assert.throws(() => readCommandLine(["explain", config]), UsageError);
    assert.equal(readCommandLine(["--help"]), null);
    assert.match(run([upstream, "--request", request, "--provider", "a"]).text, /-> provider a ->/);
  });

  it("notes the variables that are not there", () => {
    const provider = { id: "a", type: "openai", apiTokens: ["env:KEY"] };
    const plain = write("env.json", JSON.stringify({ provider }));
    assert.match(run([plain]).text, /usable[^]*note: KEY is not set here/);
    assert.equal(run([plain], { KEY: "sk-1" }).text.includes("note"), false);
    assert.match(run([plain, "--require-env"]).text, /error: provider.apiTokens\[0\]: .*KEY is not set in this VM/);
    const plugin = { kind: "WasmPlugin", metadata: { name: "p" }, spec: { defaultConfig: { provider } } };
    const { text, isGood } = run([write("plugin.json", JSON.stringify(plugin))], { KEY: "sk-1" });
    assert.match(text, /KEY is not set in this VM[^]*note: KEY is not among the variables/);
    assert.equal(isGood, false);
  });

  it("reads requests as HTTP and as editors write them", () => {
    const read = (text: string) => {
      const { method, path, authority, headers, chunks } = parseHttpRequest(Buffer.from(text, "latin1"));
      return [method, authority, path, headers, Buffer.concat(chunks).toString("latin1")];
    };
    assert.deepEqual(read("GET /v1/models HTTP/1.1\r\nHost: h\r\nAccept: a:b\r\n\r\n"), [
      "GET",
      "h",
      "/v1/models",
      [["accept", "a:b"]],
      "",
    ]);
    const edited = "### one\n# comment\n\nhttps://h:1?a=b\nX: 1\n\nbody\xff\n\n### two\nGET /\n";
    assert.deepEqual(read(edited).slice(0, 3), ["POST", "h:1", "/?a=b"]);
    assert.equal(read(edited)[4], "body\xff");
    assert.equal(read("POST / HTTP/1.1\ncontent-length: 3\n\nabcdef")[4], "abc");
    assert.equal(read("POST /\n\na\r\n\r\nb\n")[4], "a\r\n\r\nb");
  });

  it("marks what has changed and nothing else", () => {
    const show = (a: string, b: string) =>
      compareTexts(a, b)
        .map(({ kind, text }) => ({ same: text, removed: `[-${text}-]`, added: `{+${text}+}` })[kind])
        .join("");
    assert.equal(show('{"a":1,"b":"x y"}', '{"a":2,"b":"x z"}'), '{"a":[-1-]{+2+},"b":[-"x y"-]{+"x z"+}}');
    assert.equal(show('{"a":1}', '{"a":1,"b":2}'), '{"a":1{+,"b":2+}}');
    assert.equal(show("", "x"), "{+x+}");
    const long = `[${"1,".repeat(100_000)}1]`;
    const [before, after] = [`{"a":1,"l":${long},"b":1}`, `{"a":2,"l":${long},"b":2}`];
    assert.equal(show(before, after).replace(long, "…"), '{"a":[-1-]{+2+},"l":…,"b":[-1-]{+2+}}');
    assert.equal(show("x ".repeat(600), "y ".repeat(600)), `[-${"x ".repeat(599)}x-]{+${"y ".repeat(599)}y+} `);
  });

  it("marks changes from which both texts can be read again", () => {
    const text = fc
      .array(fc.constantFrom("a", '"b"', ",", "{", " ", "1"), { maxLength: 40 })
      .map((each) => each.join(""));
    fc.assert(
      fc.property(text, text, (a, b) => {
        const pieces = compareTexts(a, b);
        const without = (kind: string) => pieces.flatMap((each) => (each.kind === kind ? [] : [each.text])).join("");
        assert.equal(without("added"), a);
        assert.equal(without("removed"), b);
        if (a === b) assert.ok(pieces.every(({ kind }) => kind === "same"));
      }),
      { numRuns: 500 },
    );
  });

  it("prints no control character of a file", () => {
    const config = write("c.json", JSON.stringify(CONFIGURATION));
    const request = write("r.http", CHAT.replace("fast", "\u001b[31mfast\u0007").replace("\n\n", "\nx: \u009b1m\n\n"));
    assert.doesNotMatch(run([config, "--request", request]).text, /[\x00-\x09\x0b-\x1f\x7f-\x9f]/);
  });

  it("hides secrets however they are written, and short ones by the place they stand in", () => {
    const configuration = {
      provider: {
        apiTokens: ["s/e c=r"],
        auth: { header: { "x-own": "k", "x-basic": "Basic abc" }, query: { sig: "q" } },
      },
    };
    const mask = new SecretMask(Buffer.from(JSON.stringify(configuration)), { V: "väriable" });
    assert.equal(mask.hide("a s%2Fe%20c%3Dr b s/e c=r"), "a <provider.apiTokens> b <provider.apiTokens>");
    assert.equal(mask.hide(Buffer.from("väriable").toString("latin1")), "<env:V>");
    assert.equal(mask.hideHeader("x-own", "k"), "<provider.auth.header.x-own>");
    assert.equal(mask.hideHeader("x-basic", "Basic abc"), "<provider.auth.header.x-basic>");
    assert.equal(mask.hideHeader("authorization", "Bearer unknown"), "Bearer <hidden>");
    assert.equal(mask.hidePath("/p?sig=q&key=z&a=1"), "/p?sig=<provider.auth.query.sig>&key=<hidden>&a=1");
  });

  const configured = loadCases().filter((c) => c.configured);
  const listed = configured.filter(isText);
  it("can write nearly every case as a file", () => {
    assert.ok(listed.length > 0.95 * configured.length, `${listed.length} of ${configured.length} cases`);
  });

  for (const c of listed) {
    it(`${c.file}: ${c.name}: the explanation is what happens, without secrets`, () => {
      const isUpstream = c.mode === "upstream";
      const provider = isUpstream ? c.attempts[0].provider || (c.route.clusterProvider ?? "") : c.route.provider;
      const route = c.route.name;
      const request = parseHttpRequest(requestText(c));
      const outcome = new CheckedPlugin(c.configuration, c.environment).send(request, { isUpstream, provider, route });
      const [sent] = runCase(c).attempts;
      const ownPath = outcome.upstream?.headers.find(([name]) => name === ":path")?.[1];
      // The tool knows neither files to be fetched, nor attributes, nor the listener's buffer limit.
      const isUnknown = c.callouts.length > 0 || Object.keys(c.properties).length > 0 || isTooLargeForEnvoy(c);
      if (!isUnknown) {
        assert.equal(ownPath, sent?.path);
        if (c.request.trailers.length === 0) assert.equal(base64(outcome.upstream?.body), base64(sent?.body));
      }
      const args = [write("case.json", c.configuration), "--request", write("case.http", requestText(c))];
      if (provider !== null) args.push("--provider", provider);
      if (route !== null) args.push("--route", route);
      const { text } = run(args, c.environment);
      const secrets = [...configuredSecrets(c), ...clientSecrets(c)];
      assert.deepEqual(
        secrets.filter((secret) => text.includes(secret)),
        [],
      );
    });
  }
});

/** Whether the case's request can be written as text: no line breaks in its head. */
function isText(c: Case): boolean {
  const { path, authority, headers } = c.request;
  const parts = [path, authority, ...headers.flat()];
  return !parts.some((part) => /[\r\n\0\s]$|^\s|[\r\n\0]/.test(part)) && !/\s/.test(path) && /^[/]/.test(path);
}

function requestText({ request }: Case): Uint8Array {
  const { method, path, authority, headers, chunks } = request;
  const isFramed = headers.some(([name]) => name === "content-length");
  const framing = isFramed || chunks.length === 0 ? [] : [["transfer-encoding", "chunked"]];
  const lines = [["host", authority], ...headers, ...framing].map(([name, value]) => `${name}: ${value}\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\n${lines.join("")}\n`, "latin1");
  return Buffer.concat([head, ...chunks, Buffer.from(isFramed ? "" : "\n")]);
}

function isTooLargeForEnvoy(c: Case): boolean {
  return c.response?.details === "request_payload_too_large";
}

function base64(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString("base64");
}

function configuredSecrets({ configuration, environment }: Case): string[] {
  const texts = [...findSecrets(configuration).map(({ text }) => text), ...Object.values(environment)];
  return texts.map((text) => text.trim()).filter((text) => text.length >= 6 && !text.startsWith("env:"));
}

const CREDENTIALS = new Set<string>(CREDENTIAL_HEADERS);

function clientSecrets({ request }: Case): string[] {
  const credentials = request.headers.filter(([name]) => CREDENTIALS.has(name)).map(([, value]) => value);
  return credentials.map((value) => value.replace(/^Bearer /i, "")).filter((value) => value.length >= 6);
}
