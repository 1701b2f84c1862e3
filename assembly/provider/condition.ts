// When something in a row holds: by what a key of the provider's configuration says.

import { TokenStyle } from "../auth/token-style";

/** A key and a value that it must have. */
@final
export class Condition {
  constructor(
    /** The key; "": the condition always holds. */
    readonly key: string,
    /** The value as text; "": any that is neither empty nor false. */
    readonly value: string = "",
  ) {}

  /** True when the condition holds where the key's text is `text`. */
  holds(text: string): bool {
    if (this.key.length == 0) return true;
    return this.value.length > 0 ? text == this.value : text.length > 0 && text != "false";
  }
}

/** What Aisle does not do yet for a type. */
@final
export class Later {
  constructor(
    readonly when: Condition,
    /** What is missing, as the object of "needs". */
    readonly what: string,
    /** True when `protocol: original` can do without it. */
    readonly isOriginalServed: bool,
  ) {}
}

/** Another way to see a token, where a condition holds. */
@final
export class ConditionalStyle {
  constructor(
    readonly when: Condition,
    readonly style: TokenStyle,
  ) {}
}

/** A capability that has another path, or none, where a condition holds. */
@final
export class ConditionalPath {
  constructor(
    readonly when: Condition,
    readonly capability: i32,
    readonly path: Uint8Array,
  ) {}
}
