/** What becomes of Aisle's metrics when a client makes up names of models that the configuration takes for its own. */
import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import type { AnsweringUpstream } from "./metrics/answering-upstream.ts";
import { startAnsweringUpstream } from "./metrics/answering-upstream.ts";
import { assertNoForgedLine, eventually } from "./metrics/expectations.ts";
import type { MeteredEnvoy } from "./metrics/metered-envoy.ts";
import { startMeteredEnvoy } from "./metrics/metered-envoy.ts";
import { send } from "./metrics/send.ts";
import { chat, chats, openai } from "./metrics/stations.ts";
import { allSeriesOf, readSeries, sumOverModels } from "./metrics/totals.ts";

const MODELS = 2000;
/** As the filter has it unless it is told. */
const MAX_SERIES = 1000;

describe("level envoy: metrics of a client that makes up models", () => {
  let upstream: AnsweringUpstream;
  let envoy: MeteredEnvoy;
  before(async () => {
    upstream = await startAnsweringUpstream("chat");
    const configuration = openai("flooded", { metrics: { models: ["gpt-*"] } });
    envoy = await startMeteredEnvoy({ plugins: { flooded: configuration }, upstreamPort: upstream.port });
  });
  after(async () => {
    await envoy.stop();
    await upstream.close();
  });

  it(`${MODELS} models make at most ${MAX_SERIES} series, and no exchange and no token is lost`, async () => {
    const models = Array.from({ length: MODELS }, (_, i) => `gpt-${i}`);
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        for (let model = models.pop(); model !== undefined; model = models.pop()) {
          await send(envoy, "flooded", chat("chat", model));
        }
      }),
    );
    const wanted = sumOverModels(allSeriesOf("flooded", [chats(MODELS)]));
    await eventually(async () => assert.deepEqual(sumOverModels(readSeries(await envoy.prometheus())), wanted));
    const series = Object.keys(readSeries(await envoy.prometheus()));
    const [few, many] = [true, false].map((is) => series.filter((each) => each.includes('"overflow"') === is));
    assert.ok(many!.length <= MAX_SERIES, `there are ${many!.length} series`);
    assert.ok(many!.length > MAX_SERIES / 2, `there are only ${many!.length} series`);
    for (const each of few!) assert.match(each, /capability="overflow",model="overflow",provider="overflow"/);
    assert.ok(few!.length > 0 && few!.length <= Object.keys(allSeriesOf("x", [chats(1)])).length);
    await assertNoForgedLine(envoy);
  });
});
