// A VM whose plugin has several providers, and exchanges in it whose call-outs a test answers when and as it likes.

import { startVm } from "../cases/case-vm.ts";
import { ByteQueue } from "../emulator/byte-queue.ts";
import type { Callout, CalloutReply } from "../emulator/callouts.ts";
import { Exchange } from "../emulator/exchange.ts";
import { HeaderMap, type HeaderPair } from "../emulator/header-map.ts";
import type { HostOptions } from "../emulator/host-options.ts";
import type { OutgoingMessage } from "../emulator/message.ts";
import { RootContext } from "../emulator/root-context.ts";
import type { UpstreamAnswer } from "../emulator/surroundings.ts";
import type { WasmVm } from "../emulator/vm.ts";

/** What a client sends, besides {@link CLIENT_HEADERS}. */
export interface Request {
  method: string;
  path: string;
  headers: HeaderPair[];
  body: string;
  /** Bytes of the body that come at once; 0: all. */
  piece: number;
  trailers: HeaderPair[];
}

/** A request as somebody was sent it. */
export interface Asked {
  /** The cluster of a call-out; null for the request that went on. */
  cluster: string | null;
  head: string[];
  body: string;
  timeout: number | null;
}

export const CHAT: Request = {
  method: "POST",
  path: "/v1/chat/completions",
  headers: [["content-type", "application/json"]],
  body: '{"model":"m","messages":[{"role":"user","content":"hi"}]}',
  piece: 0,
  trailers: [],
};

/** What a usable answer to a chat looks like. */
export const ANSWER = '{"id":"1","model":"x","choices":[{"message":{"role":"assistant","content":"hello"}}]}';

const ALL_CLUSTERS = ["ca", "cb", "cc", "cd"];

/** A VM with one plugin. */
export class FailoverVm {
  readonly root: RootContext;

  constructor(
    configuration: object,
    host: Partial<HostOptions> = {},
    clusters: string[] = ALL_CLUSTERS,
    readonly vm: WasmVm = startVm({ bufferLimit: 64 << 20, ...host }),
  ) {
    this.root = new RootContext(vm);
    for (const cluster of clusters) this.root.callouts.clusters.add(cluster);
    if (!this.configure(configuration)) throw new Error(vm.log.map(({ text }) => text).join("\n"));
  }

  configure(configuration: object): boolean {
    return this.root.reconfigure(Buffer.from(JSON.stringify(configuration)));
  }

  /** An exchange of which nothing has been sent; `first` answers the request that goes on. */
  open(
    first: UpstreamAnswer,
    request: Partial<Request> = {},
    properties: Record<string, string> = {},
  ): FailoverExchange {
    return new FailoverExchange(this.root, { ...CHAT, ...request }, first, properties);
  }

  /** An exchange up to the first answer, which has been given. */
  begin(first: UpstreamAnswer, request: Partial<Request> = {}, properties = {}): FailoverExchange {
    return this.open(first, request, properties).send().answerFirst();
  }

  /** Metrics by name; those without a value yet are left out. */
  metric(name: string): bigint {
    const value = this.vm.metrics.byName().get(name);
    return typeof value === "bigint" ? value : 0n;
  }
}

/** One exchange, driven step by step. */
export class FailoverExchange {
  readonly exchange: Exchange;
  /** The call-outs that were taken, in order. */
  readonly calls: Callout[] = [];

  constructor(
    private readonly root: RootContext,
    request: Request,
    first: UpstreamAnswer,
    properties: Record<string, string>,
  ) {
    const surroundings = { properties, reply: () => first, answerCallout: () => "never" as const };
    this.exchange = new Exchange(root, messageOf(request), surroundings);
  }

  /** Sends the whole request. */
  send(): this {
    this.exchange.sendHeaders();
    this.exchange.sendRest();
    return this;
  }

  /** Gives the filter the first answer. */
  answerFirst(): this {
    if (!this.exchange.client.complete) this.exchange.deliverReply();
    return this;
  }

  /** The oldest call-out under way; fails when there is none. */
  take(): Callout {
    const call = this.root.callouts.take();
    if (call === null) throw new Error(`no call-out is under way; the client has ${this.outcome}`);
    this.calls.push(call);
    return call;
  }

  /** Answers the oldest call-out; null: it has failed. */
  answerCall(reply: CalloutReply): this {
    this.root.answer(this.take().token, reply);
    return this;
  }

  /** Whether a call-out is under way. */
  get isCalling(): boolean {
    return this.root.callouts.pending.length > 0;
  }

  /** Everybody who was asked, in order. */
  get asked(): Asked[] {
    const { upstream } = this.exchange;
    const first = { cluster: null, head: lines(upstream.pairs), body: textOf(upstream.body), timeout: null };
    const calls = this.calls.map(({ cluster, headers, body, timeout }) => ({
      cluster,
      head: lines(headers.pairs()),
      body: Buffer.from(body).toString("latin1"),
      timeout,
    }));
    return [...(upstream.map === null ? [] : [first]), ...calls];
  }

  /** What the client has: status, details and body. */
  get outcome(): string {
    const { client, details, cutOff } = this.exchange;
    if (cutOff !== null) return `cut off: ${cutOff}`;
    if (!client.complete) return "nothing yet";
    return `${client.get(":status")} ${details} ${textOf(client.body)}`;
  }

  /** The client's headers, `:status` left out. */
  get headers(): string[] {
    return lines(this.exchange.client.pairs.filter(([name]) => name !== ":status"));
  }

  /** What the exchange has left as filter state for the access log. */
  get record(): Record<string, unknown> {
    const { filterState } = this.exchange.properties;
    const json = [...filterState.values()]
      .map((bytes) => Buffer.from(bytes).toString())
      .find((text) => text.startsWith("{"));
    return JSON.parse(json ?? "{}") as Record<string, unknown>;
  }

  /** The client goes away. */
  leave(): this {
    this.exchange.leave();
    return this;
  }

  end(): this {
    this.exchange.finish();
    return this;
  }
}

/** An answer of an upstream. */
export function upstreamAnswer(
  status: number,
  body: string | string[] = ANSWER,
  headers: HeaderPair[] = [["content-type", "application/json"]],
): OutgoingMessage {
  const chunks = (typeof body === "string" ? [body] : body)
    .filter((text) => text !== "")
    .map((text) => Buffer.from(text));
  return { headers: [[":status", `${status}`], ...headers], chunks, trailers: [], end: "end", style: "joined" };
}

/** The same as an answer to a call-out, as Envoy's router hands it on. */
export function callAnswer(
  status: number,
  body: string | Uint8Array = ANSWER,
  headers: HeaderPair[] = [["content-type", "application/json"]],
): NonNullable<CalloutReply> {
  const time: HeaderPair = ["x-envoy-upstream-service-time", "3"];
  const bytes = new ByteQueue();
  bytes.add(Buffer.from(body));
  return { headers: new HeaderMap([[":status", `${status}`], ...headers, time], "response"), body: bytes };
}

/** What a call-out brings whose cluster cannot be reached: the router's own words. */
export function routerFailure(status = 503): NonNullable<CalloutReply> {
  const body = new ByteQueue();
  body.add(Buffer.from("upstream connect error"));
  const pairs: HeaderPair[] = [
    [":status", `${status}`],
    ["content-type", "text/plain"],
  ];
  return { headers: new HeaderMap(pairs, "response"), body };
}

function messageOf({ method, path, headers, body, piece, trailers }: Request): OutgoingMessage {
  const bytes = Buffer.from(body, "latin1");
  const size = piece === 0 ? Math.max(bytes.length, 1) : piece;
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) =>
    bytes.subarray(i * size, (i + 1) * size),
  );
  const head: HeaderPair[] = [
    [":authority", "gateway.test"],
    [":path", path],
    [":method", method],
    [":scheme", "http"],
    ["x-forwarded-proto", "http"],
  ];
  return { headers: [...head, ...headers], chunks, trailers, end: "end", style: "joined" };
}

function lines(pairs: readonly HeaderPair[]): string[] {
  return pairs.map(([name, value]) => `${name}: ${value}`);
}

function textOf(bytes: ByteQueue): string {
  return Buffer.from(bytes.toBytes()).toString("latin1");
}
