// The keys of the configuration, outside of what the rows of providers add: https://higress.cn/docs/latest/plugins/ai/api-provider/ai-proxy/
// What each means is told in tools/reference/key-texts.ts, so that the words are in the documents and not in the .wasm.

import { Key, KeyKind } from "../provider/key";
import { CLUSTER_KEYS, CONNECTION_KEYS } from "./envoy-keys";

/** Keys that the whole configuration has, and each provider may set again for itself. */
export const LIMIT_KEYS: Array<Key> = [
  new Key("allowCapabilities", KeyKind.Texts).vital(),
  new Key("allowModels", KeyKind.Texts).vital(),
  new Key("maxRequestBytes", KeyKind.Count).vital(),
  new Key("models", KeyKind.Object),
  new Key("passthrough", KeyKind.Object),
  new Key("responseHeaders", KeyKind.Object),
  new Key("strictRequests", KeyKind.Flag).vital(),
  new Key("trustEnvoyHeaders", KeyKind.Flag),
  new Key("unknownPaths", KeyKind.Text).oneOf(["refuse", "forward"]).vital(),
];

/** Keys at the top that hold for every provider: with a wrong value of one, none is usable. */
export const SHARED_KEYS: Array<Key> = [
  new Key("mode", KeyKind.Text).oneOf(["listener", "upstream", "hash"]),
  new Key("providerMetadata", KeyKind.Object).vital(),
  new Key("clusterHeader", KeyKind.Text),
  new Key("maxVmBytes", KeyKind.Count).vital(),
]
  .concat(LIMIT_KEYS)
  .concat(CLUSTER_KEYS);

/** Keys at the top of the configuration. */
export const ROOT_KEYS: Array<Key> = SHARED_KEYS.concat([
  new Key("providers", KeyKind.Objects),
  new Key("activeProviderId", KeyKind.Text),
  new Key("provider", KeyKind.Object),
  new Key("metrics", KeyKind.Object),
  new Key("filterState", KeyKind.Flag),
  new Key("logging", KeyKind.Object),
  new Key("balancer", KeyKind.Object),
  new Key("consumer", KeyKind.Object),
  new Key("fallback", KeyKind.Object),
  new Key("providersPath", KeyKind.Text),
  new Key("fallbackStrategy", KeyKind.Texts),
  new Key("fallbackHttpStatuses", KeyKind.Texts),
  new Key("maxRetries", KeyKind.Count),
  new Key("retryOnFailureWithinMs", KeyKind.Count),
  new Key("_rules_", KeyKind.Objects).vital(),
  new Key("_plugin_id_", KeyKind.Any),
]);

/** Keys of `providerMetadata`. */
export const METADATA_KEYS: Array<Key> = [new Key("namespace", KeyKind.Text), new Key("key", KeyKind.Text)];

/** Keys of `balancer`. */
export const BALANCER_KEYS: Array<Key> = [
  new Key("algorithm", KeyKind.Text).oneOf(["roundrobin", "chash"]),
  new Key("hashOn", KeyKind.Text).oneOf(["vars", "header", "cookie", "consumer", "vars_combinations", "body"]),
  new Key("key", KeyKind.Text),
  new Key("promptBytes", KeyKind.Count),
];

/** Keys of `consumer`. */
export const CONSUMER_KEYS: Array<Key> = [
  new Key("header", KeyKind.Text).vital(),
  new Key("property", KeyKind.Texts).vital(),
];

/** Keys of `fallback`. */
export const FALLBACK_KEYS: Array<Key> = [
  new Key("on", KeyKind.Texts),
  new Key("maxRetries", KeyKind.Count),
  new Key("withinMs", KeyKind.Count),
  new Key("backoff", KeyKind.Object),
  new Key("exhausted", KeyKind.Text).oneOf(["error", "502"]),
  new Key("maxKeptBytes", KeyKind.Count),
];

/** Keys of `fallback.backoff`. */
export const BACKOFF_KEYS: Array<Key> = [new Key("baseMs", KeyKind.Count), new Key("maxMs", KeyKind.Count)];

/** Keys of an element of `_rules_`: what it matches, who answers, and limits in place of those at the top. */
export const RULE_KEYS: Array<Key> = [
  new Key("_match_route_", KeyKind.Texts).vital(),
  new Key("_match_route_prefix_", KeyKind.Texts).vital(),
  new Key("_match_domain_", KeyKind.Texts).vital(),
  new Key("_match_service_", KeyKind.Texts).vital(),
  new Key("providers", KeyKind.Objects),
  new Key("activeProviderId", KeyKind.Text).vital(),
  new Key("provider", KeyKind.Object).vital(),
].concat(LIMIT_KEYS);

/** Keys of every provider. */
export const PROVIDER_KEYS: Array<Key> = [
  new Key("id", KeyKind.Text),
  new Key("type", KeyKind.Text),
  new Key("cluster", KeyKind.Text),
  new Key("weight", KeyKind.Count),
  new Key("priority", KeyKind.Integer).from(i32.MIN_VALUE).to(i32.MAX_VALUE),
  new Key("model", KeyKind.Text),
  new Key("override", KeyKind.Object).vital(),
  new Key("checks", KeyKind.Object),
  new Key("apiTokens", KeyKind.Texts).secret(),
  new Key("auth", KeyKind.Object).secret(),
  new Key("protocol", KeyKind.Text).oneOf(["openai", "original"]),
  new Key("modelMapping", KeyKind.TextMap),
  new Key("capabilities", KeyKind.Capabilities),
  new Key("options", KeyKind.Object),
  new Key("optionDefaults", KeyKind.Object),
  new Key("customSettings", KeyKind.Objects),
  new Key("bodyEdits", KeyKind.Objects),
  new Key("responseJsonSchema", KeyKind.Object),
  new Key("context", KeyKind.Object),
  new Key("timeout", KeyKind.Count),
  new Key("firstByteTimeout", KeyKind.Count),
  new Key("basePath", KeyKind.Text),
  new Key("basePathHandling", KeyKind.Text).oneOf(["removePrefix", "prepend"]),
  new Key("providerDomain", KeyKind.Text),
  new Key("providerBasePath", KeyKind.Text),
  new Key("failover", KeyKind.Object),
  new Key("retryOnFailure", KeyKind.Object),
  new Key("reasoningContentMode", KeyKind.Text).oneOf(["passthrough", "ignore", "concat"]),
  new Key("contextCleanupCommands", KeyKind.Texts),
  new Key("mergeConsecutiveMessages", KeyKind.Flag),
  new Key("developerRole", KeyKind.Text).oneOf(["auto", "keep", "system"]),
  new Key("promoteThinkingOnEmpty", KeyKind.Flag),
  new Key("hiclawMode", KeyKind.Flag),
  new Key("streamUsage", KeyKind.Text).oneOf(["auto", "ask", "off", "false"]),
  new Key("disableStreamUsageStats", KeyKind.Flag),
  new Key("logUpstreamErrorResponseBody", KeyKind.Flag),
]
  .concat(LIMIT_KEYS)
  .concat(CONNECTION_KEYS);

/** Keys of `failover`. */
export const FAILOVER_KEYS: Array<Key> = [
  new Key("enabled", KeyKind.Flag),
  new Key("failureThreshold", KeyKind.Count),
  new Key("successThreshold", KeyKind.Count),
  new Key("failoverOnStatus", KeyKind.Texts),
  new Key("cooldownDuration", KeyKind.Count),
  new Key("healthCheckModel", KeyKind.Text),
  new Key("healthCheckInterval", KeyKind.Count),
  new Key("healthCheckTimeout", KeyKind.Count),
];

/** Keys of `retryOnFailure`. */
export const RETRY_KEYS: Array<Key> = [
  new Key("enabled", KeyKind.Flag),
  new Key("maxRetries", KeyKind.Count),
  new Key("retryTimeout", KeyKind.Count),
  new Key("retryOnStatus", KeyKind.Texts),
];

/** Keys of `auth`. */
export const AUTH_KEYS: Array<Key> = [
  new Key("header", KeyKind.TextMap).secret(),
  new Key("query", KeyKind.TextMap).secret(),
];

/** Keys of `override`. */
export const OVERRIDE_KEYS: Array<Key> = [
  new Key("endpoint", KeyKind.Text).vital(),
  new Key("llmOptions", KeyKind.Object).vital(),
  new Key("requestBody", KeyKind.Object).vital(),
  new Key("requestBodyForceOverride", KeyKind.Flag).vital(),
];

/** Keys of `override.llmOptions`. */
export const LLM_OPTION_KEYS: Array<Key> = [new Key("maxTokens", KeyKind.Count).from(1)];

/** Keys of `passthrough`. */
export const PASSTHROUGH_KEYS: Array<Key> = [
  new Key("paths", KeyKind.Texts),
  new Key("methods", KeyKind.Texts).vital(),
  new Key("normalize", KeyKind.Object),
];

/** Keys of `passthrough.normalize`. */
export const NORMALIZE_KEYS: Array<Key> = [
  new Key("stripPrefix", KeyKind.Text),
  new Key("collapseSlashes", KeyKind.Flag),
  new Key("renameQuery", KeyKind.TextMap),
  new Key("dropQuery", KeyKind.Texts).vital(),
];

/** Keys of `models`. */
export const MODELS_KEYS: Array<Key> = [new Key("expose", KeyKind.Flag), new Key("merge", KeyKind.Flag)];

/** Keys of `responseHeaders`. */
export const RESPONSE_HEADER_KEYS: Array<Key> = [new Key("aisle", KeyKind.Flag), new Key("keep", KeyKind.Texts)];

/** Keys of `metrics`. */
export const METRICS_KEYS: Array<Key> = [
  new Key("enabled", KeyKind.Flag),
  new Key("models", KeyKind.Texts),
  new Key("maxSeries", KeyKind.Count),
];

/** Keys of `logging`; to misspell one of those that keep something back is an error. */
export const LOGGING_KEYS: Array<Key> = [
  new Key("sample", KeyKind.Fraction),
  new Key("payloads", KeyKind.Flag),
  new Key("maxPayloadBytes", KeyKind.Count).vital(),
  new Key("redact", KeyKind.Texts).vital(),
];

/** Keys of `context`. */
export const CONTEXT_KEYS: Array<Key> = [
  new Key("fileUrl", KeyKind.Text),
  new Key("serviceName", KeyKind.Text),
  new Key("servicePort", KeyKind.Count),
  new Key("cluster", KeyKind.Text),
];

/** Keys of an element of `customSettings`. */
export const SETTING_KEYS: Array<Key> = [
  new Key("name", KeyKind.Text),
  new Key("value", KeyKind.Any),
  new Key("mode", KeyKind.Text).oneOf(["auto", "raw"]),
  new Key("overwrite", KeyKind.Flag),
];

/** Keys of an element of `bodyEdits`. */
export const BODY_EDIT_KEYS: Array<Key> = [
  new Key("rename", KeyKind.Text),
  new Key("to", KeyKind.Text).vital(),
  new Key("drop", KeyKind.Text),
  new Key("default", KeyKind.Text),
  new Key("force", KeyKind.Text),
  new Key("value", KeyKind.Any).vital(),
  new Key("clamp", KeyKind.Text),
  new Key("min", KeyKind.Number).vital(),
  new Key("max", KeyKind.Number).vital(),
  new Key("capabilities", KeyKind.Texts).vital(),
  new Key("when", KeyKind.Text).vital(),
];
