// Configurations with a number: the answer of an EchoUpstream tells which one, and that it was one alone, the request went through.

import assert from "node:assert/strict";
import type { Discovery } from "../cases/stations-envoy.ts";
import type { Echo } from "./echo-upstream.ts";
import type { Received } from "./raw-client.ts";
import type { TroubledStation } from "./troubled-station.ts";

/** A station whose credential and model carry a number; its filter stands in the listener or in the cluster. */
export function versionStation(name: string, number: number, port: number, kind: Discovery): TroubledStation {
  const provider = { id: "a", type: "openai", apiTokens: [`sk-${number}`], modelMapping: { x: `model-${number}` } };
  if (kind === "listeners") return { name, configuration: { provider }, endpoints: [{ port, provider: null }] };
  const configuration = { mode: "upstream", providers: [provider] };
  return { name, mode: "upstream", configuration, endpoints: [{ port, provider: "a" }] };
}

/** The echo in a complete answer; throws for any other. */
export function echoOf(received: Received): Echo {
  assert.deepEqual(received.statuses, [200]);
  assert.notEqual(received.body, null, "the answer was cut off");
  return JSON.parse(received.body ?? "null") as Echo;
}

/** As {@link assertEcho}, of a complete answer. */
export function assertVersion(received: Received, number: number | null, user: string): void {
  assertEcho(echoOf(received), number, user);
}

/** Asserts that credential and model are of one version (of this one, unless it is null) and that the answer is to this user's request. */
export function assertEcho(echo: Echo, number: number | null, user: string): void {
  const seen = versionOf(echo);
  if (number !== null) assert.equal(seen, number);
  const body = JSON.parse(echo.body) as { model: string; user: string };
  assert.equal(body.model, `model-${seen}`);
  assert.equal(body.user, user);
}

/** The number of the configuration whose credential the upstream got; NaN if there was none. */
export function versionOf(echo: Echo): number {
  return Number(/^Bearer sk-(\d+)$/.exec(echo.authorization ?? "")?.[1]);
}
