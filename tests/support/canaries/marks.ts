// The marked secrets of one case: each text has one marker, wherever in the case it stands.

import type { HeaderDifference } from "../cases/case.ts";
import type { Canary, CanaryKind } from "./canary.ts";
import { markerOf, markWords } from "./marker.ts";

/** Names a variable of the environment: the secret is the variable's value. */
const REFERENCE = /^\s*env:/;

/** Texts that were marked, with what stands for them now. */
export class Marks {
  readonly canaries: Canary[] = [];
  private readonly texts = new Map<string, string>();

  constructor(private readonly owner: string) {}

  /** A marker of its own for what has no text to be found by. */
  make(kind: CanaryKind, where: string): string {
    const marker = markerOf(this.owner, kind, where);
    if (!this.canaries.some((known) => known.marker === marker)) this.canaries.push({ marker, kind, where });
    return marker;
  }

  /** `text` marked; white space at its ends, and what names a variable, stay. From now on {@link replace} knows it. */
  mark(kind: CanaryKind, where: string, text: string): string {
    const core = text.trim();
    if (core === "" || REFERENCE.test(text)) return text;
    if (!this.texts.has(core)) this.texts.set(core, markWords(core, this.make(kind, `${where} ${core}`)));
    return text.replace(core, () => this.texts.get(core) ?? core);
  }

  /** `text` with every marked text in it, also percent-encoded, as it is now. */
  replace(text: string): string {
    const known = [...this.texts].flatMap(([from, to]) => [
      [from, to],
      [encodeURIComponent(from), encodeURIComponent(to)],
    ]);
    const longestFirst = known.sort(([a], [b]) => b.length - a.length);
    const table = new Map(longestFirst.map(([from, to]) => [from, to]));
    if (table.size === 0) return text;
    const pattern = new RegExp([...table.keys()].map(escapePattern).join("|"), "g");
    return text.replace(pattern, (found) => table.get(found) ?? found);
  }

  replaceInDifference(difference: HeaderDifference): HeaderDifference {
    const changed = Object.entries(difference).map(([name, value]) => {
      if (value === null) return [name, null] as const;
      const values = [value].flat().map((one) => this.replace(one));
      return [name, values.length === 1 ? values[0] : values] as const;
    });
    return Object.fromEntries(changed);
  }
}

/** A pattern that matches just `text`. */
function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
