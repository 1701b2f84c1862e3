// Tiny exports around redaction, for the tests that need files or a second opinion from Node.
import { RedactPaths } from "../../assembly/json/redact-paths";
import { cutText, writeRedacted, writeRedactedStream } from "../../assembly/json/redaction";
import { ByteWriter } from "../../assembly/json/write";
import { Bytes, EMPTY } from "../../assembly/text/bytes";

let input: Bytes = EMPTY;
let paths = new RedactPaths();
const output = new ByteWriter();

/** Makes room for a text of `length` bytes and returns its address. */
export function reserve(length: i32): usize {
  input = new Uint8Array(length);
  return input.dataStart;
}

/** Forgets all paths. */
export function forgetPaths(): void {
  paths = new RedactPaths();
}

/** Adds the reserved text as a path; leaves why it is bad in the output, and is true if it is not. */
export function addPath(): bool {
  output.clear();
  output.ascii(paths.add(String.UTF8.decode(input.buffer)));
  return output.length == 0;
}

/** Writes the first `most` bytes of the reserved text, less than all of them as a cut text, into the output. */
export function redact(most: i32, isStream: bool): bool {
  output.clear();
  const isCut = most < input.byteLength;
  const text = cutText(input, most);
  return isStream ? writeRedactedStream(output, text, isCut, paths) : writeRedacted(output, text, isCut, paths);
}

/** Address of the output. */
export function outputStart(): usize {
  return output.view().dataStart;
}

/** Length of the output. */
export function outputLength(): i32 {
  return output.length;
}
