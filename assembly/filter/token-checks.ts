// Looks after tokens that rest, at each tick: some come back when their time is up, others when a health check succeeds.

import { ProviderSettings } from "../config/provider-settings";
import { isHealthy, probeToken } from "../gateway/token-probe";
import { Host } from "../host/host";
import { TokenPool } from "../upstream/token-pool";
import { Upstreams } from "../upstream/upstreams";

const MAX_PROBES = 1024;

// A health check under way.
@final
class Probe {
  constructor(
    readonly tokens: TokenPool,
    readonly index: i32,
  ) {}
}

/** The health checks of one VM. */
@final
export class TokenChecks {
  private probes: Map<i32, Probe> = new Map<i32, Probe>();

  constructor(private readonly host: Host) {}

  /** How many have no answer yet. */
  get size(): i32 {
    return this.probes.size;
  }

  /** Does what is due for the tokens of a configuration. */
  run(upstreams: Upstreams): void {
    if (!upstreams.hasPolicies) return;
    const providers = upstreams.settings.providers;
    for (let i = 0, count = providers.length; i < count; i++) this.check(upstreams, unchecked(providers[i])); // i < count
  }

  /** True when call-out `token` was a health check, whose answer, or failure, is at hand. */
  onAnswer(token: i32): bool {
    if (!this.probes.has(token)) return false;
    const probe = this.probes.get(token); // no-trap: has() before
    this.probes.delete(token);
    probe.tokens.noteHealth(this.host, probe.index, isHealthy(this.host));
    return true;
  }

  private check(upstreams: Upstreams, provider: ProviderSettings): void {
    const tokens = upstreams.tokensOf(provider);
    const policy = provider.tokenPolicy;
    if (tokens === null || policy === null) return;
    // Only a VM that knows where to ask takes the turn.
    if (policy.cooldownMs == 0 && upstreams.placeOf(provider) === null) return;
    for (let index = tokens.due(this.host); index >= 0; index = tokens.due(this.host)) {
      const token = probeToken(this.host, upstreams, provider, policy, index);
      if (this.probes.size >= MAX_PROBES) this.probes.clear(); // some proxies leave calls unanswered
      if (token >= 0) this.probes.set(token, new Probe(tokens, index));
      else tokens.noteHealth(this.host, index, false);
    }
  }
}
