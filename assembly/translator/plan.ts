// What a translator is told besides the bodies: nothing of the proxy, and no header.

import { Capability } from "../protocol/capability";
import { Bytes, EMPTY } from "../text/bytes";
import { ProviderTraits } from "./provider-traits";

/** One exchange, as far as its translation depends on it. */
@final
export class TranslationPlan {
  /** The model that the client named; answers that name none are told to be of it. */
  model: Bytes = EMPTY;
  /** Seconds since 1970: when an answer that has no time of its own was made. */
  now: i64 = 0;

  constructor(
    /** What the client asks for. */
    readonly client: Capability,
    /** What the provider is asked for. */
    readonly upstream: Capability,
    /** What the provider reads that others of its protocol do not. */
    readonly traits: ProviderTraits,
  ) {}
}
