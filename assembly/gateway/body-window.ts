// The part of a held request body that is in memory. One for all exchanges, since a VM has one thread.

import { Buffer, Host, Status } from "../host/host";
import { ByteWriter } from "../json/write";
import { Bytes, copyOf, EMPTY } from "../text/bytes";

// Larger than MIN_WINDOW_BYTES of the scanner and MIN_FORM_WINDOW, so that each window makes progress.
const MIN_WINDOW: i32 = 128 << 10;
const MAX_WINDOW: i32 = 1 << 20;

/** Room for a part of the body, and for what that becomes. */
@final
export class BodyWindow {
  /** What has been read; how much of it, the reader knows. */
  bytes: Bytes = new Uint8Array(MIN_WINDOW);
  /** What is written. */
  readonly writer: ByteWriter = new ByteWriter();

  /** Makes room for one byte more than is expected, so that a full window tells that there is more. */
  fit(expected: u32): void {
    let size = this.bytes.byteLength;
    while (size < MAX_WINDOW && <u32>size <= expected) size *= 2;
    if (size > this.bytes.byteLength) this.bytes = new Uint8Array(size);
  }

  /** Reads the `count` bytes from `start` on, which must be there and fit; null when the proxy does not give them. */
  read(host: Host, start: u32, count: i32): Bytes | null {
    const part = this.bytes.subarray(0, count);
    return host.readBody(Buffer.RequestBody, start, part) == count ? part : null;
  }

  /** A copy of the first `most` bytes of the first `count` that were read. */
  keep(count: i32, most: i32): Bytes {
    return most == 0 ? EMPTY : copyOf(this.bytes.subarray(0, min(count, most)));
  }

  /** Takes the first `count` bytes of the body off, and puts `bytes` behind its last; false when the proxy refused. */
  rotate(host: Host, count: u32, bytes: Bytes): bool {
    if (host.replacePrefix(Buffer.RequestBody, count, EMPTY) != Status.Ok) return false;
    return host.appendBody(Buffer.RequestBody, bytes) == Status.Ok;
  }
}
