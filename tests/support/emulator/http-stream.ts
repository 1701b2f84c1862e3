// One HTTP stream through the filter: a stream context, both directions, local replies, resets and the end.

import { HeadersAction, Status, StreamType } from "./abi.ts";
import type { HostContext, LocalReply } from "./context.ts";
import { FilterHalf, type HalfCallbacks, type MessageSink } from "./filter-half.ts";
import type { HeaderMap } from "./header-map.ts";
import {
  FILTER_FAILED,
  localReplyHeaders,
  REQUEST_TOO_LARGE,
  RESPONSE_TOO_LARGE,
  STATUS_REMOVED,
} from "./local-reply.ts";
import type { PropertySource } from "./properties.ts";
import type { RootContext } from "./root-context.ts";
import { StreamView } from "./stream-view.ts";
import type { WasmVm } from "./vm.ts";

/** What surrounds a stream. */
export interface StreamNeighbours {
  toUpstream: MessageSink;
  toClient: MessageSink;
  /** A reply that Envoy or the filter makes and that the filter does not see any more. */
  replyDirectly(reply: LocalReply): void;
  /** The stream was cut off by Envoy or the filter. */
  reset(details: string): void;
}

/** A stream context with its two directions. `upstream` position: the filter of one attempt. */
export class HttpStream extends StreamView implements HostContext {
  readonly id: number;
  readonly request: FilterHalf;
  readonly response: FilterHalf;
  private readonly vm: WasmVm;
  private localReplied = false;
  private finished = false;

  constructor(
    root: RootContext,
    private readonly position: "listener" | "upstream",
    private readonly neighbours: StreamNeighbours,
    properties: PropertySource,
  ) {
    super(root, properties);
    this.vm = root.vm;
    this.id = this.vm.newContextId();
    const limit = this.vm.options.bufferLimit;
    this.request = new FilterHalf(
      this.callbacks("request", () => this.refuseBody()),
      neighbours.toUpstream,
      limit,
      position === "upstream" ? "at once" : "after the callback",
    );
    this.response = new FilterHalf(
      this.callbacks("response", () => this.failResponse()),
      this.answerSink(),
      limit,
      "at once",
    );
  }

  /** Makes the stream known to the module. */
  create(): void {
    this.vm.contexts.set(this.id, this);
    this.vm.call(this, "proxy_on_context_create", this.id, this.root.id);
  }

  /** Gives the module the request's headers, and the stream if it has not been created. */
  begin(map: HeaderMap, endOfStream: boolean): void {
    if (!this.vm.contexts.has(this.id)) this.create();
    this.requestMap = map;
    this.request.headers(map, endOfStream);
  }

  /** Gives the module the response's headers. */
  beginResponse(map: HeaderMap, endOfStream: boolean, details: string): void {
    this.noteResponse(map, details);
    this.response.headers(map, endOfStream);
  }

  /** A reply that Envoy itself makes to the request. The filter sees it as a response, unless it has seen one already. */
  replyFromEnvoy(reply: LocalReply): void {
    this.request.kill();
    if (this.responseMap === null) return this.sendThroughFilter(reply);
    this.replyDirectly(reply);
  }

  /** Ends the stream, whatever it is doing: log, done, delete, once. */
  finish(): void {
    if (this.finished) return;
    this.finished = true;
    this.request.kill();
    this.response.kill();
    if (this.vm.options.endsStreams && this.vm.contexts.has(this.id)) this.tellEnd();
    this.vm.contexts.delete(this.id);
  }

  /** Envoy makes the first local reply of a stream, when the running callback has returned; it answers Ok to further ones and ignores them. */
  sendLocalReply(reply: LocalReply): number {
    if (this.localReplied) return Status.Ok;
    this.localReplied = true;
    this.vm.defer(() => this.replyLocally(reply));
    return Status.Ok;
  }

  continueStream(type: number): number {
    if (type === StreamType.Request) this.vm.defer(() => this.request.resume());
    else if (type === StreamType.Response) this.vm.defer(() => this.response.resume());
    else if (type < 0 || type > StreamType.Upstream) return Status.BadArgument;
    this.request.hideMaps();
    return Status.Ok;
  }

  closeStream(type: number): number {
    if (type < 0 || type > StreamType.Upstream) return Status.BadArgument;
    this.vm.defer(() => this.cutOff("wasm_close_stream"));
    return Status.Ok;
  }

  private replyLocally(reply: LocalReply): void {
    if (this.finished) return;
    this.request.kill();
    this.properties.responseCodeDetails = reply.details;
    if (this.response.headersSent) return this.cutOff(reply.details);
    if (this.position === "upstream" || this.responseMap !== null) {
      this.replyDirectly(reply);
    } else {
      this.sendThroughFilter(reply);
    }
    if (this.vm.options.localReply === "synchronous") this.finish();
  }

  private sendThroughFilter(reply: LocalReply): void {
    const map = localReplyHeaders(reply);
    this.beginResponse(map, reply.body.length === 0, reply.details);
    if (reply.body.length > 0) this.response.data(reply.body, true);
  }

  /** A reply in the place of the response; the filter sees it only when the stream is logged. */
  private replyDirectly(reply: LocalReply): void {
    this.response.kill();
    this.noteResponse(localReplyHeaders(reply), reply.details);
    this.neighbours.replyDirectly(reply);
  }

  private noteResponse(map: HeaderMap, details: string): void {
    this.responseMap = map;
    this.properties.responseCodeDetails = details;
    // A filter in the upstream chain learns the code when its answer is on its way to the client.
    if (this.position === "listener") this.properties.responseCode = Number(map.get(":status"));
  }

  /** Where the response goes when it has passed the filter: to the client, if it still has a status. */
  private answerSink(): MessageSink {
    const { toClient } = this.neighbours;
    return {
      headers: (map, end) =>
        /^\d+$/.test(map.get(":status") ?? "") ? toClient.headers(map, end) : this.replyDirectly(STATUS_REMOVED),
      data: (bytes, end) => toClient.data(bytes, end),
      trailers: (map) => toClient.trailers(map),
    };
  }

  private cutOff(details: string): void {
    this.request.kill();
    this.response.kill();
    this.neighbours.reset(details);
  }

  private refuseBody(): void {
    this.replyLocally(REQUEST_TOO_LARGE);
  }

  private failResponse(): void {
    if (this.response.headersSent) return this.cutOff(RESPONSE_TOO_LARGE.details);
    this.replyDirectly(RESPONSE_TOO_LARGE);
  }

  /** A trap ends the stream with 503, or cuts it off when the response has begun. */
  private failStream(): void {
    this.request.kill();
    if (this.response.isDead) return;
    if (!this.response.headersSent) return this.replyDirectly(FILTER_FAILED);
    this.response.kill();
    this.neighbours.reset(FILTER_FAILED.details);
  }

  private callbacks(direction: "request" | "response", onOverflow: () => void): HalfCallbacks {
    const run = (name: string, stop: number, ...args: number[]) => {
      const answer = this.vm.call(this, `proxy_on_${direction}_${name}`, this.id, ...args);
      const stopped = this.vm.takeStop();
      this.vm.runDeferred();
      if (this.vm.death !== null) this.failStream();
      return stopped ? stop : answer;
    };
    return {
      onHeaders: (count, end) => run("headers", HeadersAction.StopAllAndWatermark, count, Number(end)),
      onData: (size, end) => run("body", 3, size, Number(end)),
      onTrailers: (count) => run("trailers", 1, count),
      onOverflow,
    };
  }

  /** Upstream filters get no log callback. */
  private tellEnd(): void {
    if (this.position === "listener") {
      this.logging = true;
      this.vm.call(this, "proxy_on_log", this.id);
      this.logging = false;
    }
    this.vm.call(this, "proxy_on_done", this.id);
    this.vm.call(this, "proxy_on_delete", this.id);
    this.vm.takeStop();
    this.vm.runDeferred();
  }
}
