// Takes out of a JSON text (RFC 8259), which may be cut anywhere, what must not be seen.
import { JsonError } from "./error";
import { RedactPaths } from "./redact-paths";
import { RedactSink } from "./redact-sink";
import { Scanner } from "./scanner";
import { ByteWriter } from "./write";

/** One scanner with its sink; used again and again it allocates nothing. */
@final
export class Redactor {
  private scanner: Scanner<RedactSink> = new Scanner<RedactSink>(new RedactSink());

  /**
   * Appends the text [start, end) to `out`, with `"[redacted]"` in the place of each value that a path leads to. Of such
   * a value that the end of a cut text breaks off, nothing is written. False if the text is not JSON as far as it goes;
   * what was written then is void.
   */
  append(out: ByteWriter, start: usize, end: usize, isCut: bool, paths: RedactPaths): bool {
    const scanner = this.scanner;
    scanner.begin();
    scanner.sink.begin(out, start, paths);
    // To the scanner a cut text is a window with more behind it: an unfinished token is no error, and is not told.
    scanner.scan(start, end, 0, !isCut);
    if (scanner.error != JsonError.None) return false;
    scanner.sink.finish(<u32>(end - start));
    return !out.overflowed;
  }
}
