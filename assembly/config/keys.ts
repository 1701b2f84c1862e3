// The keys of the configuration, outside of what the rows of providers add: https://higress.cn/docs/latest/plugins/ai/api-provider/ai-proxy/

import { Key, KeyKind } from "../provider/key";

/** Keys that the whole configuration has, and each provider may set again for itself. */
export const LIMIT_KEYS: Array<Key> = [
  new Key(
    "allowCapabilities",
    KeyKind.Texts,
    "Names of the capabilities that clients may use; others are answered with 404.",
    "all that the provider serves",
  ),
  new Key(
    "allowModels",
    KeyKind.Texts,
    "Patterns, written like the keys of `modelMapping`, for the model names that clients may use; others are answered with 404 `model_not_found`.",
    "all",
  ),
  new Key(
    "maxRequestBytes",
    KeyKind.Count,
    "Bytes that a request body may have; larger ones are answered with 413.",
    "104857600",
  ),
  new Key(
    "strictRequests",
    KeyKind.Flag,
    "Also refuse JSON requests that have another content type, an empty body or no messages, input, prompt or query.",
    "false",
  ),
  new Key(
    "trustEnvoyHeaders",
    KeyKind.Flag,
    "Keep the client's `x-envoy-upstream-rq-*`, `x-envoy-retry-*`, `x-envoy-max-retries` and `x-envoy-hedge-*` headers, which steer Envoy's timeouts and retries.",
    "false",
  ),
];

/** Keys at the top of the configuration. */
export const ROOT_KEYS: Array<Key> = [
  new Key(
    "mode",
    KeyKind.Text,
    "`listener`: a filter of the listener. `upstream`: an upstream filter of a cluster whose endpoints name their provider in their metadata (`aisle`, `provider`).",
    "listener",
  ).oneOf(["listener", "upstream"]),
  new Key("providers", KeyKind.Objects, "The providers."),
  new Key(
    "activeProviderId",
    KeyKind.Text,
    "`id` of the provider that answers in mode `listener`.",
    "the only provider",
  ),
  new Key("provider", KeyKind.Object, "A single provider, in place of `providers` and `activeProviderId`."),
  new Key(
    "clusterHeader",
    KeyKind.Text,
    "Header that a `cluster_header` route reads; clients' own is removed.",
    "x-aisle-cluster",
  ),
  new Key("_rules_", KeyKind.Later, "Higress' rules for routes, domains and services."),
  new Key("_plugin_id_", KeyKind.Any, "Set by Higress; without effect."),
].concat(LIMIT_KEYS);

/** Keys of every provider. */
export const PROVIDER_KEYS: Array<Key> = [
  new Key("id", KeyKind.Text, "Name by which routes, endpoints and logs call the provider.", "the type"),
  new Key("type", KeyKind.Text, "What speaks there: a row of the provider table."),
  new Key(
    "apiTokens",
    KeyKind.Texts,
    "Keys of the provider's API; one is picked at random for each request. `env:NAME` reads a variable of the VM's environment.",
  ).secret(),
  new Key(
    "auth",
    KeyKind.Object,
    "Credentials in other places: `header` and `query` map names to values, which may be `env:NAME`.",
  ).secret(),
  new Key(
    "protocol",
    KeyKind.Text,
    "`openai`: paths and bodies are OpenAI's and are adapted. `original`: they are the provider's own; only host and credentials change.",
    "openai",
  ).oneOf(["openai", "original"]),
  new Key(
    "modelMapping",
    KeyKind.TextMap,
    "The client's model names to the provider's: exact, then the longest `prefix*`, then `~regex` in document order with `$1`, then `*`.",
    "every name is kept",
  ),
  new Key(
    "capabilities",
    KeyKind.Capabilities,
    "Paths of capabilities, in place of or besides the type's own; `false` switches one off.",
  ),
  new Key("options", KeyKind.Object, "Members that every JSON body gets, whatever the client sent."),
  new Key("optionDefaults", KeyKind.Object, "Members that a JSON body gets where the client sent none."),
  new Key(
    "customSettings",
    KeyKind.Objects,
    "Members to set by name (`name`, `value`, `mode`: auto or raw, `overwrite`), as in Higress.",
  ),
  new Key("responseJsonSchema", KeyKind.Object, "Written as `response_format` into chat requests."),
  new Key(
    "context",
    KeyKind.Object,
    "A file whose text becomes a system message of every chat: `fileUrl`, `serviceName`, `servicePort`.",
  ),
  new Key("timeout", KeyKind.Count, "Milliseconds that Aisle's own calls (the context file) may take.", "120000"),
  new Key(
    "firstByteTimeout",
    KeyKind.Count,
    "Milliseconds to the first byte of a streaming answer, asked of Higress by `x-envoy-upstream-rq-first-byte-timeout-ms`.",
    "none",
  ),
  new Key("basePath", KeyKind.Text, "A prefix of paths, see `basePathHandling`."),
  new Key(
    "basePathHandling",
    KeyKind.Text,
    "`removePrefix` takes `basePath` off the client's path where that is kept; `prepend` puts it before the provider's path.",
    "removePrefix",
  ).oneOf(["removePrefix", "prepend"]),
  new Key("providerDomain", KeyKind.Text, "Host to send in place of the type's own."),
  new Key("providerBasePath", KeyKind.Text, "A prefix for every path that goes to the provider."),
  new Key("failover", KeyKind.Later, "Resting API tokens that failed."),
  new Key("retryOnFailure", KeyKind.Later, "Trying another API token."),
  new Key("reasoningContentMode", KeyKind.Later, "How reasoning is returned."),
  new Key("contextCleanupCommands", KeyKind.Later, "Messages that make the provider forget what was before."),
  new Key("mergeConsecutiveMessages", KeyKind.Later, "Joining messages of one role."),
  new Key("promoteThinkingOnEmpty", KeyKind.Later, "Reasoning as content where there is none."),
  new Key("hiclawMode", KeyKind.Later, "Both of the keys before."),
  new Key("disableStreamUsageStats", KeyKind.Later, "Not asking for usage in streams; Aisle does not ask."),
  new Key("logUpstreamErrorResponseBody", KeyKind.Later, "Logging the bodies of errors."),
].concat(LIMIT_KEYS);

/** Keys of `auth`. */
export const AUTH_KEYS: Array<Key> = [
  new Key("header", KeyKind.TextMap, "Header names and values.").secret(),
  new Key("query", KeyKind.TextMap, "Query parameters; a client's of the same name is removed.").secret(),
];

/** Keys of `context`. */
export const CONTEXT_KEYS: Array<Key> = [
  new Key("fileUrl", KeyKind.Text, "URL of the file."),
  new Key("serviceName", KeyKind.Text, "Service that has the file, as Higress names it."),
  new Key("servicePort", KeyKind.Count, "Port of that service."),
  new Key("cluster", KeyKind.Text, "Envoy cluster to call.", "`outbound|<servicePort>||<serviceName>`"),
];

/** Keys of an element of `customSettings`. */
export const SETTING_KEYS: Array<Key> = [
  new Key("name", KeyKind.Text, "The member, dots nest."),
  new Key("value", KeyKind.Any, "Its value."),
  new Key("mode", KeyKind.Text, "`auto`: a known setting by its OpenAI name; `raw`: any member.", "auto").oneOf([
    "auto",
    "raw",
  ]),
  new Key("overwrite", KeyKind.Flag, "`false`: only where the client sent none.", "true"),
];
