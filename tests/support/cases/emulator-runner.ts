// Runs a case in the emulated host and notes what was seen.

import { AttemptedExchange } from "../emulator/attempts.ts";
import { Exchange } from "../emulator/exchange.ts";
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
import type { Case } from "./case.ts";
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
  return c.mode === "upstream" ? runAttempts(started, c, whole) : new CaseExchange(started, c, whole).run();
}

/** A case's exchange in mode listener, to be run in one go or step by step. */
export class CaseExchange {
  readonly exchange: Exchange;
  private readonly callouts: SeenCallout[] = [];
  private clientLeft = false;

  constructor(
    private readonly started: StartedCase,
    private readonly c: Case,
    delivery: Delivery = PLAIN_DELIVERY,
  ) {
    const surroundings = caseSurroundings(started, c, delivery, this.callouts, () => this.clientLeft);
    this.exchange = new Exchange(started.root, requestMessage(c.request, delivery), surroundings);
  }

  run(): Observation {
    if (this.c.response === null) this.leaveBeforeAnswer();
    else this.exchange.run();
    return this.observe();
  }

  observe(): Observation {
    const { upstream, client, details, cutOff } = this.exchange;
    const attempts = upstream.map === null ? [] : [seenRequest(upstream)];
    const seen = { attempts, client: seenResponse(client), details, cutOff, callouts: this.callouts };
    return { ...emptyObservation(this.started), ...seen };
  }

  /** The client goes away while a call-out is under way; the answer comes afterwards. */
  private leaveBeforeAnswer(): void {
    this.exchange.sendHeaders();
    this.exchange.sendRest();
    this.exchange.leave();
    this.clientLeft = true;
    this.exchange.settle();
  }
}

function runAttempts(started: StartedCase, c: Case, delivery: Delivery): Observation {
  const callouts: SeenCallout[] = [];
  const surroundings = caseSurroundings(started, c, delivery, callouts);
  const providers = c.attempts.map((a) => a.provider ?? "");
  const request = requestMessage(c.request, delivery);
  const { attempts, client, details, cutOff } = new AttemptedExchange(
    started.root,
    request,
    providers,
    surroundings,
  ).run();
  const seen = { attempts: attempts.filter((a) => a.map !== null).map(seenRequest), client: seenResponse(client) };
  return { ...emptyObservation(started), ...seen, details, cutOff, callouts };
}

function emptyObservation({ vm, configured }: StartedCase): Observation {
  const logs = vm.log.map((line) => line.text);
  return { configured, attempts: [], client: null, details: null, cutOff: null, callouts: [], logs, trap: vm.death };
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
    properties: c.properties,
    reply: (request, attempt) => replyMessage(c.attempts[attempt].reply, delivery, request.get(":method") ?? "GET"),
    answerCallout: (call) => {
      const script = c.callouts.at(seen.length);
      if (script?.late && !clientLeft()) return "never";
      seen.push(seenCallout(call));
      return script === undefined ? "never" : calloutReply(script, vm.options.failedCallouts);
    },
  };
}
