// What of an exchange can be seen, place by place: as its case demands it, and as it was seen.

import type { Case } from "../cases/case.ts";
import { expectedRequests, expectedResponse } from "../cases/expectation.ts";
import type { Observation, SeenRequest, SeenResponse } from "../cases/observation.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import type { Place } from "./canary.ts";

/** A text at a place. `index` counts the attempts, and the call-outs, from 0. */
export interface Output {
  place: Place;
  index: number;
  text: string;
}

/** Everything a case demands to be seen. */
export function expectedOutputs(c: Case): Output[] {
  const response = c.configured ? expectedResponse(c) : null;
  const lines = (c.telemetry?.log ?? []).map((line) => output("log", JSON.stringify(line)));
  return [...(c.configured ? requestOutputs(expectedRequests(c)) : []), ...responseOutputs(response), ...lines];
}

/** Everything that was seen of an exchange. */
export function seenOutputs(seen: Observation): Output[] {
  const { attempts, client, details, cutOff, callouts, logs, remains = [] } = seen;
  return [
    ...requestOutputs(attempts),
    ...responseOutputs(client),
    output("response code details", `${details} ${cutOff}`),
    ...callouts.flatMap((call, i) => [
      output("call-out head", `${call.cluster}\n${headOf(call)}`, i),
      output("call-out body", latin1(call.body), i),
    ]),
    ...logs.map((line) => output("log", line)),
    ...remains.map(({ place, text }) => output(place, text)),
  ];
}

function requestOutputs(requests: SeenRequest[]): Output[] {
  return requests.flatMap((request, i) => [
    output("upstream head", headOf(request), i),
    output("upstream body", latin1(request.body), i),
    output("upstream trailers", linesOf(request.trailers), i),
  ]);
}

function responseOutputs(response: SeenResponse | null): Output[] {
  if (response === null) return [];
  return [
    output("client head", `${response.status}\n${linesOf(response.headers)}`),
    output("client body", latin1(response.body)),
    output("client trailers", linesOf(response.trailers)),
  ];
}

function output(place: Place, text: string, index = 0): Output {
  return { place, index, text };
}

function headOf({ method, path, authority, headers }: SeenRequest): string {
  return `${method} ${path}\n${authority}\n${linesOf(headers)}`;
}

function linesOf(pairs: HeaderPair[]): string {
  return pairs.map(([name, value]) => `${name}: ${value}`).join("\n");
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("latin1");
}
