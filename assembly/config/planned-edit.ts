// One edit of JSON bodies as a body plan has it: its members found in the tree of names, its bounds read.

import { doubleValue } from "../json/number-value";
import { Capability, Trait } from "../protocol/capability";
import { EditOp } from "../provider/body-edit-spec";
import { Bytes, EMPTY, utf8 } from "../text/bytes";

/** An object without members, which adds nothing to one that is there when it is merged. */
export const EMPTY_OBJECT = utf8("{}");

/** An edit; nodes are those of `BodyPlan.paths`. */
@final
export class PlannedEdit {
  /** Where the member goes, or -1. */
  to: i32 = -1;
  /** The member that the client's body must have, or -1. */
  condition: i32 = -1;
  /** The value to give, as JSON. */
  json: Bytes = EMPTY;
  /** The bounds of a number as JSON; no bytes for none. */
  min: Bytes = EMPTY;
  max: Bytes = EMPTY;
  /** What the capabilities that it is for have in common. */
  trait: Trait = Trait.Model;
  /** Indices of those capabilities; none: all with the trait. */
  capabilities: Array<i32> = [];
  /** True when the value is merged into the objects around it: one that is no object stays unless it is forced. */
  isMerged: bool = false;
  /** True when the provider's row asks for it, not the configuration. */
  isOfRow: bool = false;

  constructor(
    readonly op: EditOp,
    /** The member that is edited. */
    readonly node: i32,
  ) {}

  /** True when bodies of `capability` are edited. */
  isFor(capability: Capability): bool {
    if (!capability.has(this.trait)) return false;
    return this.capabilities.length == 0 || this.capabilities.includes(capability.index);
  }

  /** The bound that the number `json` is beyond, as JSON; no bytes when it is within both, or no number. */
  boundOf(json: Bytes): Bytes {
    if (!isNumber(json)) return EMPTY;
    const value = numberOf(json);
    if (this.min.byteLength > 0 && value < numberOf(this.min)) return this.min;
    return this.max.byteLength > 0 && value > numberOf(this.max) ? this.max : EMPTY;
  }
}

/** True when `json`, a valid value, is a number. */
export function isNumber(json: Bytes): bool {
  if (json.byteLength == 0) return false;
  const first = load<u8>(json.dataStart);
  return first == 0x2d || <u8>(first - 0x30) <= 9;
}

/** What a number means. */
export function numberOf(number: Bytes): f64 {
  return doubleValue(number.dataStart, number.dataStart + <usize>number.byteLength);
}
