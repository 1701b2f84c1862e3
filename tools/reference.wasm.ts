// What the filter knows of its own configuration, told as JSON: compiled for the documents, not part of the filter.

import { CLIENT_CREDENTIALS } from "../assembly/auth/client-credentials";
import {
  AUTH_KEYS,
  BACKOFF_KEYS,
  BALANCER_KEYS,
  BODY_EDIT_KEYS,
  CONSUMER_KEYS,
  CONTEXT_KEYS,
  LLM_OPTION_KEYS,
  PROVIDER_KEYS,
  LOGGING_KEYS,
  FAILOVER_KEYS,
  FALLBACK_KEYS,
  METADATA_KEYS,
  METRICS_KEYS,
  MODELS_KEYS,
  NORMALIZE_KEYS,
  OVERRIDE_KEYS,
  PASSTHROUGH_KEYS,
  RESPONSE_HEADER_KEYS,
  RETRY_KEYS,
  ROOT_KEYS,
  RULE_KEYS,
  SETTING_KEYS,
} from "../assembly/config/keys";
import {
  ACTIVE_KEYS,
  CHECKS_KEYS,
  HEALTH_CHECK_KEYS,
  HEALTHY_KEYS,
  OUTLIER_KEYS,
  UNHEALTHY_KEYS,
} from "../assembly/config/envoy-keys";
import { OPERATIONS } from "../assembly/config/body-edits-parser";
import { AUTO_SETTINGS } from "../assembly/config/body-parser";
import { MAX_MATCHED_BYTES, MAX_PATTERNS } from "../assembly/config/model-keys";
import { MAX_TEMPLATE_BYTES } from "../assembly/config/model-mapping";
import { Problems } from "../assembly/config/problems";
import { PRIVATE_HEADERS } from "../assembly/config/response-headers";
import { ProviderSettings } from "../assembly/config/provider-settings";
import { PROTOCOL_NAMES } from "../assembly/config/request-body-parser";
import { parseSettings, Settings } from "../assembly/config/settings";
import { apisixName, snakeName } from "../assembly/config/spelling";
import { MAX_STATUS_PATTERNS } from "../assembly/config/status-patterns";
import { MAX_CONTEXT_BYTES } from "../assembly/gateway/context-file";
import { DEFAULT_PAYLOAD_BYTES, MAX_PAYLOAD_BYTES, Telemetry } from "../assembly/config/telemetry";
import { MAX_CAPTURE } from "../assembly/json/occurrences";
import { MAX_WATCHED } from "../assembly/json/member-paths";
import { ByteWriter } from "../assembly/json/write";
import { CAPABILITIES, Capability, Trait } from "../assembly/protocol/capability";
import { Method } from "../assembly/protocol/path-pattern";
import { PATH_TABLE } from "../assembly/protocol/path-table";
import { BodyEditSpec } from "../assembly/provider/body-edit-spec";
import { Later } from "../assembly/provider/condition";
import { HeaderSpec } from "../assembly/provider/header-spec";
import { Key, KeyKind } from "../assembly/provider/key";
import { ProviderRow } from "../assembly/provider/spec";
import { MAKERS } from "../assembly/provider/row-list";
import { TYPE_ALIASES, TypeAlias } from "../assembly/provider/type-alias";
import { Bytes, textOf, utf8 } from "../assembly/text/bytes";
import { Fate, MemberFate, MemberTable } from "../assembly/translator/member-table";
import { MEMBER_TABLES } from "../assembly/translator/member-tables";
import { TRANSLATIONS } from "../assembly/translator/registry";
import { Translation } from "../assembly/translator/translation";
import { FakeHost } from "../tests/unit/support/fake-host";
import { Gateway } from "../tests/unit/support/gateway";

/** Every environment variable is set, so that examples may name any. */
class ReferenceHost extends FakeHost {
  environment(name: Bytes): Bytes | null {
    return utf8(`<${textOf(name)}>`);
  }
}

/** The tables: keys of every object, providers, capabilities, and the figures that the documents name. */
export function describeTables(): string {
  const keys = objectOf([
    pair("root", describeKeys(ROOT_KEYS)),
    pair("rule", describeKeys(RULE_KEYS)),
    pair("provider", describeKeys(PROVIDER_KEYS)),
    pair("failover", describeKeys(FAILOVER_KEYS)),
    pair("retryOnFailure", describeKeys(RETRY_KEYS)),
    pair("auth", describeKeys(AUTH_KEYS)),
    pair("override", describeKeys(OVERRIDE_KEYS)),
    pair("llmOptions", describeKeys(LLM_OPTION_KEYS)),
    pair("healthCheck", describeKeys(HEALTH_CHECK_KEYS)),
    pair("outlierDetection", describeKeys(OUTLIER_KEYS)),
    pair("checks", describeKeys(CHECKS_KEYS)),
    pair("active", describeKeys(ACTIVE_KEYS)),
    pair("healthy", describeKeys(HEALTHY_KEYS)),
    pair("unhealthy", describeKeys(UNHEALTHY_KEYS)),
    pair("context", describeKeys(CONTEXT_KEYS)),
    pair("customSettings", describeKeys(SETTING_KEYS)),
    pair("bodyEdits", describeKeys(BODY_EDIT_KEYS)),
    pair("responseHeaders", describeKeys(RESPONSE_HEADER_KEYS)),
    pair("passthrough", describeKeys(PASSTHROUGH_KEYS)),
    pair("normalize", describeKeys(NORMALIZE_KEYS)),
    pair("models", describeKeys(MODELS_KEYS)),
    pair("providerMetadata", describeKeys(METADATA_KEYS)),
    pair("balancer", describeKeys(BALANCER_KEYS)),
    pair("consumer", describeKeys(CONSUMER_KEYS)),
    pair("fallback", describeKeys(FALLBACK_KEYS)),
    pair("backoff", describeKeys(BACKOFF_KEYS)),
    pair("metrics", describeKeys(METRICS_KEYS)),
    pair("logging", describeKeys(LOGGING_KEYS)),
  ]);
  return objectOf([
    pair("keys", keys),
    pair(
      "providers",
      listOf<ProviderRow>(
        MAKERS.map<ProviderRow>((make) => make()),
        describeProvider,
      ),
    ),
    pair("typeAliases", listOf<TypeAlias>(TYPE_ALIASES, describeTypeAlias)),
    pair("capabilities", listOf<Capability>(CAPABILITIES, describeCapability)),
    pair("figures", describeFigures()),
    pair("translations", listOf<Translation>(TRANSLATIONS, describeTranslation)),
    pair("memberTables", listOf<MemberTable>(MEMBER_TABLES, describeMemberTable)),
  ]);
}

/** Reads a configuration: `configured`, `errors` and `warnings`. */
export function checkConfiguration(configuration: string): string {
  const problems = new Problems();
  const settings = parseSettings(utf8(configuration), new ReferenceHost(), problems);
  return objectOf([
    pair("configured", settings === null ? "false" : "true"),
    pair("errors", listOf<string>(problems.errors, quote)),
    pair("warnings", listOf<string>(problems.warnings, quote)),
  ]);
}

/** Sends a request, `METHOD target` and header lines, through the filter: what goes on, or what the client is told. */
export function exchange(configuration: string, head: string, body: string): string {
  const host = new ReferenceHost();
  const gateway = new Gateway(configuration, host);
  const outcome = gateway.send(head, body);
  const request = host.request;
  return objectOf([
    pair("outcome", quote(outcome)),
    pair("path", quote(gateway.path)),
    pair("authority", quote(gateway.authority)),
    pair("headers", quote(request === null ? "" : request.describe())),
    pair("body", quote(gateway.body)),
    pair("reply", quote(gateway.reply)),
  ]);
}

function describeKeys(keys: Array<Key>): string {
  return listOf<Key>(keys, describeKey);
}

function describeKey(key: Key): string {
  return objectOf([
    pair("name", quote(key.name)),
    pair("kind", quote(nameOfKind(key.kind))),
    pair("choices", listOf<string>(key.choices, quote)),
    pair("min", key.min == i64.MIN_VALUE ? "null" : key.min.toString()),
    pair("max", key.max == i64.MAX_VALUE ? "null" : key.max.toString()),
    pair("spellings", listOf<string>(spellingsOf(key.name), quote)),
    pair("isSecret", key.isSecret ? "true" : "false"),
  ]);
}

function spellingsOf(name: string): Array<string> {
  const spellings: Array<string> = [];
  if (apisixName(name).length > 0) spellings.push(apisixName(name));
  if (snakeName(name).length > 0) spellings.push(snakeName(name));
  return spellings;
}

function describeTypeAlias(alias: TypeAlias): string {
  const paths: Array<string> = [];
  for (let i = 0; i + 1 < alias.paths.length; i += 2) paths.push(pair(alias.paths[i], quote(alias.paths[i + 1])));
  return objectOf([
    pair("name", quote(alias.name)),
    pair("type", quote(alias.type)),
    pair("isServedAsIs", alias.isServedAsIs ? "true" : "false"),
    pair("paths", objectOf(paths)),
  ]);
}

function nameOfKind(kind: KeyKind): string {
  switch (kind) {
    case KeyKind.Text:
      return "text";
    case KeyKind.Flag:
      return "flag";
    case KeyKind.Count:
      return "count";
    case KeyKind.Integer:
      return "integer";
    case KeyKind.Fraction:
      return "fraction";
    case KeyKind.Number:
      return "number";
    case KeyKind.Texts:
      return "texts";
    case KeyKind.Counts:
      return "counts";
    case KeyKind.TextMap:
      return "textMap";
    case KeyKind.Capabilities:
      return "capabilities";
    case KeyKind.Object:
      return "object";
    case KeyKind.Objects:
      return "objects";
    default:
      return "any";
  }
}

function describeProvider(row: ProviderRow): string {
  const paths: Array<string> = [];
  for (let i = 0; i < CAPABILITIES.length; i++) {
    if (row.paths[i].byteLength > 0) paths.push(pair(textOf(CAPABILITIES[i].name), quote(textOf(row.paths[i]))));
  }
  return objectOf([
    pair("type", quote(row.type)),
    pair("host", quote(textOf(row.address.host))),
    pair("isOpen", row.isOpen ? "true" : "false"),
    pair("keys", describeKeys(row.keys)),
    pair("urlKey", quote(row.address.urlKey)),
    pair("hostKey", quote(row.address.hostKey)),
    pair("directEnds", listOf<Bytes>(row.address.directEnds, quoteBytes)),
    pair("needsTokens", row.needsTokens ? "true" : "false"),
    pair("tokens", describeTokens(row)),
    pair("signingKeys", row.accessKey == "" ? "[]" : listOf<string>([row.accessKey, row.secretKey], quote)),
    pair("requiredKeys", listOf<string>(row.requiredKeys, quote)),
    pair("keysAgainstContext", listOf<string>(row.keysAgainstContext, quote)),
    pair("later", listOf<Later>(row.later, describeLater)),
    pair("bodyEdits", listOf<BodyEditSpec>(row.bodyEdits, describeEdit)),
    pair("headers", listOf<HeaderSpec>(row.headers, describeHeader)),
    pair("keepsDeveloper", row.keepsDeveloper ? "true" : "false"),
    pair("paths", objectOf(paths)),
  ]);
}

// How a token `…` is sent.
function describeTokens(row: ProviderRow): string {
  if (row.tokenParameter.byteLength > 0) return quote(`?${textOf(row.tokenParameter)}=…`);
  return quote(`${textOf(row.tokens.header)}: ${textOf(row.tokens.present(utf8("…")))}`);
}

// An edit as `bodyEdits` would have it.
function describeEdit(edit: BodyEditSpec): string {
  const members: Array<string> = [pair(unchecked(OPERATIONS[edit.op]), quote(edit.path))];
  if (edit.to.length > 0) members.push(pair("to", quote(edit.to)));
  if (edit.json.byteLength > 0) members.push(pair("value", textOf(edit.json)));
  if (edit.min.byteLength > 0) members.push(pair("min", textOf(edit.min)));
  if (edit.max.byteLength > 0) members.push(pair("max", textOf(edit.max)));
  const names: Array<string> = [];
  for (let i = 0; i < edit.capabilities.length; i++) names.push(quoteBytes(CAPABILITIES[edit.capabilities[i]].name));
  members.push(pair("capabilities", `[${names.join(",")}]`));
  if (edit.condition.length > 0) members.push(pair("when", quote(edit.condition)));
  return objectOf(members);
}

function describeLater(later: Later): string {
  return objectOf([
    pair("key", quote(later.when.key)),
    pair("value", quote(later.when.value)),
    pair("what", quote(later.what)),
    pair("isOriginalServed", later.isOriginalServed ? "true" : "false"),
  ]);
}

function describeCapability(capability: Capability): string {
  const requests: Array<string> = [];
  for (let i = 0; i < PATH_TABLE.length; i++) {
    const row = PATH_TABLE[i];
    if (row.capability !== capability) continue;
    const request = [pair("methods", describeMethods(row.methods)), pair("path", quoteBytes(row.pattern.text))];
    requests.push(objectOf(request));
  }
  return objectOf([
    pair("name", quoteBytes(capability.name)),
    pair("requests", `[${requests.join(",")}]`),
    pair("traits", describeTraits(capability)),
    pair("requiredMember", quote(capability.requiredMember)),
  ]);
}

function describeTranslation(translation: Translation): string {
  return objectOf([
    pair("client", quoteBytes(translation.client.name)),
    pair("upstream", quoteBytes(translation.upstream.name)),
    pair("isLocal", translation.isLocal ? "true" : "false"),
  ]);
}

function describeMemberTable(table: MemberTable): string {
  return objectOf([pair("title", quote(table.title)), pair("rows", listOf<MemberFate>(table.rows, describeFate))]);
}

function describeFate(row: MemberFate): string {
  return objectOf([
    pair("path", quote(row.path)),
    pair("fate", quote(nameOfFate(row.fate))),
    pair("target", quote(row.target)),
    pair("note", quote(row.note)),
  ]);
}

function nameOfFate(fate: Fate): string {
  switch (fate) {
    case Fate.Copied:
      return "copied";
    case Fate.Converted:
      return "converted";
    case Fate.Dropped:
      return "dropped";
    default:
      return "refused";
  }
}

function describeHeader(header: HeaderSpec): string {
  return objectOf([
    pair("name", quoteBytes(header.name)),
    pair("value", quoteBytes(header.value)),
    pair("keys", listOf<string>(header.keys, quote)),
    pair("when", quote(header.when.key)),
  ]);
}

function describeMethods(methods: i32): string {
  const names: Array<string> = [];
  if (methods & Method.Get) names.push(quote("GET"));
  if (methods & Method.Post) names.push(quote("POST"));
  if (methods & Method.Delete) names.push(quote("DELETE"));
  return `[${names.join(",")}]`;
}

function describeTraits(capability: Capability): string {
  const names: Array<string> = [];
  if (capability.has(Trait.Model)) names.push(quote("model"));
  if (capability.has(Trait.ModelRequired)) names.push(quote("modelRequired"));
  if (capability.has(Trait.Streamable)) names.push(quote("streamable"));
  if (capability.has(Trait.AcceptsEvents)) names.push(quote("acceptsEvents"));
  if (capability.has(Trait.Messages)) names.push(quote("messages"));
  if (capability.has(Trait.Form)) names.push(quote("form"));
  if (capability.has(Trait.HiddenModel)) names.push(quote("hiddenModel"));
  if (capability.has(Trait.StreamUsage)) names.push(quote("streamUsage"));
  return `[${names.join(",")}]`;
}

function describeFigures(): string {
  const provider = new ProviderSettings(new ProviderRow(""));
  return objectOf([
    pair("maxRequestBytes", provider.limits.maxRequestBytes.toString()),
    pair("maxSeries", new Telemetry().maxSeries.toString()),
    pair("payloadBytes", DEFAULT_PAYLOAD_BYTES.toString()),
    pair("maxPayloadBytes", MAX_PAYLOAD_BYTES.toString()),
    pair("maxVmBytes", new Settings().maxVmBytes.toString()),
    pair("timeout", provider.timeout.toString()),
    pair("clusterHeader", quoteBytes(new Settings().clusterHeader)),
    pair("maxStatusPatterns", MAX_STATUS_PATTERNS.toString()),
    pair("maxPatterns", MAX_PATTERNS.toString()),
    pair("maxMatchedBytes", MAX_MATCHED_BYTES.toString()),
    pair("maxTemplateBytes", MAX_TEMPLATE_BYTES.toString()),
    pair("maxContextBytes", MAX_CONTEXT_BYTES.toString()),
    pair("maxWatched", MAX_WATCHED.toString()),
    pair("maxCapture", MAX_CAPTURE.toString()),
    pair("protocols", listOf<string>(PROTOCOL_NAMES, quote)),
    pair("autoSettings", listOf<string>(AUTO_SETTINGS, quote)),
    pair("clientCredentials", listOf<Bytes>(CLIENT_CREDENTIALS, quoteBytes)),
    pair("privateHeaders", listOf<Bytes>(PRIVATE_HEADERS, quoteBytes)),
  ]);
}

function quote(text: string): string {
  return quoteBytes(utf8(text));
}

function quoteBytes(text: Bytes): string {
  const out = new ByteWriter();
  out.jsonString(text);
  return textOf(out.take());
}

function pair(name: string, json: string): string {
  return `${quote(name)}:${json}`;
}

function objectOf(pairs: Array<string>): string {
  return `{${pairs.join(",")}}`;
}

function listOf<T>(items: Array<T>, describe: (item: T) => string): string {
  const texts: Array<string> = [];
  for (let i = 0; i < items.length; i++) texts.push(describe(items[i]));
  return `[${texts.join(",")}]`;
}
