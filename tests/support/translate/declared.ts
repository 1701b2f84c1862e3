// Whether the tables of the translators tell of a member.

import type { MemberFate } from "../../../tools/reference/module.ts";
import type { Member } from "./members.ts";
import type { Members } from "./json-values.ts";

/** A row's path without what it says in parentheses, and that. */
export function placeOf({ path }: MemberFate): { path: string; kinds: string } {
  const [place = "", ...rest] = path.split(" (");
  return { path: place.replace("[0]", "[]"), kinds: rest.join(" (").replace(/\)$/, "") };
}

/** True when `rows` tell what becomes of `member`: by itself, with all that it stands in, or by all that stands in it. */
export function isDeclared(rows: MemberFate[], member: Member): boolean {
  return rows.some((row) => {
    const { path, kinds } = placeOf(row);
    if (isInside(path, member.path) && path !== "") return true;
    if (!isOfKind(kinds, member.variants)) return false;
    if (path === member.path) return true;
    // What a `type` says is told by what becomes of the members beside it.
    if (member.path.endsWith(".type") && isInside(path, member.path.slice(0, -".type".length))) return true;
    if (!isInside(member.path, path)) return false;
    // What is converted member by member must have them all declared.
    const parts = rows
      .map(placeOf)
      .filter((part) => isInside(part.path, path) && isOfKind(part.kinds, member.variants));
    const isWhole = row.fate !== "converted" || parts.length === 0;
    return isWhole;
  });
}

/** True when `path` stands in `container`. */
export function isInside(path: string, container: string): boolean {
  return path.startsWith(`${container}.`) || path.startsWith(`${container}[`);
}

/** True when what a row says in parentheses tells of a value whose objects have these types. */
export function isOfKind(kinds: string, variants: string[]): boolean {
  if (kinds === "") return true;
  const words = kinds.split(/[^a-z_0-9…]+/);
  return variants.some((variant) =>
    words.some((word) => {
      if (word === "results") return variant.endsWith("_tool_result");
      // `web_search_…` and the like are all tools that are not the client's own.
      return word === variant || (word.endsWith("_…") && variant !== "custom" && variant !== "function");
    }),
  );
}

/** A body without what a row tells of, less what other rows tell of it, and how often it was there. */
export function without(row: MemberFate, rows: MemberFate[], body: unknown): { body: unknown; count: number } {
  const { path, kinds } = placeOf(row);
  const copy = structuredClone(body);
  const kept = rows
    .map((other) => placeOf(other).path)
    .filter((other) => row.fate === "dropped" && isInside(other, path));
  for (const inner of kept) {
    const name = inner.slice(path.length + 1);
    const value = valueAt(copy, path) as Members | undefined;
    if (typeof value === "object" && value !== null && name in value)
      return { body: copy, count: removeBeside(value, name) };
  }
  return { body: copy, count: remove(copy, path.match(/\[\]|[^.[\]]+/g) ?? [], kinds, []) };
}

function removeBeside(members: Members, name: string): number {
  const others = Object.keys(members).filter((other) => other !== name);
  for (const other of others) delete members[other];
  return others.length;
}

function remove(value: unknown, [step, ...rest]: string[], kinds: string, variants: string[]): number {
  if (typeof value !== "object" || value === null || step === undefined) return 0;
  if (Array.isArray(value)) {
    if (step !== "[]") return 0;
    if (rest.length > 0) return value.map((one) => remove(one, rest, kinds, variants)).reduce((sum, n) => sum + n, 0);
    const kept = value.filter((one) => !isOfKind(kinds, variantsOf(one)));
    const count = value.length - kept.length;
    value.splice(0, value.length, ...kept);
    return count;
  }
  const members = value as Members;
  const around = [...variants, ...variantsOf(value)];
  if (!(step in members)) return 0;
  if (rest.length > 0) return remove(members[step], rest, kinds, around);
  if (!isOfKind(kinds, around)) return 0;
  delete members[step];
  return 1;
}

function variantsOf(value: unknown): string[] {
  const { type, role } = (value ?? {}) as Members;
  return [type, role].filter((one): one is string => typeof one === "string");
}

/** The value that stands at a path of names. */
export function valueAt(body: unknown, path: string): unknown {
  return path.split(".").reduce((value, name) => (value as Members | undefined)?.[name], body);
}
