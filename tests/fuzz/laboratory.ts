// Plays fuzzed exchanges in VMs with the release build, and notes what was seen.

import { releaseModule } from "../support/cases/case-vm.ts";
import {
  replyMessage,
  requestMessage,
  seenCallout,
  seenRequest,
  seenResponse,
} from "../support/cases/case-messages.ts";
import type { CaseReply } from "../support/cases/case.ts";
import type { Observation, SeenCallout, SeenRequest } from "../support/cases/observation.ts";
import { AttemptedExchange } from "../support/emulator/attempts.ts";
import { ByteQueue } from "../support/emulator/byte-queue.ts";
import type { Callout, CalloutReply } from "../support/emulator/callouts.ts";
import { Exchange } from "../support/emulator/exchange.ts";
import { HeaderMap } from "../support/emulator/header-map.ts";
import { ENVOY_OPTIONS, type HostOptions } from "../support/emulator/host-options.ts";
import type { MessageRecorder, OutgoingMessage } from "../support/emulator/message.ts";
import { RootContext } from "../support/emulator/root-context.ts";
import type { Surroundings } from "../support/emulator/surroundings.ts";
import { WasmVm } from "../support/emulator/vm.ts";
import { INFO } from "../support/cases/telemetry.ts";
import { ENVIRONMENT } from "./corpus.ts";
import { cutAt } from "./mutations.ts";
import { OperatorsWatch, type Told } from "./operators-watch.ts";
import type { CalloutFate, ExchangeInput } from "./exchange-input.ts";

/** Clusters to which the filter may call out. */
const CLUSTERS = ["files", "outbound|80||files.static"];

/** The text of a context file. */
export const CONTEXT_TEXT = "You are kind.";

/** What was seen of an exchange, and which requests went out to their end. */
export interface Played extends Observation {
  completes: boolean[];
  told: Told;
  /** Whether a call-out was left open on purpose, so that the exchange cannot end by itself. */
  waits: boolean;
}

/** A VM that serves many exchanges, as in production, and is renewed where a batch begins or it dies. */
export class Laboratory {
  /** Exchanges played up to now. */
  exchanges = 0;
  private shared: WasmVm | null = null;

  constructor(
    private readonly host: Partial<HostOptions> = {},
    private readonly module = releaseModule(),
  ) {}

  /** The shared VM. */
  get vm(): WasmVm {
    if (this.shared === null || this.shared.death !== null)
      this.shared = new WasmVm(this.module, {
        ...ENVOY_OPTIONS,
        environment: ENVIRONMENT,
        logLevel: INFO,
        ...this.host,
      });
    return this.shared;
  }

  /** The next exchange has a new VM. */
  renew(): void {
    this.shared = null;
  }

  /** Adds a plugin with its configuration to the shared VM. */
  configure(configuration: Uint8Array): { root: RootContext; configured: boolean } {
    const { vm } = this;
    vm.log.length = 0;
    const root = new RootContext(vm);
    for (const cluster of CLUSTERS) root.callouts.clusters.add(cluster);
    return { root, configured: root.configure(configuration) };
  }

  /** Configures a plugin and plays one exchange with it. */
  play(input: ExchangeInput): Played {
    const { root, configured } = this.configure(input.configuration);
    const played = configured ? this.exchange(root, input) : { ...nothingSeen(root.vm), configured };
    this.remove(root);
    return played;
  }

  /** Takes a plugin out of the VM, as Envoy does when its listener has drained. */
  remove(root: RootContext): void {
    root.vm.call(root, "proxy_on_done", root.id);
    root.vm.call(root, "proxy_on_delete", root.id);
    root.vm.contexts.delete(root.id);
  }

  /** Plays one exchange with a plugin that is configured. */
  exchange(root: RootContext, input: ExchangeInput): Played {
    this.exchanges++;
    const neighbourhood = new Neighbourhood(root, input);
    const request = cutRequest(input);
    const run = input.mode === "upstream" ? this.attempts : this.single;
    const watch = new OperatorsWatch(root);
    const { state, ...seen } = run.call(this, root, request, neighbourhood, input);
    const waits = neighbourhood.isWaiting;
    neighbourhood.answerLate();
    const { callouts } = neighbourhood;
    return { ...nothingSeen(root.vm), ...seen, callouts, waits, told: watch.told(state) };
  }

  private single(root: RootContext, request: OutgoingMessage, neighbourhood: Neighbourhood): SeenOfOne {
    const exchange = new Exchange(root, request, neighbourhood).run();
    const { upstream, client, details, cutOff, properties } = exchange;
    const state = properties.filterState;
    return { ...seenRequests([upstream]), client: seenResponse(client), details, cutOff, state };
  }

  private attempts(
    root: RootContext,
    request: OutgoingMessage,
    neighbourhood: Neighbourhood,
    input: ExchangeInput,
  ): SeenOfOne {
    const providers = input.endpoints.map((endpoint) => endpoint.provider);
    const exchange = new AttemptedExchange(root, request, providers, neighbourhood).run();
    const { attempts, client, details, cutOff, filterState: state } = exchange;
    return { ...seenRequests(attempts), client: seenResponse(client), details, cutOff, state };
  }
}

/** What an exchange alone shows. */
type SeenOfOne = Partial<Played> & { state: Map<string, Uint8Array> };

/** Upstream and clusters as an input scripts them. */
class Neighbourhood implements Surroundings {
  readonly properties = {};
  readonly callouts: SeenCallout[] = [];
  isWaiting = false;
  private readonly late: number[] = [];

  constructor(
    private readonly root: RootContext,
    private readonly input: ExchangeInput,
  ) {}

  reply(_: MessageRecorder, attempt: number): OutgoingMessage | null {
    const endpoint = this.input.endpoints.at(attempt);
    return endpoint === undefined ? null : this.cutReply(endpoint.reply);
  }

  answerCallout(call: Callout): CalloutReply | "never" {
    const fate = this.input.callouts.at(this.callouts.length) ?? "answer";
    this.callouts.push(seenCallout(call));
    if (fate === "late" || fate === "twice") this.late.push(call.token);
    if (fate !== "late" && fate !== "never") return answerOf(fate);
    this.isWaiting = true;
    return "never";
  }

  /** Gives the answers that come when the exchange is over. */
  answerLate(): void {
    this.root.callouts.pending.length = 0;
    for (const token of this.late) this.root.answer(token, answerOf("late"));
  }

  private cutReply(reply: CaseReply): OutgoingMessage {
    const cutReply = (chunks: Uint8Array[]) => cutAt(Buffer.concat(chunks), this.input.replyCuts);
    return replyMessage(reply, { style: this.input.style, cutRequest: (c) => c, cutReply });
  }
}

function answerOf(fate: CalloutFate): CalloutReply {
  if (fate === "failure") return null;
  const body = new ByteQueue();
  body.add(Buffer.from(CONTEXT_TEXT));
  return { headers: new HeaderMap([[":status", fate === "error" ? "500" : "200"]]), body };
}

function cutRequest(input: ExchangeInput): OutgoingMessage {
  const cutRequest = (chunks: Uint8Array[]) => cutAt(Buffer.concat(chunks), input.requestCuts);
  return requestMessage(input.request, { style: input.style, cutRequest, cutReply: (c) => c });
}

function seenRequests(recorders: MessageRecorder[]): { attempts: SeenRequest[]; completes: boolean[] } {
  const reached = recorders.filter((recorder) => recorder.map !== null);
  return { attempts: reached.map(seenRequest), completes: reached.map((recorder) => recorder.complete) };
}

function nothingSeen(vm: WasmVm): Played {
  const logs = vm.log.map((line) => line.text);
  const nobody = { attempts: [], completes: [], client: null, details: null, cutOff: null, callouts: [], waits: false };
  const told: Told = { state: new Map(), lines: [], metricsBefore: [], changed: [] };
  return { ...nobody, told, configured: true, logs, trap: vm.death };
}
