// One exchange through the filter in Envoy's listener chain: client, filter, router, upstream. Step by step, or run to its end.

import type { LocalReply } from "./context.ts";
import { HeaderMap } from "./header-map.ts";
import { HttpStream } from "./http-stream.ts";
import { BROKEN_UPSTREAM, localReplyHeaders } from "./local-reply.ts";
import { endsWithHeaders, messageParts, MessageRecorder, type MessagePart, type OutgoingMessage } from "./message.ts";
import type { PropertySource } from "./properties.ts";
import type { RootContext } from "./root-context.ts";
import { findRouterRefusal, fromUpstream, isRetried, noAnswer, type Refusal } from "./router.ts";
import {
  answerCallouts,
  feedTalk,
  newPropertySource,
  replySteps,
  SILENT_SURROUNDINGS,
  type Surroundings,
  type UpstreamAnswer,
} from "./surroundings.ts";

/** A request whose head the client has sent; the rest follows by {@link sendRest} or piece by piece. */
export class Exchange {
  readonly upstream = new MessageRecorder();
  readonly client = new MessageRecorder();
  readonly stream: HttpStream;

  /** Why the stream was cut off, by Envoy or the filter. */
  cutOff: string | null = null;

  readonly properties: PropertySource;
  private refusal: Refusal | null = null;
  private readonly parts: Generator<MessagePart>;

  constructor(
    readonly root: RootContext,
    private readonly request: OutgoingMessage,
    private readonly surroundings: Surroundings = SILENT_SURROUNDINGS,
  ) {
    this.properties = newPropertySource(surroundings.properties);
    this.stream = new HttpStream(root, "listener", this.neighbours(), this.properties);
    this.parts = messageParts(request);
  }

  /** How many attempts the router has made, each with the same request. */
  get attempts(): number {
    return this.properties.attempts;
  }

  get details(): string | null {
    return this.properties.responseCodeDetails;
  }

  /** Runs everything, call-outs and the upstream's answer included, and ends the stream. */
  run(): this {
    this.sendHeaders();
    this.sendRest();
    return this.answer();
  }

  /** What follows when the request has been sent: call-outs, the upstream's answer, the end. */
  answer(): this {
    for (const _ of this.answerSteps());
    return this;
  }

  /** Runs everything as {@link run} does, one callback at each step, so that others' may come in between. */
  *steps(): Generator<void> {
    yield this.stream.create();
    yield this.sendHeaders();
    while (this.sendPart()) yield;
    yield* this.answerSteps();
  }

  private *answerSteps(): Generator<void> {
    yield this.settle();
    if (this.refusal !== null) yield this.refuse(this.refusal);
    if (this.isAnswerable && !this.client.complete && this.cutOff === null) yield* this.replySteps();
    this.finish();
  }

  sendHeaders(): void {
    this.stream.begin(new HeaderMap(this.request.headers), endsWithHeaders(this.request));
    if (this.isPrompt) this.settle();
  }

  /** Sends the next piece of the request; false when there is none left. */
  sendPart(): boolean {
    const next = this.parts.next();
    if (next.done) return false;
    if ("trailers" in next.value) this.stream.request.trailers(new HeaderMap(next.value.trailers, "request trailers"));
    else this.stream.request.data(next.value.bytes, next.value.end);
    if (this.isPrompt) this.settle();
    return true;
  }

  sendRest(): void {
    while (this.sendPart());
  }

  /** Answers the call-outs under way, and those that the answers lead to. */
  settle(): void {
    answerCallouts(this.root, this.surroundings);
  }

  /** Sends the upstream's answer through the filter. */
  deliverReply(): void {
    for (const _ of this.replySteps());
  }

  private *replySteps(): Generator<void> {
    const reply = this.lastAnswer();
    if (reply === null) return;
    if (typeof reply === "string") return this.stream.replyFromEnvoy(noAnswer(reply, this.attempts > 1));
    const head = fromUpstream(reply.headers, this.upstream.complete);
    for (const _ of replySteps(this.stream, head, reply)) {
      if (this.isPrompt) this.settle();
      yield;
    }
    this.settle();
    if (this.surroundings.talk !== undefined) feedTalk(this.stream, this.surroundings.talk);
    if (reply.end === "reset") yield this.resetByUpstream();
  }

  /** What the last attempt's upstream does. The filter sees nothing of those before it. */
  private lastAnswer(): UpstreamAnswer {
    const { attempts = 1 } = this.surroundings;
    let answer = this.surroundings.reply(this.upstream, 0);
    for (let made = 1; made < attempts && isRetried(answer); made++) {
      answer = this.surroundings.reply(this.upstream, made);
      this.properties.attempts++;
    }
    return answer;
  }

  /** The upstream's connection breaks: Envoy answers 502 while the response's headers are still held, and cuts the client off otherwise. */
  resetByUpstream(): void {
    if (this.client.map === null) this.stream.replyFromEnvoy(BROKEN_UPSTREAM);
    else this.cut(BROKEN_UPSTREAM.details);
    this.finish();
  }

  /** The client goes away. */
  leave(): void {
    this.cut("downstream_remote_disconnect");
    this.finish();
  }

  private cut(details: string): void {
    this.cutOff ??= details;
    this.properties.cutOff ??= details;
  }

  finish(): void {
    this.stream.finish();
  }

  /** An upstream answers a complete request; one without an end, an upgrade, as soon as its head is there. */
  private get isAnswerable(): boolean {
    return this.upstream.complete || (this.request.end === "never" && this.upstream.map !== null);
  }

  private get isPrompt(): boolean {
    return this.root.vm.options.calloutTiming === "prompt";
  }

  private neighbours() {
    return {
      toUpstream: {
        headers: (map: HeaderMap, end: boolean) => this.routeHeaders(map, end),
        data: (bytes: Uint8Array, end: boolean) => this.refusal ?? this.upstream.data(bytes, end),
        trailers: (map: HeaderMap) => this.refusal ?? this.upstream.trailers(map),
      },
      toClient: this.client,
      replyDirectly: (reply: LocalReply) => {
        this.properties.responseCodeDetails = reply.details;
        this.client.headers(localReplyHeaders(reply), false);
        this.client.data(reply.body, true);
      },
      reset: (details: string) => (this.cutOff ??= details),
    };
  }

  private routeHeaders(map: HeaderMap, end: boolean): void {
    this.refusal = findRouterRefusal(map, this.surroundings.isRouted);
    this.properties.attempts = this.refusal?.atOnce ? 0 : 1;
    if (this.refusal === null) this.upstream.headers(map, end);
    else if (this.refusal.atOnce) this.refuse(this.refusal);
  }

  private refuse(refusal: Refusal): void {
    this.refusal = null;
    this.stream.replyFromEnvoy(refusal);
  }
}
