// Reads the facts of an answer (RFC 8259) while it passes, window by window.
import { JsonError } from "./error";
import { FieldPaths } from "./field-paths";
import { FieldSink } from "./field-sink";
import { Scanner } from "./scanner";

/**
 * Validates a text window by window and tells `V` its fields (see `FieldSink`). Use: `begin`, then `feed` until the last
 * window. A scan between two windows belongs to one text; used again and again it allocates nothing.
 */
@final
export class FieldScan<V> {
  private scanner: Scanner<FieldSink<V>> = new Scanner<FieldSink<V>>(new FieldSink<V>());
  private used: u32 = 0;

  /** Forgets the last text; `listener` hears of the fields of the next one. */
  begin(paths: FieldPaths, listener: V): void {
    this.scanner.begin();
    this.scanner.sink.begin(paths, listener);
    this.used = 0;
  }

  /**
   * Reads the next part of the text, the bytes [start, end), and returns the first one that was not used; the next part
   * begins with it. The `last` part is used whole. After an error the result has no meaning.
   */
  feed(start: usize, end: usize, last: bool): usize {
    if (this.scanner.error != JsonError.None) return end;
    this.scanner.sink.beginWindow(start, this.used);
    const stop = this.scanner.scan(start, end, this.used, last);
    this.used += <u32>(stop - start);
    return stop;
  }

  /** True when the text is complete, but for white space. */
  get isComplete(): bool {
    return this.scanner.isComplete;
  }

  /** Why the text was refused, or `None`. */
  get error(): JsonError {
    return this.scanner.error;
  }
}
