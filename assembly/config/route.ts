// Who answers the requests that fall under one rule of the configuration, or under none.

import { ProviderSettings } from "./provider-settings";

/** A provider, or why there is none. Not changed after the configuration was read. */
@final
export class Route {
  private constructor(
    /** Who answers; null: nobody. */
    readonly provider: ProviderSettings | null,
    /** What is wrong with the configuration of these requests; "": nothing. */
    readonly problem: string,
    /** True when these requests pass as if there were no filter. */
    readonly isInert: bool,
  ) {}

  /** Nobody is meant to answer, and requests pass untouched. */
  static readonly INERT: Route = new Route(null, "", true);

  /** Nobody is configured. */
  static readonly NOBODY: Route = new Route(null, "", false);

  /** Several providers share the requests. */
  static readonly SHARED: Route = new Route(null, "", false);

  /** Requests go to `provider`. */
  static to(provider: ProviderSettings): Route {
    return new Route(provider, "", false);
  }

  /** Requests are refused, because of this error of the configuration. */
  static broken(problem: string): Route {
    return new Route(null, problem, false);
  }
}
