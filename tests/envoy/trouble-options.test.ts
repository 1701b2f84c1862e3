// Two options of Envoy's command line: how long an old configuration lives on, and whether misspelt settings are refused.

import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { EchoUpstream } from "../support/trouble/echo-upstream.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { KeptConnection } from "../support/trouble/kept-connection.ts";
import { assertAllRead, assertRow, readTable, rowOf } from "../support/trouble/operations-table.ts";
import { chatRequest, exchangeRaw } from "../support/trouble/raw-client.ts";
import { assertEcho, assertVersion, versionStation } from "../support/trouble/versions.ts";
import type { TroubledStation } from "../support/trouble/troubled-station.ts";
import { until } from "../support/trouble/until.ts";

describe("level envoy: command-line options", () => {
  const table = readTable("Changing the configuration");
  let upstream: EchoUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    upstream = await EchoUpstream.start();
    gateway = await TroubledGateway.start([version(1)], {
      args: ["--drain-time-s", "1", "--reject-unknown-dynamic-fields"],
    });
  });
  after(async () => {
    await gateway.stop();
    upstream.stop();
  });

  it("ends what still uses the old configuration: an answer is cut off, an idle connection closed", async () => {
    const port = gateway.port("tenant");
    const kept = await KeptConnection.open(port);
    assertEcho(await kept.chat('{"model":"x","user":"kept"}'), 1, "kept");
    await gateway.waitForLogLines("tenant", 1);
    const long = gateway.send("tenant", { bytes: chatRequest('{"model":"x","wait":true}') });
    await until("a waiting answer", () => upstream.waiting === 1);
    await gateway.replaceFile("listeners", gateway.resourceFile("listeners", [version(2)]));
    assertRow(rowOf(table, "an answer longer than the drain time"), await long, "1\r\n \r\n");
    await until("the end of the idle connection", () => kept.isClosed);
    upstream.letGo();
    assertVersion(await exchangeRaw(port, { bytes: chatRequest('{"model":"x","user":"new"}') }), 2, "new");
    assert.equal(gateway.findTrap(), null);
  });

  it("with --reject-unknown-dynamic-fields, a misspelt setting is refused", async () => {
    const text = gateway
      .resourceFile("listeners", [version(3)])
      .replace('"name":"tenant"', '"name":"tenant","no_such_field":1');
    await gateway.replaceFile("listeners", text);
    await until("a refusal", async () => (await gateway.stat("listener_manager.lds.update_rejected")) === 1);
    assertVersion(
      await exchangeRaw(gateway.port("tenant"), { bytes: chatRequest('{"model":"x","user":"u"}') }),
      2,
      "u",
    );
  });

  it("every row of the document has been run", () => assertAllRead(table));

  it("leaves no exchange open", () => gateway.waitUntilIdle());

  function version(number: number): TroubledStation {
    return versionStation("tenant", number, upstream.port, "listeners");
  }
});
