// The JSON Schema (2020-12) of the configuration: what the parser takes without an error is valid, nothing else.
//
// What the parser knows and a schema cannot: whether an id or a variable exists, whether a pattern is right, whether two
// edits contradict each other, and how a number is spelled (1e3 is refused). An unknown key is only a warning, so it is valid here.

import { textOf } from "./key-texts.ts";
import { patternOf } from "./whole-numbers.ts";
import type { Key, ObjectName, Provider, Tables } from "./module.ts";

type Schema = Record<string, unknown>;

const TITLE = "Configuration of Aisle";
const SCALAR: Schema = { type: ["string", "number", "boolean"] };
const NO_LINE_BREAKS = "^[^\\r\\n\\u0000]*$";
// White space at the ends is cut off; then neither empty nor with something that would end a header.
const SECRET = "^[\\t-\\r ]*[^\\t-\\r \\u0000]([^\\n\\r\\u0000]*[^\\t-\\r \\u0000])?[\\t-\\r ]*$";
const PATH = "^/[^ \\r\\n\\u0000]*$";
const PATH_OR_NONE = "^(/[^ \\r\\n\\u0000]*)?$";
const HEADER_NAME = "^[!#$%&'*+.^_`|~0-9A-Za-z-]+$";
// A JSON number from 0 to 1.
const FRACTION = "^(0(\\.[0-9]+)?([eE][+-]?[0-9]+)?|1(\\.0+)?|[1-9](\\.[0-9]+)?[eE]-[0-9]*[1-9][0-9]*)$";
// With a host: something before the path, behind the scheme if there is one.
const URL_WITH_HOST = "^(?![^:/?#]+://[/?#])(?![^:/?#]+://$)[^/?#\\r\\n\\u0000][^\\r\\n\\u0000]*$";

// http or https, a host without user name, a port from 1 to 65535, and a path without dot segments (which this cannot tell).
const PORT = "[1-9]\\d{0,3}|[1-5]\\d{4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5]";
const ENDPOINT = `^https?://(\\[[^\\]@ ]*\\]|[^:/?#@ \\r\\n\\u0000]+)(:(${PORT}))?([/?#][^ \\r\\n\\u0000]*)?$`;

/** Builds the schema. */
export function buildSchema(tables: Tables): Schema {
  const { keys } = tables;
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: TITLE,
    type: "object",
    properties: propertiesOf(tables, "root", keys.root),
    allOf: [requireProvider(), readCatalogue(), HASHED],
    $defs: {
      capability: { enum: tables.capabilities.map((capability) => capability.name) },
      provider: buildProvider(tables),
      rule: buildRule(tables),
      override: buildOverride(tables),
      ...Object.fromEntries(CLOSED.map((name) => [name, buildClosed(tables, name)])),
      context: buildContext(tables),
      failover: buildFailover(tables),
      retryOnFailure: {
        type: "object",
        properties: propertiesOf(tables, "retryOnFailure", tables.keys.retryOnFailure),
      },
      customSetting: buildSetting(tables),
      bodyEdit: buildEdit(tables),
      responseHeaders: { type: "object", properties: propertiesOf(tables, "responseHeaders", keys.responseHeaders) },
      passthrough: {
        type: "object",
        properties: propertiesOf(tables, "passthrough", keys.passthrough),
        required: ["paths"],
      },
      normalize: { type: "object", properties: propertiesOf(tables, "normalize", keys.normalize) },
      models: {
        type: "object",
        properties: propertiesOf(tables, "models", keys.models),
        if: { properties: { merge: { enum: [true, "true"] } }, required: ["merge"] },
        then: { properties: { expose: { enum: [true, "true"] } }, required: ["expose"] },
      },
      providerMetadata: {
        type: "object",
        properties: propertiesOf(tables, "providerMetadata", keys.providerMetadata),
      },
      balancer: buildBalancer(tables),
      consumer: buildConsumer(tables),
      fallback: { type: "object", properties: propertiesOf(tables, "fallback", keys.fallback) },
      backoff: { type: "object", properties: propertiesOf(tables, "backoff", keys.backoff) },
      metrics: { type: "object", properties: propertiesOf(tables, "metrics", keys.metrics) },
      logging: { type: "object", properties: propertiesOf(tables, "logging", keys.logging) },
    },
  };
}

// Objects in which an unknown key is an error.
const CLOSED = [
  ...(["auth", "llmOptions", "healthCheck", "outlierDetection"] as const),
  ...(["checks", "active", "healthy", "unhealthy"] as const),
];

function buildClosed(tables: Tables, name: ObjectName): Schema {
  const required = name === "checks" ? { required: ["active"] } : {};
  const properties = propertiesOf(tables, name, tables.keys[name]);
  return { type: "object", properties, additionalProperties: false, ...required };
}

// Members by protocol; the model is none of them.
function buildOverride(tables: Tables): Schema {
  const merged = { type: ["object", "null"], properties: { model: false } };
  const protocols = tables.figures.protocols as string[];
  const requestBody = {
    type: ["object", "null"],
    properties: Object.fromEntries(protocols.map((name) => [name, merged])),
    additionalProperties: { type: "null" },
  };
  const properties = propertiesOf(tables, "override", tables.keys.override);
  properties.requestBody = { description: properties.requestBody!.description, ...requestBody };
  properties.request_body = requestBody;
  return { type: "object", properties };
}

// Mode `hash` does nothing else.
const HASHED: Schema = {
  if: isConst("mode", "hash"),
  then: {
    properties: { balancer: { allOf: [isConst("algorithm", "chash"), isConst("hashOn", "body")] } },
    required: ["balancer"],
  },
};

const IS_SINGLE: Schema = { properties: { provider: { type: "object" } }, required: ["provider"] };

function requireProvider(): Schema {
  const list = (key: string): Schema => ({ properties: { [key]: { type: "array", minItems: 1 } }, required: [key] });
  const own = { anyOf: [{ required: ["provider"] }, { required: ["providers", "activeProviderId"] }] };
  const rules = { properties: { _rules_: { type: "array", contains: own } }, required: ["_rules_"] };
  return { anyOf: [IS_SINGLE, list("providers"), list("instances"), rules] };
}

// With `provider` the catalogue is not read.
function readCatalogue(): Schema {
  const providers = { items: { $ref: "#/$defs/provider" } };
  return { if: IS_SINGLE, then: {}, else: { properties: { providers, instances: providers } } };
}

// A rule matches by something. Of its own providers only the one that answers is read, so a schema says nothing of them.
function buildRule(tables: Tables): Schema {
  const isText = { not: { const: "" } };
  const matches = tables.keys.rule.filter(({ name }) => name.startsWith("_match_")).map(({ name }) => name);
  const says = {
    anyOf: [
      { ...isText, type: SCALAR.type },
      { type: "array", contains: { type: SCALAR.type, ...isText } },
    ],
  };
  const anyOf = matches.map((name) => ({ properties: { [name]: says }, required: [name] }));
  const properties = propertiesOf(tables, "rule", tables.keys.rule);
  return { type: "object", properties, anyOf };
}

function buildProvider(tables: Tables): Schema {
  const types = tables.providers.flatMap(({ type }) => namesOfType(tables, type));
  const properties = propertiesOf(tables, "provider", tables.keys.provider);
  properties.type = { description: properties.type!.description, enum: types };
  properties.provider = { enum: types };
  const own = tables.providers.flatMap((provider) => {
    const then = buildType(tables, provider);
    return Object.keys(then).length === 0 ? [] : [{ if: isOfType(namesOfType(tables, provider.type)), then }];
  });
  const isNamed = { anyOf: [{ required: ["type"] }, { required: ["provider"] }, nameSays(types)] };
  return { type: "object", properties, allOf: [isNamed, ...own] };
}

// What a type is called: its own name, and APISIX'.
function namesOfType({ typeAliases }: Tables, type: string): string[] {
  return [type, ...typeAliases.filter((alias) => alias.type === type).map(({ name }) => name)];
}

function isOfType(names: string[]): Schema {
  const says = (key: string): Schema => ({ properties: { [key]: { enum: names } }, required: [key] });
  return { anyOf: [says("type"), says("provider"), nameSays(names)] };
}

// In APISIX' first version the name alone says the type.
function nameSays(names: string[]): Schema {
  const isElsewhere = { anyOf: [{ required: ["type"] }, { required: ["provider"] }] };
  return { properties: { name: { enum: names } }, required: ["name"], not: isElsewhere };
}

function buildType(tables: Tables, provider: Provider): Schema {
  const required = [...provider.requiredKeys, ...(provider.hostKey === "host" ? ["host"] : [])];
  const rules = [
    ...provider.keysAgainstContext.map((key) => ({ not: { allOf: [isThere(key), isThere("context")] } })),
    ...(provider.needsTokens || provider.signingKeys.length > 0 ? [requireCredentials(provider)] : []),
    ...provider.later.map((later) => refuseLater(later, namesServedAsIs(tables, provider.type))),
    ...headerRules(provider),
    ...[...new Set(required)].map((key) =>
      key === provider.hostKey || key === provider.urlKey ? { anyOf: [isFilled(key), HAS_ENDPOINT] } : isFilled(key),
    ),
  ];
  const properties = provider.keys.length > 0 ? { properties: propertiesOf(tables, "type", provider.keys) } : {};
  return rules.length > 0 ? { ...properties, allOf: rules } : properties;
}

// A key whose value becomes that of a header, the first that has any.
function headerRules({ headers }: Provider): Schema[] {
  return headers.flatMap(({ keys }) =>
    keys.map((key, i) => ({
      anyOf: [
        ...keys.slice(0, i).map(isFilled),
        { not: isThere(key) },
        inEitherSpelling(key, (name) => ({ properties: { [name]: HOST }, required: [name] })),
      ],
    })),
  );
}

// Tokens, headers or parameters; or the keys of a signature.
function requireCredentials({ signingKeys }: Provider): Schema {
  const isNotEmpty = { type: "object", minProperties: 1 };
  const auth = (name: string): Schema => ({
    properties: { auth: { type: "object", properties: { [name]: isNotEmpty }, required: [name] } },
    required: ["auth"],
  });
  const list = { not: { anyOf: [{ const: null }, { type: "array", maxItems: 0 }] } };
  const signed = signingKeys.length > 0 ? [{ allOf: signingKeys.map(isThere) }] : [];
  return {
    anyOf: [
      inEitherSpelling("apiTokens", (key) => ({ properties: { [key]: list }, required: [key] })),
      auth("header"),
      auth("query"),
      ...signed,
    ],
  };
}

function namesServedAsIs({ typeAliases }: Tables, type: string): string[] {
  return typeAliases.filter((alias) => alias.type === type && alias.isServedAsIs).map(({ name }) => name);
}

function refuseLater({ key, value, isOriginalServed }: Provider["later"][number], servedAsIs: string[]): Schema {
  const isBoolean = value === "true" || value === "false";
  const values = isBoolean ? [value, value === "true"] : [value];
  const isSaid = { properties: { [key]: { not: { enum: [null, "", false, "false"] } } }, required: [key] };
  const when = key === "" ? {} : value === "" ? isSaid : { properties: { [key]: { enum: values } }, required: [key] };
  const original = isConst("protocol", "original");
  const served = servedAsIs.length > 0 ? [isOfType(servedAsIs)] : [];
  return isOriginalServed ? { anyOf: [{ not: when }, original, ...served] } : { not: when };
}

const HAS_ENDPOINT: Schema = {
  properties: { override: { properties: { endpoint: { type: "string", minLength: 1 } }, required: ["endpoint"] } },
  required: ["override"],
};

// A key in camelCase may be written in snake_case, too.
function inEitherSpelling(key: string, say: (spelling: string) => Schema): Schema {
  const snake = key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return snake === key ? say(key) : { anyOf: [say(key), say(snake)] };
}

function isThere(key: string): Schema {
  return inEitherSpelling(key, (name) => ({ properties: { [name]: { not: { const: null } } }, required: [name] }));
}

function isGiven(key: string): Schema {
  const isText = { not: { enum: [null, ""] } };
  return inEitherSpelling(key, (name) => ({ properties: { [name]: isText }, required: [name] }));
}

function isFilled(key: string): Schema {
  const isSaid = { not: { enum: [null, "", 0, "0"] } };
  return inEitherSpelling(key, (name) => ({ properties: { [name]: isSaid }, required: [name] }));
}

function buildContext(tables: Tables): Schema {
  const properties = propertiesOf(tables, "context", tables.keys.context);
  const url = { type: SCALAR.type, pattern: URL_WITH_HOST };
  const isPlace = inEitherSpelling("fileUrl", (key) => ({ properties: { [key]: url }, required: [key] }));
  return {
    type: "object",
    properties,
    allOf: [isPlace, { anyOf: [isGiven("cluster"), { allOf: [isGiven("serviceName"), isFilled("servicePort")] }] }],
  };
}

// A token that rests comes back by itself, or by a health check, which asks a model.
function buildFailover(tables: Tables): Schema {
  const isEnabled = { properties: { enabled: { enum: [true, "true"] } }, required: ["enabled"] };
  return {
    type: "object",
    properties: propertiesOf(tables, "failover", tables.keys.failover),
    if: isEnabled,
    then: { anyOf: [isFilled("cooldownDuration"), isGiven("healthCheckModel")] },
  };
}

// The model is a name, whichever way it is set.
function buildSetting(tables: Tables): Schema {
  const isModel = { allOf: [isConst("name", "model"), isConst("mode", "raw")] };
  return {
    type: "object",
    properties: propertiesOf(tables, "customSettings", tables.keys.customSettings),
    if: isModel,
    then: { properties: { value: { type: "string" } } },
  };
}

const OPERATIONS = ["drop", "rename", "default", "clamp", "force"];
const FILLED: Schema = { anyOf: [{ type: "string", minLength: 1 }, { type: ["number", "boolean"] }] };
// The model or a member in it, however the name is escaped.
const MODEL_PATH = "^" + [..."model"].map((letter) => `\\\\?${letter}`).join("") + "(\\.|$)";
const NO_MODEL: Schema = { not: { type: "string", pattern: MODEL_PATH } };

// One operation with what belongs to it; what two edits cannot both do a schema does not see.
function buildEdit(tables: Tables): Schema {
  const properties = propertiesOf(tables, "bodyEdits", tables.keys.bodyEdits);
  const withModel = tables.capabilities.filter((capability) => capability.traits.includes("model"));
  const name = { enum: withModel.map((capability) => capability.name) };
  properties.capabilities = {
    ...properties.capabilities,
    anyOf: [name, { type: "array", minItems: 1, items: name }, { type: "null" }],
  };
  for (const operation of OPERATIONS) properties[operation] = { ...properties[operation], ...OPERATION };
  const takesValue = { anyOf: [isThere("default"), isThere("force")] };
  return {
    type: "object",
    properties,
    oneOf: OPERATIONS.map(isThere),
    allOf: [
      belongs(isThere("rename"), ["to"], {
        properties: { rename: NO_MODEL, to: { allOf: [FILLED, NO_MODEL] } },
        required: ["to"],
      }),
      belongs(isThere("clamp"), ["min", "max"], {
        properties: { clamp: NO_MODEL },
        anyOf: [isThere("min"), isThere("max")],
      }),
      belongs(takesValue, ["value"], { required: ["value"] }),
      { properties: { drop: NO_MODEL } },
      ...["default", "force"].map((operation) => setModel(operation)),
    ],
  };
}

const OPERATION: Schema = { anyOf: [FILLED, { type: "null" }] };

function belongs(operation: Schema, details: string[], wanted: Schema): Schema {
  const none = Object.fromEntries(details.map((detail) => [detail, { type: "null" }]));
  return { if: operation, then: wanted, else: { properties: none } };
}

// A name, for all requests.
function setModel(operation: string): Schema {
  const properties = {
    value: { type: "string", minLength: 1 },
    when: { enum: [null, ""] },
    capabilities: { type: "null" },
  };
  const plain = { properties, required: ["value"] };
  return { if: isConst(operation, "model"), then: plain, else: { properties: { [operation]: NO_MODEL } } };
}

// In one place.
function buildConsumer(tables: Tables): Schema {
  const properties = propertiesOf(tables, "consumer", tables.keys.consumer);
  return { type: "object", properties, oneOf: [isThere("header"), isThere("property")] };
}

// What is hashed belongs to the algorithm, and the key to what is hashed.
function buildBalancer(tables: Tables): Schema {
  const properties = propertiesOf(tables, "balancer", tables.keys.balancer);
  const isBody = isConst("hashOn", "body");
  const key = (pattern: string): Schema => ({
    properties: { key: { type: ["string", "number", "boolean"], pattern } },
    required: ["key"],
  });
  const byKey: [string, string][] = [
    ["vars", VARIABLE],
    ["header", PLAIN_NAME],
    ["cookie", PLAIN_NAME],
    ["vars_combinations", TEMPLATE],
  ];
  const oneOf = [
    { ...key("."), not: isThere("promptBytes") },
    { ...isThere("promptBytes"), not: isThere("key") },
  ];
  const wanted = [
    isThere("hashOn"),
    { if: isBody, then: { oneOf, properties: { promptBytes: POSITIVE } } },
    ...byKey.map(([hashOn, pattern]) => ({ if: isConst("hashOn", hashOn), then: key(pattern) })),
  ];
  return {
    type: "object",
    properties,
    allOf: [
      { if: isConst("algorithm", "chash"), then: { allOf: wanted } },
      { if: isThere("promptBytes"), then: isBody },
    ],
  };
}

function isConst(name: string, value: string): Schema {
  return inEitherSpelling(name, (key) => ({ properties: { [key]: { const: value } }, required: [key] }));
}

function propertiesOf(tables: Tables, object: ObjectName | "type", keys: Key[]): Record<string, Schema> {
  return Object.fromEntries(
    keys.flatMap((key): (readonly [string, Schema])[] => {
      const { about, fallback } = textOf(tables, object, key.name);
      const annotations: Schema = { description: plainText(about) };
      if (key.isSecret) annotations.writeOnly = true;
      const value = defaultOf(key, fallback);
      if (value !== undefined) annotations.default = value;
      const schema = SPECIAL[`${object}.${key.name}`] ?? schemaOf(key);
      const spellings = key.spellings.filter((spelling) => keys.every(({ name }) => name !== spelling));
      return [[key.name, { ...annotations, ...schema }], ...spellings.map((spelling) => [spelling, schema] as const)];
    }),
  );
}

function defaultOf(key: Key, fallback: string): unknown {
  if ((key.kind === "count" || key.kind === "integer") && /^\d+$/.test(fallback)) return Number(fallback);
  if (key.kind === "flag" && /^(true|false)$/.test(fallback)) return fallback === "true";
  return key.choices.includes(fallback) ? fallback : undefined;
}

// Links of the reference lead nowhere from a schema.
function plainText(markdown: string): string {
  return markdown.replace(/,? see \[[^\]]*\]\([^)]*\)/gi, "").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
}

// What null means is decided for the key, so every kind takes it: it is as if left out.
function schemaOf(key: Key): Schema {
  switch (key.kind) {
    case "text":
      return key.choices.length > 0
        ? { enum: [...key.choices, null] }
        : { type: ["string", "number", "boolean", "null"] };
    case "flag":
      return { enum: [true, false, "true", "false", null] };
    case "count":
      return boundedNumber(key, 0);
    case "integer":
      return boundedNumber(key, null);
    case "fraction":
      return { type: ["number", "string", "null"], minimum: 0, maximum: 1, pattern: FRACTION };
    case "number":
      return { type: ["number", "null"] };
    case "texts":
      return { type: ["array", "string", "number", "boolean", "null"], items: SCALAR };
    case "counts": {
      const item = boundedNumber(key, 0, false);
      return { anyOf: [item, { type: "array", items: item, minItems: 1, uniqueItems: true }, { type: "null" }] };
    }
    case "textMap":
      return { type: ["object", "null"], additionalProperties: SCALAR };
    case "capabilities":
      return {
        type: ["object", "null"],
        propertyNames: { $ref: "#/$defs/capability" },
        additionalProperties: { anyOf: [{ const: false }, { type: "string", pattern: PATH }] },
      };
    case "object":
      return { type: ["object", "null"] };
    case "objects":
      return { type: ["array", "null"], items: { type: "object" } };
    default:
      return {};
  }
}

function boundedNumber({ min, max }: Key, least: number | null, isNullable = true): Schema {
  const minimum = min ?? least;
  const bounds = { ...(minimum === null ? {} : { minimum }), ...(max === null ? {} : { maximum: max }) };
  return { type: ["integer", "string", ...(isNullable ? ["null"] : [])], ...bounds, pattern: patternOf(minimum, max) };
}

const SECRET_VALUE: Schema = { anyOf: [{ type: "string", pattern: SECRET }, { type: ["number", "boolean"] }] };
const SECRET_MAP: Schema = { type: ["object", "null"], additionalProperties: SECRET_VALUE };
const CAPABILITY: Schema = { $ref: "#/$defs/capability" };
const CAPABILITIES: Schema = { anyOf: [CAPABILITY, { type: "array", items: CAPABILITY }, { type: "null" }] };
const RESPONSE_HEADERS: Schema = { anyOf: [{ $ref: "#/$defs/responseHeaders" }, { type: "null" }] };
const BASE_PATH: Schema = { type: ["string", "null"], pattern: PATH_OR_NONE };
const BASE_PATH_LIKE: Schema = { type: ["string", "null"], pattern: "^(/[\\s\\S]*)?$" };
const HOST_ALONE: Schema = { type: ["string", "number", "boolean", "null"], pattern: "^[^/\\r\\n\\u0000]*$" };
const HOST: Schema = { type: ["string", "number", "boolean", "null"], pattern: NO_LINE_BREAKS };
const URL: Schema = {
  anyOf: [{ type: ["number", "boolean", "null"] }, { const: "" }, { type: "string", pattern: URL_WITH_HOST }],
};
// With a version, unless the path begins with /openai/v1.
const AZURE_URL: Schema = {
  type: "string",
  pattern: URL_WITH_HOST,
  anyOf: [
    { pattern: "^[^?#]*\\?([^#]*&)?api-version(=|&|$|#)" },
    { pattern: "^([^:/?#]+://)?[^/?#]*/openai/v1(/[^?#]*)?([?#].*)?$" },
  ],
};
const OPTIONS: Schema = { type: ["object", "null"], properties: { model: { type: "string" } } };

const STATUS_PATTERNS: Schema = { anyOf: [SCALAR, { type: "array", maxItems: 32, items: SCALAR }, { type: "null" }] };
const ABSOLUTE: Schema = { type: ["string", "null"], pattern: "^/" };

function nullOr(name: string): Schema {
  return { anyOf: [{ $ref: `#/$defs/${name}` }, { type: "null" }] };
}

const PASSTHROUGH: Schema = { anyOf: [{ $ref: "#/$defs/passthrough" }, { type: "null" }] };
const MODELS: Schema = { anyOf: [{ $ref: "#/$defs/models" }, { type: "null" }] };

const VARIABLE =
  "^(uri|server_name|server_addr|request_uri|remote_port|remote_addr|query_string|host|hostname|mqtt_client_id|arg_[\\w-]+)$";
const ANY_VARIABLE = `(${VARIABLE.slice(2, -2)}|http_\\w+|cookie_\\w+)`.replace("[\\w-]+", "\\w+");
// At least one variable, and no `$name` or `${name}` that is none.
const TEMPLATE = `^(?=[\\s\\S]*\\$[\\w{])([^$]|\\$${ANY_VARIABLE}(?!\\w)|\\$\\{${ANY_VARIABLE}\\}|\\$(?![\\w{]))*$`;
const PLAIN_NAME = "^[\\w-]+$";
// A whole number above 0, also as a text.
const POSITIVE: Schema = { type: ["integer", "string", "null"], minimum: 1, pattern: "^0*[1-9][0-9]*$" };
const METADATA_NAME: Schema = { type: ["string", "number", "boolean", "null"], pattern: "^[^\\u0000]+$" };
const STATUS: Schema = { type: ["integer", "string"], minimum: 400, maximum: 599, pattern: "^0*[45][0-9][0-9]$" };
const STATUSES: Schema = {
  anyOf: [STATUS, { type: "array", items: STATUS, uniqueItems: true, minItems: 1 }, { type: "null" }],
};
const CONDITION: Schema = { anyOf: [{ enum: ["transport", "http_429", "http_5xx"] }, STATUS] };
const CONDITIONS: Schema = {
  anyOf: [CONDITION, { type: "array", items: CONDITION, uniqueItems: true }, { type: "null" }],
};
const STRATEGY: Schema = { enum: ["http_429", "http_5xx", "rate_limiting", "instance_health_and_rate_limiting"] };
const STRATEGIES: Schema = { anyOf: [STRATEGY, { type: "array", items: STRATEGY }, { type: "null" }] };
const objectOrNull = (name: string): Schema => ({ anyOf: [{ $ref: `#/$defs/${name}` }, { type: "null" }] });

// Where the parser asks for more than the key's kind.
const SPECIAL: Record<string, Schema> = {
  "root.provider": { if: { type: "object" }, then: { $ref: "#/$defs/provider" }, else: { type: "null" } },
  "root.providersPath": { type: ["string", "null"], pattern: "^/" },
  "root.clusterHeader": { type: ["string", "number", "boolean", "null"], pattern: HEADER_NAME },
  "root.maxVmBytes": {
    type: ["integer", "string", "null"],
    minimum: 8 << 20,
    maximum: 1 << 30,
    pattern: patternOf(8 << 20, 1 << 30),
  },
  "root.providerMetadata": objectOrNull("providerMetadata"),
  "root.balancer": objectOrNull("balancer"),
  "root.consumer": objectOrNull("consumer"),
  "consumer.header": { type: ["string", "number", "boolean", "null"], pattern: HEADER_NAME },
  "consumer.property": {
    anyOf: [METADATA_NAME, { type: "array", minItems: 1, items: { ...METADATA_NAME, type: SCALAR.type } }],
  },
  "root.fallback": objectOrNull("fallback"),
  "root.fallbackStrategy": STRATEGIES,
  "root.fallbackHttpStatuses": STATUSES,
  "root.retryOnFailureWithinMs": POSITIVE,
  "providerMetadata.namespace": METADATA_NAME,
  "providerMetadata.key": METADATA_NAME,
  "fallback.on": CONDITIONS,
  "fallback.withinMs": POSITIVE,
  "fallback.backoff": objectOrNull("backoff"),
  "backoff.baseMs": POSITIVE,
  "root._rules_": { type: ["array", "null"], items: { $ref: "#/$defs/rule" } },
  "rule.provider": { if: { type: "object" }, then: { $ref: "#/$defs/provider" }, else: { type: "null" } },
  "rule.allowCapabilities": CAPABILITIES,
  "rule.passthrough": PASSTHROUGH,
  "rule.models": MODELS,
  "rule.responseHeaders": RESPONSE_HEADERS,
  "root.allowCapabilities": CAPABILITIES,
  "root.passthrough": PASSTHROUGH,
  "root.models": MODELS,
  "provider.allowCapabilities": CAPABILITIES,
  "provider.passthrough": PASSTHROUGH,
  "provider.models": MODELS,
  "root.responseHeaders": RESPONSE_HEADERS,
  "provider.responseHeaders": RESPONSE_HEADERS,
  "root.metrics": { anyOf: [{ $ref: "#/$defs/metrics" }, { type: "null" }] },
  "root.logging": { anyOf: [{ $ref: "#/$defs/logging" }, { type: "null" }] },
  "passthrough.paths": { anyOf: [SCALAR, { type: "array", minItems: 1, items: SCALAR }] },
  "passthrough.normalize": { anyOf: [{ $ref: "#/$defs/normalize" }, { type: "null" }] },
  "normalize.stripPrefix": BASE_PATH_LIKE,
  "provider.streamUsage": { enum: ["auto", "ask", "off", "false", false, null] },
  "provider.apiTokens": {
    anyOf: [SECRET_VALUE, { type: "array", items: SECRET_VALUE }, { type: "null" }],
  },
  "provider.auth": { anyOf: [{ $ref: "#/$defs/auth" }, { type: "null" }] },
  "auth.header": {
    ...SECRET_MAP,
    propertyNames: { pattern: HEADER_NAME, not: { pattern: "^[Hh][Oo][Ss][Tt]$" } },
  },
  "auth.query": SECRET_MAP,
  "provider.override": { anyOf: [{ $ref: "#/$defs/override" }, { type: "null" }] },
  "root.healthCheck": nullOr("healthCheck"),
  "root.outlierDetection": nullOr("outlierDetection"),
  "provider.checks": nullOr("checks"),
  "checks.active": { $ref: "#/$defs/active" },
  "active.healthy": nullOr("healthy"),
  "active.unhealthy": nullOr("unhealthy"),
  "active.timeout": { type: ["number", "null"], exclusiveMinimum: 0 },
  "active.httpPath": ABSOLUTE,
  "healthCheck.path": ABSOLUTE,
  "override.llmOptions": nullOr("llmOptions"),
  "override.endpoint": { anyOf: [{ type: "null" }, { type: "string", pattern: ENDPOINT }] },
  "provider.failover": nullOr("failover"),
  "provider.retryOnFailure": nullOr("retryOnFailure"),
  "failover.failoverOnStatus": STATUS_PATTERNS,
  "retryOnFailure.retryOnStatus": STATUS_PATTERNS,
  "provider.model": { type: ["string", "null"] },
  "provider.options": OPTIONS,
  "provider.optionDefaults": OPTIONS,
  "provider.customSettings": { type: ["array", "null"], items: { $ref: "#/$defs/customSetting" } },
  "provider.bodyEdits": { type: ["array", "null"], items: { $ref: "#/$defs/bodyEdit" } },
  "provider.context": { anyOf: [{ $ref: "#/$defs/context" }, { type: "null" }] },
  "provider.basePath": BASE_PATH,
  "provider.providerBasePath": BASE_PATH,
  "provider.providerDomain": HOST_ALONE,
  "type.azureServiceUrl": AZURE_URL,
  "type.difyApiUrl": URL,
  "type.doubaoDomain": HOST,
  "type.host": HOST,
  "type.qwenDomain": HOST,
  "type.tritonDomain": HOST,
  "type.zhipuDomain": HOST,
  "type.genericHost": HOST,
  "type.vllmServerHost": HOST,
  "type.openaiCustomUrl": URL,
  "type.vllmCustomUrl": URL,
};
