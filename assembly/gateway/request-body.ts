// The body of the request at hand: read in windows, changed in place. One for all exchanges, since a VM has one thread.

import { Buffer, Host, Status } from "../host/host";
import { Splices } from "../json/edit";
import { JsonError } from "../json/error";
import { MemberPaths } from "../json/member-paths";
import { MemberScan } from "../json/member-scan";
import { MemberEdits } from "../json/members-edit";
import { Bytes, EMPTY, equalBytes } from "../text/bytes";
import { WordSearch } from "../text/word-search";
import { BodyWindow } from "./body-window";

/** How reading a body ended. */
export enum BodyResult {
  Ok,
  /** The scan's `error` says why. */
  Malformed,
  TooLarge,
  /** The proxy did not give what it had announced, or did not take a change. */
  HostFailure,
}

/** Reads and edits request bodies; everything about one body is void with the next `read`. */
@final
export class RequestBody {
  /** What was found. */
  readonly scan: MemberScan = new MemberScan();
  /** What shall change. */
  readonly edits: MemberEdits = new MemberEdits();
  /** The changes as splices; more may be added before `write`. */
  readonly splices: Splices = new Splices();
  /** True when the last body read had no byte. */
  isEmpty: bool = false;
  /** Size of the body in bytes. */
  size: u32 = 0;
  /** How many of a body's first bytes shall be kept, for the log; and they. */
  keeps: i32 = 0;
  kept: Bytes = EMPTY;
  /** What is looked for in a body, null for nothing; and whether it may be there. */
  sought: WordSearch | null = null;
  mayHold: bool = false;
  /** True when the last `write` made the body another one; making members the same may leave it as it was. */
  isChanged: bool = false;

  constructor(private readonly window: BodyWindow) {}

  /** Reads and scans the whole body; `expected` is its announced size, or 0. Then `edits` is ready for changes. */
  read(host: Host, paths: MemberPaths, expected: u32, maxBytes: u32): BodyResult {
    this.window.fit(expected);
    const window = this.window.bytes;
    this.size = 0;
    this.isEmpty = false;
    this.kept = EMPTY; // the last body's is another client's
    this.mayHold = false;
    const sought = this.sought;
    this.splices.clear();
    this.scan.begin(paths);
    for (let isLast = false; !isLast;) {
      const count = host.readBody(Buffer.RequestBody, this.size, window);
      if (count < 0) return BodyResult.HostFailure;
      if (this.size == 0) this.kept = this.window.keep(count, this.keeps);
      isLast = count < window.byteLength;
      this.isEmpty = isLast && this.size == 0 && count == 0;
      if (sought !== null && !this.mayHold) this.mayHold = sought.mayBeIn(window.subarray(0, count));
      const used = this.scan.feed(window.subarray(0, count), isLast);
      if (this.scan.error != JsonError.None) {
        // Not an empty body: that would be sent on unread.
        this.size += count;
        return BodyResult.Malformed;
      }
      if (used <= 0 && !isLast) return BodyResult.HostFailure;
      this.size += isLast ? count : used;
      if (this.size > maxBytes) return BodyResult.TooLarge;
    }
    this.edits.begin(this.scan);
    return BodyResult.Ok;
  }

  /** Replaces the body's changed part; true when there was nothing to change or all of it was changed. */
  write(host: Host): bool {
    const end = this.splices.prefixEnd;
    this.isChanged = this.splices.count > 0;
    if (this.splices.count == 0) return true;
    const window = this.window.bytes;
    if (end > <u32>window.byteLength) return this.rewrite(host);
    // A body of one window is still there.
    const isThere = this.size < <u32>window.byteLength;
    if (!isThere && this.window.read(host, 0, end) === null) return false;
    const writer = this.window.writer;
    writer.clear();
    if (!this.splices.apply(window, 0, 0, end, writer) || writer.overflowed) return false;
    this.isChanged = !equalBytes(writer.view(), window.subarray(0, end));
    return !this.isChanged || host.replacePrefix(Buffer.RequestBody, end, writer.view()) == Status.Ok;
  }

  /** The whole body in memory of its own, or null. */
  take(host: Host): Bytes | null {
    return this.size == 0 ? EMPTY : host.takeBody(Buffer.RequestBody);
  }

  /** Gives back what a large change has taken; called when the body has been written, or will not be. */
  release(): void {
    this.splices.clear();
    this.window.writer.clear();
  }

  // A change far behind: each window is taken off the front and put, changed, behind the last, until all have moved.
  // That keeps memory at two windows where a single replacement would need the whole prefix.
  private rewrite(host: Host): bool {
    const writer = this.window.writer;
    for (let at: u32 = 0; at < this.size;) {
      const count = min(this.size - at, <u32>this.window.bytes.byteLength);
      const part = this.window.read(host, 0, count);
      writer.clear();
      if (part === null || !this.splices.apply(part, at, at, at + count, writer) || writer.overflowed) return false;
      if (!this.window.rotate(host, count, writer.view())) return false;
      at += count;
    }
    return true;
  }
}
