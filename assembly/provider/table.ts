// Finds the row of a type. Adding a provider that speaks OpenAI's API is adding a file to `rows/`.

import { MAKERS, TYPES } from "./row-list";
import { ProviderRow } from "./spec";

// The rows that somebody asked for: most of them no VM needs, and each is visited by every collection.
const made: StaticArray<ProviderRow | null> = new StaticArray<ProviderRow | null>(MAKERS.length);

/** The row of a type, made when it is first asked for; or null. */
export function findProvider(type: string): ProviderRow | null {
  const index = TYPES.indexOf(type);
  if (index < 0 || index >= made.length) return null;
  const known = unchecked(made[index]);
  if (known !== null) return known;
  const row = unchecked(MAKERS[index])(); // as many as `made`
  unchecked((made[index] = row));
  return row;
}
