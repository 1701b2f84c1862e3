// The settings that docs/operations.md tells operators to change: each does what the document says of it.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { answer, answerWell, GOOD_BODY } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { chatRequest, expectingRequest } from "../support/trouble/raw-client.ts";
import { RawUpstream } from "../support/trouble/raw-upstream.ts";
import { assertChatAt, CHAT, listenerStation } from "../support/trouble/stations.ts";

const MANY = Array.from({ length: 150 }, (_, i) => `x-${i}: 1`);
const LARGE = `x-large: ${"x".repeat(80 * 1024)}`;

describe("level envoy: settings against trouble", () => {
  let upstream: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await RawUpstream.start();
    gateway = await TroubledGateway.start([
      {
        ...listenerStation("headers", upstream.port),
        manager: (manager) => {
          manager.common_http_protocol_options = { max_headers_count: 200 };
          manager.max_request_headers_kb = 96;
        },
        cluster: (options) => {
          Object.assign(options.common_http_protocol_options, { max_headers_count: 200, max_response_headers_kb: 96 });
          options.common_http_protocol_options.idle_timeout = "30s";
        },
      },
      {
        ...listenerStation("idle", upstream.port),
        manager: (manager) => (manager.route_config.virtual_hosts[0].routes[0].route.idle_timeout = "0.2s"),
      },
      {
        ...listenerStation("continue", upstream.port),
        manager: (manager) => Object.assign(manager, { proxy_100_continue: true, stream_idle_timeout: "0.2s" }),
      },
    ]);
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
  });

  it("more and larger headers of a client", async () => {
    for (const fields of [MANY, [LARGE]]) {
      upstream.behave(answerWell);
      const outcome = await gateway.send("headers", { bytes: chatRequest('{"model":"x"}', fields) });
      assert.equal(outcome.status, 200);
      assertChatAt(upstream, "a");
    }
  });

  it("more and larger headers of an upstream", async () => {
    for (const fields of [MANY, [LARGE]]) {
      const head = [
        "HTTP/1.1 200 OK",
        "content-type: application/json",
        ...fields,
        `content-length: ${GOOD_BODY.length}`,
      ];
      upstream.behave(answer(`${head.join("\r\n")}\r\n\r\n${GOOD_BODY}`));
      const outcome = await gateway.send("headers", CHAT);
      assert.equal(outcome.status, 200);
      assert.equal(outcome.body, GOOD_BODY);
    }
  });

  it("idle_timeout of a route", async () => {
    upstream.behave(() => {});
    const outcome = await gateway.send("idle", CHAT);
    assert.equal(outcome.status, 504);
    assert.equal(outcome.log.details, "stream_idle_timeout");
  });

  it("proxy_100_continue: a held body and a client that waits to be asked wait for each other", async () => {
    upstream.behave(answerWell);
    const outcome = await gateway.send("continue", expectingRequest('{"model":"x"}'));
    assert.deepEqual(outcome.statuses, [408]);
    assert.equal(outcome.log.details, "stream_idle_timeout");
    assert.equal(upstream.connections, 0);
  });

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });
});
