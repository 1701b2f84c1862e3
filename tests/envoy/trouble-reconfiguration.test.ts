// A new configuration under load, through the file that Envoy watches (LDS): nothing is lost, mixed up or answered by a bad one.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { EchoUpstream } from "../support/trouble/echo-upstream.ts";
import { TroubledGateway, until, type TroubledStation } from "../support/trouble/gateway.ts";
import { KeptConnection } from "../support/trouble/kept-connection.ts";
import { chatRequest, exchangeRaw, type Received } from "../support/trouble/raw-client.ts";
import { assertEcho, assertVersion, echoOf, versionOf, versionStation } from "../support/trouble/versions.ts";

const UPDATED = "listener_manager.listener_modified";
const REJECTED = "listener_manager.lds.update_rejected";
const FAILED = "listener_manager.lds.update_failure";
const CLIENTS = 8;

describe("level envoy: a new configuration under load", () => {
  let upstream: EchoUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await EchoUpstream.start();
    gateway = await TroubledGateway.start([version(1)]);
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
  });

  it("each of 5 changes under load: every request is answered, by the old configuration or the new one whole", async () => {
    let isOver = false;
    let answered = 0;
    const clients = Array.from({ length: CLIENTS }, async (_, client) => {
      for (let i = 0; !isOver; i++) {
        const user = `${client}-${i}`;
        assertVersion(await chat(`{"model":"x","user":"${user}"}`), null, user);
        answered++;
      }
    });
    for (let next = 2; next <= 6; next++) {
      const before = answered;
      await change(version(next));
      await untilServedBy(next);
      await until("more answers", () => answered >= before + CLIENTS);
    }
    isOver = true;
    await Promise.all(clients);
    assert.equal(gateway.findTrap(), null);
  });

  it("requests in flight keep the configuration they began with", async () => {
    const bytes = chatRequest('{"model":"x","user":"slow"}');
    let finish = () => {};
    const inBody = exchangeRaw(gateway.port("tenant"), {
      bytes: bytes.slice(0, -10),
      onSocket: (socket) => (finish = () => void socket.write(bytes.slice(-10))),
    });
    const inAnswer = chat('{"model":"x","wait":true,"user":"waiting"}');
    await until("two open requests", async () => (await gateway.stat("http.tenant.downstream_rq_active")) === 2);
    await until("a waiting answer", () => upstream.waiting === 1);
    await change(version(7));
    await untilServedBy(7);
    finish();
    upstream.letGo();
    assertVersion(await inBody, 6, "slow");
    assertVersion(await inAnswer, 6, "waiting");
  });

  it("a connection that stays open keeps the old configuration, a new one has the new", async () => {
    const kept = await KeptConnection.open(gateway.port("tenant"));
    assertEcho(await kept.chat('{"model":"x","user":"a"}'), 7, "a");
    await change(version(8));
    await untilServedBy(8);
    assertEcho(await kept.chat('{"model":"x","user":"b"}'), 7, "b");
    kept.close();
  });

  for (const [what, text] of Object.entries({
    "in which no provider is usable": () => listeners({ ...version(9), configuration: { provider: { id: "a", type: "no-such" } } }),
    "that is no JSON object": () => listeners({ ...version(9), configuration: [] }),
    "that Envoy does not know": () => listeners(version(9)).replace('"stat_prefix"', '"no_such_field"'),
  })) {
    it(`a configuration ${what} is refused and the old one goes on`, async () => {
      const before = await gateway.stat(REJECTED);
      await gateway.replaceListeners(text());
      await until("a refusal", async () => (await gateway.stat(REJECTED)) === before + 1);
      assertVersion(await chat('{"model":"x","user":"u"}'), 8, "u");
      assert.equal(gateway.findTrap(), null);
    });
  }

  it("a refusal names the key in Envoy's log", async () => {
    const line = /wasm log tenant[^\n]*provider\.type: unknown provider type: no-such/;
    await until("a line that names the key", () => line.test(gateway.envoy.envoy.log()));
  });

  it("a file that is no JSON changes nothing, and Envoy writes all of it to its log", async () => {
    const before = await gateway.stat(FAILED);
    await gateway.replaceListeners(listeners(version(9)).slice(0, -1));
    await until("a failure", async () => (await gateway.stat(FAILED)) === before + 1);
    assertVersion(await chat('{"model":"x","user":"u"}'), 8, "u");
    const secret = Buffer.from(JSON.stringify(version(9).configuration)).toString("base64");
    await until("the configuration in the log", () => gateway.envoy.envoy.log().includes(secret));
  });

  it("after a refused configuration, a good one is taken, and so is the one before", async () => {
    for (const next of [10, 8]) {
      await change(version(next));
      await untilServedBy(next);
    }
  });

  it("leaves no exchange open", () => gateway.waitUntilIdle());

  function version(number: number): TroubledStation {
    return versionStation("tenant", number, upstream.port);
  }

  function listeners(station: TroubledStation): string {
    return gateway.listenerFile([station]);
  }

  async function change(station: TroubledStation): Promise<void> {
    const before = await gateway.stat(UPDATED);
    await gateway.replaceListeners(listeners(station));
    await until("a change", async () => (await gateway.stat(UPDATED)) === before + 1);
  }

  async function untilServedBy(number: number): Promise<void> {
    await until(`an answer by version ${number}`, async () => versionOf(echoOf(await chat('{"model":"x"}'))) === number);
  }

  function chat(body: string): Promise<Received> {
    return exchangeRaw(gateway.port("tenant"), { bytes: chatRequest(body) });
  }
});
