// Runs a case in the emulated host and notes what was seen.

import { AttemptedExchange } from "../emulator/attempts.ts";
import { Exchange } from "../emulator/exchange.ts";
import type { MessageRecorder } from "../emulator/message.ts";
import type { HostOptions } from "../emulator/host-options.ts";
import type { Surroundings } from "../emulator/surroundings.ts";
import {
  calloutReply,
  PLAIN_DELIVERY,
  replyMessage,
  requestMessage,
  seenCallout,
  seenRequest,
  seenResponse,
  type Delivery,
} from "./case-messages.ts";
import { releaseModule, startCase, type StartedCase } from "./case-vm.ts";
import type { Case, CaseRoute } from "./case.ts";
import { EmulatorTelemetry } from "./emulator-telemetry.ts";
import type { Observation, SeenCallout } from "./observation.ts";

/** How a case is run where the case itself says nothing. */
export interface RunOptions extends Delivery {
  host: Partial<HostOptions>;
  /** The filter; null for the release build. */
  module: WebAssembly.Module | null;
}

/** Runs a case in a VM of its own. */
export function runCase(c: Case, options: Partial<RunOptions> = {}): Observation {
  const started = startCase(c, options.host, options.module ?? releaseModule());
  return exchangeCase(started, c, options);
}

/** Runs a case's exchange in a VM that has its plugin. */
export function exchangeCase(started: StartedCase, c: Case, delivery: Partial<Delivery> = {}): Observation {
  if (!started.configured || !c.configured) return emptyObservation(started);
  const whole = { ...PLAIN_DELIVERY, ...delivery };
  if (c.mode === "listener") return new CaseExchange(started, c, whole).run();
  const attempts = new CaseAttempts(started, c, whole);
  for (const _ of attempts.steps());
  return attempts.observe();
}

/** An exchange that is run step by step: one callback, or the answers to call-outs, at each. */
export interface SteppedCase {
  steps(): Generator<void>;
  /** What was seen of it up to now. */
  observe(): Observation;
}

/** Begins a case's exchange; nothing happens before its first step, and nothing ever if the plugin was refused. */
export function beginCase(started: StartedCase, c: Case): SteppedCase {
  if (!started.configured || !c.configured) return new RefusedCase(started);
  return c.mode === "upstream" ? new CaseAttempts(started, c, PLAIN_DELIVERY) : new CaseExchange(started, c);
}

class RefusedCase implements SteppedCase {
  constructor(private readonly started: StartedCase) {}

  *steps(): Generator<void> {}

  observe(): Observation {
    return emptyObservation(this.started);
  }
}

/** A case's exchange in mode listener, to be run in one go or step by step. */
export class CaseExchange implements SteppedCase {
  readonly exchange: Exchange;
  private readonly callouts: SeenCallout[] = [];
  private readonly telemetry: EmulatorTelemetry;
  private clientLeft = false;

  constructor(
    private readonly started: StartedCase,
    private readonly c: Case,
    delivery: Delivery = PLAIN_DELIVERY,
  ) {
    const surroundings = caseSurroundings(started, c, delivery, this.callouts, () => this.clientLeft);
    this.exchange = new Exchange(started.root, requestMessage(c.request, delivery), surroundings);
    this.telemetry = new EmulatorTelemetry(started);
  }

  run(): Observation {
    if (this.c.response === null) for (const _ of this.leaveBeforeAnswer());
    else this.exchange.run();
    return this.observe();
  }

  steps(): Generator<void> {
    return this.c.response === null ? this.leaveBeforeAnswer() : this.exchange.steps();
  }

  observe(): Observation {
    const { upstream, attempts: made, client, details, cutOff, properties } = this.exchange;
    const attempts = upstream.map === null ? [] : Array.from({ length: made }, () => seenRequest(upstream));
    const seen = { attempts, client: seenResponse(client), details, cutOff, callouts: this.callouts };
    const telemetry = this.telemetry.seen(properties.filterState);
    const remains = remainsOf(this.started, client, properties.filterState);
    return { ...emptyObservation(this.started), ...seen, telemetry, remains };
  }

  /** The client goes away while a call-out is under way; the answer comes afterwards. */
  private *leaveBeforeAnswer(): Generator<void> {
    yield this.exchange.sendHeaders();
    while (this.exchange.sendPart()) yield;
    yield this.exchange.leave();
    this.clientLeft = true;
    this.exchange.settle();
  }
}

/** A case's exchange in mode upstream. */
class CaseAttempts implements SteppedCase {
  private readonly exchange: AttemptedExchange;
  private readonly callouts: SeenCallout[] = [];
  private readonly telemetry: EmulatorTelemetry;

  constructor(
    private readonly started: StartedCase,
    c: Case,
    delivery: Delivery,
  ) {
    const surroundings = caseSurroundings(started, c, delivery, this.callouts);
    const providers = c.attempts.map((a) => a.provider ?? "");
    this.exchange = new AttemptedExchange(started.root, requestMessage(c.request, delivery), providers, surroundings);
    this.telemetry = new EmulatorTelemetry(started);
  }

  steps(): Generator<void> {
    return this.exchange.steps();
  }

  observe(): Observation {
    const { attempts, client, details, cutOff, filterState } = this.exchange;
    const seen = { attempts: attempts.filter((a) => a.map !== null).map(seenRequest), client: seenResponse(client) };
    const telemetry = this.telemetry.seen(filterState);
    const remains = remainsOf(this.started, client, filterState);
    return { ...emptyObservation(this.started), ...seen, details, cutOff, callouts: this.callouts, telemetry, remains };
  }
}

function emptyObservation({ vm, configured }: StartedCase): Observation {
  const logs = vm.log.map((line) => line.text);
  return { configured, attempts: [], client: null, details: null, cutOff: null, callouts: [], logs, trap: vm.death };
}

function remainsOf(
  { vm }: StartedCase,
  client: MessageRecorder,
  filterState: Map<string, Uint8Array>,
): Observation["remains"] {
  const state = [...filterState].map(([key, value]) => `${key}=${Buffer.from(value).toString("latin1")}`);
  const unfinished = client.complete ? [] : client.pairs.map(([name, value]) => `${name}: ${value}`);
  return [
    { place: "shared data", text: vm.sharedData.dump() },
    { place: "metrics", text: [...vm.metrics.byName().keys()].join("\n") },
    { place: "filter state", text: state.join("\n") },
    { place: "client head", text: unfinished.join("\n") },
    { place: "client body", text: client.complete ? "" : Buffer.from(client.body.toBytes()).toString("latin1") },
  ];
}

// As stock Envoy names them.
function routeProperties({ name, provider, clusterProvider }: CaseRoute): Record<string, string> {
  return {
    ...(name === null ? {} : { "xds.route_name": name }),
    ...(provider === null ? {} : { "xds.route_metadata.filter_metadata.aisle.provider": provider }),
    ...(clusterProvider === null ? {} : { "xds.cluster_metadata.filter_metadata.aisle.provider": clusterProvider }),
  };
}

/** What stands around a case; the calls it makes are noted in `seen`. */
export function caseSurroundings(
  { vm }: StartedCase,
  c: Case,
  delivery: Delivery,
  seen: SeenCallout[],
  clientLeft = () => false,
): Surroundings {
  return {
    properties: { ...routeProperties(c.route), ...c.properties },
    attempts: c.attempts.length,
    reply: (request, attempt) => {
      const { reply } = c.attempts[attempt];
      return reply.resets ? "resets" : replyMessage(reply, delivery, request.get(":method") ?? "GET");
    },
    answerCallout: (call) => {
      const script = c.callouts.at(seen.length);
      if (script?.late && !clientLeft()) return "never";
      seen.push(seenCallout(call));
      return script === undefined ? "never" : calloutReply(script, vm.options.failedCallouts);
    },
  };
}
