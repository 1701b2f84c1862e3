// What a client that speaks HTTP/2 sees of trouble, and how large a body of its may be.

import assert from "node:assert/strict";
import { connect, constants } from "node:http2";
import { after, before, describe, it } from "node:test";
import type { Node } from "../../envoy/bootstrap.ts";
import { answer, answerWell, GOOD_BODY, jsonHead } from "../support/trouble/behaviours.ts";
import { TroubledGateway } from "../support/trouble/gateway.ts";
import { CHAT_HEAD, chatOverHttp2 as request } from "../support/trouble/http2-client.ts";
import { readSection } from "../support/trouble/operations-table.ts";
import { chatOf } from "../support/trouble/raw-client.ts";
import { bodyOf, RawUpstream } from "../support/trouble/raw-upstream.ts";
import { assertNextIsRight, EACH_ATTEMPT, listenerStation, PROVIDER_A } from "../support/trouble/stations.ts";
import { until } from "../support/trouble/until.ts";

const HALF = '{"id":';
const BUFFER = 65_536;
const WINDOW = 131_072;
const DEFAULT_WINDOW = 16 << 20;

describe("level envoy: HTTP/2 clients", () => {
  let raw: RawUpstream;
  let gateway: TroubledGateway;
  before(async () => {
    raw = await RawUpstream.start();
    const sameLength = { ...PROVIDER_A, modelMapping: { x: "y" } };
    const listener = { configuration: { provider: sameLength }, endpoints: [{ port: raw.port, provider: null }] };
    const attempts = {
      mode: "upstream" as const,
      configuration: { ...EACH_ATTEMPT, providers: [sameLength] },
      endpoints: [{ port: raw.port, provider: "a" }],
    };
    const window = (manager: Node) => (manager.http2_protocol_options = { initial_stream_window_size: WINDOW });
    gateway = await TroubledGateway.start([
      listenerStation("http1", raw.port),
      { ...listener, name: "window-listener", bufferLimit: BUFFER, manager: window },
      { ...attempts, name: "window-attempts", bufferLimit: BUFFER, manager: window },
      { ...listener, name: "default-window", bufferLimit: BUFFER },
    ]);
  });
  after(async () => {
    await gateway.stop();
    raw.stop();
  });

  it("a cut-off answer is a reset stream, and the connection goes on", async () => {
    const session = connect(`http://127.0.0.1:${gateway.port("http1")}`);
    raw.behave(answer(jsonHead(13) + HALF));
    const broken = await request(session, '{"model":"x"}', () => raw.resetAll());
    assert.deepEqual(broken, { status: 200, body: HALF, reset: constants.NGHTTP2_INTERNAL_ERROR });
    raw.behave(answer(jsonHead(GOOD_BODY.length) + GOOD_BODY));
    assert.deepEqual(await request(session, '{"model":"x"}'), { status: 200, body: GOOD_BODY, reset: 0 });
    session.close();
    await gateway.waitForLogLines("http1", 2);
  });

  it("a client that resets a request whose body is held: the upstream sees nothing, other streams go on", async () => {
    const session = connect(`http://127.0.0.1:${gateway.port("http1")}`);
    raw.behave(answer(jsonHead(GOOD_BODY.length) + GOOD_BODY));
    const active = "http.http1.downstream_rq_active";
    const before = (await gateway.waitForLogLines("http1", 0)).length;
    const half = session.request(CHAT_HEAD);
    half.on("error", () => {});
    half.write('{"model":');
    await until("an open request", async () => (await gateway.stat(active)) === 1);
    half.close(constants.NGHTTP2_CANCEL);
    await gateway.waitForLogLines("http1", before + 1);
    assert.equal(raw.connections, 0);
    assert.deepEqual(await request(session, '{"model":"x"}'), { status: 200, body: GOOD_BODY, reset: 0 });
    await gateway.waitForLogLines("http1", before + 2);
    session.close();
    await assertNextIsRight(gateway, "http1", raw);
  });

  for (const [station, window] of [
    ["window-listener", WINDOW],
    ["window-attempts", WINDOW],
    ["default-window", DEFAULT_WINDOW],
  ] as const) {
    it(`a held body may be as large as the stream's window, whatever the listener's buffer, ${station}`, async () => {
      assert.match(readSection("Sizes"), /`http2_protocol_options\.initial_stream_window_size` \(16 MiB unless set\)/);
      for (const size of [window - 1, window, window + 1]) {
        raw.behave(answerWell);
        const session = connect(`http://127.0.0.1:${gateway.port(station)}`);
        const answer = await request(session, chatOf(size));
        session.close();
        const isWhole = size <= window;
        assert.equal(answer.status, isWhole ? 200 : 413);
        assert.equal(answer.body, isWhole ? GOOD_BODY : "Payload Too Large");
        assert.deepEqual(
          raw.requests.map((each) => bodyOf(each).length),
          isWhole ? [size] : [],
        );
      }
    });
  }

  it("leaves no exchange open and no trap", async () => {
    await gateway.waitUntilIdle();
    assert.equal(gateway.findTrap(), null);
  });
});
