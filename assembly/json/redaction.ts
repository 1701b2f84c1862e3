// Payloads for the log: JSON texts (RFC 8259) inside a JSON string, without what must not be seen.
import { Bytes } from "../text/bytes";
import { RedactPaths } from "./redact-paths";
import { appendStream } from "./redact-stream";
import { Redactor } from "./redactor";
import { sequenceLength } from "./utf8-sequence";
import { ByteWriter } from "./write";

// One of each for all texts: a VM has one thread, and redaction calls nobody.
const redactor = new Redactor();
const redacted = new ByteWriter();

/**
 * Appends a JSON string that means `text`, with `"[redacted]"` in the place of each value that a path leads to; all else
 * stays as it is written. `isCut` says that more may belong behind the end of the text; a redacted value that is cut
 * there is left out. False, with nothing written, if the text is not JSON as far as it goes, so that nobody knows what
 * it holds. Without paths any text is written, JSON or not. The text grows at most sevenfold before it is quoted.
 */
export function writeRedacted(out: ByteWriter, text: Bytes, isCut: bool, paths: RedactPaths): bool {
  const start = text.dataStart;
  const end = start + <usize>text.byteLength;
  return quote(out, text, paths.length == 0 || redactor.append(redacted, start, end, isCut, paths), paths);
}

/**
 * Does the same for an event stream: the JSON behind each `data:` is redacted. False, with nothing written, if there are
 * paths and a line is no field or comment, or its data neither JSON nor `[DONE]`; also if JSON goes over several lines.
 */
export function writeRedactedStream(out: ByteWriter, text: Bytes, isCut: bool, paths: RedactPaths): bool {
  const start = text.dataStart;
  const end = start + <usize>text.byteLength;
  return quote(out, text, paths.length == 0 || appendStream(redactor, redacted, start, end, isCut, paths), paths);
}

/** Writes the text that is fit to be seen, if there is one, and leaves nothing of it in the shared writer. */
function quote(out: ByteWriter, text: Bytes, isFit: bool, paths: RedactPaths): bool {
  if (isFit) out.jsonString(paths.length == 0 ? text : redacted.view());
  redacted.clear();
  return isFit;
}

/** The first bytes of `text`, at most `most` and none of a UTF-8 character that does not fit whole; shares its memory. */
export function cutText(text: Bytes, most: i32): Bytes {
  const start = text.dataStart;
  const end = start + <usize>text.byteLength;
  if (text.byteLength < most) return text;
  const cut = max(most, 0);
  for (let back = 1; back <= min(cut, 3); back++) {
    const at = start + <usize>(cut - back);
    if ((load<u8>(at) & 0xc0) == 0x80) continue; // inside a character
    const length = sequenceLength(at, end);
    // Cut by us, or by whoever handed over no more than `most` bytes.
    return text.subarray(0, length < 0 || length > back ? cut - back : cut);
  }
  return text.subarray(0, cut);
}
