// Reads one element of `providers`: common keys, those of its type, and what follows from both.

import { Host } from "../host/host";
import { isHeaderValue } from "../http/header-names";
import { JsonKind } from "../json/kind";
import { CAPABILITIES } from "../protocol/capability";
import { Key } from "../provider/key";
import { ProviderRow } from "../provider/spec";
import { Bytes, EMPTY, endsWith, indexOfByte, textOf, utf8 } from "../text/bytes";
import { parseAddress } from "./address-parser";
import { parseAnswerEdits } from "./answer-edits";
import { parseAuth } from "./auth-parser";
import { parseBody } from "./body-parser";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { parseContext } from "./context-settings";
import { checkChecks } from "./health";
import { PROVIDER_KEYS } from "./keys";
import { Limits, parseCapability, parseLimits } from "./limits";
import { ExposedModels } from "./model-list";
import { isPattern } from "./model-keys";
import { ModelMapping } from "./model-mapping";
import { parseOverride } from "./override-parser";
import { passingOf } from "./passing-provider";
import { Problems } from "./problems";
import { BasePathHandling, ProviderSettings, StreamUsage } from "./provider-settings";
import { applyType, hasEndpoint, idOf, isServedAsIs, parseType } from "./provider-type";
import { parseRowHeaders } from "./row-headers";
import { parseRetryPolicy, parseTokenPolicy } from "./token-failover";

const SLASH: u8 = 0x2f;
const STAR = utf8("*");

/** The provider that `node` describes, or null when its type is not known; errors in `problems` make it unusable. */
export function parseProvider(
  node: ConfigNode,
  outer: Limits,
  host: Host,
  problems: Problems,
): ProviderSettings | null {
  const row = parseType(node, problems);
  if (row === null) return null;
  checkObject(node, keysOf(row), problems);
  const settings = new ProviderSettings(row);
  settings.id = idOf(node);
  settings.cluster = node.member("cluster").bytes;
  parseShare(node, settings);
  settings.isOriginal = node.member("protocol").text == "original";
  settings.limits = parseLimits(node, outer, problems);
  checkRow(node, settings, problems);
  parseAuth(node, settings, host, problems);
  parseAddress(node, settings, problems);
  parseOverride(node, settings, problems);
  applyType(node, settings);
  parseRowHeaders(node, settings, problems);
  parseCapabilities(node.member("capabilities"), settings, problems);
  parseBasePaths(node, settings, problems);
  settings.mapping = parseMapping(node.member("modelMapping"), problems);
  parseTimeouts(node, settings);
  settings.streamUsage = parseStreamUsage(node);
  const context = node.member("context");
  if (context.exists) settings.context = parseContext(context, problems);
  checkChecks(node, problems);
  parsePolicies(node, settings, problems);
  parseBody(node, settings, problems);
  settings.chatEdit = parseAnswerEdits(node, row);
  settings.logsErrors = node.member("logUpstreamErrorResponseBody").flag;
  if (settings.limits.listing.isExposed) settings.exposed = exposeModels(node.member("modelMapping"), settings);
  if (settings.limits.passthrough !== null) settings.passing = passingOf(settings);
  return settings;
}

function parsePolicies(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const failover = node.member("failover");
  const retry = node.member("retryOnFailure");
  settings.tokenPolicy = parseTokenPolicy(failover, settings.tokens.length, problems);
  settings.retryPolicy = parseRetryPolicy(retry, problems);
  if (!settings.limits.isRetriedByEnvoy) return;
  if (settings.tokenPolicy !== null) problems.warn(failover.path, "Envoy fails over in this mode, ignored");
  if (settings.retryPolicy !== null) problems.warn(retry.path, "Envoy retries in this mode, ignored");
  settings.tokenPolicy = null;
  settings.retryPolicy = null;
}

function parseShare(node: ConfigNode, settings: ProviderSettings): void {
  const weight = node.member("weight");
  const priority = node.member("priority");
  settings.hasShare = weight.exists || priority.exists;
  if (weight.exists && weight.isCount) settings.weight = weight.count;
  if (priority.exists && priority.isInteger) settings.priority = <i32>priority.integer;
}

// What the type cannot do without, and what is not done for it yet.
function checkRow(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const row = settings.row;
  for (let i = 0, count = row.requiredKeys.length; i < count; i++) {
    const key = node.member(unchecked(row.requiredKeys[i])); // i < count
    const isMissing = key.bytes.byteLength == 0 || key.text == "0";
    if (isMissing && row.address.isNamedBy(unchecked(row.requiredKeys[i])) && hasEndpoint(node)) continue; // i < count
    if (isMissing) problems.error(key.path, `missing ${unchecked(row.requiredKeys[i])} in provider config`); // i < count
  }
  for (let i = 0, count = row.keysAgainstContext.length; i < count; i++) {
    const key = unchecked(row.keysAgainstContext[i]); // i < count
    if (node.member(key).exists && node.member("context").exists)
      problems.error(node.member(key).path, `${key} and context cannot be configured at the same time`);
  }
  for (let i = 0, count = row.later.length; i < count; i++) {
    const later = unchecked(row.later[i]); // i < count
    if (!later.when.holds(node.member(later.when.key).text)) continue;
    if (later.isOriginalServed && (settings.isOriginal || isServedAsIs(node))) continue;
    const key = later.when.key.length > 0 ? later.when.key : "type";
    const hint = later.isOriginalServed ? `, which "protocol": "original" does without` : "";
    return problems.error(node.member(key).path, `not supported yet: it needs ${later.what}${hint}`);
  }
}

function keysOf(row: ProviderRow): Array<Key> {
  return PROVIDER_KEYS.concat(row.keys);
}

function parseCapabilities(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const entries = node.children();
  for (let i = 0, count = entries.length; i < count; i++) {
    const entry = unchecked(entries[i]); // i < count
    const capability = parseCapability(entry, textOf(entry.name), problems);
    if (capability === null || capability.index >= CAPABILITIES.length) continue;
    const isOff = entry.kind == JsonKind.False;
    if (isOff) settings.switchedOff.push(capability.index);
    const path = isOff ? EMPTY : entry.bytes;
    if (!isOff && !isPath(path))
      problems.error(entry.path, `expected a path that begins with "/", or false, found ${entry.kindName}`);
    else settings.setPath(capability.index, path);
  }
}

function isPath(path: Bytes): bool {
  return path.byteLength > 0 && load<u8>(path.dataStart) == SLASH && isHeaderValue(path) && indexOfByte(path, 0x20) < 0;
}

function parseBasePaths(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const base = node.member("basePath");
  settings.basePath = base.bytes;
  if (settings.basePath.byteLength > 0) {
    const handling = node.member("basePathHandling");
    const isPrepended = handling.exists ? handling.text == "prepend" : settings.row.prependsBase;
    settings.basePathHandling = isPrepended ? BasePathHandling.Prepend : BasePathHandling.RemovePrefix;
    if (!isPath(settings.basePath))
      problems.error(base.path, `expected a path that begins with "/", found "${base.text}"`);
  }
  const own = node.member("providerBasePath");
  settings.providerBasePath = own.bytes;
  if (own.bytes.byteLength > 0 && !isPath(own.bytes)) {
    problems.error(own.path, `expected a path that begins with "/", found "${own.text}"`);
  }
}

function parseMapping(node: ConfigNode, problems: Problems): ModelMapping {
  const entries = node.children();
  if (entries.length == 0) return ModelMapping.EMPTY;
  const mapping = new ModelMapping();
  for (let i = 0, count = entries.length; i < count; i++) {
    const entry = unchecked(entries[i]); // i < count
    const error = mapping.add(entry.name, entry.bytes);
    if (error.length > 0) problems.error(entry.path, error);
  }
  return mapping;
}

// Names that clients may use as they are; patterns name no model.
function exposeModels(mapping: ConfigNode, settings: ProviderSettings): ExposedModels {
  const exposed = new ExposedModels();
  const entries = mapping.children();
  for (let i = 0, count = entries.length; i < count; i++) {
    const name = unchecked(entries[i]).name; // i < count
    if (!isPattern(name) && !endsWith(name, STAR)) exposed.add(name, settings.id, settings.limits.models);
  }
  return exposed;
}

function parseStreamUsage(node: ConfigNode): StreamUsage {
  const mode = node.member("streamUsage").text;
  if (mode == "ask") return StreamUsage.Always;
  // YAML 1.1, and so Kubernetes, reads a bare off as false.
  return mode == "off" || mode == "false" || node.member("disableStreamUsageStats").flag
    ? StreamUsage.Never
    : StreamUsage.Auto;
}

function parseTimeouts(node: ConfigNode, settings: ProviderSettings): void {
  const timeout = node.member("timeout").count;
  settings.timeout = timeout > 0 ? timeout : settings.limits.timeout;
  settings.deadline = timeout > 0 ? timeout : settings.limits.deadline;
  const firstByte = node.member("firstByteTimeout").count;
  if (firstByte > 0) settings.firstByteTimeout = utf8(firstByte.toString());
}
