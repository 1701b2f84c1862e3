// docs/translation.md: what becomes of each member when a request, or its answer, changes its protocol.

import { codeOf, tableOf } from "./markdown.ts";
import type { MemberFate, Tables } from "./module.ts";

const FATES: Record<MemberFate["fate"], string> = {
  copied: "as it is",
  converted: "",
  dropped: "left out",
  refused: "refused",
};

/** Renders the reference of translations into `template`, which has the words around the tables. */
export function renderTranslation(tables: Tables, template: string): string {
  const ways = tables.translations.map(({ client, upstream, isLocal }) => [
    codeOf(client),
    isLocal ? `estimated here, where the provider serves ${codeOf(upstream)}` : codeOf(upstream),
  ]);
  const sections = tables.memberTables.map(({ title, rows }) => `### ${title}\n\n${renderMembers(rows)}`);
  const dropped = tables.memberTables.map(({ title, rows }) => `### ${title}\n\n${renderDropped(rows)}`);
  return template
    .replace("<!-- WAYS -->", tableOf(["the client asks for", "the provider is asked for"], ways))
    .replace("<!-- DROPPED -->", dropped.join("\n\n"))
    .replace("<!-- MEMBERS -->", sections.join("\n\n"));
}

function renderMembers(rows: MemberFate[]): string {
  const kept = rows.filter(({ fate }) => fate === "copied" || fate === "converted");
  const cells = kept.map(({ path, fate, target, note }) => {
    const becomes = fate === "copied" && target === path ? FATES.copied : codeOf(target);
    return [nameOf(path), becomes, note];
  });
  return tableOf(["member", "becomes", "how"], cells);
}

function renderDropped(rows: MemberFate[]): string {
  const lost = rows.filter(({ fate }) => fate === "dropped" || fate === "refused");
  return tableOf(
    ["member", "", "why"],
    lost.map(({ path, fate, note }) => [nameOf(path), FATES[fate], note]),
  );
}

// What stands in parentheses is no part of a name.
function nameOf(path: string): string {
  if (path.startsWith("(")) return path.slice(1, -1);
  const [name, ...rest] = path.split(" (");
  return rest.length === 0 ? codeOf(path) : `${codeOf(name!)} (${rest.join(" (")}`;
}
