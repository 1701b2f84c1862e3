// What each key of the configuration means: one sentence or two, for the reference and the JSON Schema.
//
// The words are kept here and not in the parser's tables because they would make the .wasm larger.

import type { ObjectName, Tables } from "./module.ts";

/** The words about one key; `{{figure}}` stands for a figure of the filter. */
export interface KeyText {
  about: string;
  /** What holds when the key is left out; "": nothing. */
  fallback?: string;
}

const LIMITS: Record<string, KeyText> = {
  allowCapabilities: {
    about:
      "Names of the capabilities that clients may use; every other one, and every path that asks for none, is answered with 404.",
    fallback: "all that the provider serves",
  },
  allowModels: {
    about:
      "Patterns, written like the keys of `modelMapping`, for the model names that clients may use; another name is answered with 404 `model_not_found`.",
    fallback: "every name",
  },
  maxRequestBytes: {
    about: "The most bytes that a request body may have; a larger one is answered with 413. 0 is as if left out.",
    fallback: "{{maxRequestBytes}}",
  },
  models: {
    about: "Lists of models that Aisle answers itself, see [`models`](#models).",
    fallback: "the provider's own",
  },
  passthrough: {
    about: "Requests that go to the provider as they are, see [Passing through](#passing-through).",
    fallback: "none",
  },
  responseHeaders: {
    about: "Which of a provider's response headers reach clients, see [`responseHeaders`](#responseheaders).",
    fallback: "the private ones do not",
  },
  strictRequests: {
    about:
      "Also refuse, with 400, JSON requests that have another content type than `application/json`, an empty body, or none of the members that their API requires besides the model.",
    fallback: "false",
  },
  trustEnvoyHeaders: {
    about:
      "Keep the headers `x-envoy-upstream-rq-*`, `x-envoy-retry-*`, `x-envoy-max-retries` and `x-envoy-hedge-*` of clients, which steer Envoy's timeouts and retries.",
    fallback: "false",
  },
  unknownPaths: {
    about:
      "`forward`: a path that asks for no known capability goes to the provider as it is, unless `allowCapabilities` says what is allowed. `refuse`: it is answered with 404. A configuration with `_rules_` or `_plugin_id_` comes from Higress, whose filter forwards.",
    fallback: "refuse",
  },
};

const LIMITS_OF_PROVIDER = Object.fromEntries(
  Object.entries(LIMITS).map(([name, text]) => [name, { ...text, fallback: "as at the top" }]),
);

const CONNECTION: Record<string, KeyText> = {
  keepalive: {
    about: "`false`: a connection to a provider serves one request. For [Envoy](#what-envoy-does).",
    fallback: "true",
  },
  keepaliveTimeout: {
    about:
      "The milliseconds after which a connection without requests is closed, 1000 or more. For [Envoy](#what-envoy-does).",
    fallback: "60000",
  },
  keepalivePool: {
    about: "The most idle connections that are kept, 1 or more. For [Envoy](#what-envoy-does).",
    fallback: "30",
  },
  sslVerify: {
    about: "`false`: the certificate of a provider is not checked. For [Envoy](#what-envoy-does).",
    fallback: "true",
  },
};

const CONNECTION_OF_PROVIDER = Object.fromEntries(
  Object.entries(CONNECTION).map(([name, text]) => [name, { ...text, fallback: "as at the top" }]),
);

const KEYS: Record<ObjectName, Record<string, KeyText>> = {
  root: {
    mode: {
      about:
        "`listener`: Aisle is a filter of the listener. `upstream`: Aisle is an upstream filter of a cluster and runs once for each attempt. `hash`: it is a filter of the listener that only leaves the hash of a body for Envoy, see [`balancer`](#balancer).",
      fallback: "listener",
    },
    providers: { about: "The providers; one with an error is left out." },
    activeProviderId: {
      about: "The `id` of the provider that answers.",
      fallback: "the only provider",
    },
    provider: {
      about: "A single provider, which answers; `providers` and `activeProviderId` are not read then.",
    },
    clusterHeader: {
      about: "The header that a `cluster_header` route reads; it is removed from every request of a client.",
      fallback: "`{{clusterHeader}}`",
    },
    maxVmBytes: {
      about:
        "The most bytes that a VM may hold, from 8388608 (8 MiB) to 1073741824 (1 GiB); what does not fit is answered with 413 (a body) or 503. It is for all plugins of a VM: the one configured last says it.",
      fallback: "{{maxVmBytes}}",
    },
    metrics: { about: "What is counted in Envoy's stats, see [`metrics`](#metrics).", fallback: "everything is" },
    filterState: {
      about:
        "Leave the provider (`aisle.provider`) and the record of each exchange (`aisle.exchange`; in Higress `ai_log`) as filter state, for access logs; see [observability](observability.md).",
      fallback: "true",
    },
    logging: {
      about: "One line of JSON for each exchange in Envoy's log, at level info, see [`logging`](#logging).",
      fallback: "no lines",
    },
    providerMetadata: {
      about: "Where metadata in Envoy names a provider, see [`providerMetadata`](#providermetadata).",
      fallback: "`aisle`, `provider`",
    },
    balancer: {
      about:
        "How requests are shared among providers, see [`balancer`](#balancer). In mode `listener` Aisle does it ([balancing.md](balancing.md)), in mode `upstream` Envoy ([envoy-config.md](envoy-config.md)).",
      fallback: "by weight, in turn",
    },
    consumer: {
      about: "Where a request says which consumer it is of, see [`consumer`](#consumer).",
      fallback: "none but Higress' own",
    },
    fallback: {
      about:
        "After which failures another provider is tried, see [`fallback`](#fallback). Who does it is the same as for `balancer`.",
      fallback: "after a connection that fails",
    },
    providersPath: {
      about:
        "A path, such as `/aisle/providers`, on which a `GET` is answered with who rests, why and until when, see [balancing.md](balancing.md). Whoever can reach it can read it.",
      fallback: "none",
    },
    fallbackStrategy: { about: "APISIX' way to say `fallback.on`: `http_429`, `http_5xx`, or a list of both." },
    fallbackHttpStatuses: { about: "APISIX' way to list statuses in `fallback.on`." },
    maxRetries: { about: "APISIX' way to say `fallback.maxRetries`." },
    retryOnFailureWithinMs: { about: "APISIX' way to say `fallback.withinMs`." },
    timeout: {
      about:
        "The most milliseconds that a call of Aisle's own may take, for providers that do not say it, from 1 to 600000. If it is there, another provider is asked when an answer's head takes longer ([balancing.md](balancing.md)). For [Envoy](#what-envoy-does), too.",
      fallback: "{{timeout}}",
    },
    healthCheck: {
      about: "Probes of providers, see [`healthCheck`](#healthcheck). For [Envoy](#what-envoy-does).",
      fallback: "none",
    },
    outlierDetection: {
      about:
        "When a failing provider gets no requests for a while, see [`outlierDetection`](#outlierdetection). Who does it is the same as for `balancer`.",
    },
    ...CONNECTION,
    _rules_: { about: "Who answers which requests, see [Rules](#rules); Higress writes its `matchRules` here." },
    _plugin_id_: { about: "Written by Higress; without effect of its own." },
    ...LIMITS,
  },
  rule: {
    _match_route_: { about: "Names of routes." },
    _match_route_prefix_: { about: "Beginnings of names of routes." },
    _match_domain_: {
      about:
        "Hosts, without port: `a.example`, `*.example` (what ends so), `a.*` (what begins so), `*`. Case does not matter.",
    },
    _match_service_: {
      about:
        "Services, `name` or `name:port`: of a cluster `direction|port|subset|name`, else the cluster's whole name.",
    },
    providers: {
      about: "The rule's own providers, of which only the one that answers is read.",
      fallback: "those at the top",
    },
    activeProviderId: {
      about: "The `id` of the provider that answers.",
      fallback: "requests pass as if there were no filter",
    },
    provider: { about: "A single provider, which answers." },
    ...LIMITS_OF_PROVIDER,
  },
  provider: {
    id: {
      about: "The name by which `activeProviderId`, the metadata of endpoints and logs call this provider.",
      fallback: "the `type`",
    },
    type: { about: "What answers there: one of the [types](#types). Required." },
    cluster: {
      about:
        "The Envoy cluster that its requests leave by in mode `listener`: the route must have `cluster_header: x-aisle-cluster` (`clusterHeader`).",
      fallback: "the route's",
    },
    weight: {
      about: "Its share of requests among the providers of its priority; 0: none.",
      fallback: "1",
    },
    priority: {
      about: "Providers with a higher one answer first, those with a lower one where none of them can.",
      fallback: "0",
    },
    model: { about: "The same as `options.model`, where APISIX' first version has it." },
    override: {
      about: "Another endpoint than the type's, and members of bodies by protocol, see [`override`](#override).",
    },
    checks: {
      about: "APISIX' way to say `healthCheck`, see [`checks`](#checks). For [Envoy](#what-envoy-does).",
      fallback: "none",
    },
    ...CONNECTION_OF_PROVIDER,
    apiTokens: {
      about:
        "Keys of the provider's API, sent as `authorization: Bearer …` or as [the type](providers.md) wants to see them; of several, one is picked at random for each request. `env:NAME` reads a variable of the VM's environment.",
      fallback: "the client's own credentials go on",
    },
    auth: { about: "Credentials that are sent in other headers or in the query, see [`auth`](#auth)." },
    protocol: {
      about:
        "`openai`: clients send OpenAI's paths and bodies, and Aisle adapts them. `original`: they send the provider's own, and only host, credentials and base paths change.",
      fallback: "openai",
    },
    modelMapping: {
      about: "The client's model names and, for each, the provider's, see [Model mapping](#model-mapping).",
      fallback: "every name is kept",
    },
    capabilities: {
      about:
        "Paths of capabilities, each in place of the type's own or besides them; `false` switches a capability off. See [Capabilities](#capabilities-and-limits).",
      fallback: "those of the type",
    },
    options: { about: "Members that every JSON body with a model gets, whatever the client has sent." },
    optionDefaults: { about: "Members that a JSON body with a model gets where the client has sent none." },
    bodyEdits: {
      about:
        "What is done to members of JSON bodies with a model, in this order, after all settings: renamed, dropped, given a default, clamped, forced, see [`bodyEdits`](#bodyedits).",
    },
    customSettings: {
      about: "Members to set by path, as in Higress, see [`customSettings`](#customsettings).",
    },
    responseJsonSchema: { about: "An object that is written into each chat as `response_format`." },
    context: { about: "A file whose text becomes a system message of each chat, see [`context`](#context)." },
    timeout: {
      about:
        "The most milliseconds that a call of Aisle's own may take: for the context file, or to ask the provider after another one. It limits the client's own request only where somebody else can be asked: up to the head of the first answer ([balancing.md](balancing.md)). For [Envoy](#what-envoy-does) it is the limit of each attempt, up to its head. 0 is as if left out.",
      fallback: "{{timeout}}",
    },
    firstByteTimeout: {
      about:
        "The most milliseconds to the first byte of a streaming answer, told to Higress' gateway by the header `x-envoy-upstream-rq-first-byte-timeout-ms`; a stock Envoy does not know it. 0 is as if left out.",
      fallback: "no limit",
    },
    basePath: { about: "A prefix of paths, in whole segments; `basePathHandling` says what is done with it." },
    basePathHandling: {
      about:
        "`removePrefix`: `basePath` is taken off the client's path where that path is kept. `prepend`: `basePath` is put before the path that goes to the provider, unless it is there.",
      fallback: "removePrefix",
    },
    providerDomain: {
      about: "The host to send (`:authority`), with the port if one is needed, whatever type and URL say.",
      fallback: "that of the type or URL",
    },
    providerBasePath: { about: "A prefix put before every path that goes to the provider, unless it is there." },
    failover: { about: "When an API token rests that has failed, see [`failover`](#failover).", fallback: "never" },
    retryOnFailure: {
      about: "When a request is tried again with another API token, see [`retryOnFailure`](#retryonfailure).",
      fallback: "never",
    },
    contextCleanupCommands: {
      about:
        "Texts of a user that make the chat forgotten: the last message that says one of them goes, with everything before it but the messages of `system` and `developer`, see [messages of chats](#messages-of-chats).",
      fallback: "none",
    },
    mergeConsecutiveMessages: {
      about:
        "Make one message of consecutive ones of a user, or of an assistant, that have only role and content, see [messages of chats](#messages-of-chats).",
      fallback: "false",
    },
    developerRole: {
      about:
        "Whether messages of a chat may have the role `developer`. `system`: it becomes `system`. `keep`: it stays. `auto`: it stays where the type is known to take it.",
      fallback: "auto",
    },
    reasoningContentMode: {
      about:
        "What becomes of reasoning (`reasoning_content`, `reasoning`) in the answers of chats. `passthrough`: it stays. `ignore`: it is taken out. `concat`: it goes before the content, between `<think>` and `</think>`. More: [answers](#answers).",
      fallback: "passthrough",
    },
    promoteThinkingOnEmpty: {
      about:
        "Makes reasoning the content of a chat's answer that has none, and calls no tool. More: [answers](#answers).",
      fallback: "false",
    },
    hiclawMode: { about: "Both `mergeConsecutiveMessages` and `promoteThinkingOnEmpty`.", fallback: "false" },
    streamUsage: {
      about:
        "When a stream is asked for its usage (`stream_options.include_usage`) though its client did not ask. `ask`: always, so that chats and completions are held. `auto`: where the type is known to answer that, the body is read for another reason, and somebody is told of usage. `off`: never; YAML 1.1 reads a bare off as false, which is the same. The chunk that it adds is taken out of the client's stream.",
      fallback: "auto",
    },
    disableStreamUsageStats: { about: "Higress' way to say `streamUsage: off`.", fallback: "false" },
    logUpstreamErrorResponseBody: {
      about:
        "Logs the first 16 KiB of the provider's answers with a status from 400 on, at level warn, without what `logging.redact` names; not one that holds a configured credential, or that is encoded.",
      fallback: "false",
    },
    ...LIMITS_OF_PROVIDER,
  },
  failover: {
    enabled: { about: "`true`: tokens that fail rest.", fallback: "false" },
    failureThreshold: {
      about: "After how many failures in a row a token rests; any other answer of 200 to 299 begins to count anew.",
      fallback: "3",
    },
    successThreshold: {
      about: "After how many health checks in a row that succeeded, each with 200 to 299, it is used again.",
      fallback: "1",
    },
    failoverOnStatus: {
      about: "Patterns of the statuses of an answer that are a failure of the token.",
      fallback: "`4.*` and `5.*`",
    },
    cooldownDuration: {
      about: "Milliseconds that a token rests; then it is used again, and there are no health checks.",
      fallback: "until a health check succeeds",
    },
    healthCheckModel: {
      about:
        "The provider's name of the model that health checks ask, with the resting token. Required without `cooldownDuration`.",
    },
    healthCheckInterval: {
      about:
        "Milliseconds between the health checks of one token, at least `healthCheckTimeout` and a second; one worker of all asks.",
      fallback: "5000",
    },
    healthCheckTimeout: { about: "Milliseconds after which a health check has failed.", fallback: "5000" },
  },
  retryOnFailure: {
    enabled: { about: "`true`: a request that fails is tried again.", fallback: "false" },
    maxRetries: { about: "The most attempts after the first.", fallback: "1" },
    retryTimeout: { about: "Milliseconds after which such an attempt has failed.", fallback: "30000" },
    retryOnStatus: {
      about: "Patterns of the statuses of an answer after which there is another attempt.",
      fallback: "`4.*` and `5.*`",
    },
  },
  auth: {
    header: {
      about:
        "Names and values of headers; each value replaces the client's, and may be `env:NAME`. One with `{token}` in it says how the `apiTokens` are sent, in place of the type's own way.",
    },
    query: {
      about:
        "Names and values of query parameters; a client's of the same name is removed, and a value may be `env:NAME`, or have `{token}` in it, the one of `apiTokens`.",
    },
  },
  override: {
    endpoint: {
      about:
        "URL of the provider: scheme, host and port; a path other than `/` is that of every request, whatever a client asks for; parameters of its query are added where the client has none of that name.",
      fallback: "that of the type",
    },
    llmOptions: {
      about: "What is asked of every model, whatever the client has sent: `maxTokens`.",
      fallback: "nothing",
    },
    requestBody: {
      about:
        "Objects by protocol ({{protocols}}), each merged into the JSON bodies of that protocol: objects that are there keep their other members, everything else counts as one value. `passthrough` is every other body that names a model.",
      fallback: "nothing",
    },
    requestBodyForceOverride: {
      about: "`true`: `requestBody` replaces what the client has sent. `false`: it fills in what is missing.",
      fallback: "false",
    },
  },
  llmOptions: {
    maxTokens: {
      about:
        "The most tokens of an answer, 1 or more, in place of the client's figure: `max_completion_tokens` or `max_tokens` of a chat, by type, and the other of the two goes; `max_output_tokens` of a response; `max_tokens` of a completion or Anthropic's message; `max_tokens_to_sample` of its completion.",
    },
  },
  healthCheck: {
    path: { about: "Path of the probes.", fallback: "/" },
    interval: { about: "Milliseconds from one probe to the next.", fallback: "10000" },
    timeout: { about: "Milliseconds for an answer.", fallback: "2000" },
    healthy: { about: "So many good answers in a row make a provider healthy, 1 to 254.", fallback: "1" },
    unhealthy: { about: "So many bad ones make it unhealthy, 1 to 254.", fallback: "3" },
  },
  outlierDetection: {
    consecutiveFailures: {
      about:
        "So many failures in a row eject a provider; 0 turns ejection off. In mode `listener` one that says `Retry-After` rests all the same.",
      fallback: "5",
    },
    baseEjection: {
      about: "Milliseconds that an ejection lasts; in mode `listener` each further failure doubles it, up to 300000.",
      fallback: "30000",
    },
    maxEjectionPercent: {
      about: "The share of providers that may be ejected at a time, 1 to 100. For [Envoy](#what-envoy-does).",
      fallback: "100",
    },
  },
  checks: { active: { about: "The probes. Required." } },
  active: {
    type: { about: "What is spoken.", fallback: "http" },
    timeout: { about: "Seconds for an answer, above 0.", fallback: "1" },
    concurrency: { about: "Probes at a time, 1 or more.", fallback: "10" },
    host: { about: "Host that the probes name." },
    port: { about: "Port of the probes, 1 to 65535.", fallback: "the provider's" },
    httpMethod: { about: "Their method.", fallback: "GET" },
    httpPath: { about: "Their path.", fallback: "/" },
    httpReqBody: { about: "Their body.", fallback: "none" },
    httpsVerifyCertificate: { about: "`false`: the certificate is not checked.", fallback: "true" },
    reqHeaders: { about: "Their headers, each `name: value`.", fallback: "none" },
    healthy: { about: "When a provider is healthy: `interval`, `httpStatuses`, `successes`." },
    unhealthy: {
      about: "When it is unhealthy: `interval`, `httpStatuses`, `httpFailures`, `tcpFailures`, `timeouts`.",
    },
  },
  healthy: {
    interval: { about: "Seconds from one probe to the next, 1 or more.", fallback: "1" },
    httpStatuses: { about: "Statuses of a good answer, 200 to 599.", fallback: "200, 302" },
    successes: { about: "So many in a row make it healthy, 1 to 254.", fallback: "2" },
  },
  unhealthy: {
    interval: { about: "Seconds from one probe of an unhealthy one to the next, 1 or more.", fallback: "1" },
    httpStatuses: {
      about: "Statuses of a bad answer, 200 to 599.",
      fallback: "429, 404, 500, 501, 502, 503, 504, 505",
    },
    httpFailures: { about: "So many in a row make it unhealthy, 1 to 254.", fallback: "5" },
    tcpFailures: { about: "So many failed connections do, 1 to 254.", fallback: "2" },
    timeouts: { about: "So many probes without an answer do, 1 to 254.", fallback: "3" },
  },
  context: {
    fileUrl: { about: "URL of the file: its host and path are asked for, by plain GET. Required." },
    serviceName: { about: "The service that has the file, as Higress names it. Required without `cluster`." },
    servicePort: { about: "The port of that service. Required without `cluster`." },
    cluster: {
      about: "The Envoy cluster to call.",
      fallback: "`outbound|<servicePort>||<serviceName>`",
    },
  },
  customSettings: {
    name: {
      about:
        "The member to set. A dot leads into an object, `\\.` is a dot in a name. An element without a name is ignored.",
    },
    value: { about: "Its value: any JSON." },
    mode: {
      about:
        "`auto`: `name` is one of {{autoSettings}}, and an element with another name is ignored with a warning. `raw`: any member.",
      fallback: "auto",
    },
    overwrite: { about: "`false`: set the member only where the client has sent none.", fallback: "true" },
  },
  bodyEdits: {
    rename: {
      about:
        "Path of the member that gets another name or place, `to`. Where there is one already, the member only goes.",
    },
    to: { about: "The new path of that member." },
    drop: { about: "Path of the member that is taken away." },
    default: { about: "Path of the member that gets `value` where it is absent." },
    force: { about: "Path of the member that gets `value`." },
    value: { about: "Any JSON, written as it stands here." },
    clamp: {
      about:
        "Path of the member that is brought within `min` and `max`, at least one of which is there; what is no number stays.",
    },
    min: { about: "The least number." },
    max: { about: "The greatest number." },
    capabilities: {
      about: "Names of the capabilities whose bodies are edited.",
      fallback: "all with a JSON body that names a model",
    },
    when: {
      about:
        'Path of a member that the client must have sent, other than as null, false, 0 or `""`, for the edit to be made.',
      fallback: "always",
    },
  },
  passthrough: {
    paths: {
      about:
        "Patterns of paths, written like the keys of `modelMapping`: a whole path, `prefix*`, `~regex`, `*`. Required.",
    },
    methods: { about: "Methods that pass, in capitals.", fallback: "every method" },
    normalize: { about: "What is made the same in their targets, see [`normalize`](#normalize).", fallback: "nothing" },
  },
  normalize: {
    stripPrefix: { about: "A prefix, in whole segments, that is taken off the path." },
    collapseSlashes: { about: "Make several slashes one.", fallback: "false" },
    renameQuery: { about: "Query parameters and the names they get." },
    dropQuery: { about: "Query parameters that do not go on." },
  },
  models: {
    expose: {
      about:
        "Answer `GET /v1/models`, and `/v1/models/{model}`, from the names in `modelMapping`: those that `allowModels` allows, without patterns.",
      fallback: "false",
    },
    merge: {
      about: "Ask a provider that has such a list for it, and add the names that it lacks.",
      fallback: "false",
    },
  },
  providerMetadata: {
    namespace: { about: "The name of the struct in `filter_metadata`.", fallback: "aisle" },
    key: { about: "The member of it that is the provider's `id`.", fallback: "provider" },
  },
  balancer: {
    algorithm: {
      about: "`roundrobin`: in turn, by weight. `chash`: each key always to the same provider (a hash ring).",
      fallback: "roundrobin",
    },
    hashOn: {
      about:
        "What the key of a request is. `vars`: a variable. `header`, `cookie`: the one that `key` names. `consumer`: what [`consumer`](#consumer) names. `vars_combinations`: several variables. `body`: a part of the JSON body. Required with `chash`.",
    },
    key: {
      about:
        "The name: of a header, a cookie or a member of the body, or a variable as nginx calls it (`uri`, `remote_addr`, `arg_user`), or several (`$uri$remote_addr`, also `$http_x_user` and `$cookie_sid`).",
    },
    promptBytes: {
      about:
        "With `body`, in the place of `key`: so many bytes from the beginning of `messages`, `prompt` or `input` are the key.",
    },
  },
  consumer: {
    header: {
      about: "The header that names the consumer. Whoever writes it has to take the client's own off: it is trusted.",
    },
    property: {
      about: "In place of `header`: the path of a property of Envoy that names the consumer, a list of its segments.",
    },
  },
  fallback: {
    on: {
      about:
        "Failures: `transport` (no connection, or none any more before the answer's head), `http_429`, `http_5xx` (with timeouts, and `transport`), or a status from 400 to 599.",
      fallback: "`transport`",
    },
    maxRetries: { about: "The most attempts after the first.", fallback: "until all were tried" },
    withinMs: {
      about: "An answer that took longer, in milliseconds, is passed on and not followed by another attempt.",
      fallback: "no limit",
    },
    backoff: { about: "How long is waited before another attempt, see [`backoff`](#backoff)." },
    exhausted: {
      about:
        "What the client gets where all have failed, in mode `listener`: the last provider's `error`, or a `502` of Aisle's own.",
      fallback: "error",
    },
    maxKeptBytes: {
      about:
        "So many bytes of requests a VM keeps at a time in mode `listener`, to send them again; a request beyond is sent once.",
      fallback: "67108864",
    },
  },
  backoff: {
    baseMs: { about: "Milliseconds before the first retry; each further one may wait twice as long.", fallback: "25" },
    maxMs: { about: "The most milliseconds.", fallback: "ten times `baseMs`" },
  },
  metrics: {
    enabled: { about: "`false`: nothing is counted.", fallback: "true" },
    models: {
      about:
        "Patterns, written like the keys of `modelMapping`, for models of clients whose names may be labels. Those that the configuration names itself, in `modelMapping`, `allowModels` or as an option, are labels anyway; every other one counts as `other`.",
      fallback: "none",
    },
    maxSeries: {
      about: "The most metrics of a VM, each name with its labels counted once; what comes later counts as `overflow`.",
      fallback: "{{maxSeries}}",
    },
  },
  logging: {
    sample: { about: "The share of exchanges that have a line.", fallback: "1" },
    payloads: {
      about:
        "Also log the beginning of the client's request body and of the provider's answer, where they are JSON or events that are not compressed.",
      fallback: "false",
    },
    maxPayloadBytes: {
      about: "The most bytes of each body in a line, at most {{maxPayloadBytes}}.",
      fallback: "{{payloadBytes}}",
    },
    redact: {
      about:
        "Paths of members whose values are not logged, such as `messages[*].content`: `*` is any member, `[*]` any element, `**` any depth. A body in which they cannot be found for sure, because it is no JSON, is left out.",
    },
  },
  responseHeaders: {
    aisle: {
      about:
        "Tell clients who answered: `x-aisle-provider`, `x-aisle-model` (as the provider was asked for it), `x-aisle-attempts`, and `x-aisle-overhead-us`, the microseconds that Aisle took to make the request.",
      fallback: "false",
    },
    keep: {
      about: "Names of private headers, {{privateHeaders}}, that clients get all the same.",
      fallback: "all are removed",
    },
  },
};

// Keys of single types of providers.
const OWN_KEYS: Record<string, KeyText> = {
  openaiCustomUrl: {
    about:
      "URL of a server that speaks OpenAI's API; its path stands for `/v1`, or for every path if it names an endpoint.",
  },
  vllmCustomUrl: {
    about: "URL of the server; its path stands for `/v1`, or for every path if it names an endpoint.",
  },
  vllmServerHost: { about: "Host of the server, older than `vllmCustomUrl`, which wins; a port is cut off." },
  genericHost: { about: "Host of the server.", fallback: "the host of the request is kept" },
  host: { about: "Host of the server, with the port if one is needed. Required." },
  azureServiceUrl: {
    about:
      "URL of the resource with `?api-version=…`: of the host alone (the deployment is the mapped model), of a deployment, of `/openai/v1` (needs no version), or of one endpoint for every request. Required.",
  },
  cloudflareAccountId: { about: "The account, part of every path. Required." },
  doubaoDomain: { about: "Host of the region.", fallback: "that of the type" },
  zhipuDomain: { about: "Host, for instance `api.z.ai`.", fallback: "that of the type" },
  zhipuCodePlanMode: { about: "Ask for chats on the paths of the coding plan.", fallback: "false" },
  qwenDomain: { about: "Host of the region.", fallback: "that of the type" },
  qwenEnableCompatible: { about: "`false`: DashScope's own API, which is not there yet.", fallback: "true" },
  qwenEnableSearch: { about: "For DashScope's own API, without effect yet." },
  qwenFileIds: { about: "For DashScope's own API, without effect yet; excludes `context`." },
  moonshotFileId: { about: "Without effect, as in Higress; excludes `context`." },
  ollamaServerHost: { about: "Host of the server. Required." },
  ollamaServerPort: { about: "Its port. Required." },
  hunyuanAuthId: { about: "For Hunyuan's own API, which is not there yet." },
  hunyuanAuthKey: { about: "For Hunyuan's own API, which is not there yet." },
  minimaxApiType: { about: "`v2`, or `pro`, which is not there yet.", fallback: "v2" },
  minimaxGroupId: { about: "For `minimaxApiType: pro`." },
  klingAccessKey: { about: "Issuer of the tokens that `klingSecretKey` signs; both are required without `apiTokens`." },
  klingSecretKey: { about: "The secret that signs tokens." },
  klingTokenRefreshAhead: { about: "Seconds before its end from which a token is not sent any more.", fallback: "60" },
  claudeVersion: {
    about: "The header `anthropic-version`, also where the client sends another one.",
    fallback: "2023-06-01",
  },
  apiVersion: { about: "Another name of `claudeVersion`; for `gemini` without effect yet." },
  claudeCodeMode: {
    about:
      "Requests look like those of Claude Code, with a token of its kind as a bearer: `user-agent`, `x-app`, `anthropic-beta`, `?beta=true`, and a `system` of blocks in chats that are [translated](translation.md).",
    fallback: "false",
  },
  geminiSafetySetting: { about: "For the conversion, which is not there yet." },
  geminiThinkingBudget: { about: "For the conversion, which is not there yet." },
  vertexRegion: { about: "For tokens by OAuth, which are not there yet." },
  vertexProjectId: { about: "For tokens by OAuth, which are not there yet." },
  vertexAuthKey: { about: "For tokens by OAuth, which are not there yet." },
  vertexAuthServiceName: { about: "For tokens by OAuth, which are not there yet." },
  vertexTokenRefreshAhead: { about: "For tokens by OAuth, which are not there yet." },
  vertexOpenAICompatible: { about: "For tokens by OAuth, which are not there yet." },
  awsAccessKey: { about: "For signatures, which are not there yet." },
  awsSecretKey: { about: "For signatures, which are not there yet." },
  awsRegion: { about: "The region, part of the host. Required." },
  bedrockAdditionalFields: { about: "For the conversion, which is not there yet." },
  promptCacheRetention: { about: "For the conversion, which is not there yet." },
  bedrockPromptCachePointPositions: { about: "For the conversion, which is not there yet." },
  difyApiUrl: { about: "URL of the server, whose host counts.", fallback: "that of the type" },
  botType: { about: "For the conversion, which is not there yet." },
  inputVariable: { about: "For the conversion, which is not there yet." },
  outputVariable: { about: "For the conversion, which is not there yet." },
  targetLang: { about: "For the conversion, which is not there yet. Required." },
  tritonDomain: { about: "Host of the server.", fallback: "the host of the request is kept" },
  tritonModelVersion: { about: "For the conversion, which is not there yet." },
};

/** The words about a key of an object of the configuration, `type` for a key of one type of provider; figures are filled in. */
export function textOf(tables: Tables, object: ObjectName | "type", name: string): Required<KeyText> {
  const text = (object === "type" ? OWN_KEYS : KEYS[object])[name];
  if (text === undefined) throw new Error(`tools/reference/key-texts.ts has no words about ${object}.${name}`);
  return { about: fillFigures(tables, text.about), fallback: fillFigures(tables, text.fallback ?? "") };
}

/** Replaces each `{{name}}` by the filter's figure of that name. */
export function fillFigures(tables: Tables, text: string): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_, name: string) => {
    const figure = tables.figures[name];
    if (figure === undefined) throw new Error(`the filter has no figure "${name}"`);
    return Array.isArray(figure) ? figure.map((each) => `\`${each}\``).join(", ") : String(figure);
  });
}

/** Words about keys that no table has, each as `object.key`. */
export function findStrayTexts(tables: Tables): string[] {
  const own = new Set(tables.providers.flatMap((provider) => provider.keys.map((key) => key.name)));
  const strays = Object.keys(OWN_KEYS).filter((name) => !own.has(name));
  const ofObjects = Object.entries(KEYS).flatMap(([object, texts]) => {
    const names = tables.keys[object as ObjectName].map((key) => key.name);
    return Object.keys(texts).flatMap((name) => (names.includes(name) ? [] : [`${object}.${name}`]));
  });
  return [...ofObjects, ...strays.map((name) => `type.${name}`)];
}
