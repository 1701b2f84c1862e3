// A way from what a client asks for to what a provider serves.

import { Capability, Protocol } from "../protocol/capability";
import { TranslationPlan } from "./plan";
import { Translator } from "./translator";

/** Makes the translator of one exchange. */
export type MakeTranslator = (plan: TranslationPlan) => Translator;

/** One way. */
@final
export class Translation {
  constructor(
    /** What the client asks for. */
    readonly client: Capability,
    /** What the provider is asked for instead. */
    readonly upstream: Capability,
    /** True when the request has a body that changes. */
    readonly readsBody: bool,
    /** True when the answer is made here, of the request alone. */
    readonly isLocal: bool,
    private readonly make: MakeTranslator,
  ) {}

  /** True when what the configuration wants edited is edited before requests are translated, and after answers are. */
  get isEditedAsAsked(): bool {
    return this.client.protocol == Protocol.OpenAi;
  }

  /** In whose form it is edited: OpenAI's, whichever side that is. */
  get edited(): Capability {
    return this.isEditedAsAsked ? this.client : this.upstream;
  }

  /** The translator of an exchange. */
  begin(plan: TranslationPlan): Translator {
    return this.make(plan);
  }
}
