// From a configuration of Aisle's to one of Envoy's, or to what is wrong with it.

import type { Node } from "../../envoy/bootstrap.ts";
import { CheckedPlugin } from "../check/checked-plugin.ts";
import { readPluginSources } from "../check/plugin-source.ts";
import { findVariables } from "../check/variables.ts";
import { bootstrapOf, fragmentOf, type BootstrapOptions } from "./bootstrap.ts";
import { ExpressionError } from "./key-reader.ts";
import { withMode } from "./mode.ts";
import { makePlan } from "./plan.ts";

/** How the configuration is to be written. */
export interface GenerateOptions extends Partial<BootstrapOptions> {
  /** Only what is added to an Envoy of one's own. */
  isFragment?: boolean;
}

const DEFAULTS: BootstrapOptions = {
  port: 10000,
  adminPort: 9901,
  wasm: "/etc/envoy/aisle.wasm",
  ca: "/etc/ssl/certs/ca-certificates.crt",
};

/**
 * The Envoy configuration for one of Aisle's, in JSON or YAML. Throws ExpressionError with what is wrong with it, a line
 * for each: what the filter itself finds, its warnings too, or what Envoy cannot express.
 */
export function generateEnvoy(configuration: string, options: GenerateOptions = {}): Node {
  const [source] = readPluginSources(Buffer.from(configuration));
  const { values } = findVariables(source!, {}, false);
  const text = withMode(Buffer.from(source!.text).toString("utf8"), "upstream");
  const filter = new CheckedPlugin(Buffer.from(text), values);
  // A key that the filter ignores would be one that Envoy is not told either.
  const problems = filter.problems.map(({ text }) => text);
  if (!filter.isUsable || problems.length > 0) throw new ExpressionError("", problems.join("\n"));
  const plan = makePlan(text, values, filter);
  const { isFragment = false, ...given } = options;
  return isFragment ? fragmentOf(plan, { ...DEFAULTS, ...given }) : bootstrapOf(plan, { ...DEFAULTS, ...given });
}
