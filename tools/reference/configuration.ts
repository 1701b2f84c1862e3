// docs/configuration.md: a template whose comments are replaced by tables, from the parser's keys and from examples that the filter runs.

import { fillFigures, textOf } from "./key-texts.ts";
import { codeOf, tableOf } from "./markdown.ts";
import type { Key, ObjectName, Outcome, Provider, ReferenceModule, Tables } from "./module.ts";

/** What the examples are run with. */
interface Page {
  module: ReferenceModule;
  tables: Tables;
  /** The last JSON block above: the configuration that the next examples have. */
  example: string;
}

// A block of JSON, or a comment `<!-- name argument -->`; the argument may have lines.
const PARTS = /^```json\n([\s\S]*?)^```$|^<!-- ([a-z]+)(?:\s+([\s\S]*?))?\s*-->$/gm;

const DIRECTIVES: Record<string, (page: Page, argument: string) => string> = {
  keys: ({ tables }, object) => renderKeys(tables, object as ObjectName, tables.keys[object as ObjectName]),
  types: ({ tables }) => tables.providers.flatMap((provider) => renderType(tables, provider)).join("\n\n"),
  apisix: ({ tables }) => renderApisix(tables),
  models: renderModels,
  bodies: renderBodies,
  paths: renderPaths,
  problems: renderProblems,
  replies: renderReplies,
};

/** Renders the reference from its template. */
export function renderConfiguration(module: ReferenceModule, tables: Tables, template: string): string {
  const page: Page = { module, tables, example: "" };
  const filled = fillFigures(tables, template);
  return filled.replace(PARTS, (part: string, json: string | undefined, name: string | undefined, argument: string) => {
    if (json !== undefined) page.example = json;
    const render = name === undefined ? undefined : DIRECTIVES[name];
    return render === undefined ? part : render(page, argument);
  });
}

/** The configurations that stand in the reference as examples. */
export function findExamples(markdown: string): string[] {
  return [...markdown.matchAll(PARTS)].flatMap(([, json]) => (json === undefined ? [] : [json]));
}

const TYPE_NAMES: Record<Key["kind"], string> = {
  text: "string",
  flag: "boolean",
  count: "whole number",
  integer: "integer",
  fraction: "number from 0 to 1",
  number: "number",
  texts: "list of strings",
  counts: "list of whole numbers",
  textMap: "object of strings",
  capabilities: "object of paths",
  object: "object",
  objects: "list of objects",
  any: "any",
};

function renderKeys(tables: Tables, object: ObjectName | "type", keys: Key[]): string {
  const rows = keys.map((key) => {
    const { about, fallback } = textOf(tables, object, key.name);
    const isValue = /^\d+$|^true$|^false$/.test(fallback) || key.choices.includes(fallback);
    const secret = key.isSecret ? " **Secret: never printed.**" : "";
    return [codeOf(key.name), TYPE_NAMES[key.kind], isValue ? codeOf(fallback) : fallback, about + secret];
  });
  return tableOf(["key", "type", "when left out", "meaning"], rows);
}

// Keys and types that APISIX calls otherwise, snake_case apart.
function renderApisix(tables: Tables): string {
  const keys = (["root", "provider"] as const).flatMap((object) =>
    tables.keys[object].flatMap(({ name, spellings }) => {
      const other = spellings.filter((spelling) => spelling !== snakeOf(name));
      return other.map((spelling) => [codeOf(spelling), object === "root" ? "top" : "an instance", codeOf(name)]);
    }),
  );
  const types = tables.typeAliases.map(({ name, type, paths }) => {
    const served = Object.entries(paths).map(([capability, path]) => `${codeOf(capability)} at ${codeOf(path)}`);
    const besides = served.length > 0 ? `, which then serves ${served.join(", ")}` : "";
    return [codeOf(name), "`provider`", `type ${codeOf(type)}${besides}`];
  });
  const rows = [...keys, ...types];
  // What is the same at the top and in a provider is named once.
  const once = rows.filter(([name], i) => rows.findIndex(([other]) => other === name) === i);
  return tableOf(["APISIX", "where", "here"], once);
}

function snakeOf(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

// Types with keys of their own; where the others are stands in providers.md.
function renderType(tables: Tables, provider: Provider): string[] {
  if (provider.keys.length === 0) return [];
  const parts = [`### \`${provider.type}\``, renderKeys(tables, "type", provider.keys)];
  const ends = provider.directEnds.map(codeOf).join(", ");
  if (ends !== "") parts.push(`Ends of paths by which \`${provider.urlKey}\` names one endpoint: ${ends}.`);
  return parts;
}

// Names, separated by commas, as the provider of the example gets them.
function renderModels(page: Page, argument: string): string {
  const rows = argument.split(/,\s*/).map((model) => {
    const { body } = chat(page, JSON.stringify({ model, messages: [] }));
    return [codeOf(model), codeOf((JSON.parse(body) as { model: string }).model)];
  });
  return tableOf(["the client's model", "the provider's"], rows);
}

// A chat's body per line, as the provider of the example gets it.
function renderBodies(page: Page, argument: string): string {
  const rows = argument.split("\n").map((body) => [codeOf(body), codeOf(chat(page, body).body)]);
  return tableOf(["the client sends", "the provider gets"], rows);
}

function chat({ module, example }: Page, body: string): Outcome {
  const outcome = module.send(example, "POST /v1/chat/completions\ncontent-type: application/json", body);
  if (outcome.outcome !== "sent") throw new Error(`an example is refused: ${outcome.reply}\n${example}${body}`);
  return outcome;
}

// Lines `members of a provider » METHOD target`: where such a request goes.
function renderPaths({ module }: Page, argument: string): string {
  const rows = argument.split("\n").map((line) => {
    const [members, request, body] = line.split(" » ") as [string, string, string | undefined];
    const outcome = module.send(`{"provider":{${members}}}`, request, body ?? "");
    if (outcome.outcome !== "sent") throw new Error(`an example is refused: ${outcome.reply}\n${line}`);
    const host = outcome.authority === "gateway.test" ? "" : outcome.authority;
    return [codeOf(members), codeOf(request + (body ? ` ${body}` : "")), codeOf(host + outcome.path)];
  });
  return tableOf(["the provider", "the client asks for", "the provider is asked for"], rows);
}

// A configuration per line, and what is logged of it.
function renderProblems({ module }: Page, argument: string): string {
  const rows = argument.split("\n").map((configuration) => {
    const { errors, warnings } = module.check(configuration);
    return [codeOf(configuration), [...errors, ...warnings].map(codeOf).join("<br>")];
  });
  return tableOf(["configuration", "log"], rows);
}

// Lines `METHOD target » body`: what the client is told under the example's configuration.
function renderReplies({ module, example }: Page, argument: string): string {
  const rows = argument.split("\n").map((line) => {
    const [request, body] = line.split(" » ") as [string, string | undefined];
    const outcome = module.send(example, `${request}\ncontent-type: application/json`, body ?? "");
    if (outcome.outcome === "sent") throw new Error(`an example is not refused: ${line}`);
    const details = outcome.outcome.split(" ")[1]!;
    return [codeOf(request + (body ? ` ${body}` : "")), codeOf(details), codeOf(outcome.reply)];
  });
  return tableOf(["the client sends", "details", "the client gets"], rows);
}
