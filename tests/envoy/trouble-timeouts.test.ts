// Who waits too long for whom, and which of Envoy's timeouts ends it. All waits run at once, because each timeout leaves time for what must come before it.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { Node } from "../../envoy/bootstrap.ts";
import { answer, answerWell, GOOD_BODY } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { assertAllRead, assertRow, readTable, rowOf } from "../support/trouble/operations-table.ts";
import { chatRequest, type RawRequest } from "../support/trouble/raw-client.ts";
import { RawUpstream, type Behaviour } from "../support/trouble/raw-upstream.ts";
import { assertChatAt, attemptsStation, CHAT, listenerStation } from "../support/trouble/stations.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";

/** Long enough for a first event or a second attempt on a busy machine. */
const SHORT = "2s";
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

const table = readTable("Timeouts");

describe("level envoy: timeouts", () => {
  const pairs: { silent: RawUpstream; healthy: RawUpstream }[] = [];
  let gateway: TroubledGateway;
  before(async () => {
    const stations: TroubledStation[] = [];
    for (const [i, { set, behaviour }] of Object.values(WAITS).entries()) {
      const [silent, healthy] = [await RawUpstream.start(), await RawUpstream.start()];
      silent.behave(behaviour);
      healthy.behave(answerWell);
      pairs.push({ silent, healthy });
      stations.push({ ...listenerStation(`listener-${i}`, silent.port), manager: set });
      stations.push({ ...attemptsStation(`attempts-${i}`, silent.port, healthy.port), manager: set });
    }
    gateway = await TroubledGateway.start([...stations, defaultStation()]);
  });
  after(async () => {
    await gateway.stop();
    for (const { silent, healthy } of pairs) for (const upstream of [silent, healthy]) upstream.stop();
  });

  describe("each wait", { concurrency: true }, () => {
    for (const [i, [name, { behaviour, body, request = CHAT }]] of Object.entries(WAITS).entries()) {
      it(name, async () => {
        const row = rowOf(table, name);
        const { silent, healthy } = pairs[i];
        assertRow(row, await gateway.send(`listener-${i}`, request), body);
        if (request === CHAT) assertChatAt(silent, "a");
        else assert.equal(silent.bytes, 0);
        silent.behave(behaviour);
        const attempts = await gateway.send(`attempts-${i}`, request);
        if (!row.retried) return assertRow(row, attempts, body);
        assert.equal(attempts.body, GOOD_BODY);
        assertChatAt(healthy, "b");
      });
    }
  });

  it("a route that says nothing of a timeout ends every answer after 15 seconds, and tells the upstream so", async () => {
    const [{ healthy }] = pairs;
    healthy.behave(answerWell);
    assert.equal((await gateway.send("default", CHAT)).status, 200);
    assert.match(healthy.requests[0], /\r\nx-envoy-expected-rq-timeout-ms: 15000\r\n/);
  });

  it("every row of the document has been run", () => assertAllRead(table));

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });

  function defaultStation(): TroubledStation {
    const station = listenerStation("default", pairs[0].healthy.port);
    return { ...station, manager: (manager) => void delete routeOf(manager).timeout };
  }
});

function routeOf(manager: Node): Node {
  return manager.route_config.virtual_hosts[0].routes[0].route as Node;
}

/** Adds to the route's retry policy; a route to one endpoint has none, and does not retry with this one either. */
function setRetry(manager: Node, policy: Node): void {
  const route = routeOf(manager);
  route.retry_policy = { ...route.retry_policy, ...policy };
}
