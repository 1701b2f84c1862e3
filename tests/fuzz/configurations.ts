// Random configurations that are right, as data of which a test can work out what they demand.

import fc from "fast-check";
import type { Json } from "./json-readers.ts";
import type { OperatorsConfig } from "./operators.ts";

export type JsonObject = { [name: string]: Json };

/** An element of `customSettings`, in mode raw. */
export interface CustomSetting {
  name: string;
  value: Json;
  mode: "raw";
  overwrite: boolean;
}

/** The keys of a provider that fuzzing varies; the names are those of the configuration. */
export interface ProviderConfig {
  id: string;
  type: "openai" | "vllm" | "generic";
  apiTokens?: string[];
  auth?: { header?: Record<string, string>; query?: Record<string, string> };
  protocol?: "original";
  modelMapping?: Record<string, string>;
  options?: JsonObject;
  optionDefaults?: JsonObject;
  customSettings?: CustomSetting[];
  responseJsonSchema?: JsonObject;
  allowModels?: string[];
  allowCapabilities?: string[];
  strictRequests?: boolean;
  maxRequestBytes?: number;
  firstByteTimeout?: number;
  capabilities?: Record<string, string | false>;
  context?: { fileUrl: string; cluster: string };
  basePath?: string;
  providerBasePath?: string;
  streamUsage?: "auto" | "ask" | "off";
  disableStreamUsageStats?: boolean;
}

/** Names that clients use; some fit patterns of the mapping and of allow lists. */
export const CLIENT_MODELS = [
  "gpt-4o",
  "gpt-4o-mini",
  "gpt-4.1",
  "claude-haiku",
  "m",
  "text-ada",
  "a/b",
  "..",
  "forbidden",
  "",
];

const KEYS: Record<string, string> = {
  "gpt-4o": "mapped-4o",
  "gpt-4*": "mapped-prefix",
  "gpt-4o*": 'mapped "quoted" \\ name',
  "~^claude-(\\w+)$": "c-$1",
  "~a": "",
  "text-ada": "",
  "*": "star",
};

const modelMapping = fc
  .subarray(Object.keys(KEYS), { minLength: 1 })
  .map((keys) => Object.fromEntries(keys.map((key) => [key, KEYS[key]])));

/** Members that options set. Some differ from others by case only, or have letters that Go folds. */
export const OPTION_NAMES = [
  "temperature",
  "top_k",
  "store",
  "stream",
  "max_tokens",
  "stop",
  "a.b",
  "user",
  "seed",
  "stream_options",
];

const optionValue: fc.Arbitrary<Json> = fc.constantFrom<Json[]>(
  true,
  false,
  null,
  0,
  0.25,
  -1e21,
  "text",
  'q"\\',
  [1, { a: 2 }],
  { a: { b: [] } },
  {},
);

const members = fc
  .uniqueArray(fc.tuple(fc.constantFrom(...OPTION_NAMES), optionValue), { maxLength: 3, selector: ([name]) => name })
  .map((pairs) => Object.fromEntries(pairs) as JsonObject);

const withModel = fc
  .tuple(members, fc.option(fc.constantFrom("forced", "é-model", "a/b"), { freq: 4, nil: undefined }))
  .map(([options, model]) => (model === undefined ? options : { ...options, model }));

const customSettings = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("stream_options.include_usage", "stream_options.x.y", "logit_bias", "seed", "max_tokens"),
    value: optionValue,
    mode: fc.constant("raw" as const),
    overwrite: fc.boolean(),
  }),
  { maxLength: 2, selector: (setting) => setting.name },
);

/** Allow lists; the empty one allows nothing. */
export const allowModels = fc.subarray(["gpt-4*", "m", "~^claude-", "text-ada", "mapped-4o", "a/b"]);

/** There one time in four: what refuses most requests would leave little to look at. */
function rarely<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

/** What a provider does to bodies and whom it serves. */
const bodySettings = fc.record(
  {
    modelMapping,
    options: withModel,
    optionDefaults: withModel,
    customSettings,
    responseJsonSchema: fc.constant<JsonObject>({ type: "json_object" }),
    allowModels: rarely(allowModels),
    strictRequests: rarely(fc.boolean()),
    firstByteTimeout: fc.constant(3000),
    protocol: rarely(fc.constant("original" as const)),
    streamUsage: fc.constantFrom("auto" as const, "ask" as const, "ask" as const, "off" as const),
    disableStreamUsageStats: rarely(fc.boolean()),
    context: fc.constant({ fileUrl: "http://files.example/context.txt", cluster: "files" }),
    capabilities: rarely(
      fc.constantFrom<Record<string, string | false>[]>(
        { "openai/v1/embeddings": "/m/{model}/embed" },
        { "openai/v1/completions": false },
      ),
    ),
  },
  { requiredKeys: [] },
);

/** The secrets of provider n; no two providers share one. */
const credentials = (n: number) =>
  fc.constantFrom<Pick<ProviderConfig, "apiTokens" | "auth">[]>(
    {},
    { apiTokens: [`configured-token-${n}`] },
    { auth: { header: { "x-vendor-key": `configured-header-${n}`, "x-api-key": `configured-api-key-${n}` } } },
    { auth: { query: { key: `configured-query-${n}` } } },
    { apiTokens: [`configured-token-${n}`], auth: { query: { key: `configured-query-${n}` } } },
  );

/** A provider with the id `p<n>`. Settings that exclude each other leave the context file out. */
export function someProvider(n: number): fc.Arbitrary<ProviderConfig> {
  const place = fc.record(
    { basePath: fc.constantFrom("/proxy", "/v1"), providerBasePath: fc.constant("/east") },
    { requiredKeys: [] },
  );
  return fc
    .tuple(
      fc.constantFrom<ProviderConfig["type"][]>("openai", "openai", "vllm", "generic"),
      bodySettings,
      credentials(n),
      fc.oneof({ weight: 4, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: place }),
    )
    .map(([type, body, secrets, paths]) => ({ id: `p${n}`, type, ...body, ...secrets, ...paths }));
}

/** The text of a configuration with one provider, and what operators want to be told. */
export function configurationOf(provider: ProviderConfig, operators: OperatorsConfig = {}): Uint8Array {
  return Buffer.from(JSON.stringify({ ...operators, provider }), "utf8");
}
