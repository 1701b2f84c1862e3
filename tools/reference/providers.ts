// docs/providers.md: where each type of provider is, how it wants to see a token, and what it serves on which path.

import { codeOf, tableOf } from "./markdown.ts";
import type { Provider, Tables } from "./module.ts";

const HEAD = `<!-- Made by \`make docs\` from the filter's own tables: do not edit. -->

# Providers

One row of the filter's table per type ([assembly/provider/rows](../assembly/provider/rows)). Every type also takes \`protocol: original\`: paths and bodies are then the vendor's own, and only host and credentials change. \`capabilities\` of a provider adds paths, changes them and switches them off; a server that is not here is [\`type: custom\`](configuration.md#types) or \`generic\`.
`;

const HEADERS = `Sent besides the token; a client's own \`anthropic-version\` stays where no key names one, and what \`anthropic-beta\` has goes before ours.`;

const EDITS = `Besides what the configuration asks for, written as [\`bodyEdits\`](configuration.md#edits) are; these come first.`;

const MATRIX = `\`✓\`: on OpenAI's, Anthropic's or Cohere's own path ([capabilities.md](capabilities.md)); another path is written out. \`{…}\` is a key of the configuration, the mapped model, or the id that the client asks for.`;

const MATRIX_ABOUT =
  "Capabilities that some type besides `openai` and `azure` serves, and the types that serve requests of clients today. `openai` and `azure` serve all of OpenAI's, also those that are not here; `coze`, `generic` and `ollama` serve every request, and `custom` what its configuration names. What a type does not serve may be [translated](translation.md).";

/** Renders the reference of providers. */
export function renderProviders(tables: Tables): string {
  return [
    HEAD,
    renderTypes(tables.providers),
    "## Headers",
    renderHeaders(tables.providers),
    "## What is done to bodies",
    renderEdits(tables.providers),
    "## Matrix",
    MATRIX_ABOUT,
    renderOverview(tables),
    "## What each serves",
    MATRIX,
    ...tables.providers.flatMap((provider) => renderMatrix(tables, provider)),
  ].join("\n\n");
}

// Types down, capabilities across: the whole at a glance.
function renderOverview(tables: Tables): string {
  const served = tables.providers.filter(({ later }) => !later.some(({ key }) => key === ""));
  const others = served.filter(({ type }) => type !== "openai");
  const names = tables.capabilities
    .map(({ name }) => name)
    .filter((name) => others.some(({ paths }) => paths[name] !== undefined));
  const rows = served.map((provider) => [
    codeOf(provider.type),
    ...names.map((name) => {
      const isAll = provider.isOpen || (provider.type === "azure" && name.startsWith("openai/"));
      return isAll || provider.paths[name] !== undefined ? "✓" : "";
    }),
  ]);
  return tableOf(["type", ...names.map((name) => name.replace("/v1/", " "))], rows);
}

function renderTypes(providers: Provider[]): string {
  const rows = providers.map((provider) => [
    codeOf(provider.type),
    describeHost(provider),
    describeTokens(provider),
    provider.keys.map(({ name }) => codeOf(name)).join(", "),
    describeLater(provider),
  ]);
  return tableOf(["type", "host", "token", "keys of its own", "not yet"], rows);
}

function renderEdits(providers: Provider[]): string {
  const rows = providers.flatMap(({ type, bodyEdits }) =>
    bodyEdits.map(({ capabilities, ...edit }) => [
      codeOf(type),
      capabilities.map(codeOf).join(", "),
      codeOf(JSON.stringify(edit)),
    ]),
  );
  const keepers = providers.filter(({ keepsDeveloper }) => keepsDeveloper).map(({ type }) => codeOf(type));
  const role = `In chats the role \`developer\` becomes \`system\`, unless \`developerRole\` says otherwise; it stays for ${keepers.join(", ")}.`;
  return [EDITS, tableOf(["type", "capability", "edit"], rows), role].join("\n\n");
}

function renderHeaders(providers: Provider[]): string {
  const rows = providers.flatMap(({ type, headers }) =>
    headers.map(({ name, value, keys, when }) => [
      codeOf(type),
      codeOf(`${name}: ${value}`),
      keys.map(codeOf).join(" or "),
      codeOf(when),
    ]),
  );
  return [HEADERS, tableOf(["type", "header", "or the value of", "where"], rows)].join("\n\n");
}

function describeHost({ host, hostKey, urlKey }: Provider): string {
  const keys = [urlKey, hostKey].filter((key) => key !== "").map(codeOf);
  if (host === "") return keys.length > 0 ? `from ${keys.join(" or ")}` : "kept";
  return keys.length > 0 ? `${codeOf(host)}, or from ${keys.join(" or ")}` : codeOf(host);
}

function describeTokens({ tokens, needsTokens, signingKeys }: Provider): string {
  const signed =
    signingKeys.length > 0 ? `; or a JSON Web Token signed with ${signingKeys.map(codeOf).join(", ")}` : "";
  return `${codeOf(tokens)}${needsTokens || signed !== "" ? "" : ", if there is one"}${signed}`;
}

function describeLater({ later }: Provider): string {
  const texts = later.map(({ key, value, what, isOriginalServed }) => {
    const when = key === "" ? "" : ` (${codeOf(value === "" ? key : `${key}: ${value}`)})`;
    return `${what}${when}${isOriginalServed ? "" : ", also with `original`"}`;
  });
  return [...new Set(texts)].join("; ");
}

function renderMatrix(tables: Tables, provider: Provider): string[] {
  const always = provider.later.some(({ key }) => key === "");
  if (always) return [];
  const rows = tables.capabilities.flatMap((capability) => {
    const path = provider.paths[capability.name];
    if (path === undefined) return [];
    const isOwn = capability.requests.some((request) => request.path === path);
    return [[codeOf(capability.name), isOwn ? "✓" : codeOf(path)]];
  });
  const about = provider.isOpen ? ["Serves every request, what is not below on the path it has."] : [];
  if (rows.length === 0) return [`### ${provider.type}`, ...(about.length > 0 ? about : [NONE[provider.type]!])];
  return [`### ${provider.type}`, ...about, tableOf(["capability", "path"], rows)];
}

// Types whose paths come with their configuration.
const NONE: Record<string, string> = {
  azure:
    "All of OpenAI's capabilities: with `azureServiceUrl` a host alone on `/openai/deployments/{model}/…`, a deployment on its own paths, `…/openai/v1` on `/openai/v1/…`; what runs no model, `responses`, `realtime` and fine-tuning jobs on `/openai/…`. Any other path in the URL is the path of every request.",
  custom: "The capabilities that its `capabilities` name.",
};
