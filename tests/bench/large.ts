// A large configuration, of which the bench's request needs the last of everything: what do the others cost?

/** Providers, rules and exact entries of the mapping, a thousand each. */
export const COUNT = 1000;

/** The configuration; its last provider is the bench's own. `rules` or `mapping` 0 leaves them at what the bench has. */
export function largeConfiguration(provider: { id: string; modelMapping: object }, rules = COUNT, mapping = COUNT) {
  const numbers = Array.from({ length: COUNT - 1 }, (_, i) => i);
  const others = numbers.map((i) => ({ ...provider, id: `provider-${i}`, modelMapping: { [`model-${i}`]: "m" } }));
  const names = numbers.slice(0, Math.max(mapping - 1, 0)).map((i) => [`model-${i}`, `other-${i}`]);
  const own = { ...provider, modelMapping: { ...Object.fromEntries(names), ...provider.modelMapping } };
  const before = numbers.slice(0, Math.max(rules - 1, 0)).map((i) => ({
    _match_domain_: [i % 3 === 0 ? `*.team-${i}.example` : `team-${i}.example`],
    activeProviderId: `provider-${i}`,
  }));
  const last = { _match_domain_: ["gateway.example"], activeProviderId: provider.id };
  const _rules_ = rules === 0 ? undefined : [...before, last];
  return JSON.stringify({ providers: [...others, own], activeProviderId: provider.id, _rules_ });
}
