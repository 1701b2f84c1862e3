// Finds the row of a type. Adding a provider that speaks OpenAI's API is adding a file to `rows/`.

import { PROVIDERS } from "./row-list";
import { ProviderRow } from "./spec";

/** The row of a type, or null. */
export function findProvider(type: string): ProviderRow | null {
  for (let i = 0, count = PROVIDERS.length; i < count; i++) {
    const row = unchecked(PROVIDERS[i]); // i < count
    if (row.type == type) return row;
  }
  return null;
}
