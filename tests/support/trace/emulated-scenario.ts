// Runs a scenario in the emulated host, on the tracing build.

import { PLAIN_DELIVERY, replyMessage, requestMessage, seenResponse, type Delivery } from "../cases/case-messages.ts";
import { startCase, type StartedCase } from "../cases/case-vm.ts";
import type { Case, CaseRequest } from "../cases/case.ts";
import { caseSurroundings, runCase } from "../cases/emulator-runner.ts";
import { AttemptedExchange } from "../emulator/attempts.ts";
import { Exchange } from "../emulator/exchange.ts";
import type { HostOptions } from "../emulator/host-options.ts";
import type { MessageRecorder, OutgoingMessage } from "../emulator/message.ts";
import type { Surroundings } from "../emulator/surroundings.ts";
import { TIME_LIMIT_MS, type Scenario } from "./scenario.ts";
import { configurationTranscript, record, type Recording } from "./transcript.ts";

/**
 * Headers that Envoy's connection manager takes off a request from outside. The emulated host leaves them to the filter, as an Envoy
 * with a trusted hop in front would; the Envoy of the tests has none.
 */
const TAKEN_OFF = new Set([
  "x-envoy-hedge-on-per-try-timeout",
  "x-envoy-max-retries",
  "x-envoy-retry-grpc-on",
  "x-envoy-retry-on",
  "x-envoy-upstream-rq-per-try-timeout-ms",
  "x-envoy-upstream-rq-timeout-alt-response",
  "x-envoy-upstream-rq-timeout-ms",
]);

/** The transcript of a scenario in the emulated host, which may be told to differ from Envoy. */
export function emulate(s: Scenario, module: WebAssembly.Module, differences: Partial<HostOptions> = {}): Recording {
  const c = { ...s.c, request: fromOutside(s.c.request) };
  const host = { bufferLimit: s.bufferLimit, ...differences };
  // A case as it is may have call-outs that are answered late.
  if (s.c.callouts.length > 0) {
    const { logs, client } = runCase(c, { module, host });
    return record(logs, client);
  }
  const started = startCase(c, host, module);
  // HTTP/2 tells the end of a body with its last bytes.
  const style = s.protocol === "http2" ? "joined" : "separate";
  const client = runAround({ ...s, c }, started, { ...PLAIN_DELIVERY, style });
  const logs = started.vm.log.map((line) => line.text);
  return record(logs, seenResponse(client));
}

/** The transcript of a case's configuration in the emulated host. */
export function emulateConfiguration(c: Case, module: WebAssembly.Module): string[] {
  return configurationTranscript(startCase(c, {}, module).vm.log.map((line) => line.text));
}

function fromOutside(request: CaseRequest): CaseRequest {
  return { ...request, headers: request.headers.filter(([name]) => !TAKEN_OFF.has(name)) };
}

function runAround(s: Scenario, started: StartedCase, delivery: Delivery): MessageRecorder {
  const surroundings = scenarioSurroundings(s, started, delivery);
  const whole = requestMessage(s.c.request, delivery);
  const request: OutgoingMessage = isCutShort(s.c.request) ? { ...whole, end: "never" } : whole;
  if (s.c.mode === "upstream") {
    const providers = s.c.attempts.map(({ provider }) => provider ?? "");
    const bodyAt = s.endAfter === "proxy_on_delete" ? 1 : 0;
    return new AttemptedExchange(started.root, request, providers, surroundings, bodyAt).run().client;
  }
  const exchange = new Exchange(started.root, request, surroundings);
  if (s.leavesAfter === null) return exchange.run().client;
  exchange.sendHeaders();
  exchange.sendRest();
  exchange.settle();
  if (s.leavesAfter.includes("response")) exchange.deliverReply();
  exchange.leave();
  return exchange.client;
}

/** Whether the head promises more than the client sends. */
function isCutShort({ headers, chunks }: CaseRequest): boolean {
  const length = Number(headers.find(([name]) => name === "content-length")?.[1] ?? 0);
  return chunks.reduce((sum, chunk) => sum + chunk.length, 0) < length;
}

function scenarioSurroundings(s: Scenario, started: StartedCase, delivery: Delivery): Surroundings {
  return {
    ...caseSurroundings(started, s.c, delivery, []),
    isRouted: s.isRouted,
    timeLimit: s.upstreams.includes("expires") ? TIME_LIMIT_MS : undefined,
    talk: s.talk === null ? undefined : Buffer.from(s.talk),
    reply: (request, attempt) => {
      const conduct = s.upstreams.at(attempt) ?? "answers";
      if (conduct === "refuses" || conduct === "resets" || conduct === "expires") return conduct;
      if (conduct === "thinks") return null;
      const method = request.get(":method") ?? "GET";
      const reply = replyMessage(s.c.attempts[attempt].reply, PLAIN_DELIVERY, method);
      return conduct === "stalls" || s.talk !== null ? { ...reply, end: "never" } : reply;
    },
  };
}
