// Drives a whole filter on a fake proxy, as Envoy does: head, body in chunks, trailers, call-outs.

import { Filter } from "../../../assembly/filter/filter";
import { Action } from "../../../assembly/host/host";
import { Bytes, concat, EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";
import { FakeHeaders } from "./fake-headers";
import { FakeHost } from "./fake-host";

/** The root context of the configuration. */
export const ROOT: u32 = 1;

/** How the body of an answer ends. */
export enum Ending {
  /** With its last piece. */
  Last,
  /** With a piece of no bytes. */
  Empty,
  Trailers,
  /** Not at all: the connection breaks. */
  Break,
}

export class Gateway {
  filter: Filter;
  /** Id of the last stream. */
  stream: u32 = 1;
  /** Bytes of a body that arrive at once; 0: all. */
  chunk: i32 = 0;
  /** True: the end of the body is told by trailers. */
  hasTrailers: bool = false;
  /** True when the headers of the last request were held. */
  wasHeld: bool = false;
  /** True when the last request went on. */
  isSent: bool = false;
  /** What went on of its body. */
  sentBody: Bytes = EMPTY;
  /** False when a piece of the last answer was held, or the answer was ended. */
  isWhole: bool = true;

  constructor(
    configuration: string = "",
    readonly host: FakeHost = new FakeHost(),
  ) {
    this.filter = new Filter(host);
    if (configuration.length > 0) this.configure(configuration);
  }

  configure(configuration: string): bool {
    return this.filter.configure(ROOT, utf8(configuration));
  }

  /** Sends a request (see `FakeHeaders.parse`); returns what became of it: `sent`, `waiting` or status and details of the reply. */
  send(head: string, body: string = ""): string {
    this.host.request = FakeHeaders.parse(head);
    this.stream++;
    return this.attempt(utf8(body));
  }

  /** Like `send`, with the head that the proxy has: a second attempt of the same request. */
  attempt(body: Bytes): string {
    const id = this.stream;
    this.isSent = false;
    this.sentBody = EMPTY;
    this.host.requestBody = EMPTY;
    this.host.replies = [];
    this.host.trace = [];
    this.filter.beginStream(id, ROOT);
    const isEmpty = body.byteLength == 0 && !this.hasTrailers;
    let action = this.filter.onRequestHeaders(id, isEmpty);
    this.wasHeld = action == Action.Pause && this.host.replies.length == 0;
    const step = this.chunk == 0 ? max(body.byteLength, 1) : this.chunk;
    for (let at = 0; at < body.byteLength && this.host.replies.length == 0; at += step) {
      const end = min(at + step, body.byteLength);
      this.host.requestBody = concat(this.host.requestBody, body.subarray(at, end));
      const isLast = end == body.byteLength && !this.hasTrailers;
      action = this.filter.onRequestBody(id, this.host.requestBody.byteLength, isLast);
      if (action == Action.Continue) this.flush();
    }
    if (this.hasTrailers && this.host.replies.length == 0) action = this.filter.onRequestTrailers(id);
    if (action == Action.Continue) this.flush();
    this.isSent = action == Action.Continue;
    return this.outcome();
  }

  /** The head of the answer to the last request arrives (`name: value` lines): what of it goes on, or status and details of the reply. */
  respond(head: string, isEnd: bool = false): string {
    this.host.response = FakeHeaders.parse(head);
    const action = this.filter.onResponseHeaders(this.stream, isEnd);
    const response = this.host.response;
    return action == Action.Continue && response !== null ? response.describe() : this.outcome();
  }

  /** The answer to the last request comes whole, its body in pieces of at most `piece` bytes (0: all at once); the body that goes on. */
  answer(head: string, body: string, piece: i32 = 0): string {
    this.respond(head);
    return this.answerBody(utf8(body), piece);
  }

  /** The body of the answer comes, in pieces like `answer`'s, and how it ends; the body that goes on. */
  answerBody(body: Bytes, piece: i32 = 0, ending: Ending = Ending.Last): string {
    this.isWhole = true;
    let passed = EMPTY;
    const step = piece == 0 ? max(body.byteLength, 1) : piece;
    for (let at = 0; at < body.byteLength; at += step) {
      const end = min(at + step, body.byteLength);
      passed = concat(passed, this.passPiece(body.subarray(at, end), end == body.byteLength && ending == Ending.Last));
    }
    if (ending == Ending.Empty || (body.byteLength == 0 && ending == Ending.Last)) {
      passed = concat(passed, this.passPiece(EMPTY, true));
    }
    if (ending == Ending.Trailers) this.filter.onResponseTrailers(this.stream);
    return textOf(passed);
  }

  /** A piece of the answer's body comes; what of it, and of what was held back before, goes on. */
  passPiece(piece: Bytes, isLast: bool): Bytes {
    const host = this.host;
    host.responseBody = piece;
    if (this.filter.onResponseBody(this.stream, piece.byteLength, isLast) != Action.Continue) this.isWhole = false;
    const passed = host.responseBody;
    host.responseBody = EMPTY;
    return passed;
  }

  /** The last request is over: what is told of it is told, counters too. */
  finish(): void {
    this.filter.onLog(this.stream);
    this.filter.forget(this.stream);
    this.filter.onTick(ROOT);
  }

  /** A property as text, or "(none)". */
  state(name: string): string {
    const properties = this.host.properties;
    return properties.has(name) ? textOf(properties.get(name)) : "(none)";
  }

  /** Answers call-out `number` (1: the first); status 0: it failed. What became of the request that waits. */
  answerCall(number: i32, status: i32, body: string): string {
    this.host.callResponse = status == 0 ? null : FakeHeaders.parse(`:status: ${status}`);
    this.host.callBody = utf8(body);
    const before = this.host.resumed;
    this.filter.onCallAnswer(100 + number);
    if (this.host.resumed > before) {
      this.flush();
      this.isSent = true;
    }
    return this.outcome();
  }

  private flush(): void {
    this.sentBody = concat(this.sentBody, this.host.requestBody);
    this.host.requestBody = EMPTY;
  }

  private outcome(): string {
    const replies = this.host.replies;
    if (replies.length > 0) return `${replies[0].status} ${replies[0].details}`;
    return this.isSent ? "sent" : "waiting";
  }

  /** The body that went on. */
  get body(): string {
    return textOf(this.sentBody);
  }

  /** First value of a header that went on, or "(none)". */
  header(name: string): string {
    const head = this.host.request;
    return head === null ? "(none)" : head.first(name);
  }

  get path(): string {
    return this.header(":path");
  }

  get authority(): string {
    return this.header(":authority");
  }

  /** `status body` of the reply. */
  get reply(): string {
    const replies = this.host.replies;
    return replies.length == 0 ? "(none)" : `${replies[0].status} ${replies[0].body}`;
  }
}
