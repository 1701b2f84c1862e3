// What a configuration demands of a request's body, worked out from docs/configuration.md and not from Aisle's code.

import type { JsonObject, ProviderConfig } from "./configurations.ts";
import { parseJson, READERS, readPath, type Json } from "./json-readers.ts";

/** Endpoints whose JSON body names a model, by the end of their path. */
const MODEL_ENDPOINTS: Record<string, Endpoint> = {
  "/v1/chat/completions": { needsModel: true, isChat: true, streams: true, tellsUsage: true, requires: "messages" },
  "/v1/completions": { needsModel: true, isChat: false, streams: true, tellsUsage: true, requires: "prompt" },
  "/v1/embeddings": { needsModel: true, isChat: false, streams: false, tellsUsage: false, requires: "input" },
  "/v1/responses": { needsModel: false, isChat: false, streams: true, tellsUsage: false, requires: "input" },
  "/v1/messages": { needsModel: true, isChat: false, streams: true, tellsUsage: false, requires: "messages" },
  "/v1/rerank": { needsModel: true, isChat: false, streams: false, tellsUsage: false, requires: "query" },
};

interface Endpoint {
  needsModel: boolean;
  isChat: boolean;
  streams: boolean;
  /** Whether its streams tell their usage where `stream_options.include_usage` asks for it. */
  tellsUsage: boolean;
  requires: string;
}

/** Paths of those endpoints. */
export const MODEL_PATHS = Object.keys(MODEL_ENDPOINTS);

/** What the API of one of those paths requires of a body. */
export function requirementsOf(path: string): { needsModel: boolean; requires: string } {
  return MODEL_ENDPOINTS[path] ?? { needsModel: false, requires: "" };
}

/** Whether a model's name fits one of an allow list's patterns. */
export function isAllowed(patterns: readonly string[], model: string): boolean {
  return patterns.some((pattern) => fits(pattern, model) !== null);
}

/** The provider's name for a client's model; "" when neither names one. */
export function mapModel(mapping: Record<string, string> | undefined, model: string): string {
  const keys = Object.keys(mapping ?? {});
  const prefixes = keys.filter((key) => key !== "*" && key.endsWith("*") && !key.startsWith("~"));
  const fitting = [
    ...keys.filter((key) => key === model && !key.startsWith("~") && !key.endsWith("*")),
    ...prefixes.sort((a, b) => b.length - a.length).filter((key) => fits(key, model) !== null),
    ...keys.filter((key) => key.startsWith("~") && fits(key, model) !== null),
    ...keys.filter((key) => key === "*"),
  ];
  // A request that names no model gets the value of "*".
  const key = model === "" ? keys.find((one) => one === "*") : fitting[0];
  if (key === undefined) return model;
  const value = (mapping ?? {})[key];
  // What is written anew is UTF-8, which has no half surrogate pairs.
  const written = Buffer.from(model).toString();
  const mapped = key.startsWith("~") ? written.replace(new RegExp(key.slice(1), "g"), value) : value;
  return mapped === "" ? model : mapped;
}

/** A longer name falls under no `~regex` (docs/configuration.md). */
const MAX_MATCHED_BYTES = 512;

function fits(pattern: string, model: string): string | null {
  const isMatched = Buffer.byteLength(model) <= MAX_MATCHED_BYTES;
  if (pattern.startsWith("~")) return isMatched && new RegExp(pattern.slice(1)).test(model) ? pattern : null;
  if (pattern.endsWith("*")) return model.startsWith(pattern.slice(0, -1)) ? pattern : null;
  return pattern === model ? pattern : null;
}

/** What must become of a body that is an object: the model the upstream is asked for, and the whole body as JSON.parse reads it. */
export interface Demand {
  model: string;
  body: JsonObject;
  /** Paths of members that every reader must find the same. */
  decisive: string[][];
}

/** Whether Aisle must read the body of a request for `path` at this provider. */
export function mustRead(provider: ProviderConfig, path: string): boolean {
  const endpoint = MODEL_ENDPOINTS[path];
  if (endpoint === undefined) return false;
  if (provider.allowModels !== undefined || provider.strictRequests === true) return true;
  if (provider.protocol === "original") return false;
  const sets = [provider.options, provider.optionDefaults].some((o) => o !== undefined && Object.keys(o).length > 0);
  const changes = sets || (provider.customSettings?.length ?? 0) > 0;
  if (provider.streamUsage === "ask" && endpoint.tellsUsage) return true;
  const waits = provider.firstByteTimeout !== undefined && endpoint.streams && provider.type !== "generic";
  const named = String(provider.capabilities?.[capabilityOf(path)] ?? "").includes("{model}");
  return (
    provider.modelMapping !== undefined ||
    changes ||
    waits ||
    named ||
    ((provider.context !== undefined || provider.responseJsonSchema !== undefined) && endpoint.isChat)
  );
}

/** The name of the capability whose body is read at `path`, as far as configurations of fuzzing name it. */
function capabilityOf(path: string): string {
  return `openai${path}`;
}

const USAGE = ["stream_options", "include_usage"];

/** Whether streams at `path` are asked for usage where their clients do not ask; `isTold`: somebody is told of it. */
export function asksUsage(provider: ProviderConfig, path: string, isTold: boolean): boolean {
  const { type, streamUsage = "auto", disableStreamUsageStats, protocol, options, optionDefaults } = provider;
  if (protocol === "original" || MODEL_ENDPOINTS[path]?.tellsUsage !== true) return false;
  const isSet = [options, optionDefaults].some((members) => members !== undefined && "stream_options" in members);
  if (isSet || provider.customSettings?.some(({ name }) => name.startsWith("stream_options."))) return false;
  if (streamUsage === "auto") return disableStreamUsageStats !== true && type !== "generic" && isTold;
  return streamUsage === "ask";
}

/** What `provider` demands of the body of a request for `path`; `isTold`: somebody is told of its usage. */
export function demandOf(provider: ProviderConfig, path: string, body: JsonObject, isTold: boolean): Demand {
  const client = ownMember(body, "model");
  const named = typeof client === "string" ? client : "";
  if (provider.protocol === "original") return { model: named, body, decisive: [["model"], ["stream"]] };
  const forced = modelSetting(provider.options);
  const fallback = named === "" ? modelSetting(provider.optionDefaults) : "";
  const model = forced || fallback || mapModel(provider.modelMapping, named);
  const changed = structuredClone(body);
  if (model !== named) define(changed, "model", model);
  const settings = settingsOf(provider, MODEL_ENDPOINTS[path]?.isChat === true);
  for (const { path: at, value, isDefault } of settings) putAt(changed, at, value, isDefault);
  const decisive = [["model"], ["stream"], ...settings.map((setting) => setting.path)];
  if (!asksUsage(provider, path, isTold) || ownMember(changed, "stream") !== true)
    return { model, body: changed, decisive };
  putAt(changed, USAGE, true, false);
  return { model, body: changed, decisive: [...decisive, USAGE] };
}

interface Setting {
  path: string[];
  value: Json;
  isDefault: boolean;
}

/** Settings in the order in which they count, each member once: what is always set wins over defaults, then the later one. */
function settingsOf(provider: ProviderConfig, isChat: boolean): Setting[] {
  const ofMembers = (object: JsonObject | undefined, isDefault: boolean) =>
    Object.entries(object ?? {})
      .filter(([name]) => name !== "model")
      .map(([name, value]) => ({ path: [name], value, isDefault }));
  const custom = (provider.customSettings ?? []).map(({ name, value, overwrite }) => ({
    path: name.split("."),
    value,
    isDefault: !overwrite,
  }));
  const schema = isChat ? (provider.responseJsonSchema ?? null) : null;
  const all: Setting[] = [
    ...ofMembers(provider.options, false),
    ...ofMembers(provider.optionDefaults, true),
    ...custom,
    ...(schema === null ? [] : [{ path: ["response_format"], value: schema, isDefault: false }]),
  ];
  return all.filter(({ path, isDefault }, i) => {
    const key = JSON.stringify(path);
    const rivals = all.filter((other, j) => j !== i && JSON.stringify(other.path) === key);
    if (isDefault && rivals.some((other) => !other.isDefault)) return false;
    return !all.slice(i + 1).some((other) => JSON.stringify(other.path) === key && other.isDefault === isDefault);
  });
}

function modelSetting(object: JsonObject | undefined): string {
  const model = object?.model;
  return typeof model === "string" ? model : "";
}

function putAt(root: JsonObject, path: string[], value: Json, isDefault: boolean): void {
  let object = root;
  for (const name of path.slice(0, -1)) {
    const next = ownMember(object, name);
    if (typeof next !== "object" || next === null || Array.isArray(next)) define(object, name, {});
    object = object[name] as JsonObject;
  }
  const last = path[path.length - 1];
  if (!isDefault || !Object.hasOwn(object, last)) define(object, last, structuredClone(value));
}

/** Sets a member whatever its name, `__proto__` too. */
function define(object: JsonObject, name: string, value: Json): void {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true });
}

function ownMember(object: JsonObject, name: string): Json | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}

/** Every model by which an upstream could be asked when this body passed, with what the configuration supplies. */
export function permittedModels(provider: ProviderConfig, body: Uint8Array): Set<string> {
  const asked = READERS.map((reader) => readPath(body, ["model"], reader)).filter((m) => typeof m === "string");
  const allowed = asked.filter((model) => model !== "" && isAllowed(provider.allowModels ?? [], model));
  if (provider.protocol === "original") return new Set(allowed);
  const supplied = [
    modelSetting(provider.options),
    modelSetting(provider.optionDefaults),
    mapModel(provider.modelMapping, ""),
  ];
  const mapped = allowed.map((model) => mapModel(provider.modelMapping, model));
  return new Set([...supplied, ...mapped].filter((model) => model !== ""));
}

/** The body as an object; null for everything else. */
export function objectOf(body: Uint8Array): JsonObject | null {
  const value = parseJson(body);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}
