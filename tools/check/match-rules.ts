// What Higress' control plane makes of a WasmPlugin: one JSON object, with the match rules in `_rules_`.
// https://higress.cn/docs/latest/user/wasm-go/

type Node = Record<string, unknown>;

const MATCHES = { ingress: "_match_route_", domain: "_match_domain_", service: "_match_service_" } as const;

/** The configuration that the filter gets from `spec`; of Istio's, `pluginConfig` as it is. */
export function configurationOf(spec: Node): Node {
  if (spec.pluginConfig !== undefined) return spec.pluginConfig as Node;
  const base = spec.defaultConfigDisable === true ? {} : ((spec.defaultConfig ?? {}) as Node);
  const rules = ((spec.matchRules ?? []) as Node[]).filter((rule) => rule.configDisable !== true).map(ruleOf);
  return rules.length === 0 ? base : { ...base, _rules_: rules };
}

function ruleOf(rule: Node): Node {
  const matches = Object.entries(MATCHES).filter(([name]) => rule[name] !== undefined);
  return { ...(rule.config as Node), ...Object.fromEntries(matches.map(([name, key]) => [key, rule[name]])) };
}
