import { Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

/** Key, value, what is wrong with it: in a provider of type vllm, whose path stands before each message. */
const PROVIDER_KEYS = rowsOf(`
  id | "a" | ""
  id | 7 | ""
  id | [] | expected a string, found a list
  apiTokens | ["a","b"] | ""
  apiTokens | "a" | ""
  apiTokens | 5 | ""
  apiTokens | {} | expected a list of strings, found an object
  auth | {} | ""
  auth | "a" | expected an object, found a string
  protocol | "openai" | ""
  protocol | "original" | ""
  protocol | "OpenAI" | expected one of "openai", "original", found "OpenAI"
  protocol | " " | expected one of "openai", "original", found " "
  protocol | {} | expected a string, found an object
  modelMapping | {"a":"b","*":""} | ""
  modelMapping | {"a":1} | ""
  modelMapping | "a" | expected an object, found a string (a)
  modelMapping | ["a"] | expected an object, found a list
  capabilities | {"openai/v1/models":"/m","openai/v1/embeddings":false} | ""
  capabilities | ["openai/v1/models"] | expected an object, found a list
  options | {"a":1} | ""
  options | true | expected an object, found a boolean (true)
  optionDefaults | {"a":[]} | ""
  optionDefaults | [] | expected an object, found a list
  customSettings | [{"name":"a","value":1,"mode":"raw"}] | ""
  customSettings | {"name":"a"} | expected a list of objects, found an object
  responseJsonSchema | {"type":"object"} | ""
  responseJsonSchema | "x" | expected an object, found a string (x)
  context | {"fileUrl":"http://h/f","serviceName":"s","servicePort":80} | ""
  context | 1 | expected an object, found a number (1)
  failover | {} | ""
  failover | [{}] | expected an object, found a list
  retryOnFailure | {} | ""
  retryOnFailure | true | expected an object, found a boolean (true)
  timeout | 0 | ""
  timeout | 4294967295 | ""
  timeout | "1000" | ""
  timeout | -1 | expected a whole number, 0 or more, found a number (-1)
  timeout | 1.5 | expected a whole number, 0 or more, found a number (1.5)
  timeout | 1e3 | expected a whole number, 0 or more, found a number (1e3)
  timeout | "soon" | expected a whole number, 0 or more, found a string (soon)
  timeout | true | expected a whole number, 0 or more, found a boolean (true)
  firstByteTimeout | 100 | ""
  firstByteTimeout | "1s" | expected a whole number, 0 or more, found a string (1s)
  basePath | "/a" | ""
  basePath | "a" | expected a path that begins with "/", found "a"
  basePath | {} | expected a string, found an object
  basePathHandling | "removePrefix" | ""
  basePathHandling | "prepend" | ""
  basePathHandling | "append" | expected one of "removePrefix", "prepend", found "append"
  providerDomain | "x.test" | ""
  providerDomain | ["x.test"] | expected a string, found a list
  providerBasePath | "/a/" | ""
  providerBasePath | "a b" | expected a path that begins with "/", found "a b"
  vllmCustomUrl | "http://x:8000/v1" | ""
  vllmCustomUrl | {} | expected a string, found an object
  weight | 0 | ""
  weight | "5" | ""
  weight | -1 | expected a whole number, 0 or more, found a number (-1)
  priority | -2147483648 | ""
  priority | "2147483647" | ""
  priority | 2147483648 | expected a whole number from -2147483648 to 2147483647, found a number (2147483648)
  priority | "-" | expected a whole number from -2147483648 to 2147483647, found a string (-)
  priority | -99999999999999999999999 | expected a whole number from -2147483648 to 2147483647, found a number (-99999999999999999999999)
  model | "m" | ""
  keepaliveTimeout | 1000 | ""
  keepalive_timeout | 1000 | ""
  keepaliveTimeout | 999 | expected a whole number, 1000 or more, found a number (999)
  keepalivePool | 1 | ""
  keepalivePool | 0 | expected a whole number, 1 or more, found a number (0)
  sslVerify | false | ""
  checks | {"active":{}} | ""
  checks | {"active":{"timeout":0.5,"healthy":{"http_statuses":[200,599]}}} | ""
  override | {} | ""
  override | {"llmOptions":{"maxTokens":1},"requestBody":{"openai-chat":{"a":{"b":null}}}} | ""
  vllmServerHost | "x" | ""
  vllmServerHost | [] | expected a string, found a list
`);

/** The same at the top. */
const ROOT_KEYS = rowsOf(`
  mode | "listener" | ""
  mode | "upstream" | ""
  mode | "router" | expected one of "listener", "upstream", "hash", found "router"
  clusterHeader | "x-my-cluster" | ""
  clusterHeader | "x y" | expected the name of a header, found "x y"
  clusterHeader | ":authority" | expected the name of a header, found ":authority"
  clusterHeader | 1.5 | ""
  clusterHeader | {} | expected a string, found an object
  _plugin_id_ | {"any":"thing"} | ""
  providers | "x" | expected a list of objects, found a string (x)
  timeout | 1 | ""
  timeout | 600000 | ""
  timeout | 600001 | expected a whole number from 1 to 600000, found a number (600001)
  timeout | 0 | expected a whole number from 1 to 600000, found a number (0)
  healthCheck | {} | ""
  healthCheck | {"path":"/up","interval":1,"timeout":1,"healthy":254,"unhealthy":1} | ""
  healthCheck | [] | expected an object, found a list
  outlierDetection | {"consecutiveFailures":0,"baseEjection":1,"maxEjectionPercent":100} | ""
  keepalive | false | ""
  keepaliveTimeout | 999 | expected a whole number, 1000 or more, found a number (999)
  keepalivePool | 0 | expected a whole number, 1 or more, found a number (0)
  sslVerify | "x" | expected true or false, found a string (x)
`);

/** Keys that are the same at the top and in a provider. */
const LIMIT_KEYS = rowsOf(`
  allowCapabilities | ["openai/v1/models"] | ""
  allowCapabilities | "openai/v1/models" | ""
  allowCapabilities | {} | expected a list of strings, found an object
  allowModels | ["gpt-*","~^a$"] | ""
  allowModels | [] | ""
  allowModels | {} | expected a list of strings, found an object
  maxRequestBytes | 1024 | ""
  maxRequestBytes | "1k" | expected a whole number, 0 or more, found a string (1k)
  strictRequests | true | ""
  strictRequests | "false" | ""
  strictRequests | "yes" | expected true or false, found a string (yes)
  strictRequests | 1 | expected true or false, found a number (1)
  trustEnvoyHeaders | false | ""
  trustEnvoyHeaders | {} | expected true or false, found an object
  responseHeaders | {"keep":["set-cookie"]} | ""
  responseHeaders | {"keep":"alt-svc"} | ""
  responseHeaders | {} | ""
  responseHeaders | ["set-cookie"] | expected an object, found a list
`);

/** Those at the top that hold for every provider. */
const SHARED = [
  "mode",
  "clusterHeader",
  "allowCapabilities",
  "allowModels",
  "maxRequestBytes",
  "responseHeaders",
  "strictRequests",
  "trustEnvoyHeaders",
  "timeout",
  "healthCheck",
  "keepaliveTimeout",
  "keepalivePool",
  "sslVerify",
];

function problemOf(path: string, text: string): string {
  return text.length == 0 ? "" : `error: ${path}: ${text}`;
}

describe("configuration keys", () => {
  it("of a provider take these values; a wrong one disables the provider", () => {
    const table = PROVIDER_KEYS.concat(LIMIT_KEYS);
    for (let i = 0; i < table.length; i++) {
      const row = table[i];
      const reading = new Reading(
        `{"providers":[{"type":"openai","id":"other"},{"type":"vllm","${row[0]}":${row[1]}}],"activeProviderId":"other"}`,
      );
      const about = `${row[0]}: ${row[1]}`;
      const firstLine = reading.report.split("\n")[0];
      expect(firstLine).toBe(problemOf(`providers[1].${row[0]}`, row[2]), about);
      const settings = reading.settings;
      expect(settings === null ? 0 : settings.providers.length).toBe(row[2] == "" ? 2 : 1, about);
    }
  });

  it("at the top take these values; a wrong one that holds for all providers disables all", () => {
    const table = ROOT_KEYS.concat(LIMIT_KEYS);
    for (let i = 0; i < table.length; i++) {
      const row = table[i];
      const reading = new Reading(`{"provider":{"type":"openai"},"${row[0]}":${row[1]}}`);
      expect(reading.report.split("\n")[0]).toBe(problemOf(row[0], row[2]), `${row[0]}: ${row[1]}`);
      const isWrong = row[2].length > 0 && SHARED.includes(row[0]);
      expect(reading.ids).toBe(isWrong ? "(none)" : "[openai]", `${row[0]}: ${row[1]}`);
    }
  });

  it("that are null are as if they were left out", () => {
    for (let i = 0; i < PROVIDER_KEYS.length; i++) {
      const reading = new Reading(`{"provider":{"type":"vllm","${PROVIDER_KEYS[i][0]}":null}}`);
      expect(reading.report).toBe("", PROVIDER_KEYS[i][0]);
      expect(reading.ids).toBe("[vllm]");
    }
  });

  it("for rules are a list of objects", () => {
    expect(new Reading('{"provider":{"type":"openai"},"_rules_":5}').report).toBe(
      "error: _rules_: expected a list of objects, found a number (5)\nerror: no provider is usable",
    );
  });

  it("that are unknown are a warning with the nearest known key", () => {
    const table = rowsOf(`
      modelmapping | unknown key, did you mean "modelMapping"?
      basPath | unknown key, did you mean "basePath"?
      provider_domian | unknown key, did you mean "providerDomain"?
      openAiCustomUrl | unknown key, did you mean "openaiCustomUrl"?
      somethingElseEntirely | unknown key, ignored
      x | unknown key, ignored
    `);
    for (let i = 0; i < table.length; i++) {
      const reading = new Reading(`{"provider":{"type":"openai","${table[i][0]}":{"secret":"sk-1"}}}`);
      expect(reading.report).toBe(`warning: provider.${table[i][0]}: ${table[i][1]}`);
      expect(reading.ids).toBe("[openai]");
    }
    expect(new Reading('{"provider":{"type":"openai"},"activeProviderID":"x"}').report).toBe(
      'warning: activeProviderID: unknown key, did you mean "activeProviderId"?',
    );
    expect(new Reading('{"provider":{"type":"openai","trustEnvoyHeader":true}}').ids).toBe("[openai]");
    expect(new Reading('{"provider":{"type":"openai"},"":1,"a.b":1}').report).toBe(
      'warning: [""]: unknown key, ignored\nwarning: ["a.b"]: unknown key, ignored',
    );
  });

  it("that look like a credential or a limit are an error, without the value", () => {
    const table = rowsOf(`
      apiToken | apiTokens
      apitokens | apiTokens
      Auth | auth
      allowModel | allowModels
      allowCapability | allowCapabilities
      maxRequestByte | maxRequestBytes
      strictRequest | strictRequests
    `);
    for (let i = 0; i < table.length; i++) {
      const reading = new Reading(`{"provider":{"type":"openai","${table[i][0]}":{"secret":"sk-1"}}}`);
      const text = `error: provider.${table[i][0]}: unknown key, did you mean "${table[i][1]}"?`;
      expect(reading.report.split("\n")[0]).toBe(text);
      expect(reading.ids).toBe("(none)", text);
    }
    const limits = ["allowModel", "strictrequests", "maxVmByte"];
    for (let i = 0; i < limits.length; i++) {
      const reading = new Reading(`{"provider":{"type":"openai"},"${limits[i]}":true}`);
      expect(reading.settings === null).toBe(true, limits[i]);
    }
    const auth = new Reading('{"provider":{"type":"openai","auth":{"headers":{"a":"sk-1"}}}}');
    expect(auth.report.split("\n")[0]).toBe('error: provider.auth.headers: unknown key, did you mean "header"?');
  });
});
