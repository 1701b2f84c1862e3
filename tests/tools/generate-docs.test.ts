import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { parseAllDocuments } from "yaml";
import { findStale, generateDocs } from "../../tools/generate-docs.ts";
import { findExamples } from "../../tools/reference/configuration.ts";
import { findStrayTexts, textOf } from "../../tools/reference/key-texts.ts";
import { ReferenceModule, type ObjectName, type Tables } from "../../tools/reference/module.ts";
import { loadCases } from "../support/cases/load.ts";

/** Values of every kind, and some that only certain keys take. */
const VALUES = [
  ...["null", "true", "false", "0", "7", "1.5", "-1", '""', '" "', '"x"', '"7"', '"true"', '"a b"', '"/p"', '"a\\nb"'],
  ...["[]", "[7]", "[null]", "[{}]", '["x"]', '[""]', '["x",["y"]]', "{}", '{"a":"b"}', '{"a":1}', '{"a":null}'],
  ...['{"a":[]}', '{"host":"x"}', '{"x y":"z"}', '{"a":" "}', '{"model":"m"}', '{"model":7}', '{"type":"openai"}'],
  ...['"listener"', '"upstream"', '"openai"', '"original"', '"prepend"', '"auto"', '"https://h/v1"', '"https:///v1"'],
  ...['"openai/v1/models"', '["openai/v1/models"]', '{"openai/v1/models":"/m"}', '{"openai/v1/models":false}'],
  ...['{"openai/v1/models":"m"}', '{"openai/v1/models":true}', '[{"type":"openai"}]', '[{"type":"x"}]', '[{"id":"a"}]'],
  ...['{"header":{"a":"b"},"query":{"c":7}}', '{"header":{"Host":"x"}}', '{"header":"x"}', '{"query":{"a":""}}'],
  ...['{"fileUrl":"http://h/f","cluster":"c"}', '{"fileUrl":"http://h/f"}', '{"fileUrl":"/f","cluster":"c"}'],
  ...[
    '{"fileUrl":"http://h/f","serviceName":"s","servicePort":"80"}',
    '{"fileUrl":"h","serviceName":"s","servicePort":0}',
  ],
  ...['[{"name":"model","value":7,"mode":"raw"}]', '[{"name":"model","value":"m","mode":"raw"}]', '[{"name":7}]'],
  ...['{"openai-chat":{"a":{"b":1}}}', '{"openai-chat":7}', '{"passthrough":null}', '"https://h:8443/p?q=1"', '"h:0"'],
  ...[
    '"http"',
    '"/"',
    "1000",
    "100000",
    "60001",
    "[200]",
    "[200,200]",
    '["200",99]',
    '{"successes":7}',
    "255",
    "70000",
  ],
  ...['[{"name":"a","value":null,"mode":"raw","overwrite":"false"}]', '[{"name":"a","overwrite":"no"}]'],
];

/** Values of required keys that take not every text. */
const NEEDED: Record<string, string> = { azureServiceUrl: "https://h?api-version=1" };

/** Whole configurations, right ones and wrong ones; the parser says which is which. */
const WHOLES = [
  "[]",
  "{}",
  '{"provider":{}}',
  '{"provider":null,"providers":[{"type":"openai"}]}',
  '{"provider":{"type":"openai"},"providers":[{}]}',
  '{"provider":{"type":"openai"},"providers":[7]}',
  '{"providers":[]}',
  '{"providers":[{"type":"openai"}],"activeProviderId":""}',
  '{"providers":[{"type":"openai"},{"type":"vllm"}]}',
  '{"providers":[{"type":"openai"},{"type":"vllm"}],"activeProviderId":""}',
  '{"providers":[{"type":"openai"},{"type":"vllm"}],"activeProviderId":"vllm"}',
  '{"mode":"upstream","providers":[{"type":"openai"},{"type":"vllm"}]}',
  '{"provider":{"type":"opena"}}',
  '{"provider":{"type":"openai","vllmCustomUrl":[]}}',
  '{"provider":{"type":"openai","nonsense":[]},"nonsense":1}',
  '{"provider":{"type":"openai","failover":7}}',
  '{"provider":{"type":"openai","apiTokens":"k","failover":{}}}',
  '{"provider":{"type":"openai","apiTokens":"k","failover":{"enabled":true}}}',
  '{"provider":{"type":"openai","apiTokens":"k","failover":{"enabled":"true","cooldown_duration":0}}}',
  '{"provider":{"type":"openai","apiTokens":"k","failover":{"enabled":true,"cooldownDuration":1}}}',
  '{"provider":{"type":"openai","apiTokens":"k","failover":{"enabled":true,"health_check_model":"m"}}}',
  '{"provider":{"type":"openai","retryOnFailure":7}}',
  '{"provider":{"type":"openai","retryOnFailure":{"enabled":true,"retryOnStatus":[429,"5.*"]}}}',
  '{"provider":{"type":"openai","retryOnFailure":{"maxRetries":-1}}}',
  '{"provider":{"type":"openai"},"_rules_":"x"}',
  '{"provider":{"type":"openai"},"_rules_":[{}]}',
  '{"provider":{"type":"openai"},"_rules_":[{"_match_domain_":[]}]}',
  '{"provider":{"type":"openai"},"_rules_":[{"_match_domain_":[""]}]}',
  '{"provider":{"type":"openai"},"_rules_":[{"_match_domain_":["","x"]}]}',
  '{"provider":{"type":"openai"},"_rules_":[{"_match_domain_":"x"}]}',
  '{"provider":{"type":"ai360"}}',
  '{"provider":{"type":"ai360","apiTokens":[]}}',
  '{"provider":{"type":"ai360","apiTokens":["sk"]}}',
  '{"provider":{"type":"ai360","auth":{"header":{"a":"b"}}}}',
  '{"provider":{"type":"kling","klingAccessKey":"a"}}',
  '{"provider":{"type":"kling","klingAccessKey":"a","klingSecretKey":"s"}}',
  '{"provider":{"type":"ollama","ollamaServerHost":"h"}}',
  '{"provider":{"type":"ollama","ollamaServerHost":"h","ollamaServerPort":11434}}',
  '{"provider":{"type":"azure","apiTokens":"k","azureServiceUrl":"https://h"}}',
  '{"provider":{"type":"azure","apiTokens":"k","azureServiceUrl":"https://h/openai/v1"}}',
  '{"provider":{"type":"azure","apiTokens":"k","azureServiceUrl":"https://h/openai/v1x"}}',
  '{"provider":{"type":"azure","apiTokens":"k","azureServiceUrl":"https://h?a=1&api-version"}}',
  '{"provider":{"type":"moonshot","apiTokens":"k","moonshotFileId":"f","context":{"fileUrl":"http://h/f","cluster":"c"}}}',
  '{"provider":{"type":"gemini","apiTokens":"k"}}',
  '{"provider":{"type":"gemini","apiTokens":"k","protocol":"original"}}',
  '{"provider":{"type":"hunyuan","hunyuanAuthId":"i","protocol":"original"}}',
  ...[
    "$uri",
    "${uri}$arg_x",
    "$http_a$cookie_b $",
    "uri",
    "$",
    "$foo",
    "$uri_x",
    "${uri",
    "${arg_x ?? y}$uri",
    "$arg_",
  ].map(
    (key) =>
      `{"provider":{"type":"openai"},"balancer":{"algorithm":"chash","hashOn":"vars_combinations","key":"${key}"}}`,
  ),
  '{"provider":{"type":"openai"},"consumer":{"header":"x","property":"y"}}',
  '{"provider":{"type":"custom"}}',
  '{"provider":{"type":"custom","host":"h"}}',
];

// What only the parser can know.
const BEYOND_SCHEMA = [
  /unknown key, did you mean/,
  /environment variable/,
  /bad pattern|pattern after ~|patterns \(~/,
  /another provider has the id/,
  /expected the id of a provider/,
  /set twice/,
  /too many members|another setting/,
  /expected one token for the query/,
  /the same (key )?as|says otherwise than/,
];

const inProvider = (members: object): object => ({ provider: { type: "openai", ...members } });
const atTop = (members: object): object => ({ provider: { type: "openai" }, ...members });

/** Objects that are like no other, and a configuration with one. */
const OBJECTS: [ObjectName, (object: object) => object][] = [
  ["override", (object) => inProvider({ override: object })],
  ["llmOptions", (object) => inProvider({ override: { llmOptions: object } })],
  ["healthCheck", (object) => atTop({ healthCheck: object })],
  ["outlierDetection", (object) => atTop({ outlierDetection: object })],
  ["checks", (object) => inProvider({ checks: object })],
  ["active", (object) => inProvider({ checks: { active: object } })],
  ["healthy", (object) => inProvider({ checks: { active: { healthy: object } } })],
  ["consumer", (object) => atTop({ consumer: object })],
  ["unhealthy", (object) => inProvider({ checks: { active: { unhealthy: object } } })],
];

describe("level tools: documents", () => {
  let module: ReferenceModule;
  let tables: Tables;
  let isValid: ValidateFunction;
  let texts: Map<string, string>;

  before(async () => {
    module = await ReferenceModule.load();
    tables = module.readTables();
    texts = await generateDocs(module);
    const schema = JSON.parse(texts.get("docs/aisle.schema.json")!) as object;
    isValid = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false }).compile(schema);
  });

  /** Fails where schema and parser differ, unless the parser knows more. Returns the parser's verdict. */
  function compare(configuration: string, about = ""): boolean {
    const { errors } = module.check(configuration);
    if (errors.some((error) => BEYOND_SCHEMA.some((pattern) => pattern.test(error)))) return false;
    const isRight = errors.length === 0;
    const verdict = isValid(JSON.parse(configuration));
    const reasons = JSON.stringify(isRight ? isValid.errors : errors);
    assert.equal(verdict, isRight, `${about} the schema says ${verdict}: ${configuration} ${reasons}`);
    return isRight;
  }

  it("are up to date: if not, run make docs", () => {
    assert.deepEqual(findStale(texts), []);
  });

  it("are the same each time", async () => {
    assert.deepEqual(await generateDocs(await ReferenceModule.load()), texts);
  });

  it("have words about every key, and about no other", () => {
    assert.deepEqual(findStrayTexts(tables), []);
    const ownKeys = new Set(tables.providers.flatMap(({ keys }) => keys.map(({ name }) => name)));
    assert.throws(() => textOf(tables, "root", "nonsense"), /no words about root\.nonsense/);
    assert.deepEqual(findStrayTexts({ ...tables, providers: [] }).length, ownKeys.size);
  });

  it("hold examples that the parser takes without a remark", () => {
    const examples = findExamples(texts.get("docs/configuration.md")!);
    assert.ok(examples.length >= 8);
    for (const example of examples) {
      assert.deepEqual(module.check(example), { configured: true, errors: [], warnings: [] }, example);
      assert.ok(compare(example));
    }
  });

  it("say in the schema of each key what the parser says", () => {
    const keysOf = (type: string): string[] =>
      tables.providers.find((row) => row.type === type)!.keys.map((k) => k.name);
    let accepted = 0;
    let refused = 0;
    const count = (isRight: boolean): void => void (isRight ? accepted++ : refused++);
    for (const value of VALUES) {
      for (const { name } of tables.keys.rule) {
        const rule = { _match_route_: ["r"], [name]: JSON.parse(value) as unknown };
        count(compare(JSON.stringify({ provider: { type: "openai" }, _rules_: [rule] })));
      }
      for (const { name } of tables.keys.root)
        count(compare(`{"provider":{"type":"openai"},${JSON.stringify(name)}:${value}}`));
      for (const { name } of tables.keys.provider.filter(({ name }) => name !== "type"))
        count(compare(`{"provider":{"type":"openai","${name}":${value}}}`));
      for (const { type, requiredKeys } of tables.providers) {
        // With what the type needs, and in both protocols, so that one key decides.
        const needed = Object.fromEntries(requiredKeys.map((key) => [key, NEEDED[key] ?? "7"]));
        for (const name of [...keysOf(type), "apiTokens", "auth"]) {
          for (const protocol of ["openai", "original"]) {
            const provider = { type, protocol, apiTokens: "sk", ...needed, [name]: JSON.parse(value) as unknown };
            count(compare(JSON.stringify({ provider })));
          }
        }
      }
      for (const { name } of tables.keys.context) {
        const full: Record<string, unknown> = { fileUrl: "http://h/f", serviceName: "s", servicePort: 80 };
        full[name] = JSON.parse(value);
        count(compare(JSON.stringify({ provider: { type: "openai", context: full } })));
      }
      for (const { name } of tables.keys.customSettings) {
        const setting = { name: "a", value: 1, mode: "raw", [name]: JSON.parse(value) as unknown };
        count(compare(JSON.stringify({ provider: { type: "openai", customSettings: [setting] } })));
      }
      for (const { name } of tables.keys.passthrough) {
        const passthrough = { paths: ["/p"], [name]: JSON.parse(value) as unknown };
        count(compare(JSON.stringify({ provider: { type: "openai" }, passthrough })));
      }
      for (const { name } of tables.keys.normalize) {
        const passthrough = { paths: ["/p"], normalize: { [name]: JSON.parse(value) as unknown } };
        count(compare(JSON.stringify({ provider: { type: "openai" }, passthrough })));
      }
      for (const { name } of tables.keys.models)
        count(compare(`{"provider":{"type":"openai"},"models":{"expose":true,"${name}":${value}}}`));
      const active: Record<string, unknown> = {};
      for (const [objects, place] of OBJECTS) {
        for (const { name } of tables.keys[objects])
          count(
            compare(
              JSON.stringify(
                place({ ...(objects === "checks" ? { active } : {}), [name]: JSON.parse(value) as unknown }),
              ),
            ),
          );
      }
      for (const { name } of tables.keys.auth)
        count(compare(`{"provider":{"type":"openai","auth":{"${name}":${value}}}}`));
      count(compare(`{"provider":{"type":${value}}}`));
    }
    assert.ok(accepted > 1000 && refused > 1000, `${accepted} accepted, ${refused} refused`);
  });

  it("say in the schema of the whole what the parser says", () => {
    const verdicts = WHOLES.map((configuration) => compare(configuration));
    assert.ok(verdicts.includes(true) && verdicts.includes(false));
  });

  it("have a schema that takes the configuration of every case", () => {
    const cases = loadCases().filter((each) => each.configured);
    const right = cases.filter(({ configuration, file, name }) =>
      compare(Buffer.from(configuration).toString(), `${file}: ${name}`),
    );
    assert.ok(right.length > 0.9 * cases.length, `${right.length} of ${cases.length} without an error`);
  });

  it("have a schema that takes the configuration of every example", () => {
    const files = readdirSync("examples", { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".yaml"),
    );
    const found = files.flatMap((file) => findConfigurations(readFileSync(`examples/${file}`, "utf8")));
    assert.ok(found.length >= 4, `${found.length} found`);
    for (const configuration of found) assert.ok(compare(configuration), configuration);
  });
});

// The texts of StringValues, and `defaultConfig` of a WasmPlugin.
function findConfigurations(yaml: string): string[] {
  const found: string[] = [];
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { "@type": type, value, defaultConfig } = node as Record<string, unknown>;
    if (type === "type.googleapis.com/google.protobuf.StringValue") found.push(String(value));
    if (defaultConfig !== undefined) found.push(JSON.stringify(defaultConfig));
    Object.values(node).forEach(visit);
  };
  for (const document of parseAllDocuments(yaml)) visit(document.toJS());
  return found;
}
