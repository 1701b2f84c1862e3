// Interleaved streams of two tenants in one VM, played step by step as a script says.

import { seenRequest, seenResponse, requestMessage, replyMessage } from "../support/cases/case-messages.ts";
import type { SeenRequest, SeenResponse } from "../support/cases/observation.ts";
import { ByteQueue } from "../support/emulator/byte-queue.ts";
import type { Callout, CalloutReply } from "../support/emulator/callouts.ts";
import { Exchange } from "../support/emulator/exchange.ts";
import { HeaderMap } from "../support/emulator/header-map.ts";
import type { RootContext } from "../support/emulator/root-context.ts";
import { newRequest, PLAIN_REPLY } from "./exchange-input.ts";
import type { Laboratory } from "./laboratory.ts";
import { cutAt } from "./mutations.ts";

/** One thing that happens. Streams are numbered by the script; one that is not open, or is over, is left alone. */
export type Step =
  | { do: "open"; stream: number; request: number }
  | { do: "send" | "send-rest" | "answer" | "leave" | "break"; stream: number }
  | { do: "answer-call"; nth: number; good: boolean }
  | { do: "answer-again"; nth: number }
  | { do: "answer-unknown"; token: number }
  | { do: "reconfigure"; tenant: number; to: number }
  | { do: "stray"; callback: [name: string, count: number]; id: number; argument: number };

/** What happens, in order; and which configurations the two tenants begin with. */
export interface Script {
  steps: Step[];
  configurations: [number, number];
  /** Whether call-outs may be answered as soon as they are made. */
  prompt: boolean;
}

/** One stream of a script as it was seen. */
export interface SeenStream {
  /** Occurs in its request, its answer and nowhere else. */
  canary: string;
  /** The token of the provider under which it began. */
  token: string;
  /** Tokens of all others. */
  otherTokens: string[];
  sent: SeenRequest | null;
  complete: boolean;
  client: SeenResponse | null;
  details: string | null;
}

/** Everything seen of a script. */
export interface ScriptEvidence {
  trap: string | null;
  streams: SeenStream[];
  /** What an ordinary exchange sends when the script is over, and what it has to send. */
  last: { sent: string; wanted: string };
  logs: string[];
}

const TENANTS = 2;

/** Configuration n of a tenant: only mapping, with a context file, with limits, or untouched bodies. */
function configurationOf(tenant: number, n: number): { text: Uint8Array; token: string } {
  const token = `configured-token-${tenant}-${n}`;
  const settings = [
    { modelMapping: { "*": `model-${tenant}-${n}` } },
    { context: { fileUrl: "http://files.example/context.txt", cluster: "files" } },
    { allowModels: ["m"], maxRequestBytes: 300 },
    {},
  ];
  const provider = { id: `t${tenant}`, type: "openai", apiTokens: [token], ...settings[n] };
  const logging = { payloads: true, redact: n === 0 ? ["model"] : [] };
  return { text: Buffer.from(JSON.stringify({ logging, provider })), token };
}

function requestOf(n: number, canary: string) {
  const json = [["content-type", "application/json"] as const];
  const body = (model: string) =>
    Buffer.from(`{"messages":[{"role":"user","content":"${canary}"}],"model":"${model}"}`);
  const requests = [
    newRequest("POST", "/v1/chat/completions", json, body("m")),
    newRequest("POST", "/v1/chat/completions", json, body(`forbidden-${canary}`)),
    { ...newRequest("POST", "/v1/chat/completions", json, body("m")), trailers: [["x-end", "1"] as const] },
    newRequest("GET", `/v1/models?c=${canary}`, [], Buffer.alloc(0)),
  ];
  return requests[n];
}

interface OpenStream {
  exchange: Exchange;
  canary: string;
  token: string;
  isOver: boolean;
}

/** Plays a script to its end, and then one ordinary exchange. */
export function playScript(script: Script, laboratory: Laboratory): ScriptEvidence {
  const player = new ScriptPlayer(script, laboratory);
  for (const step of script.steps) player.step(step);
  return player.end();
}

class ScriptPlayer {
  private readonly roots: RootContext[] = [];
  private readonly tokens: string[] = [];
  private readonly allTokens = new Set<string>();
  private readonly open = new Map<number, OpenStream>();
  private readonly streams: OpenStream[] = [];
  private readonly calls: { root: RootContext; call: Callout }[] = [];
  private readonly answered: { root: RootContext; call: Callout }[] = [];

  constructor(
    script: Script,
    private readonly laboratory: Laboratory,
  ) {
    script.configurations.forEach((n, tenant) => {
      const { text, token } = configurationOf(tenant, n);
      this.roots.push(laboratory.configure(text).root);
      this.tokens.push(token);
      this.allTokens.add(token);
    });
  }

  step(step: Step): void {
    if (this.roots[0].vm.death !== null) return;
    if (step.do === "open") this.openStream(step.stream, step.request);
    else if (step.do === "reconfigure") this.reconfigure(step.tenant, step.to);
    else if (step.do === "answer-call") this.answerCall(step.nth, step.good);
    else if (step.do === "answer-again") this.answerAgain(step.nth);
    else if (step.do === "answer-unknown") this.roots[0].answer(step.token, answerOf(true));
    else if (step.do === "stray") this.stray(step.callback, step.id, step.argument);
    else this.advance(step.do, step.stream);
    this.collectCalls();
  }

  end(): ScriptEvidence {
    for (const stream of this.open.values()) stream.exchange.leave();
    this.collectCalls();
    for (const { root, call } of this.calls) root.answer(call.token, answerOf(true));
    const logs = this.roots[0].vm.log.map((line) => line.text);
    for (const root of this.roots) this.laboratory.remove(root);
    const { death } = this.roots[0].vm;
    return { trap: death, streams: this.streams.map((one) => this.see(one)), last: this.playLast(), logs };
  }

  private openStream(number: number, request: number): void {
    if (this.open.has(number)) return;
    const tenant = number % TENANTS;
    const canary = `canary-${this.streams.length}-of-${tenant}`;
    const message = requestMessage(requestOf(request, canary), {
      style: "separate",
      cutRequest: (chunks) => cutAt(Buffer.concat(chunks), [20, 40]),
      cutReply: (chunks) => chunks,
    });
    const reply = replyMessage({ ...PLAIN_REPLY, chunks: [Buffer.from(`{"answer":"${canary}"}`)] });
    const surroundings = { properties: {}, reply: () => reply, answerCallout: () => "never" as const };
    const exchange = new Exchange(this.roots[tenant], message, surroundings);
    const stream = { exchange, canary, token: this.tokens[tenant], isOver: false };
    this.open.set(number, stream);
    this.streams.push(stream);
    exchange.sendHeaders();
    this.laboratory.exchanges++;
  }

  private advance(what: "send" | "send-rest" | "answer" | "leave" | "break", number: number): void {
    const stream = this.open.get(number);
    if (stream === undefined) return;
    const { exchange } = stream;
    if (what === "send") exchange.sendPart();
    else if (what === "send-rest") exchange.sendRest();
    else if (what === "answer") this.answer(stream);
    else if (what === "leave") exchange.leave();
    else exchange.resetByUpstream();
    if (what === "leave" || what === "break" || exchange.client.complete) {
      exchange.finish();
      this.open.delete(number);
    }
  }

  private answer({ exchange }: OpenStream): void {
    if (exchange.upstream.complete && !exchange.client.complete && exchange.cutOff === null) exchange.deliverReply();
  }

  private reconfigure(tenant: number, to: number): void {
    const { text, token } = configurationOf(tenant, to);
    this.roots[tenant].reconfigure(text);
    this.tokens[tenant] = token;
    this.allTokens.add(token);
  }

  private collectCalls(): void {
    for (const root of this.roots) {
      for (let call = root.callouts.take(); call !== null; call = root.callouts.take()) this.calls.push({ root, call });
    }
  }

  private answerCall(nth: number, good: boolean): void {
    if (this.calls.length === 0) return;
    const [taken] = this.calls.splice(nth % this.calls.length, 1);
    this.answered.push(taken);
    taken.root.answer(taken.call.token, answerOf(good));
  }

  private answerAgain(nth: number): void {
    if (this.answered.length === 0) return;
    const { root, call } = this.answered[nth % this.answered.length];
    root.answer(call.token, answerOf(true));
  }

  /** A callback for an id that no stream has; a host that is right never makes it. */
  private stray([name, count]: [string, number], id: number, argument: number): void {
    const { vm } = this.roots[0];
    if (vm.contexts.has(id)) return;
    vm.call(this.roots[0], name, id, ...Array.from({ length: count }, () => argument));
    vm.call(this.roots[0], "proxy_on_delete", id);
    vm.takeStop();
    vm.runDeferred();
  }

  private see({ exchange, canary, token }: OpenStream): SeenStream {
    const { upstream, client, details } = exchange;
    return {
      canary,
      token,
      otherTokens: [...this.allTokens].filter((other) => other !== token),
      sent: upstream.map === null ? null : seenRequest(upstream),
      complete: upstream.complete,
      client: seenResponse(client),
      details,
    };
  }

  private playLast(): { sent: string; wanted: string } {
    const { text } = configurationOf(0, 0);
    const { root } = this.laboratory.configure(text);
    const exchange = new Exchange(root, requestMessage(requestOf(0, "last"))).run();
    this.laboratory.remove(root);
    const wanted = Buffer.concat(requestOf(0, "last").chunks).toString().replace('"m"', '"model-0-0"');
    return { sent: Buffer.from(exchange.upstream.body.toBytes()).toString(), wanted };
  }
}

function answerOf(good: boolean): CalloutReply {
  if (!good) return null;
  const body = new ByteQueue();
  body.add(Buffer.from("You are kind."));
  return { headers: new HeaderMap([[":status", "200"]]), body };
}
