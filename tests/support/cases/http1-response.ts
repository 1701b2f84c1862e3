// Reads one HTTP/1.1 response (RFC 9112) from bytes that arrive cut anywhere.

import type { HeaderPair } from "../emulator/header-map.ts";
import type { SeenResponse } from "./observation.ts";

type State = "head" | "length" | "close" | "chunk-size" | "chunk" | "chunk-end" | "trailers" | "done";

/** Feed it bytes; {@link response} is there as soon as the response is complete by its own framing. */
export class ResponseReader {
  response: SeenResponse | null = null;
  private state: State = "head";
  private pending = Buffer.alloc(0);
  private left = 0;
  private status = 0;
  private headers: HeaderPair[] = [];
  private trailers: HeaderPair[] = [];
  private readonly body: Buffer[] = [];

  constructor(private readonly isAnswerToHead: boolean) {}

  feed(bytes: Uint8Array): void {
    this.pending = Buffer.concat([this.pending, bytes]);
    while (this.step());
  }

  /** The connection ended: that completes a body without any framing, and no other. */
  end(): void {
    if (this.state === "close") this.complete();
  }

  /** Reads one element; false when more bytes are needed. */
  private step(): boolean {
    if (this.state === "done") return false;
    if (this.state === "head") return this.readHead();
    if (this.state === "length" || this.state === "chunk" || this.state === "close") return this.readBody();
    const line = this.takeLine();
    if (line === null) return false;
    if (this.state === "chunk-end") this.state = "chunk-size";
    else if (this.state === "chunk-size") this.beginChunk(line);
    else if (line === "") this.complete();
    else this.trailers.push(toPair(line));
    return true;
  }

  private readHead(): boolean {
    const end = this.pending.indexOf("\r\n\r\n");
    if (end < 0) return false;
    const [statusLine, ...lines] = this.pending.toString("latin1", 0, end).split("\r\n");
    this.pending = this.pending.subarray(end + 4);
    this.status = Number(statusLine.split(" ")[1]);
    this.headers = lines.map(toPair);
    if (this.status >= 200) this.chooseFraming();
    return true;
  }

  private chooseFraming(): void {
    const get = (name: string) => this.headers.find(([n]) => n === name)?.[1];
    if (this.isAnswerToHead || this.status === 204 || this.status === 304) return this.complete();
    if (get("transfer-encoding") === "chunked") {
      this.state = "chunk-size";
      return;
    }
    const length = get("content-length");
    this.state = length === undefined ? "close" : "length";
    this.left = Number(length ?? Infinity);
    if (this.left === 0) this.complete();
  }

  private readBody(): boolean {
    if (this.pending.length === 0) return false;
    const part = this.pending.subarray(0, this.left);
    this.body.push(part);
    this.pending = this.pending.subarray(part.length);
    this.left -= part.length;
    if (this.left > 0) return true;
    if (this.state === "length") this.complete();
    else this.state = "chunk-end";
    return true;
  }

  private beginChunk(line: string): void {
    this.left = parseInt(line, 16);
    this.state = this.left === 0 ? "trailers" : "chunk";
  }

  private takeLine(): string | null {
    const end = this.pending.indexOf("\r\n");
    if (end < 0) return null;
    const line = this.pending.toString("latin1", 0, end);
    this.pending = this.pending.subarray(end + 2);
    return line;
  }

  private complete(): void {
    this.state = "done";
    const { status, headers, trailers } = this;
    this.response = { status, headers, body: Buffer.concat(this.body), trailers };
  }
}

function toPair(line: string): HeaderPair {
  const colon = line.indexOf(":");
  return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
}
