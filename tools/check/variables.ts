// The environment of the filter's VM: the variables that a configuration names as `env:NAME`, and what is wrong with them.

import type { PluginSource } from "./plugin-source.ts";

/** What the VM is given, and what to say about it. */
export interface VmVariables {
  values: Record<string, string>;
  notes: string[];
}

/** Stands in for a secret that is not at hand where a configuration is checked. */
const standIn = (name: string) => `stand-in-for-${name}`;

/** Finds the variables of a source; those not set here are stood in for, unless they are `required`. */
export function findVariables(source: PluginSource, environment: NodeJS.ProcessEnv, required: boolean): VmVariables {
  const { hostVariables } = source;
  const found: VmVariables = { values: {}, notes: [] };
  for (const name of namedVariables(source.text)) {
    const own = source.variables[name];
    const value = own ?? environment[name]?.trim();
    const isPassed = own !== undefined || hostVariables === null || hostVariables.includes(name);
    if (!isPassed) {
      found.notes.push(`${name} is not among the variables that the plugin's VM is given`);
    } else if (value) {
      found.values[name] = value;
    } else if (!required) {
      found.values[name] = standIn(name);
      found.notes.push(`${name} is not set here: checked with a stand-in`);
    }
  }
  return found;
}

/** The names in every string `env:NAME` of a JSON text. */
function namedVariables(text: Uint8Array): Set<string> {
  const strings = Buffer.from(text)
    .toString("utf8")
    .matchAll(/"\s*env:([^"\\]+?)\s*"/g);
  return new Set([...strings].map((match) => match[1]));
}
