import { ByteWriter } from "../../../assembly/json/write";
import { ExchangeRecord } from "../../../assembly/telemetry/exchange-record";
import { writeRecord } from "../../../assembly/telemetry/record-writer";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { factsOf, recordOf, settingsOf } from "../support/records";

const SETTINGS = settingsOf('{"provider":{"id":"p","type":"openai"}}');

function written(record: ExchangeRecord): string {
  const out = new ByteWriter();
  writeRecord(out, record, record.usage);
  return textOf(out.view()) + "}";
}

describe("a record as JSON", () => {
  it("says nothing that is not known", () => {
    expect(written(new ExchangeRecord())).toBe('{"error.type":"no_response"}');
  });

  it("says all that is known", () => {
    const record = recordOf(
      SETTINGS,
      "m",
      '{"model":"n","choices":[{"message":{"tool_calls":[{"function":{"name":"f"}}]},"finish_reason":"tool_calls"},{"finish_reason":"stop"}],' +
        '"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4,"cache_write_tokens":0},' +
        '"completion_tokens_details":{"reasoning_tokens":3}}}',
    );
    record.isStream = true;
    record.sentAt = 1_012_999;
    record.firstAt = 2_345_678;
    expect(written(record)).toBe(
      '{"gen_ai.operation.name":"chat","gen_ai.provider.name":"openai","aisle.provider":"p","aisle.capability":"openai/v1/chatcompletions",' +
        '"gen_ai.request.model":"m","aisle.upstream.model":"m","aisle.stream":true,"http.response.status_code":200,' +
        '"gen_ai.response.model":"n","gen_ai.response.finish_reasons":["tool_calls","stop"],"aisle.tool_calls":1,"aisle.attempts":1,' +
        '"gen_ai.usage.input_tokens":10,"gen_ai.usage.output_tokens":5,"aisle.usage.total_tokens":15,' +
        '"gen_ai.usage.cache_read.input_tokens":4,"gen_ai.usage.cache_creation.input_tokens":0,"aisle.usage.reasoning_tokens":3,' +
        '"aisle.duration_ms":20.000,"aisle.time_to_first_token_ms":1.345,"aisle.time_per_output_token_ms":4.663,"aisle.overhead_us":12}',
    );
  });

  it("leaves out the operation that has no name, and the usage of what was not answered", () => {
    const record = recordOf(SETTINGS, "", "{}");
    record.capability = null;
    expect(written(record)).toBe(
      '{"gen_ai.provider.name":"openai","aisle.provider":"p","http.response.status_code":200,"aisle.attempts":1,"aisle.usage":"unknown","aisle.duration_ms":20.000}',
    );
    record.refusal = utf8("model_not_found");
    expect(written(record).includes("usage")).toBe(false);
    expect(written(record).includes('"error.type":"model_not_found"')).toBe(true);
  });

  it("escapes what clients and providers make up", () => {
    const record = recordOf(SETTINGS, 'a"\n\\\u0001é', '{"model":"\\"},\\u0000","stop_reason":"\\"x"}');
    const text = written(record);
    expect(text.includes('"gen_ai.request.model":"a\\"\\n\\\\\\u0001é"')).toBe(true, text);
    expect(text.includes('"gen_ai.response.model":"\\"},\\u0000"')).toBe(true, text);
    expect(text.includes('"gen_ai.response.finish_reasons":["\\"x"]')).toBe(true, text);
  });

  it("is UTF-8 whatever models are, and shows 256 bytes of them", () => {
    const record = recordOf(SETTINGS, "x".repeat(255) + "é", "{}");
    const wrong = new Uint8Array(2);
    wrong[0] = 0xff;
    wrong[1] = 0x41;
    record.upstreamModel = wrong;
    const text = written(record);
    expect(text.includes(`"gen_ai.request.model":"${"x".repeat(255)}\uFFFD"`)).toBe(true, text);
    expect(text.includes('"aisle.upstream.model":"\uFFFDA"')).toBe(true, text);
  });

  it("writes times to the microsecond", () => {
    const ends: Array<u64> = [1_000_999, 1_001_000, 1_010_000, 1_100_000, 2_000_000, 3_601_000_000_000_000];
    const times = ["0.000", "0.001", "0.010", "0.100", "1.000", "3600999999.000"];
    for (let i = 0; i < ends.length; i++) {
      const record = recordOf(SETTINGS, "m", "{}");
      record.endedAt = ends[i];
      expect(written(record).endsWith(`"aisle.duration_ms":${times[i]}}`)).toBe(true, times[i] + " " + written(record));
    }
  });
});

describe("times of a record", () => {
  it("never are negative, though clocks may go back", () => {
    const record = new ExchangeRecord();
    record.readyAt = 100;
    record.endedAt = 50;
    record.firstAt = 40;
    record.sentAt = 10;
    expect(record.duration + record.timeToFirstToken + record.overhead).toBe(0);
    record.readyAt = 0;
    expect(record.duration).toBe(0);
    record.firstAt = 10;
    record.endedAt = 110;
    expect(record.timePerToken(11)).toBe(10);
    expect(record.timePerToken(1) + record.timePerToken(0) + record.timePerToken(-1)).toBe(0);
  });
});

describe("why an exchange failed", () => {
  it("is a refusal, a status, an error in a stream, or an end that is missing", () => {
    const record = new ExchangeRecord();
    expect(textOf(record.error)).toBe("no_response");
    record.status = 200;
    expect(textOf(record.error)).toBe("incomplete");
    record.endedAt = 1;
    expect(textOf(record.error)).toBe("");
    record.status = 399;
    expect(textOf(record.error)).toBe("");
    record.status = 400;
    expect(textOf(record.error)).toBe("400");
    record.refusal = utf8("bad_json");
    expect(textOf(record.error)).toBe("bad_json");
    const stream = new ExchangeRecord();
    stream.status = 200;
    stream.facts = factsOf('{"error":{}}');
    stream.endedAt = 1;
    expect(textOf(stream.error)).toBe("", "no stream");
    stream.isStream = true;
    expect(textOf(stream.error)).toBe("stream_error");
    const upgrade = new ExchangeRecord();
    upgrade.status = 101;
    expect(textOf(upgrade.error)).toBe("");
  });
});
