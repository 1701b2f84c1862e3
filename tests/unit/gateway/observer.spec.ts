import { LogLevel } from "../../../assembly/host/host";
import { Bytes, utf8 } from "../../../assembly/text/bytes";
import { ANSWER, BODY, CHAT, EVENTS, JSON_HEAD, MAPPED } from "../support/chats";
import { Ending, Gateway } from "../support/gateway";

/** A gateway whose clock goes on by a millisecond each time it is looked at. */
function gatewayOf(members: string, outer: string = ""): Gateway {
  const gateway = new Gateway(`{${outer}"provider":{${members}}}`);
  gateway.host.step = 1_000_000;
  return gateway;
}

function count(number: u8): Bytes {
  const bytes = new Uint8Array(8);
  bytes[0] = number;
  return bytes;
}

/** The record of the last exchange, when it is over. */
function recordOf(gateway: Gateway): string {
  gateway.finish();
  return gateway.state("aisle.exchange");
}

describe("the record of an exchange", () => {
  it("says what was asked, who answered, and what it took", () => {
    const gateway = gatewayOf(MAPPED);
    expect(gateway.send(CHAT, '{"model":"m"}')).toBe("sent");
    expect(gateway.state("aisle.provider")).toBe("p", "before the answer");
    gateway.answer(JSON_HEAD, ANSWER);
    expect(recordOf(gateway)).toBe(
      '{"gen_ai.operation.name":"chat","gen_ai.provider.name":"openai","aisle.provider":"p",' +
        '"aisle.capability":"openai/v1/chatcompletions","gen_ai.request.model":"m","aisle.upstream.model":"n",' +
        '"http.response.status_code":200,"gen_ai.response.model":"n-1","gen_ai.response.finish_reasons":["stop"],' +
        '"aisle.attempts":1,"gen_ai.usage.input_tokens":2,"gen_ai.usage.output_tokens":3,"aisle.usage.total_tokens":5,' +
        '"aisle.duration_ms":1.000}',
    );
  });

  it("is written when the exchange is over, once", () => {
    const gateway = gatewayOf(MAPPED);
    gateway.send(CHAT, '{"model":"m"}');
    gateway.answer(JSON_HEAD, ANSWER);
    expect(gateway.state("aisle.exchange")).toBe("(none)");
    gateway.filter.onLog(gateway.stream);
    gateway.host.trace = [];
    gateway.filter.onLog(gateway.stream);
    gateway.filter.forget(gateway.stream);
    expect(gateway.host.trace.length).toBe(0);
  });

  it("is written when hosts tell of no end but the context's", () => {
    const gateway = gatewayOf(MAPPED);
    gateway.send(CHAT, '{"model":"m"}');
    gateway.filter.forget(gateway.stream);
    expect(gateway.state("aisle.exchange").includes('"error.type":"no_response"')).toBe(true);
  });

  it("knows a stream's first data, its end, and the time between tokens", () => {
    const gateway = gatewayOf(MAPPED);
    gateway.send(CHAT, BODY);
    gateway.respond(EVENTS);
    gateway.answerBody(utf8(": hi\n\n"), 0, Ending.Break);
    gateway.host.clock += 10_000_000;
    gateway.answerBody(utf8('data: {"model":"n"}\n\n'), 0, Ending.Break);
    gateway.host.clock += 20_000_000;
    gateway.answerBody(utf8('data: {"usage":{"prompt_tokens":1,"completion_tokens":5}}\n\n'));
    const record = recordOf(gateway);
    expect(record.includes('"aisle.stream":true')).toBe(true);
    expect(
      record.endsWith(
        '"aisle.duration_ms":32.000,"aisle.time_to_first_token_ms":11.000,"aisle.time_per_output_token_ms":5.250}',
      ),
    ).toBe(true, record);
  });

  it("says why there is no answer", () => {
    const gateway = gatewayOf(MAPPED);
    gateway.send(CHAT, '{"model":"m"}');
    const record = recordOf(gateway);
    expect(record.endsWith('"aisle.upstream.model":"n","error.type":"no_response"}')).toBe(true, record);
  });

  it("says that an answer broke off", () => {
    const gateway = gatewayOf(MAPPED);
    gateway.send(CHAT, BODY);
    gateway.respond(EVENTS);
    gateway.answerBody(utf8("data: {}\n\n"), 0, Ending.Break);
    const record = recordOf(gateway);
    expect(record.includes('"error.type":"incomplete"')).toBe(true, record);
    expect(record.includes("duration")).toBe(false, record);
  });

  it("says that an answer ended with trailers, or with its head", () => {
    const gateway = gatewayOf(MAPPED);
    gateway.send(CHAT, '{"model":"m"}');
    gateway.respond(JSON_HEAD);
    gateway.answerBody(utf8(ANSWER), 0, Ending.Trailers);
    expect(recordOf(gateway).includes('"gen_ai.usage.input_tokens":2')).toBe(true);
    gateway.send("GET /v1/models");
    gateway.respond(":status: 204", true);
    const record = recordOf(gateway);
    expect(record.includes("error.type")).toBe(false, record);
  });

  it("names the status, or an error in a stream", () => {
    const gateway = gatewayOf(MAPPED);
    gateway.send(CHAT, BODY);
    gateway.answer(":status: 429\ncontent-type: application/json", '{"error":{"message":"x"}}');
    expect(recordOf(gateway).includes('"http.response.status_code":429,"error.type":"429"')).toBe(true);
    gateway.send(CHAT, BODY);
    gateway.answer(EVENTS, 'data: {"error":{"message":"x"}}\n\n');
    expect(recordOf(gateway).includes('"http.response.status_code":200,"error.type":"stream_error"')).toBe(true);
    gateway.send(CHAT, BODY);
    gateway.answer(EVENTS, 'data: {"error":null}\n\n');
    expect(recordOf(gateway).includes("error.type")).toBe(false);
  });

  it("of a refusal names its reason, and no usage", () => {
    const gateway = gatewayOf(`${MAPPED},"allowModels":["m"]`);
    expect(gateway.send(CHAT, '{"model":"evil"}')).toBe("404 aisle.model_not_found");
    const record = recordOf(gateway);
    expect(
      record.endsWith('"gen_ai.request.model":"evil","http.response.status_code":404,"error.type":"model_not_found"}'),
    ).toBe(true, record);
    expect(gateway.host.counted.includes("aisle_attempts_total")).toBe(false);
  });

  it("of an upgrade has no end that could be missing", () => {
    const gateway = gatewayOf('"type":"openai","id":"p"');
    gateway.send("GET /v1/realtime\nconnection: upgrade\nupgrade: websocket");
    gateway.respond(":status: 101");
    gateway.filter.onResponseBody(gateway.stream, 5, false);
    const record = recordOf(gateway);
    expect(record.includes('"http.response.status_code":101,"aisle.attempts":1')).toBe(true, record);
    expect(record.includes("error.type") || record.includes("duration")).toBe(false, record);
    expect(gateway.host.counted.includes("duration")).toBe(false, gateway.host.counted);
  });

  it("knows how often the request was sent", () => {
    const gateway = gatewayOf(MAPPED);
    gateway.host.properties.set("upstream/request_attempt_count", count(3));
    gateway.send(CHAT, '{"model":"m"}');
    gateway.answer(JSON_HEAD, ANSWER);
    expect(recordOf(gateway).includes('"aisle.attempts":3')).toBe(true);
    expect(
      gateway.host.counted.includes("aisle_attempts_total{provider=p,model=m,capability=openai/v1/chatcompletions} 3"),
    ).toBe(true);
  });

  it("is one for each attempt in an upstream filter", () => {
    const gateway = new Gateway(
      '{"mode":"upstream","logging":{},"providers":[{"id":"a","type":"openai"},{"id":"b","type":"vllm","vllmServerHost":"b.test"}]}',
    );
    const endpoint = "xds/upstream_host_metadata/filter_metadata/aisle/provider";
    gateway.host.properties.set(endpoint, utf8("a"));
    gateway.host.properties.set("upstream/request_attempt_count", count(1));
    gateway.send(CHAT, BODY);
    gateway.answer(":status: 500\ncontent-type: text/plain", "no");
    gateway.finish();
    expect(gateway.state("aisle.exchange").includes('"error.type":"500","aisle.attempts":1')).toBe(true, "first");
    gateway.host.properties.set(endpoint, utf8("b"));
    gateway.host.properties.set("upstream/request_attempt_count", count(2));
    gateway.attempt(utf8(BODY));
    gateway.answer(JSON_HEAD, ANSWER);
    // Written before the attempt's filter is gone.
    expect(gateway.state("aisle.exchange").includes('"aisle.provider":"b"')).toBe(true, "second");
    expect(gateway.state("aisle.exchange").includes('"aisle.attempts":2')).toBe(true, "second");
    gateway.finish();
    expect(gateway.host.lines.length).toBe(2);
    const counted = gateway.host.counted;
    expect(counted.includes("aisle_requests_total{provider=a,model=none,capability=openai/v1/chatcompletions} 1")).toBe(
      true,
      counted,
    );
    expect(counted.includes("aisle_requests_total{provider=b")).toBe(false, counted);
    expect(counted.includes("aisle_attempts_total{provider=a,model=none,capability=openai/v1/chatcompletions} 1")).toBe(
      true,
      counted,
    );
    expect(counted.includes("aisle_attempts_total{provider=b,model=none,capability=openai/v1/chatcompletions} 1")).toBe(
      true,
      counted,
    );
  });
});

describe("where nobody asks for anything", () => {
  const off = '"metrics":{"enabled":false},"filterState":false,';

  it("no step costs a call", () => {
    const gateway = gatewayOf(`${MAPPED},"streamUsage":"auto"`, off);
    expect(gateway.host.tickPeriod).toBe(0);
    expect(gateway.send(CHAT, BODY)).toBe("sent");
    expect(gateway.host.trace.includes("now")).toBe(false);
    expect(gateway.state("aisle.provider")).toBe("(none)");
    gateway.host.trace = [];
    gateway.answer(EVENTS, 'data: {"usage":{"prompt_tokens":1}}\n\n');
    gateway.finish();
    expect(gateway.host.trace.join(", ")).toBe("headers response");
  });

  it("a log level that shows no lines costs none at the end, either", () => {
    const gateway = gatewayOf(MAPPED, off + '"logging":{},');
    gateway.host.level = LogLevel.Warn;
    gateway.send(CHAT, '{"model":"m"}');
    gateway.answer(JSON_HEAD, ANSWER);
    gateway.host.trace = [];
    gateway.finish();
    expect(gateway.host.trace.length + gateway.host.lines.length).toBe(0);
  });
});
