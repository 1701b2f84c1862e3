// One call of a tool in a stream, as far as it has come.

import { ByteWriter } from "../../json/write";
import { Bytes, EMPTY } from "../../text/bytes";

/** What is known of it. */
@final
export class StreamedCall {
  id: Bytes = EMPTY;
  name: Bytes = EMPTY;
  /** Arguments that came while its block was not open: insides of strings, as they are written. */
  readonly kept: ByteWriter = new ByteWriter();
  /** True when its block has begun, and when it has ended. */
  isBegun: bool = false;
  isEnded: bool = false;

  constructor(
    /** Its place among all calls, in the order in which they came. */
    readonly number: i32,
    /** The place that the provider gives it. */
    readonly index: i64,
  ) {}

  /** How many bytes it keeps. */
  get held(): i32 {
    return this.id.byteLength + this.name.byteLength + this.kept.length;
  }
}
