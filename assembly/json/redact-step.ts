// One step of a redaction path: from an object or an array to what stands in it.
import { Bytes, EMPTY } from "../text/bytes";
import { equalFolded } from "./folding";

/** What a step leads to. */
export const enum StepKind {
  /** The members of one name. */
  Member,
  AnyMember,
  /** The element at one index. */
  Element,
  AnyElement,
}

/** A step; its fields mean nothing for the kinds that do not need them. */
@final
export class RedactStep {
  constructor(
    readonly kind: StepKind,
    readonly name: Bytes = EMPTY,
    readonly index: u32 = 0,
  ) {}

  /** True when the step leads to a member whose name means the `length` bytes at `name`, in any case (see folding.ts). */
  leadsToMember(name: usize, length: i32): bool {
    if (this.kind == StepKind.AnyMember) return true;
    return this.kind == StepKind.Member && equalFolded(name, length, this.name.dataStart, this.name.byteLength);
  }

  /** True when the step leads to the element at `index`. */
  leadsToElement(index: u32): bool {
    return this.kind == StepKind.AnyElement || (this.kind == StepKind.Element && this.index == index);
  }
}
