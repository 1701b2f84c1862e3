import { utf8 } from "../../../assembly/text/bytes";
import { Gateway } from "../support/gateway";
import { rowsOf } from "../support/table";

const CHAT = "POST /v1/chat/completions";
const BODY = '{"model":"m","messages":[{"role":"user","content":"hi"}]}';
const CONFIGURATION =
  '{"provider":{"type":"openai","timeout":500,"context":{"fileUrl":"http://files.test/a.txt","serviceName":"files.dns","servicePort":80}}}';

/** A gateway that has its context file already. */
function warm(members: string, text: string): Gateway {
  const gateway = new Gateway(
    `{"provider":{"type":"openai",${members}"context":{"fileUrl":"http://f/a","cluster":"c"}}}`,
  );
  expect(gateway.send(CHAT, BODY)).toBe("waiting");
  expect(gateway.answerCall(1, 200, text)).toBe("sent");
  return gateway;
}

describe("the context file", () => {
  it("is fetched while the first chat waits, and kept", () => {
    const gateway = new Gateway(CONFIGURATION);
    expect(gateway.send(CHAT + "\ncontent-length: 57", BODY)).toBe("waiting");
    const call = gateway.host.calls[0];
    expect(call.cluster).toBe("outbound|80||files.dns");
    expect(call.timeoutMs).toBe(500);
    expect(call.headers.first(":method") + call.headers.first(":authority") + call.headers.first(":path")).toBe(
      "GETfiles.test/a.txt",
    );
    expect(gateway.host.resumed).toBe(0);
    expect(gateway.answerCall(1, 200, 'Say "no".\n')).toBe("sent");
    const wanted =
      '{"model":"m","messages":[{"role":"system","content":"Say \\"no\\".\\n"},{"role":"user","content":"hi"}]}';
    expect(gateway.body).toBe(wanted);
    expect(gateway.header("content-length")).toBe("(none)");
    expect(gateway.authority).toBe("api.openai.com");
    expect(gateway.host.trace.includes("enter 2")).toBe(true);

    expect(gateway.send(CHAT, BODY)).toBe("sent");
    expect(gateway.body).toBe(wanted);
    expect(gateway.host.calls.length).toBe(1);
  });

  it("is fetched when trailers end the body", () => {
    const gateway = new Gateway(CONFIGURATION);
    gateway.hasTrailers = true;
    gateway.chunk = 7;
    expect(gateway.send(CHAT, BODY)).toBe("waiting");
    expect(gateway.answerCall(1, 200, "x")).toBe("sent");
    expect(gateway.body.includes('[{"role":"system","content":"x"},')).toBe(true);
  });

  it("stands before the first message that is no system message", () => {
    const gateway = warm("", "C");
    const c = '{"role":"system","content":"C"}';
    const table = rowsOf(`
      "messages":[] | "messages":[${c}]
      "messages":[ ] | "messages":[${c} ]
      "messages":[{"role":"user"}] | "messages":[${c},{"role":"user"}]
      "messages":[{"role":"system"},{"role":"user"}] | "messages":[{"role":"system"},${c},{"role":"user"}]
      "messages":[ {"role":"system"} , {"role":"user"} ] | "messages":[ {"role":"system"} , ${c},{"role":"user"} ]
      "messages":[{"role":"system"},{"role":"developer"},{"role":"user"},{"role":"system"}] | "messages":[{"role":"system"},{"role":"developer"},${c},{"role":"user"},{"role":"system"}]
      "messages":[{"role":"system"}] | "messages":[{"role":"system"},${c}]
      "messages":[{"role":"s\\u0079stem"},5] | "messages":[{"role":"s\\u0079stem"},${c},5]
      "messages":[{"content":"system"}] | "messages":[${c},{"content":"system"}]
      "messages":"text" | "messages":"text"
      "other":1 | "other":1
    `);
    for (let i = 0; i < table.length; i++) {
      expect(gateway.send(CHAT, `{"model":"m",${table[i][0]}}`)).toBe("sent", table[i][0]);
      expect(gateway.body).toBe(`{"model":"m",${table[i][1]}}`, table[i][0]);
    }
  });

  it("goes together with other changes", () => {
    const gateway = warm('"modelMapping":{"*":"mapped"},"options":{"seed":7},', "C");
    expect(gateway.send(CHAT, '{"messages":[{}],"model":"m"}')).toBe("sent");
    expect(gateway.body).toBe('{"seed":7,"messages":[{"role":"system","content":"C"},{}],"model":"mapped"}');
  });

  it("is not put into several lists of messages", () => {
    const gateway = warm("", "C");
    expect(gateway.send(CHAT, '{"model":"m","messages":[],"messages":[]}')).toBe("400 aisle.ambiguous_member");
    expect(gateway.send(CHAT, '{"model":"m","messages":[],"Messages":[]}')).toBe("400 aisle.ambiguous_member");
  });

  it("concerns chats only", () => {
    const gateway = new Gateway(CONFIGURATION);
    const paths = ["/v1/completions", "/v1/embeddings", "/v1/responses", "/v1/files"];
    for (let i = 0; i < paths.length; i++) {
      expect(gateway.send("POST " + paths[i], BODY)).toBe("sent", paths[i]);
      expect(gateway.body).toBe(BODY);
    }
    expect(gateway.send(CHAT)).toBe("sent");
    expect(gateway.host.calls.length).toBe(0);
  });
});

describe("a context file that cannot be had", () => {
  it("is an error of this request, and fetched again for the next", () => {
    const gateway = new Gateway(CONFIGURATION);
    const statuses = [0, 404, 500, 204, 206, 301];
    for (let i = 0; i < statuses.length; i++) {
      expect(gateway.send(CHAT, BODY)).toBe("waiting");
      expect(gateway.answerCall(i + 1, statuses[i], "no")).toBe(
        "502 aisle.context_unavailable",
        statuses[i].toString(),
      );
      expect(gateway.host.resumed).toBe(0);
    }
    expect(gateway.reply).toBe(
      '502 {"error":{"message":"The gateway could not fetch the context file of this provider.","type":"server_error","param":null,"code":null}}',
    );
    gateway.send(CHAT, BODY);
    expect(gateway.answerCall(statuses.length + 1, 200, "C")).toBe("sent");
    expect(gateway.host.lines.join("\n").includes("warn: aisle: call-out 101 brought no context file")).toBe(true);
  });

  it("is one that is too large, or whose call is refused", () => {
    const large = new Gateway(CONFIGURATION);
    large.send(CHAT, BODY);
    expect(large.answerCall(1, 200, "x".repeat((4 << 20) + 1))).toBe("502 aisle.context_unavailable");
    const refused = new Gateway(CONFIGURATION);
    refused.host.refused = ["call"];
    expect(refused.send(CHAT, BODY)).toBe("502 aisle.context_unavailable");
    const unread = new Gateway(CONFIGURATION);
    unread.send(CHAT, BODY);
    unread.host.refused = ["takeBody"];
    expect(unread.answerCall(1, 200, "C")).toBe("502 aisle.context_unavailable");
  });

  it("is never left out of a request that goes on", () => {
    const gateway = warm("", "C");
    gateway.host.refused = ["takeBody"];
    expect(gateway.send(CHAT, BODY)).toBe("500 aisle.host_failure");
  });

  it("leaves what is wrong with the request to be said", () => {
    const gateway = new Gateway(CONFIGURATION);
    expect(gateway.send(CHAT, '{"model":')).toBe("waiting");
    expect(gateway.answerCall(1, 200, "C")).toBe("400 aisle.bad_json");
    expect(gateway.host.resumed).toBe(0);
  });
});

describe("an answer that comes late", () => {
  it("to a stream that has gone is kept, and counted", () => {
    const gateway = new Gateway(CONFIGURATION);
    gateway.send(CHAT, BODY);
    gateway.filter.forget(gateway.stream);
    gateway.answerCall(1, 200, "late");
    expect(gateway.host.resumed).toBe(0);
    const trace = gateway.host.trace;
    expect(trace.includes("enter 2")).toBe(false);
    expect(trace.includes("defineMetric aisle_callouts_dropped") && trace.includes("addToMetric 7 1")).toBe(true);
    expect(gateway.send(CHAT, BODY)).toBe("sent");
    expect(gateway.body.includes('"content":"late"')).toBe(true);
  });

  it("twice, or under a token that nobody has, is ignored", () => {
    const gateway = new Gateway(CONFIGURATION);
    gateway.send(CHAT, BODY);
    gateway.answerCall(7, 200, "forged");
    expect(gateway.host.resumed).toBe(0);
    expect(gateway.answerCall(1, 200, "C")).toBe("sent");
    gateway.answerCall(1, 200, "again");
    expect(gateway.host.resumed).toBe(1);
    gateway.send(CHAT, BODY);
    expect(gateway.body.includes('"content":"C"')).toBe(true);
  });

  it("is for every stream that waits: one call for all of them", () => {
    const gateway = new Gateway(CONFIGURATION);
    for (let i = 0; i < 3; i++) expect(gateway.send(CHAT, BODY)).toBe("waiting");
    expect(gateway.host.calls.length).toBe(1);
    gateway.host.requestBody = utf8(BODY);
    gateway.host.trace = [];
    expect(gateway.answerCall(1, 200, "C")).toBe("sent");
    const entered = gateway.host.trace.filter((call) => call.startsWith("enter"));
    expect(entered.join(", ")).toBe("enter 2, enter 3, enter 4");
    expect(gateway.host.resumed).toBe(3);
  });

  it("that is a failure is one for all that wait, and the next chat calls again", () => {
    const gateway = new Gateway(CONFIGURATION);
    for (let i = 0; i < 2; i++) gateway.send(CHAT, BODY);
    gateway.host.replies = [];
    gateway.answerCall(1, 500, "");
    expect(gateway.host.replies.length).toBe(2);
    expect(gateway.host.replies[1].details).toBe("aisle.context_unavailable");
    expect(gateway.send(CHAT, BODY)).toBe("waiting");
    expect(gateway.host.calls.length).toBe(2);
  });

  it("is waited for by the others when one of them has gone", () => {
    const gateway = new Gateway(CONFIGURATION);
    for (let i = 0; i < 3; i++) gateway.send(CHAT, BODY);
    gateway.filter.forget(3);
    gateway.host.requestBody = utf8(BODY);
    gateway.answerCall(1, 200, "C");
    expect(gateway.host.resumed).toBe(2);
  });

  it("is not waited for by new chats when the stream that called has gone, since not every proxy answers then", () => {
    const gateway = new Gateway(CONFIGURATION);
    for (let i = 0; i < 2; i++) gateway.send(CHAT, BODY);
    gateway.filter.forget(2);
    expect(gateway.send(CHAT, BODY)).toBe("waiting");
    expect(gateway.host.calls.length).toBe(2);
    gateway.host.requestBody = utf8(BODY);
    gateway.answerCall(1, 200, "C");
    expect(gateway.host.resumed).toBe(1);
    // The second call fails, but the file is there by now.
    gateway.host.requestBody = utf8(BODY);
    expect(gateway.answerCall(2, 500, "")).toBe("sent");
    expect(gateway.host.resumed).toBe(2);
  });

  it("is of its configuration: another one calls for itself", () => {
    const gateway = new Gateway(CONFIGURATION);
    gateway.send(CHAT, BODY);
    gateway.configure(CONFIGURATION);
    gateway.send(CHAT, BODY);
    expect(gateway.host.calls.length).toBe(2);
  });
});
