import { Measure, Series, SeriesBudget } from "../../../assembly/telemetry/series";
import { utf8 } from "../../../assembly/text/bytes";
import { FakeHost } from "../support/fake-host";

const NO_LIMIT = new SeriesBudget(u32.MAX_VALUE);

function seriesOf(name: string): Series {
  return new Series(utf8(`provider=.=${name};.;`));
}

describe("counters of a series", () => {
  it("are told when they are flushed, each sum once", () => {
    const host = new FakeHost();
    const series = seriesOf("a");
    series.count(Measure.Requests, 1);
    series.count(Measure.Requests, 2);
    series.count(Measure.Input, 40);
    series.countError(utf8("429"));
    series.countError(utf8("429"), 2);
    expect(host.trace.length).toBe(0);
    expect(series.isDirty).toBe(true);
    series.flush(host, NO_LIMIT, series);
    expect(series.isDirty).toBe(false);
    const told =
      "aisle_errors_total{provider=a,error_type=429} 3\naisle_requests_total{provider=a} 3\ngen_ai_tokens_total{provider=a,token_type=input} 40";
    expect(host.counted).toBe(told);
    host.trace = [];
    series.flush(host, NO_LIMIT, series);
    expect(host.trace.length).toBe(0, "nothing is new");
    series.count(Measure.Requests, 1);
    series.flush(host, NO_LIMIT, series);
    expect(host.trace.join(", ")).toBe("addToMetric 7 1", "and its metric is known");
  });

  it("have names of their own", () => {
    const host = new FakeHost();
    const series = seriesOf("a");
    for (let measure = 0; measure < Measure.Duration; measure++) series.count(measure, measure + 1);
    series.flush(host, NO_LIMIT, series);
    expect(host.counted).toBe(
      "aisle_attempts_total{provider=a} 2\naisle_requests_total{provider=a} 1\naisle_usage_unknown_total{provider=a} 3\n" +
        "gen_ai_tokens_total{provider=a,token_type=cache_creation} 7\ngen_ai_tokens_total{provider=a,token_type=cache_read} 6\n" +
        "gen_ai_tokens_total{provider=a,token_type=input} 4\ngen_ai_tokens_total{provider=a,token_type=output} 5\n" +
        "gen_ai_tokens_total{provider=a,token_type=reasoning} 8",
    );
  });

  it("count nothing that is no count, and nothing that is no counter", () => {
    const series = seriesOf("a");
    series.count(Measure.Requests, 0);
    series.count(Measure.Input, -1);
    series.count(Measure.Duration, 5);
    series.count(100, 5);
    series.count(-1, 5);
    expect(series.isDirty).toBe(false);
  });
});

describe("histograms of a series", () => {
  it("are told at once", () => {
    const host = new FakeHost();
    const series = seriesOf("a");
    for (let measure = <i32>Measure.Duration; measure <= Measure.OutputSize; measure++) {
      expect(series.record(host, NO_LIMIT, measure, measure)).toBe(true);
    }
    series.record(host, NO_LIMIT, Measure.Duration, 0);
    expect(host.counted).toBe(
      "gen_ai_client_token_usage{provider=a,token_type=input}: 11\ngen_ai_client_token_usage{provider=a,token_type=output}: 12\n" +
        "gen_ai_server_request_duration_milliseconds{provider=a}: 8 0\ngen_ai_server_time_per_output_token_milliseconds{provider=a}: 10\n" +
        "gen_ai_server_time_to_first_token_milliseconds{provider=a}: 9",
    );
    expect(series.record(host, NO_LIMIT, 100, 1) || series.record(host, NO_LIMIT, -1, 1)).toBe(false);
  });
});

describe("metrics beyond the budget", () => {
  it("go into the other series", () => {
    const host = new FakeHost();
    const budget = new SeriesBudget(2);
    const series = seriesOf("a");
    const other = seriesOf("other");
    series.count(Measure.Requests, 5);
    series.count(Measure.Attempts, 6);
    series.count(Measure.Input, 7);
    series.countError(utf8("x"), 8);
    expect(series.record(host, budget, Measure.Duration, 1)).toBe(true);
    series.flush(host, budget, other);
    expect(series.record(host, budget, Measure.FirstToken, 1)).toBe(false);
    expect(series.record(host, budget, Measure.Duration, 2)).toBe(true, "what is defined stays");
    expect(other.isDirty).toBe(true);
    other.flush(host, NO_LIMIT, other);
    expect(host.counted).toBe(
      "aisle_attempts_total{provider=other} 6\naisle_errors_total{provider=other,error_type=x} 8\naisle_requests_total{provider=a} 5\n" +
        "gen_ai_server_request_duration_milliseconds{provider=a}: 1 2\ngen_ai_tokens_total{provider=other,token_type=input} 7",
    );
    expect(budget.used).toBe(2);
  });

  it("are lost where the other series is the same", () => {
    const host = new FakeHost();
    const series = seriesOf("a");
    series.count(Measure.Requests, 5);
    series.countError(utf8("x"));
    series.flush(host, new SeriesBudget(0), series);
    expect(host.counted + host.trace.join()).toBe("");
    expect(series.isDirty).toBe(false);
  });

  it("that the proxy refuses go into the other series, too", () => {
    const host = new FakeHost();
    const series = seriesOf("a");
    const other = seriesOf("other");
    host.refused = ["defineMetric aisle_requests_total;.;provider=.=a;.;"];
    series.count(Measure.Requests, 5);
    series.flush(host, NO_LIMIT, other);
    other.flush(host, NO_LIMIT, other);
    expect(host.counted).toBe("aisle_requests_total{provider=other} 5");
  });
});

describe("kinds of errors", () => {
  it("beyond so many are of no kind", () => {
    const host = new FakeHost();
    const series = seriesOf("a");
    for (let i = 0; i < 100; i++) series.countError(utf8(`e${i}`));
    series.countError(utf8("e0"));
    series.countError(utf8("e99"));
    series.flush(host, NO_LIMIT, series);
    expect(host.metrics.length).toBe(64);
    expect(host.counted.includes("error_type=e0} 2\n")).toBe(true);
    expect(host.counted.includes("error_type=e62} 1\n")).toBe(true);
    expect(host.counted.includes("error_type=e63}")).toBe(false);
    expect(host.counted.includes("error_type=other} 38")).toBe(true, "37 kinds, one of them twice");
  });
});
