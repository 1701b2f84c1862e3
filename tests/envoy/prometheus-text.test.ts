/** That the reader of /stats/prometheus takes what is well-formed, and nothing else. */
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { labelSet, readPrometheus } from "./metrics/prometheus-text.ts";

const COUNTER = '# TYPE a_total counter\na_total{x="1"} 2\n';
const HISTOGRAM = '# TYPE h histogram\nh_bucket{le="1"} 2\nh_bucket{le="+Inf"} 3\nh_sum{} 4.5\nh_count{} 3\n';

/** What is not well-formed, and what is said of it. */
const BROKEN: Record<string, [text: string, message: RegExp]> = {
  "half a line": [`${COUNTER}a_tot`, /ends within a line/],
  "a line that a line break in a name makes": [`${COUNTER}forged: 1\n`, /no sample: "forged: 1"/],
  "an empty line": [`${COUNTER}\n${HISTOGRAM}`, /no sample: ""/],
  "a sample without its type": ['a_total{x="1"} 2\n', /of no metric/],
  "a sample below another type": [`${COUNTER}b_total{} 1\n`, /of no metric/],
  "a bucket of a counter": [`${COUNTER}a_total_bucket{le="1"} 1\n`, /of no metric/],
  "a second type": [COUNTER + HISTOGRAM + COUNTER, /a second type/],
  "a second sample": [`${COUNTER}a_total{x="1"} 3\n`, /a second sample/],
  "a second label": [`${COUNTER}a_total{x="1",x="2"} 3\n`, /a second label x/],
  "an open quote": [`${COUNTER}a_total{x="1"y"} 3\n`, /no label/],
  "a label without quotes": [`${COUNTER}a_total{x=1} 3\n`, /no label/],
  "a comma at the end": [`${COUNTER}a_total{x="2",} 3\n`, /a comma without a label/],
  "a name that is none": ["# TYPE a-total counter\na-total{} 1\n", /no sample/],
  "a value that is none": [`${COUNTER}a_total{x="2"} 1,000\n`, /no sample/],
};

describe("level envoy: the reader of /stats/prometheus", () => {
  it("takes counters and histograms", () => {
    const metrics = readPrometheus(COUNTER + HISTOGRAM);
    assert.deepEqual([...metrics.keys()], ["a_total", "h"]);
    assert.equal(
      metrics
        .get("a_total")!
        .samples.get("a_total")!
        .get(labelSet({ x: "1" })),
      2,
    );
    assert.deepEqual(
      [...metrics.get("h")!.samples.get("h_bucket")!],
      [
        ['le="1"', 2],
        ['le="+Inf"', 3],
      ],
    );
    assert.equal(metrics.get("h")!.samples.get("h_sum")!.get(""), 4.5);
  });

  it("takes no metrics for what it is", () => assert.equal(readPrometheus("").size, 0));

  it("takes escapes in values, and labels in any order", () => {
    const { samples } = readPrometheus('# TYPE a gauge\na{y="q\\"b\\\\n\\n",x="1"} 1\n').get("a")!;
    assert.deepEqual([...samples.get("a")!.keys()], ['x="1",y="q\\"b\\\\n\\n"']);
  });

  for (const [name, [text, message]] of Object.entries(BROKEN)) {
    it(`refuses ${name}`, () => assert.throws(() => readPrometheus(text), message));
  }
});
