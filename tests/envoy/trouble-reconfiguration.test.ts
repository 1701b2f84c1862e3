// A new configuration under load, through the files that Envoy watches (LDS, CDS): nothing is lost or mixed up, and a bad one changes nothing.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { type Discovery } from "../support/cases/stations-envoy.ts";
import { EchoUpstream } from "../support/trouble/echo-upstream.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { KeptConnection } from "../support/trouble/kept-connection.ts";
import { readSection } from "../support/trouble/operations-table.ts";
import { chatRequest, exchangeRaw, type Received } from "../support/trouble/raw-client.ts";
import { assertEcho, assertVersion, echoOf, versionOf, versionStation } from "../support/trouble/versions.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";
import { until } from "../support/trouble/until.ts";

const SECTION = "Changing the configuration";
const CLIENTS = 8;
const UNKNOWN_FIELDS = "server.dynamic_unknown_fields";

interface Way {
  kind: Discovery;
  /** Counters of Envoy, each named in the document. */
  modified: string;
  rejected: string;
  failed: string;
  /** Whether requests of a connection that was open before keep the old configuration. */
  connectionsKeep: boolean;
  /** A value in the file, and one in its place that Envoy does not take. */
  wrongValue: [string, string];
}

const WAYS: Way[] = [
  {
    kind: "listeners",
    modified: "listener_manager.listener_modified",
    rejected: "listener_manager.lds.update_rejected",
    failed: "listener_manager.lds.update_failure",
    connectionsKeep: true,
    wrongValue: ['"stat_prefix":"tenant"', '"stat_prefix":""'],
  },
  {
    kind: "clusters",
    modified: "cluster_manager.cluster_modified",
    rejected: "cluster_manager.cds.update_rejected",
    failed: "cluster_manager.cds.update_failure",
    connectionsKeep: false,
    wrongValue: ['"connect_timeout":"5s"', '"connect_timeout":"0s"'],
  },
];

for (const way of WAYS) {
  describe(`level envoy: a new configuration of the ${way.kind} under load`, () => {
    let upstream: EchoUpstream;
    let gateway: TroubledGateway;
    before(async () => {
      upstream = await EchoUpstream.start();
      const refused = { ...version(1), name: "refused", configuration: {} };
      gateway = await TroubledGateway.start([version(1), refused]);
    });
    after(async () => {
      await gateway.stop();
      upstream.stop();
    });

    it("a configuration that is refused at the start leaves the others alone", async () => {
      if (way.kind === "listeners") assert.throws(() => gateway.port("refused"), /no listener refused/);
      else assert.equal((await exchangeRaw(gateway.port("refused"), { bytes: chatRequest("{}") })).statuses[0], 503);
      assertVersion(await chat('{"model":"x","user":"u"}'), 1, "u");
    });

    it("each of 5 changes: every request is answered, by the old configuration or the new one whole", async () => {
      let isOver = false;
      let answered = 0;
      const clients = Array.from({ length: CLIENTS }, async (_, client) => {
        for (let i = 0; !isOver; i++) {
          const user = `${client}-${i}`;
          assertVersion(await chat(`{"model":"x","user":"${user}"}`), null, user);
          answered++;
        }
      });
      const changes = async () => {
        for (let next = 2; next <= 6; next++) {
          const before = answered;
          await change(next);
          await until("more answers", () => answered >= before + CLIENTS);
        }
        isOver = true;
      };
      await Promise.all([changes(), ...clients]);
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
      await change(7);
      finish();
      upstream.letGo();
      assertVersion(await inBody, 6, "slow");
      assertVersion(await inAnswer, 6, "waiting");
    });

    it(`a connection that stays open ${way.connectionsKeep ? "keeps the old" : "has the new"} configuration`, async () => {
      const kept = await KeptConnection.open(gateway.port("tenant"));
      assertEcho(await kept.chat('{"model":"x","user":"a"}'), 7, "a");
      await change(8);
      assertEcho(await kept.chat('{"model":"x","user":"b"}'), way.connectionsKeep ? 7 : 8, "b");
      kept.close();
    });

    for (const [what, text] of Object.entries({
      "in which no provider is usable": () =>
        file({ ...version(9), configuration: { mode: version(9).mode, provider: { id: "a", type: "no-such" } } }),
      "that is no JSON object": () => file({ ...version(9), configuration: [] }),
      "with a value that Envoy does not take": () => file(version(9)).replace(...way.wrongValue),
    })) {
      it(`a configuration ${what} is refused and the old one goes on`, async () => {
        const before = await gateway.stat(way.rejected);
        await gateway.replaceFile(way.kind, text());
        await until("a refusal", async () => (await gateway.stat(way.rejected)) === before + 1);
        assertVersion(await chat('{"model":"x","user":"u"}'), 8, "u");
        assert.equal(gateway.findTrap(), null);
      });
    }

    it("a field that Envoy does not know is passed over, and counted", async () => {
      const before = await gateway.stat(UNKNOWN_FIELDS);
      await change(9, (text) => text.replace('"name":"tenant"', '"name":"tenant","no_such_field":1'));
      assert.equal(await gateway.stat(UNKNOWN_FIELDS), before + 1);
      await change(8);
    });

    it("a refusal names the key in Envoy's log", async () => {
      const line = /wasm log tenant[^\n]*provider\.type: unknown provider type: no-such/;
      await until("a line that names the key", () => line.test(gateway.envoy.envoy.log()));
    });

    it("a file that is no JSON changes nothing, and Envoy writes all of it to its log", async () => {
      const before = await gateway.stat(way.failed);
      await gateway.replaceFile(way.kind, file(version(9)).slice(0, -1));
      await until("a failure", async () => (await gateway.stat(way.failed)) === before + 1);
      assertVersion(await chat('{"model":"x","user":"u"}'), 8, "u");
      const secret = Buffer.from(JSON.stringify(version(9).configuration)).toString("base64");
      await until("the configuration in the log", () => gateway.envoy.envoy.log().includes(secret));
    });

    it("after a refused configuration, a good one is taken, and so is the one before", async () => {
      await change(10);
      await change(8);
    });

    it("the document names the counters", () => {
      const section = readSection(SECTION);
      for (const counter of [way.modified, way.rejected, way.failed, UNKNOWN_FIELDS])
        assert.ok(section.includes(`\`${counter}\``), counter);
    });

    it("Envoy's drain time is the one that the document names", async () => {
      const response = await fetch(`${gateway.envoy.envoy.admin}/server_info`);
      const info = (await response.json()) as { command_line_options: { drain_time: string } };
      assert.equal(info.command_line_options.drain_time, "600s");
      assert.ok(readSection(SECTION).includes("`--drain-time-s`, 600 seconds unless set"));
    });

    it("leaves no exchange open", () => gateway.waitUntilIdle());

    function version(number: number): TroubledStation {
      return versionStation("tenant", number, upstream.port, way.kind);
    }

    function file(station: TroubledStation): string {
      return gateway.resourceFile(way.kind, [station]);
    }

    /** Changes to a version, and resolves when it serves new connections. */
    async function change(number: number, edit = (text: string) => text): Promise<void> {
      const before = await gateway.stat(way.modified);
      await gateway.replaceFile(way.kind, edit(file(version(number))));
      await until("a change", async () => (await gateway.stat(way.modified)) === before + 1);
      const isServed = async () => versionOf(echoOf(await chat('{"model":"x"}'))) === number;
      await until(`an answer by version ${number}`, isServed);
    }

    function chat(body: string): Promise<Received> {
      return exchangeRaw(gateway.port("tenant"), { bytes: chatRequest(body) });
    }
  });
}
