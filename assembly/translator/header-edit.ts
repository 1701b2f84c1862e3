// The headers that a translation may decide on: a closed list, so that none can bring another's credential.

import { Bytes } from "../text/bytes";

/** Which header. */
export enum EditableHeader {
  ContentType,
  Accept,
  AnthropicVersion,
  /** `x-aisle-estimated` of an answer. */
  Estimated,
}

/** One header and its value. */
@final
export class HeaderEdit {
  constructor(
    readonly header: EditableHeader,
    /** No bytes: the header goes. */
    readonly value: Bytes,
  ) {}
}
