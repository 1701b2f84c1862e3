// Who waits too long for whom, and which of Envoy's timeouts ends it. No test here depends on how long anything takes.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Node } from "../../envoy/bootstrap.ts";
import { answer, answerWell, GOOD_BODY } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { assertRow, readTable, rowOf } from "../support/trouble/operations-table.ts";
import { chatRequest, type RawRequest } from "../support/trouble/raw-client.ts";
import { RawUpstream, type Behaviour } from "../support/trouble/raw-upstream.ts";
import { assertChatAt, attemptsStation, CHAT, listenerStation } from "../support/trouble/stations.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";

const SHORT = "0.1s";
const EVENT = "a\r\ndata: {}\n\n\r\n";
const HEAD = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
const HALF_BODY: RawRequest = { bytes: chatRequest('{"model":"x"}').slice(0, -3) };
const HALF_HEAD: RawRequest = { bytes: "POST /v1/chat/completions HTTP/1.1\r\nhost: gatew" };

const sendNothing: Behaviour = () => {};
const stopAfterAnEvent = answer(HEAD + EVENT);

interface Wait {
  set: (manager: Node) => void;
  behaviour: Behaviour;
  body: string;
  request?: RawRequest;
}

const WAITS: Record<string, Wait> = {
  "nothing from the upstream for the route's `timeout`": {
    set: (manager) => (routeOf(manager).timeout = SHORT),
    behaviour: sendNothing,
    body: "upstream request timeout",
  },
  "an event stream that lasts longer than the route's `timeout`": {
    set: (manager) => (routeOf(manager).timeout = SHORT),
    behaviour: stopAfterAnEvent,
    body: EVENT,
  },
  "nothing from the upstream for `stream_idle_timeout`": {
    set: (manager) => (manager.stream_idle_timeout = SHORT),
    behaviour: sendNothing,
    body: "stream timeout",
  },
  "a pause in an event stream for `stream_idle_timeout`": {
    set: (manager) => (manager.stream_idle_timeout = SHORT),
    behaviour: stopAfterAnEvent,
    body: EVENT,
  },
  "nothing from the upstream for `per_try_timeout`": {
    set: (manager) => setRetry(manager, { per_try_timeout: SHORT }),
    behaviour: sendNothing,
    body: "upstream request timeout",
  },
  "nothing from the upstream for `per_try_idle_timeout`": {
    set: (manager) => setRetry(manager, { per_try_idle_timeout: SHORT }),
    behaviour: sendNothing,
    body: "upstream request timeout",
  },
  "a pause in an event stream for `per_try_idle_timeout`": {
    set: (manager) => setRetry(manager, { per_try_idle_timeout: SHORT }),
    behaviour: stopAfterAnEvent,
    body: EVENT,
  },
  "a client that stops in its body for `stream_idle_timeout`": {
    set: (manager) => (manager.stream_idle_timeout = SHORT),
    behaviour: answerWell,
    body: "stream timeout",
    request: HALF_BODY,
  },
  "a client that takes longer for its request than `request_timeout`": {
    set: (manager) => (manager.request_timeout = SHORT),
    behaviour: answerWell,
    body: "request timeout",
    request: HALF_BODY,
  },
  "a client that takes longer for its headers than `request_headers_timeout`": {
    set: (manager) => (manager.request_headers_timeout = SHORT),
    behaviour: answerWell,
    body: "request header timeout",
    request: HALF_HEAD,
  },
};

describe("level envoy: timeouts", () => {
  const table = readTable("Timeouts");
  let silent: RawUpstream;
  let healthy: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    [silent, healthy] = [await RawUpstream.start(), await RawUpstream.start()];
    gateway = await TroubledGateway.start(
      Object.values(WAITS)
        .flatMap(({ set }, i): TroubledStation[] => [
          { ...listenerStation(`listener-${i}`, silent.port), manager: set },
          { ...attemptsStation(`attempts-${i}`, silent.port, healthy.port), manager: set },
        ])
        .concat({
          ...listenerStation("default", healthy.port),
          manager: (manager) => void delete routeOf(manager).timeout,
        }),
    );
  });
  after(async () => {
    await gateway.stop();
    silent.stop();
    healthy.stop();
  });

  it("the document has exactly these waits", () => {
    assert.deepEqual([...table.keys()].sort(), Object.keys(WAITS).sort());
  });

  for (const [i, [name, { behaviour, body, request = CHAT }]] of Object.entries(WAITS).entries()) {
    it(name, async () => {
      const row = rowOf(table, name);
      silent.behave(behaviour);
      healthy.behave(answerWell);
      assertRow(row, await gateway.send(`listener-${i}`, request), body);
      if (request === CHAT) assertChatAt(silent, "a");
      else assert.equal(silent.bytes, 0);
      const attempts = await gateway.send(`attempts-${i}`, request);
      if (!row.retried) return assertRow(row, attempts, body);
      assert.equal(attempts.body, GOOD_BODY);
      assertChatAt(healthy, "b");
    });
  }

  it("a route that says nothing of a timeout ends every answer after 15 seconds, and tells the upstream so", async () => {
    healthy.behave(answerWell);
    assert.equal((await gateway.send("default", CHAT)).status, 200);
    assert.match(healthy.requests[0], /\r\nx-envoy-expected-rq-timeout-ms: 15000\r\n/);
  });

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });
});

function routeOf(manager: Node): Node {
  return manager.route_config.virtual_hosts[0].routes[0].route as Node;
}

/** Adds to the route's retry policy; a route to one endpoint has none, and does not retry with this one either. */
function setRetry(manager: Node, policy: Node): void {
  const route = routeOf(manager);
  route.retry_policy = { ...route.retry_policy, ...policy };
}
