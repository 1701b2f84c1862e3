// The one comparison of both levels: what was seen of an exchange against what its case demands.

import { withoutClock } from "./clock.ts";
import type { HeaderPair } from "../emulator/header-map.ts";
import type { Case, CaseCallout } from "./case.ts";
import { compareTelemetry } from "./compare-telemetry.ts";
import { isEnvoysRequestHeader, isEnvoysResponseHeader } from "./envoy-headers.ts";
import { expectedRequests, expectedResponse } from "./expectation.ts";
import type { Observation, SeenCallout, SeenRequest, SeenResponse } from "./observation.ts";

/** Every difference, one sentence each; none when the case holds. */
export function compare(c: Case, seen: Observation): string[] {
  const differences: string[] = [];
  if (seen.trap !== null) differences.push(`the VM died: ${seen.trap}`);
  if (seen.configured !== c.configured) differences.push(`proxy_on_configure answered ${seen.configured}`);
  for (const text of c.logs)
    if (!seen.logs.some((line) => line.includes(text))) differences.push(`not logged: ${text}`);
  if (c.configured) {
    differences.push(...compareCallouts(c.callouts, seen.callouts));
    differences.push(...compareRequests(c, seen.attempts));
    differences.push(...compareResponse(c, seen));
    if (c.telemetry !== undefined && seen.telemetry !== undefined)
      differences.push(...compareTelemetry(c.telemetry, seen.telemetry));
  }
  return differences;
}

function compareRequests(c: Case, seen: SeenRequest[]): string[] {
  const expected = expectedRequests(c);
  if (expected.length !== seen.length)
    return [`upstreams received ${seen.length} requests instead of ${expected.length}`];
  return expected.flatMap((request, i) => {
    const where = expected.length > 1 ? `attempt ${i + 1}: ` : "upstream: ";
    return [
      ...compareText(`${where}method`, request.method, seen[i].method),
      ...compareText(`${where}path`, request.path, seen[i].path),
      ...compareText(`${where}authority`, request.authority, seen[i].authority),
      ...compareHeaders(`${where}header`, request.headers, seen[i].headers, isEnvoysRequestHeader),
      ...compareBody(`${where}body`, request.body, seen[i].body),
      ...compareHeaders(`${where}trailer`, request.trailers, seen[i].trailers, () => false),
    ];
  });
}

function compareResponse(c: Case, seen: Observation): string[] {
  const expected = expectedResponse(c);
  if (expected === null) return seen.client === null ? [] : ["the client got a response although it had left"];
  const breaks = c.response?.details === null && c.attempts[c.attempts.length - 1].reply.breaks;
  if (breaks)
    return seen.client === null ? [] : ["the client got a complete response although the upstream's broke off"];
  if (seen.client === null) return [`the client got no complete response (${seen.details ?? "no details"})`];
  return [...compareClient(expected, seen.client), ...compareDetails(c.response?.details ?? null, seen.details)];
}

function compareClient(expected: SeenResponse, seen: SeenResponse): string[] {
  return [
    ...compareText("response: status", String(expected.status), String(seen.status)),
    ...compareHeaders("response: header", expected.headers, seen.headers, isEnvoysResponseHeader),
    ...compareBody("response: body", expected.body, withoutClock(seen.body)),
    ...compareHeaders("response: trailer", expected.trailers, seen.trailers, () => false),
  ];
}

function compareDetails(expected: string | null, seen: string | null): string[] {
  return compareText("response code details", expected ?? "via_upstream", seen ?? "");
}

function compareCallouts(expected: CaseCallout[], seen: SeenCallout[]): string[] {
  if (expected.length !== seen.length) return [`${seen.length} call-outs were made instead of ${expected.length}`];
  return expected.flatMap((call, i) => {
    const headers = Object.entries(call.headers).filter(
      ([n, v]) => !seen[i].headers.some(([name, value]) => name === n && value === v),
    );
    return [
      ...compareText(`call-out ${i + 1}: cluster`, call.cluster, seen[i].cluster),
      ...compareText(`call-out ${i + 1}: method`, call.method, seen[i].method),
      ...compareText(`call-out ${i + 1}: path`, call.path, seen[i].path),
      ...headers.map(([name, value]) => `call-out ${i + 1}: header missing: ${name}: ${value}`),
    ];
  });
}

function compareText(what: string, expected: string, seen: string): string[] {
  return expected === seen ? [] : [`${what} is ${JSON.stringify(seen)} instead of ${JSON.stringify(expected)}`];
}

function compareHeaders(
  what: string,
  expected: HeaderPair[],
  seen: HeaderPair[],
  isEnvoys: (pair: HeaderPair) => boolean,
): string[] {
  const lines = (pairs: HeaderPair[]) =>
    pairs.filter((pair) => !isEnvoys(pair)).map(([name, value]) => `${name}: ${value}`);
  const unexpected = lines(seen);
  const missing = lines(expected).filter((line) => {
    const at = unexpected.indexOf(line);
    if (at >= 0) unexpected.splice(at, 1);
    return at < 0;
  });
  return [
    ...missing.map((line) => `${what} missing: ${line}`),
    ...unexpected.map((line) => `${what} unexpected: ${line}`),
  ];
}

function compareBody(what: string, expected: Uint8Array, seen: Uint8Array): string[] {
  if (Buffer.compare(expected, seen) === 0) return [];
  const at = firstDifference(expected, seen);
  const show = (bytes: Uint8Array) =>
    JSON.stringify(Buffer.from(bytes).toString("utf8", Math.max(0, at - 20), at + 60));
  return [
    `${what} differs at byte ${at}: ${show(seen)} (${seen.length} bytes) instead of ${show(expected)} (${expected.length} bytes)`,
  ];
}

function firstDifference(a: Uint8Array, b: Uint8Array): number {
  const at = a.findIndex((byte, i) => byte !== b[i]);
  return at < 0 ? a.length : at;
}
