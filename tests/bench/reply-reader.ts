// Finds the end of a reply, and the chunks of a stream, with as little reading as possible.

/** Reads one reply, whose head comes in one piece. */
export class ReplyReader {
  head = "";
  private missing = 0;
  private readonly body = new ChunkReader();

  constructor(private readonly isStream: boolean) {}

  /** Chunks of a stream so far. */
  get chunks(): number {
    return this.body.count;
  }

  get isOk(): boolean {
    return this.head.startsWith("HTTP/1.1 200");
  }

  /** Takes the next bytes; true when the reply is complete. */
  push(data: Buffer): boolean {
    let body = data;
    if (this.head === "") {
      const end = data.indexOf("\r\n\r\n");
      if (end < 0) throw new Error("the head of a reply came in pieces");
      this.head = data.toString("latin1", 0, end);
      this.missing = Number(/content-length: (\d+)/i.exec(this.head)?.[1] ?? 0);
      body = data.subarray(end + 4);
    }
    if (this.isStream && this.isOk) return this.body.push(body);
    this.missing -= body.length;
    return this.missing <= 0;
  }
}

/** Counts the chunks of a body (RFC 9112, section 7.1), without extensions and trailers. */
class ChunkReader {
  /** Chunks so far, but for the empty last one. */
  count = 0;
  private size = 0;
  /** Bytes up to the next size. */
  private skipped = 0;
  private isLast = false;

  /** Takes the next bytes; true when the body is complete. */
  push(data: Buffer): boolean {
    for (let at = 0; at < data.length;) {
      const step = Math.min(this.skipped, data.length - at);
      this.skipped -= step;
      at += step;
      if (this.skipped === 0 && at < data.length) this.readSize(data[at++]!);
    }
    return this.isLast && this.skipped === 0;
  }

  private readSize(byte: number): void {
    if (byte >= 0x30) this.size = this.size * 16 + (byte <= 0x39 ? byte - 0x30 : (byte | 0x20) - 0x57);
    if (byte !== 0x0a) return;
    this.isLast = this.size === 0;
    if (!this.isLast) this.count++;
    this.skipped = this.size + 2;
    this.size = 0;
  }
}
