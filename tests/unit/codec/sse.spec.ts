import { MAX_EVENT_BYTES, MAX_LINE_BYTES, SseDecoder, SseError, SseFrame } from "../../../assembly/codec/sse";
import { Bytes, concat, textOf, utf8 } from "../../../assembly/text/bytes";

// What is found in a stream, told in a line: `name=data;`, comments as `#`.
function told(decoder: SseDecoder): string {
  let text = "";
  for (let frame = decoder.next(); frame != SseFrame.None; frame = decoder.next()) {
    text += frame == SseFrame.Comment ? "#" : `${textOf(decoder.name)}=${textOf(decoder.data)};`;
  }
  return text;
}

function readIn(stream: Bytes, first: i32, size: i32): string {
  const decoder = new SseDecoder();
  let text = "";
  for (let at = 0; at < stream.byteLength;) {
    const end = min(at + (at == 0 ? first : size), stream.byteLength);
    decoder.feed(stream.slice(at, end));
    text += told(decoder);
    at = end;
  }
  decoder.finish();
  return text + told(decoder);
}

const STREAMS: Array<string> = [
  "data: a\n\n",
  "=a;",
  "data:a\n\ndata:  b\n\n",
  "=a;= b;",
  "data: a\r\n\r\ndata: b\r\n\r\n",
  "=a;=b;",
  "data: a\r\rdata: b\r\r",
  "=a;=b;",
  "data: a\ndata: b\r\ndata:\rdata\n\n",
  "=a\nb\n\n;",
  "event: x\ndata: {}\n\nevent:y\ndata: 1\n\n",
  "x={};y=1;",
  "data: {}\nevent: x\n\n",
  "x={};",
  "event: x\n\ndata: 1\n\n",
  "=1;",
  "id: 1\nretry: 5\nnonsense\ndatabase: 2\ndata: 1\n\n",
  "=1;",
  ": hello\n\ndata: 1\n:\n: x\ndata: 2\n\n",
  "###=1\n2;",
  "\uFEFFdata: 1\n\n\uFEFFdata: 2\n\n",
  "=1;",
  "\n\n\r\r\n\ndata: 1\n\n\n\n",
  "=1;",
  "data: 1\n\ndata: 2",
  "=1;=2;",
  "data: 1\n\ndata: 2\n",
  "=1;=2;",
  "data: 1\n\nevent: x",
  "=1;",
  "data\n\n",
  "=;",
  "",
  "",
  "event: message\rdata: é中😀\r\rdata: [DONE]\n\n",
  "message=é中😀;=[DONE];",
];

describe("event stream decoder", () => {
  it("finds the same events wherever a stream is cut", () => {
    for (let i = 0; i + 1 < STREAMS.length; i += 2) {
      const stream = utf8(STREAMS[i]);
      expect(readIn(stream, 1 << 20, 1)).toBe(STREAMS[i + 1], STREAMS[i]);
      for (let cut = 1; cut <= stream.byteLength; cut++) {
        expect(readIn(stream, cut, 1 << 20)).toBe(STREAMS[i + 1], STREAMS[i]);
        expect(readIn(stream, cut, 1)).toBe(STREAMS[i + 1], STREAMS[i]);
        for (let size = 2; size < 6; size++) expect(readIn(stream, cut, size)).toBe(STREAMS[i + 1], STREAMS[i]);
      }
    }
  });

  it("counts what it keeps", () => {
    const decoder = new SseDecoder();
    decoder.feed(utf8("event: x\ndata: 12345"));
    expect(told(decoder)).toBe("");
    expect(decoder.held).toBe(1 + 11);
    decoder.feed(utf8("67\n\ndata: 8\n"));
    expect(told(decoder)).toBe("x=1234567;");
    expect(decoder.held).toBe(1);
    decoder.feed(utf8("\n"));
    expect(told(decoder)).toBe("=8;");
    expect(decoder.held).toBe(0);
  });

  it("copies nothing of an event that lies in one piece", () => {
    const piece = utf8('event: content_block_delta\ndata: {"type":"content_block_delta"}\n\ndata: 1\ndata: 2\n\n');
    const decoder = new SseDecoder();
    decoder.feed(piece);
    expect(decoder.next()).toBe(SseFrame.Event);
    expect(decoder.name.dataStart - piece.dataStart).toBe(7);
    expect(decoder.data.dataStart - piece.dataStart).toBe(33);
    expect(decoder.held).toBe(0);
    expect(told(decoder)).toBe("=1\n2;", "lines that must be joined are copied");
  });

  it("keeps what it has of an event while a piece goes", () => {
    const piece = utf8("event: x\ndata: 1\n: c\nda");
    const decoder = new SseDecoder();
    decoder.feed(piece);
    expect(told(decoder)).toBe("#");
    piece.fill(0x21);
    decoder.feed(utf8("ta: 2\n\n"));
    expect(told(decoder)).toBe("x=1\n2;");
  });

  it("reads an event of single bytes at the same cost a byte, however long it is", () => {
    const decoder = new SseDecoder();
    const byte = new Uint8Array(1);
    const line = concat(concat(utf8("data: "), new Uint8Array(MAX_LINE_BYTES - 6).fill(0x61)), utf8("\n"));
    let events = 0;
    for (let lines = 0; lines < 3; lines++) {
      for (let i = 0; i < line.byteLength; i++) {
        byte.fill(line[i]);
        decoder.feed(byte);
        while (decoder.next() != SseFrame.None) events++;
      }
    }
    expect(events).toBe(0);
    expect(decoder.held).toBe(3 * (MAX_LINE_BYTES - 6) + 2);
    decoder.feed(utf8("\n"));
    expect(decoder.next()).toBe(SseFrame.Event);
    expect(decoder.data.byteLength).toBe(3 * (MAX_LINE_BYTES - 6) + 2);
  });

  it("gives its last event once", () => {
    const decoder = new SseDecoder();
    decoder.feed(utf8("data: 1"));
    expect(told(decoder)).toBe("");
    decoder.finish();
    expect(told(decoder)).toBe("=1;");
    expect(decoder.held).toBe(0);
    expect(told(decoder)).toBe("");
    decoder.finish();
    expect(told(decoder)).toBe("");
  });

  it("ends at a line or an event that is too long", () => {
    const line = new SseDecoder();
    line.feed(concat(utf8("data: "), new Uint8Array(MAX_LINE_BYTES - 6).fill(0x61)));
    expect(line.next()).toBe(SseFrame.None);
    expect(line.error).toBe(SseError.None);
    line.feed(utf8("a\n\ndata: 1\n\n"));
    expect(line.next()).toBe(SseFrame.None);
    expect(line.error).toBe(SseError.LongLine);
    expect(line.held).toBe(0);
    line.finish();
    expect(told(line)).toBe("", "nothing more is read");

    const comment = new SseDecoder();
    comment.feed(concat(utf8("data: 1\n\n:"), new Uint8Array(MAX_LINE_BYTES).fill(0x61)));
    expect(comment.next()).toBe(SseFrame.Event, "what was complete before");
    expect(comment.next()).toBe(SseFrame.None);
    expect(comment.error).toBe(SseError.LongLine, "even of a comment");

    const event = new SseDecoder();
    const piece = concat(utf8("data: "), new Uint8Array(MAX_LINE_BYTES - 6).fill(0x61));
    for (let i = 0; i < MAX_EVENT_BYTES / MAX_LINE_BYTES; i++) {
      event.feed(piece);
      expect(event.next()).toBe(SseFrame.None);
      event.feed(utf8("\n"));
      expect(event.next()).toBe(SseFrame.None);
      expect(event.error).toBe(SseError.None);
    }
    event.feed(utf8("data: 0123456789012345678901234567890\n"));
    expect(told(event)).toBe("");
    expect(event.error).toBe(SseError.LongEvent);
    expect(event.held).toBe(0);
    event.feed(utf8("data: 1\n\n"));
    expect(told(event)).toBe("", "nothing more is read");
  });
});
