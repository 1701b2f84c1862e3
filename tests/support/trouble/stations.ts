// The stations that most tests of trouble use, and the request whose way through them is known.

import assert from "node:assert/strict";
import { answerWell, GOOD_BODY } from "./behaviours.ts";
import type { TroubledGateway } from "./gateway.ts";
import { chatRequest, type RawRequest } from "./raw-client.ts";
import { bodyOf, type RawUpstream } from "./raw-upstream.ts";
import type { TroubledStation } from "./troubled-station.ts";

export const PROVIDER_A = { id: "a", type: "openai", apiTokens: ["sk-a"], modelMapping: { x: "for-a" } };
export const PROVIDER_B = { id: "b", type: "openai", apiTokens: ["sk-b"], modelMapping: { x: "for-b" } };

/** A chat whose body Aisle must hold, read and change. */
export const CHAT: RawRequest = { bytes: chatRequest('{"model":"x"}') };

export const EACH_ATTEMPT = { mode: "upstream", providers: [PROVIDER_A, PROVIDER_B] };

/** Aisle in the listener, with one upstream for provider a. */
export function listenerStation(name: string, port: number): TroubledStation {
  return { name, configuration: { provider: PROVIDER_A }, endpoints: [{ port, provider: null }] };
}

/** Aisle in the cluster; the first endpoint is provider a, the second, if there is one, provider b. */
export function attemptsStation(name: string, ...ports: number[]): TroubledStation {
  const endpoints = ports.map((port, i) => ({ port, provider: ["a", "b"][i] }));
  return { name, mode: "upstream", configuration: EACH_ATTEMPT, endpoints };
}

/** Asserts that an upstream got {@link CHAT} exactly once, as provider `id` is to get it. */
export function assertChatAt(upstream: RawUpstream, id: "a" | "b"): void {
  assert.equal(upstream.requests.length, 1);
  const [request] = upstream.requests;
  assert.match(request, /^POST \/v1\/chat\/completions HTTP\/1\.1\r\n/);
  assert.match(request, new RegExp(`\r\nauthorization: Bearer sk-${id}\r\n`));
  assert.equal(bodyOf(request), `{"model":"for-${id}"}`);
}

/** Asserts that the filter lives and that the next exchange of a station with a healthy upstream is right. */
export async function assertNextIsRight(gateway: TroubledGateway, name: string, upstream: RawUpstream): Promise<void> {
  upstream.behave(answerWell);
  const next = await gateway.send(name, CHAT);
  assert.equal(next.status, 200);
  assert.equal(next.body, GOOD_BODY);
  assertChatAt(upstream, "a");
  assert.equal(gateway.findTrap(), null);
}
