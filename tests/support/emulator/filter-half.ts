// One direction of Envoy's filter chain with one Wasm filter in it: holding, buffering, going on, ending.
// Follows ActiveStreamFilterBase (source/common/http/filter_manager.cc) and the Wasm Context (extensions/common/wasm/context.cc).

import { DataAction, HeadersAction } from "./abi.ts";
import { ByteQueue } from "./byte-queue.ts";
import type { HeaderMap } from "./header-map.ts";

/** Where a direction's headers, body and trailers go next. */
export interface MessageSink {
  headers(map: HeaderMap, endOfStream: boolean): void;
  data(bytes: Uint8Array, endOfStream: boolean): void;
  trailers(map: HeaderMap): void;
}

/** The module's callbacks of one direction. Each answers an action; null when the filter has no say any more. */
export interface HalfCallbacks {
  onHeaders(count: number, endOfStream: boolean): number | null;
  onData(size: number, endOfStream: boolean): number | null;
  onTrailers(count: number): number | null;
  /** A held body passed the buffer limit. */
  onOverflow(): void;
}

/** The state of one direction. After {@link kill} nothing reaches the filter or the sink any more. */
export class FilterHalf implements MessageSink {
  /** Maps and body as host functions may see them now. */
  visibleHeaders: HeaderMap | null = null;
  visibleTrailers: HeaderMap | null = null;
  visibleBody: ByteQueue | null = null;

  /** Whether the headers have left for the next hop. */
  headersSent = false;

  private map: HeaderMap | null = null;
  private trailerMap: HeaderMap | null = null;
  private held: ByteQueue | null = null;
  private iteration: "continue" | "stopped" | "stopped-all" = "continue";
  private buffering = false;
  private ended = false;
  private dead = false;
  private inLastData = false;

  constructor(
    private readonly callbacks: HalfCallbacks,
    private readonly sink: MessageSink,
    private readonly limit: number,
    /** When a held body that passes the limit is refused: Envoy may put its reply off until the callback has returned. */
    private readonly overflow: "at once" | "after the callback",
  ) {}

  /** The trailers that have come, or were made. */
  get knownTrailers(): HeaderMap | null {
    return this.trailerMap;
  }

  get isDead(): boolean {
    return this.dead;
  }

  /** Whether something is held back that only a further callback or call can release. */
  get isHolding(): boolean {
    return !this.dead && this.map !== null && this.iteration !== "continue";
  }

  /** Ends this direction. What was held is dropped. */
  kill(): void {
    this.dead = true;
  }

  headers(map: HeaderMap, endOfStream: boolean): void {
    if (this.dead) return;
    this.map = map;
    this.visibleHeaders = map;
    this.ended = endOfStream;
    const action = this.callbacks.onHeaders(map.size, endOfStream);
    if (this.dead) return;
    if (action === HeadersAction.Continue || action === null) {
      this.visibleHeaders = null;
      this.headersSent = true;
      this.sink.headers(map, endOfStream);
    } else {
      this.iteration = action === HeadersAction.StopIteration ? "stopped" : "stopped-all";
    }
  }

  data(bytes: Uint8Array, endOfStream: boolean): void {
    if (this.dead) return;
    this.ended ||= endOfStream;
    const chunk = new ByteQueue();
    chunk.add(bytes);
    if (this.iteration === "stopped-all") return this.hold(chunk, true);
    const overflows = this.buffering && this.keep(chunk, false);
    if (overflows && this.overflow === "at once") return this.callbacks.onOverflow();
    this.visibleBody = this.buffering ? this.held : chunk;
    this.inLastData = endOfStream;
    const action = this.callbacks.onData(this.visibleBody?.length ?? 0, endOfStream) ?? DataAction.Continue;
    this.inLastData = false;
    if (this.dead) return;
    if (overflows) return this.callbacks.onOverflow();
    this.buffering = action === DataAction.StopAndBuffer;
    if (action === DataAction.Continue) this.visibleBody = null;
    this.handleDataAction(action, chunk, endOfStream);
    if (this.buffering) this.visibleBody = this.held;
  }

  trailers(map: HeaderMap): void {
    if (this.dead) return;
    this.ended = true;
    this.trailerMap = map;
    if (this.iteration === "stopped-all") return;
    this.visibleTrailers = map;
    const action = this.callbacks.onTrailers(map.size) ?? 0;
    if (this.dead) return;
    if (action !== 0) {
      this.iteration = "stopped";
      return;
    }
    this.visibleTrailers = null;
    if (this.iteration === "stopped") this.resume();
    else this.sink.trailers(map);
  }

  /** Trailers to write into; made when the body has just ended without any (Envoy's addDecodedTrailers). */
  trailersForWriting(create: () => HeaderMap): HeaderMap | null {
    if (this.visibleTrailers === null && this.inLastData) {
      this.trailerMap = create();
      this.visibleTrailers = this.trailerMap;
    }
    return this.visibleTrailers;
  }

  /** Envoy takes the maps out of sight when a stream is told to go on; a body that is being buffered stays readable. */
  hideMaps(): void {
    this.visibleHeaders = null;
    this.visibleTrailers = null;
    if (!this.buffering) this.visibleBody = null;
  }

  /** Lets go what is held (continueDecoding, continueEncoding). */
  resume(): void {
    if (this.dead || this.map === null || this.iteration === "continue") return;
    const skipped = this.iteration === "stopped-all";
    this.iteration = "continue";
    if (!this.headersSent) {
      this.headersSent = true;
      this.sink.headers(this.map, this.ended && this.held === null && this.trailerMap === null);
    }
    const trailers = this.trailerMap;
    const held = this.held;
    this.held = null;
    if (skipped) return this.replay(held, trailers);
    if (held !== null && !this.dead) this.sink.data(held.toBytes(), this.ended && trailers === null);
    if (trailers !== null && !this.dead) this.sink.trailers(trailers);
  }

  /** After "stop all" the filter itself has not yet seen what came after the headers. */
  private replay(held: ByteQueue | null, trailers: HeaderMap | null): void {
    if (held !== null) this.data(held.toBytes(), this.ended && trailers === null);
    if (trailers !== null) this.trailers(trailers);
  }

  private handleDataAction(action: number, chunk: ByteQueue, endOfStream: boolean): void {
    if (action !== DataAction.Continue) {
      this.iteration = "stopped";
      if (action !== DataAction.StopNoBuffer) this.hold(chunk, action === DataAction.StopAndWatermark);
      else if (this.ended && this.trailerMap === null) this.held ??= new ByteQueue();
    } else if (this.iteration === "stopped") {
      this.hold(chunk, true);
      this.resume();
    } else {
      // A chunk that came while the filter was still buffering, after it had been told to go on, is in the buffer.
      chunk.moveFrom(this.takeHeld());
      const trailers = this.trailerMap;
      this.sink.data(chunk.toBytes(), endOfStream && trailers === null);
      if (trailers !== null) this.sink.trailers(trailers);
    }
  }

  private takeHeld(): ByteQueue {
    const held = this.held ?? new ByteQueue();
    this.held = null;
    return held;
  }

  private hold(chunk: ByteQueue, streaming: boolean): void {
    if (this.keep(chunk, streaming)) this.callbacks.onOverflow();
  }

  /** Keeps bytes; true when they pass the limit. A filter that streams stops the reading there instead of failing. */
  private keep(chunk: ByteQueue, streaming: boolean): boolean {
    this.held ??= new ByteQueue();
    this.held.moveFrom(chunk);
    return !streaming && this.held.length > this.limit;
  }
}
