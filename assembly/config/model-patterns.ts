// `allowModels`: the model names a client may use, in the key syntax of `modelMapping`.

import { Bytes } from "../text/bytes";
import { ModelKeys, NO_KEY } from "./model-keys";

/** A set of names, `prefix*`, `~regex` and `*`. */
export class ModelPatterns {
  private keys: ModelKeys = new ModelKeys();

  /** Adds a pattern; returns "" or why it is refused. */
  add(pattern: Bytes): string {
    return this.keys.add(pattern) == NO_KEY ? this.keys.error : "";
  }

  /** True when nothing was added; such a set matches no model. */
  get isEmpty(): bool {
    return this.keys.count == 0;
  }

  /** True when one of the patterns is just this name. */
  names(model: Bytes): bool {
    return this.keys.hasExact(model);
  }

  /** True when `model` falls under one of the patterns; a `~regex` need match only a part of it. */
  matches(model: Bytes): bool {
    return this.keys.find(model) != NO_KEY;
  }
}
