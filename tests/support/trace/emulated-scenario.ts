// Runs a scenario in the emulated host, on the tracing build.

import { PLAIN_DELIVERY, replyMessage, requestMessage, type Delivery } from "../cases/case-messages.ts";
import { startCase, type StartedCase } from "../cases/case-vm.ts";
import type { CaseRequest } from "../cases/case.ts";
import { caseSurroundings, runCase } from "../cases/emulator-runner.ts";
import { AttemptedExchange } from "../emulator/attempts.ts";
import { Exchange } from "../emulator/exchange.ts";
import type { HostOptions } from "../emulator/host-options.ts";
import type { OutgoingMessage } from "../emulator/message.ts";
import type { Surroundings } from "../emulator/surroundings.ts";
import type { Scenario } from "./scenario.ts";
import { transcript } from "./transcript.ts";

/**
 * Headers that Envoy's connection manager takes off a request from outside. The emulated host leaves them to the filter, as an Envoy
 * with a trusted hop in front would; the Envoy of the tests has none.
 */
const TAKEN_OFF = new Set([
  "x-envoy-upstream-rq-timeout-ms",
  "x-envoy-upstream-rq-per-try-timeout-ms",
  "x-envoy-upstream-rq-timeout-alt-response",
  "x-envoy-retry-on",
  "x-envoy-retry-grpc-on",
  "x-envoy-max-retries",
  "x-envoy-ip-tags",
  "x-envoy-hedge-on-per-try-timeout",
  "x-envoy-decorator-operation",
  "x-envoy-expected-rq-timeout-ms",
  "x-envoy-force-trace",
  "x-envoy-internal",
  "x-envoy-external-address",
  "x-envoy-retriable-status-codes",
  "x-envoy-retriable-header-names",
]);

/** The transcript of a scenario in the emulated host, which may be told to differ from Envoy. */
export function emulate(s: Scenario, module: WebAssembly.Module, differences: Partial<HostOptions> = {}): string[] {
  const c = { ...s.c, request: fromOutside(s.c.request) };
  const host = { bufferLimit: s.bufferLimit, ...differences };
  // A case as it is may have call-outs that are answered late.
  if (s.c.callouts.length > 0) return transcript(runCase(c, { module, host }).logs);
  const started = startCase(c, host, module);
  // HTTP/2 tells the end of a body with its last bytes.
  runAround({ ...s, c }, started, { ...PLAIN_DELIVERY, style: s.protocol === "http2" ? "joined" : "separate" });
  return transcript(started.vm.log.map((line) => line.text));
}

function fromOutside(request: CaseRequest): CaseRequest {
  return { ...request, headers: request.headers.filter(([name]) => !TAKEN_OFF.has(name)) };
}

function runAround(s: Scenario, started: StartedCase, delivery: Delivery): void {
  const surroundings = scenarioSurroundings(s, started, delivery);
  const whole = requestMessage(s.c.request, delivery);
  const request: OutgoingMessage = isCutShort(s.c.request) ? { ...whole, end: "never" } : whole;
  if (s.c.mode === "upstream") {
    const providers = s.c.attempts.map(({ provider }) => provider ?? "");
    new AttemptedExchange(started.root, request, providers, surroundings).run();
    return;
  }
  const exchange = new Exchange(started.root, request, surroundings);
  if (s.talk !== null) return talk(exchange, s.talk);
  if (s.leavesAfter === null) return void exchange.run();
  exchange.sendHeaders();
  exchange.sendRest();
  exchange.settle();
  if (s.leavesAfter.includes("response")) exchange.deliverReply();
  exchange.leave();
}

/** Whether the head promises more than the client sends. */
function isCutShort({ headers, chunks }: CaseRequest): boolean {
  const length = Number(headers.find(([name]) => name === "content-length")?.[1] ?? 0);
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0) < length;
}

/** After the upgrade is accepted bytes flow both ways, until the client goes away. */
function talk(exchange: Exchange, said: string): void {
  exchange.sendHeaders();
  exchange.sendRest();
  exchange.deliverReply();
  exchange.stream.request.data(Buffer.from(said), false);
  exchange.stream.response.data(Buffer.from(said), false);
  exchange.leave();
}

function scenarioSurroundings(s: Scenario, started: StartedCase, delivery: Delivery): Surroundings {
  return {
    ...caseSurroundings(started, s.c, delivery, []),
    isRouted: s.isRouted,
    reply: (request, attempt) => {
      const conduct = s.upstreams.at(attempt) ?? "answers";
      if (conduct === "refuses" || conduct === "resets") return conduct;
      if (conduct === "thinks") return null;
      const method = request.get(":method") ?? "GET";
      const reply = replyMessage(s.c.attempts[attempt].reply, PLAIN_DELIVERY, method);
      return conduct === "stalls" || s.talk !== null ? { ...reply, end: "never" } : reply;
    },
  };
}
