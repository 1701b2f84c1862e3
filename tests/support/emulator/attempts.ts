// One request through the filter in a cluster's upstream chain: one filter instance per attempt, as Envoy's router makes them.

import type { LocalReply } from "./context.ts";
import { HeaderMap } from "./header-map.ts";
import { HttpStream } from "./http-stream.ts";
import { localReplyHeaders } from "./local-reply.ts";
import { endsWithHeaders, messageParts, MessageRecorder, type OutgoingMessage } from "./message.ts";
import type { PropertySource } from "./properties.ts";
import type { RootContext } from "./root-context.ts";
import { findRouterRefusal, isRetried, isRetriedHead, noAnswer, type Silence } from "./router.ts";
import { answerCallouts, feedTalk, newPropertySource, replySteps, type Surroundings } from "./surroundings.ts";

/** The attribute that names the provider of the chosen endpoint. */
const PROVIDER_ATTRIBUTE = "xds.upstream_host_metadata.filter_metadata.aisle.provider";

/** What Envoy tells of any endpoint of the tests. */
const ENDPOINT = { "upstream.address": "127.0.0.1:80", "xds.cluster_name": "cluster" };

/** One request with up to `providers.length` attempts. The header map and filter state are kept between attempts, the body is given anew. */
export class AttemptedExchange {
  /** What each attempt's upstream received. */
  readonly attempts: MessageRecorder[] = [];
  readonly client = new MessageRecorder();
  cutOff: string | null = null;
  details: string | null = null;
  readonly filterState = new Map<string, Uint8Array>();
  private readonly map: HeaderMap;
  private stream: HttpStream | null = null;

  constructor(
    private readonly root: RootContext,
    private readonly request: OutgoingMessage,
    private readonly providers: string[],
    private readonly surroundings: Surroundings,
    /** The attempt (from 0) during which the client sends its body; those before it have the head only. */
    private readonly bodyAt = 0,
  ) {
    this.map = new HeaderMap(request.headers);
    // The router tells its limit before the filters of the cluster see the head.
    const { timeLimit } = surroundings;
    if (timeLimit !== undefined) this.map.add("x-envoy-expected-rq-timeout-ms", String(timeLimit));
  }

  /** Makes attempts until one's answer is not to be retried, or none comes, and ends the last. */
  run(): this {
    for (const _ of this.steps());
    return this;
  }

  /** Runs everything, one callback at each step, so that others' may come in between. */
  *steps(): Generator<void> {
    let retries = true;
    for (let i = 0; i < this.providers.length && retries; i++) retries = yield* this.attempt(i);
    this.stream?.finish();
  }

  /** Makes an attempt; true when its answer is one after which the router tries the next endpoint. */
  private *attempt(index: number): Generator<void, boolean> {
    this.stream?.finish();
    const properties = this.newProperties(index);
    const upstream = new MessageRecorder();
    this.attempts.push(upstream);
    const responder = new AttemptResponse(this.client, properties, index + 1 < this.providers.length);
    const stream = new HttpStream(this.root, "upstream", this.neighbours(upstream, responder, properties), properties);
    this.stream = stream;
    yield* this.sendRequest(stream, index);
    yield answerCallouts(this.root, this.surroundings);
    const reply = this.surroundings.reply(upstream, index);
    if (typeof reply === "string") return this.retryOrReply(reply, index);
    if (reply === null || !this.isAnswerable(upstream)) return false;
    for (const _ of replySteps(stream, new HeaderMap(reply.headers, "response"), reply)) {
      if (responder.retrying) break;
      yield;
    }
    answerCallouts(this.root, this.surroundings);
    if (this.surroundings.talk !== undefined) feedTalk(stream, this.surroundings.talk);
    this.details = properties.responseCodeDetails;
    if (reply.end === "reset" && !responder.retrying) {
      // Nothing has passed the filter yet: for the router the upstream has not begun to answer.
      if (this.client.map === null) return this.retryOrReply("breaks", index);
      this.cutOff = "upstream_reset";
    }
    return responder.retrying;
  }

  private isAnswerable(upstream: MessageRecorder): boolean {
    return upstream.complete || (this.request.end === "never" && upstream.map !== null);
  }

  /** An upstream that gave no answer in the route's time is tried anew; the filter is told nothing but its end. */
  private retryOrReply(silence: Silence, index: number): boolean {
    if (this.client.complete) return false;
    if (isRetried(silence) && index + 1 < this.providers.length) return true;
    const reply = noAnswer(silence, index > 0);
    this.details = reply.details;
    this.client.headers(localReplyHeaders(reply), false);
    this.client.data(reply.body, true);
    return false;
  }

  /** The first attempt gets the body as it comes from the client; a later one, which the router has kept, in one piece. */
  private *sendRequest(stream: HttpStream, index: number): Generator<void> {
    const kept: OutgoingMessage = { ...this.request, chunks: joinChunks(this.request.chunks), style: "joined" };
    const message = index === this.bodyAt ? this.request : kept;
    yield stream.create();
    yield stream.begin(this.map, endsWithHeaders(message));
    if (index < this.bodyAt) return;
    for (const part of messageParts(message)) {
      if ("trailers" in part) yield stream.request.trailers(new HeaderMap(part.trailers, "request trailers"));
      else yield stream.request.data(part.bytes, part.end);
    }
  }

  private newProperties(index: number): PropertySource {
    const table = { ...ENDPOINT, ...this.surroundings.properties, [PROVIDER_ATTRIBUTE]: this.providers[index] };
    const shared = { responseCodeDetails: this.details, filterState: this.filterState };
    return { ...newPropertySource(table), ...shared, attempts: index + 1 };
  }

  private neighbours(upstream: MessageRecorder, responder: AttemptResponse, properties: PropertySource) {
    const replyDirectly = (reply: LocalReply) => {
      properties.responseCodeDetails = reply.details;
      this.details = reply.details;
      this.client.headers(localReplyHeaders(reply), false);
      this.client.data(reply.body, true);
    };
    return {
      toUpstream: {
        headers: (map: HeaderMap, end: boolean) => {
          const refusal = findRouterRefusal(map);
          if (refusal === null) upstream.headers(map, end);
          else replyDirectly(refusal);
        },
        data: (bytes: Uint8Array, end: boolean) => upstream.data(bytes, end),
        trailers: (map: HeaderMap) => upstream.trailers(map),
      },
      toClient: responder,
      replyDirectly,
      reset: (details: string) => (this.cutOff ??= details),
    };
  }
}

/** Passes one attempt's answer to the client, unless its status is one to retry and an endpoint is left. */
class AttemptResponse extends MessageRecorder {
  retrying = false;

  constructor(
    private readonly target: MessageRecorder,
    private readonly properties: PropertySource,
    private readonly mayRetry: boolean,
  ) {
    super();
  }

  override headers(map: HeaderMap, endOfStream: boolean): void {
    this.retrying = this.mayRetry && isRetriedHead(map);
    if (this.retrying) return;
    this.properties.responseCode = Number(map.get(":status"));
    this.target.headers(map, endOfStream);
  }

  override data(bytes: Uint8Array, endOfStream: boolean): void {
    if (!this.retrying) this.target.data(bytes, endOfStream);
  }

  override trailers(map: HeaderMap): void {
    if (!this.retrying) this.target.trailers(map);
  }
}

function joinChunks(chunks: Uint8Array[]): Uint8Array[] {
  return chunks.length === 0 ? [] : [Buffer.concat(chunks)];
}
