import { Draft } from "../../../assembly/gateway/draft";
import { HeaderList } from "../../../assembly/host/header-list";
import { Buffer, HeaderMap, Status } from "../../../assembly/host/host";
import { Bytes, EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";
import { FakeHeaders } from "../support/fake-headers";
import { FakeHost } from "../support/fake-host";

const HEAD = "POST /v1/chat/completions\na: 1\nb: 2";

/** A proxy whose own messages are other ones, none of which a draft may touch. */
class Desk {
  readonly host: FakeHost;
  readonly draft: Draft;

  constructor(head: string, body: string) {
    const host = new FakeHost();
    host.request = FakeHeaders.parse("GET /own\nown: 1");
    host.requestBody = utf8("own body");
    host.response = FakeHeaders.parse(":status: 201\nown: 2");
    host.responseBody = utf8("own answer");
    this.host = host;
    this.draft = new Draft(host, HeaderList.read(FakeHeaders.parse(head).serialize()), utf8(body));
  }

  /** The proxy's own messages. */
  get own(): string {
    const request = this.host.request;
    const response = this.host.response;
    const heads = `${request === null ? "" : request.describe()} ${response === null ? "" : response.describe()}`;
    return `${heads} ${textOf(this.host.requestBody)} ${textOf(this.host.responseBody)}`;
  }

  /** Token, cluster, time and headers of the request that is sent. */
  send(): string {
    const token = this.draft.send(utf8("c"), 1500);
    const calls = this.host.calls;
    if (token < 0 || calls.length == 0) return `${token}`;
    const call = calls[calls.length - 1];
    return `${token} ${call.cluster} ${call.timeoutMs}\n${call.headers.describe()}`;
  }

  answer(head: string, body: string): bool {
    this.host.callResponse = head.length == 0 ? new FakeHeaders() : FakeHeaders.parse(head);
    this.host.callBody = utf8(body);
    return this.draft.takeAnswer();
  }
}

const OWN = "own: 1 own: 2 own body own answer";

function textIn(bytes: Bytes | null): string {
  return bytes === null ? "(none)" : textOf(bytes);
}

describe("a draft", () => {
  it("is read and changed as the proxy's own messages are, which stay as they are", () => {
    const desk = new Desk(HEAD, "body");
    const draft = desk.draft;
    expect(textIn(draft.header(HeaderMap.Request, utf8("a")))).toBe("1");
    expect(textIn(draft.header(HeaderMap.Request, utf8("own")))).toBe("(none)");
    expect(draft.setHeader(HeaderMap.Request, utf8("a"), utf8("x"))).toBe(Status.Ok);
    expect(draft.addHeader(HeaderMap.Request, utf8("c"), utf8("3"))).toBe(Status.Ok);
    expect(draft.removeHeader(HeaderMap.Request, utf8("b"))).toBe(Status.Ok);
    expect(draft.replacePrefix(Buffer.RequestBody, 1, utf8("B"))).toBe(Status.Ok);
    expect(draft.appendBody(Buffer.RequestBody, utf8("!"))).toBe(Status.Ok);
    expect(textIn(draft.takeBody(Buffer.RequestBody))).toBe("Body!");
    const window = new Uint8Array(2);
    expect(draft.readBody(Buffer.RequestBody, 3, window)).toBe(2);
    expect(textOf(window)).toBe("y!");
    expect(desk.send()).toBe("101 c 1500\na: x\nc: 3\ncontent-length: 5");
    const bare = new FakeHeaders();
    bare.add("z", "9");
    expect(draft.setHeaders(HeaderMap.Request, bare.serialize())).toBe(Status.Ok);
    // What has been sent is not kept.
    expect(desk.send()).toBe("102 c 1500\nz: 9");
    expect(desk.own).toBe(OWN);
  });

  it("tells the size of its body, whatever its client said of it", () => {
    expect(new Desk("POST /\ncontent-length: 99", "abc").send()).toBe("101 c 1500\ncontent-length: 3");
    expect(new Desk("POST /\ncontent-length: 99\ncontent-length: 98", "abc").send()).toBe(
      "101 c 1500\ncontent-length: 3",
    );
    expect(new Desk("POST /\ntransfer-encoding: chunked", "abc").send()).toBe("101 c 1500\ncontent-length: 3");
    expect(new Desk("POST /\ncontent-length: 0", "").send()).toBe("101 c 1500\ncontent-length: 0");
    expect(new Desk("GET /\na: 1", "").send()).toBe("101 c 1500\na: 1");
    expect(new Desk("DELETE /\ntransfer-encoding: chunked", "").send()).toBe("101 c 1500\n");
  });

  it("is not sent where the proxy refuses", () => {
    const desk = new Desk(HEAD, "body");
    desk.host.refused = ["call"];
    expect(desk.send()).toBe("-1");
  });

  it("takes over the answer, and none that has no headers", () => {
    const desk = new Desk(HEAD, "body");
    expect(desk.answer("", "body")).toBe(false);
    desk.host.callResponse = null;
    expect(desk.draft.takeAnswer()).toBe(false);
    expect(desk.answer(":status: 200\na: 1", "answer")).toBe(true);
    expect(desk.draft.answerSize).toBe(6);
    expect(textIn(desk.draft.header(HeaderMap.Response, utf8(":status")))).toBe("200");
    expect(desk.draft.removeHeader(HeaderMap.Response, utf8("a"))).toBe(Status.Ok);
    expect(desk.draft.replacePrefix(Buffer.ResponseBody, 1, utf8("A"))).toBe(Status.Ok);
    desk.host.callResponse = FakeHeaders.parse(":status: 500");
    desk.host.callBody = utf8("another one's");
    expect(textIn(desk.draft.header(HeaderMap.Response, utf8(":status")))).toBe("200");
    expect(textIn(desk.draft.takeBody(Buffer.ResponseBody))).toBe("Answer");
    expect(desk.own).toBe(OWN);
  });

  it("takes over nothing that does not fit into memory", () => {
    const desk = new Desk(HEAD, "body");
    desk.host.short = true;
    desk.host.refused = ["takeBody"];
    expect(desk.answer(":status: 200", "answer")).toBe(false);
  });

  it("gives the client the answer, without what tells of another message's length", () => {
    const desk = new Desk(HEAD, "body");
    desk.answer(":status: 200\n:x: 1\na: 1\na: 2\ncontent-length: 99\ntransfer-encoding: chunked\nb: 3", "answer");
    expect(desk.draft.deliver(207, utf8("d"))).toBe(Status.Ok);
    const reply = desk.host.replies[0];
    expect(`${reply.status} ${reply.details} ${reply.body}`).toBe("207 d answer");
    expect(reply.headers.names.join(" ")).toBe("a a b");
    expect(desk.own).toBe(OWN);
    desk.host.refused = ["reply"];
    expect(desk.draft.deliver(200, utf8("d"))).toBe(Status.BadArgument);
  });

  it("has an empty answer of a call-out that brought none", () => {
    const desk = new Desk(HEAD, "body");
    expect(desk.draft.answerSize).toBe(0);
    expect(desk.draft.takeBody(Buffer.ResponseBody) === EMPTY).toBe(false);
    expect(textIn(desk.draft.takeBody(Buffer.ResponseBody))).toBe("");
    expect(desk.answer(":status: 204", "")).toBe(true);
    expect(desk.draft.deliver(204, utf8("d"))).toBe(Status.Ok);
    expect(desk.host.replies[0].body).toBe("");
  });
});
