// Finds watched members in a body (RFC 8259) that never sits whole in memory.
import { Bytes } from "../text/bytes";
import { JsonError } from "./error";
import { MemberPaths } from "./member-paths";
import { MemberSink } from "./member-sink";
import { Occurrences } from "./occurrences";
import { Scanner } from "./scanner";

/**
 * Validates a body window by window and notes where the watched members stand (see `Occurrences`). Use: `begin`, then
 * `feed` until the last window, then `error`. Used again and again it allocates nothing.
 */
@final
export class MemberScan extends Occurrences {
  private scanner: Scanner<MemberSink> = new Scanner<MemberSink>(new MemberSink());
  private used: u32 = 0;

  /** Forgets the last body. */
  begin(paths: MemberPaths): void {
    this.clear(paths);
    this.scanner.begin();
    this.scanner.sink.begin(this, paths);
    this.used = 0;
  }

  /**
   * Reads the next part of the body and returns how many of its bytes were used; the next window begins with the first
   * byte that was not. A `last` window is used whole. A window of at least `MIN_WINDOW_BYTES` is always used in part; a
   * shorter one may need to be given again with more behind it. After an error nothing is used.
   */
  feed(window: Bytes, last: bool): i32 {
    if (this.scanner.error != JsonError.None) return 0;
    const start = window.dataStart;
    const sink = this.scanner.sink;
    sink.beginWindow(start, this.used);
    const stop = this.scanner.scan(start, start + <usize>window.byteLength, this.used, last);
    if (this.scanner.error != JsonError.None) return 0;
    const used = <u32>(stop - start);
    if (!last) sink.endWindow(used);
    this.used += used;
    return <i32>used;
  }

  /** Why the body was refused, or `None`. */
  get error(): JsonError {
    return this.scanner.error;
  }

  /** The offset of the first offending byte in the body. */
  get errorOffset(): u32 {
    return this.scanner.errorOffset;
  }

  /** The node whose member is repeated too often or spelled in another case; -1 for other errors. */
  get errorNode(): i32 {
    return this.scanner.sink.errorNode;
  }

  /** Offset after the `{` of a body that is an object. */
  get rootContentStart(): u32 {
    return this.rootStart + 1;
  }
}
