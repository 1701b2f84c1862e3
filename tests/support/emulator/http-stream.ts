// One HTTP stream through the filter: a stream context, both directions, local replies, resets and the end.

import { HeadersAction, Status, StreamType } from "./abi.ts";
import type { HostContext, LocalReply } from "./context.ts";
import { FilterHalf, type HalfCallbacks, type MessageSink } from "./filter-half.ts";
import type { HeaderMap } from "./header-map.ts";
import { FILTER_FAILED, localReplyHeaders, REQUEST_TOO_LARGE, RESPONSE_TOO_LARGE } from "./local-reply.ts";
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
      neighbours.toClient,
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
    this.properties.requestHeaders = map;
    this.request.headers(map, endOfStream);
  }

  /** Gives the module the response's headers. */
  beginResponse(map: HeaderMap, endOfStream: boolean, details: string): void {
    this.responseMap = map;
    this.properties.responseHeaders = map;
    this.properties.responseCode = Number(map.get(":status"));
    this.properties.responseCodeDetails = details;
    this.response.headers(map, endOfStream);
  }

  /** A reply that Envoy itself makes to the request. The filter sees it as a response, unless it has seen one already. */
  replyFromEnvoy(reply: LocalReply): void {
    this.request.kill();
    if (this.responseMap === null) return this.sendThroughFilter(reply);
    this.response.kill();
    this.neighbours.replyDirectly(reply);
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
      this.response.kill();
      this.neighbours.replyDirectly(reply);
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
    this.response.kill();
    this.neighbours.replyDirectly(RESPONSE_TOO_LARGE);
  }

  /** A trap ends the stream with 503, or cuts it off when the response has begun. */
  private failStream(): void {
    this.request.kill();
    if (this.response.isDead) return;
    this.response.kill();
    if (this.response.headersSent) this.neighbours.reset(FILTER_FAILED.details);
    else this.neighbours.replyDirectly(FILTER_FAILED);
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
