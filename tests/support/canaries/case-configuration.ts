// What a case's configuration says about secrets and providers, read without the filter's help.

/** Keys of a provider whose strings are secrets, at any depth. */
export const SECRET_KEYS = [
  "apiTokens",
  "auth",
  "awsAccessKey",
  "awsSecretKey",
  "hunyuanAuthId",
  "hunyuanAuthKey",
  "klingAccessKey",
  "klingSecretKey",
  "vertexAuthKey",
];

/** Stands for a token, and is none. */
const TOKEN_PLACE = "{token}";

/** Strings that hold a secret wherever they stand: URLs with a password or a key in them. */
const SECRET_URL = /(?:^|\/\/)[^\s/?#@:]+:[^\s/?#@]*@|[?&]key=/;

/** A provider as far as secrets go. */
export interface CaseProvider {
  id: string;
  type: string;
  /** Every string in it, its hosts among them. */
  texts: string[];
  hasSecrets: boolean;
  /** Names of headers and query parameters that are the configuration's to set. */
  headerNames: string[];
  queryNames: string[];
  /** Whether one of its settings needs to see the bodies of requests. */
  readsBodies: boolean;
}

/** Keys at the top or of a provider with which bodies are read. */
const READING_KEYS = [
  "modelMapping",
  "options",
  "optionDefaults",
  "customSettings",
  "responseJsonSchema",
  "context",
  "allowModels",
  "strictRequests",
];

type Json = Record<string, unknown>;

/** The strings of a configuration that are secrets or name one, each once, with the key they stand under. */
export function findSecrets(configuration: Uint8Array): { key: string; text: string }[] {
  const found = new Map<string, string>();
  collect(parseOrNull(configuration), null, found);
  return [...found].map(([text, key]) => ({ key, text }));
}

/** The providers of a configuration; null when it is none that could have any. */
export function readProviders(configuration: Uint8Array): CaseProvider[] | null {
  const root = readRoot(configuration);
  if (root === null) return null;
  const list = isObject(root.provider) ? [root.provider] : root.providers;
  const ofRules = rulesOf(root).flatMap(({ provider, providers }) => [
    provider,
    ...(Array.isArray(providers) ? providers : []),
  ]);
  if (!Array.isArray(list) && ofRules.length === 0) return null;
  const all = [...(Array.isArray(list) ? list : []), ...ofRules];
  return all.filter(isObject).map((provider) => readProvider(respellProvider(provider), root));
}

/** The provider that a listener uses; null when the configuration does not say. */
export function activeProvider(configuration: Uint8Array): CaseProvider | null {
  const providers = readProviders(configuration) ?? [];
  const root = readRoot(configuration);
  if (providers.length === 1 || root === null) return providers.at(0) ?? null;
  return providers.find(({ id }) => id === String(root.activeProviderId)) ?? null;
}

/** Whether a configuration has rules for some routes, domains and services. */
export function hasRules(configuration: Uint8Array): boolean {
  const root = readRoot(configuration);
  return root !== null && rulesOf(root).length > 0;
}

/** Whether a configuration is for a filter that hashes bodies, and leaves everything else to others. */
export function isHashing(configuration: Uint8Array): boolean {
  return readRoot(configuration)?.mode === "hash";
}

// The whole, in our spelling, or null.
function readRoot(configuration: Uint8Array): Json | null {
  const parsed = parseOrNull(configuration);
  if (!isObject(parsed)) return null;
  const { instances, ...root } = respell(parsed);
  return instances === undefined ? root : { providers: instances, ...root };
}

// In APISIX' first version the name alone says the type.
function respellProvider(provider: Json): Json {
  const { name, provider: kind, model, override, ...own } = respell(provider);
  const isEdited = isObject(override) && Object.keys(override).some((key) => key !== "endpoint");
  const bodies = isEdited || model !== undefined ? { options: {} } : {};
  return { id: name, type: kind ?? name, ...bodies, ...(override === undefined ? {} : { override }), ...own };
}

// snake_case as camelCase; Higress' keys of rules begin with an underscore.
function respell(object: Json): Json {
  const camel = (key: string): string =>
    key.replace(/(?<=[a-z0-9])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key.startsWith("_") ? key : camel(key), value]),
  );
}

function rulesOf(root: Json): Json[] {
  return Array.isArray(root._rules_) ? root._rules_.filter(isObject) : [];
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function readProvider(provider: Json, root: Json): CaseProvider {
  const auth = isObject(provider.auth) ? provider.auth : {};
  const found = new Map<string, string>();
  for (const key of SECRET_KEYS) collect(provider[key], key, found);
  return {
    id: String(provider.id ?? provider.type),
    type: String(provider.type),
    texts: textsIn(provider),
    hasSecrets: found.size > 0,
    headerNames: keysOf(auth.header).map((name) => name.toLowerCase()),
    queryNames: keysOf(auth.query),
    readsBodies: READING_KEYS.some((key) => key in provider || key in root),
  };
}

function collect(value: unknown, under: string | null, found: Map<string, string>): void {
  const secret = under ?? (typeof value === "string" && SECRET_URL.test(value) ? "URL" : null);
  const isSecret = typeof value === "string" && value.trim() !== "" && !value.includes(TOKEN_PLACE);
  if (isSecret && secret !== null) found.set(value, secret);
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    const isSecret = SECRET_KEYS.some((name) => name === key || snakeOf(name) === key);
    collect(member, under ?? (isSecret ? key : null), found);
  }
}

function snakeOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function keysOf(value: unknown): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function parseOrNull(text: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(text).toString("utf8"));
  } catch {
    // A configuration that is to be refused need not be JSON; then there is nothing to keep secret.
    return null;
  }
}
