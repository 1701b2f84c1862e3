import { EventFramer, findLastEventEnd, Frame } from "../../../assembly/codec/event-framer";
import { Bytes, concat, copyOf, EMPTY, utf8 } from "../../../assembly/text/bytes";

/** Frames a stream whose windows are set by hand, as an answer's reader does: what is not used comes again. */
class Reading {
  readonly framer: EventFramer = new EventFramer();
  readonly events: Array<string> = [];
  /** Events that came in one piece. */
  wholes: i32 = 0;
  telling: i32 = 0;
  private parts: string = "";
  private carry: Bytes = EMPTY;

  feed(bytes: Bytes, isLast: bool): void {
    const whole = copyOf(concat(this.carry, bytes));
    const framer = this.framer;
    framer.open(whole.dataStart, whole.dataStart + <usize>whole.byteLength, isLast);
    for (let frame = framer.next(); frame != Frame.None; frame = framer.next()) this.take(frame);
    this.carry = copyOf(whole.subarray(<i32>(framer.rest - whole.dataStart)));
  }

  get left(): i32 {
    return this.carry.byteLength;
  }

  private take(frame: Frame): void {
    const framer = this.framer;
    if (frame == Frame.Whole) {
      this.wholes++;
      if (framer.isTelling) this.telling++;
      this.events.push(meaning(dataOf(framer)));
    } else if (frame == Frame.Part) {
      this.parts += dataOf(framer);
    } else {
      this.events.push(meaning(this.parts));
      this.parts = "";
    }
  }
}

function dataOf(framer: EventFramer): string {
  return String.UTF8.decodeUnsafe(framer.from, framer.to - framer.from);
}

// For JSON all breaks between the lines of an event are alike, and so is white space around them.
function meaning(data: string): string {
  const lines = data.replaceAll("\r", "\n").split("\n");
  for (let i = 0; i < lines.length; i++) {
    if (lines[i].startsWith(" ")) lines[i] = lines[i].substring(1);
  }
  if (lines.length > 1 && lines[lines.length - 1].length == 0) lines.pop();
  return lines.join("\n");
}

function read(stream: Bytes, cut: i32): Reading {
  const reading = new Reading();
  reading.feed(stream.subarray(0, cut), false);
  reading.feed(stream.subarray(cut), true);
  return reading;
}

/** The events of a stream, each in brackets; the same wherever it is cut in two, in single bytes, and cut in three. */
function eventsOf(text: string): string {
  const stream = utf8(text);
  const size = stream.byteLength;
  const expected = read(stream, 0).events.join("][");
  for (let cut = 1; cut <= size; cut++) {
    const reading = read(stream, cut);
    if (reading.events.join("][") != expected) expect(reading.events.join("][")).toBe(expected, `cut at ${cut}`);
    if (reading.left > 0) expect(reading.left).toBe(0, `left, cut at ${cut}`);
  }
  const single = new Reading();
  for (let i = 0; i < size; i++) single.feed(stream.subarray(i, i + 1), i == size - 1);
  expect(single.events.join("][")).toBe(expected, "single bytes");
  return `[${expected}]`;
}

const BREAKS: Array<string> = ["\n", "\r", "\r\n"];

/** The events of a stream, which are the same whatever ends its lines. */
function eventsOfLines(lines: string): string {
  const expected = eventsOf(lines);
  for (let i = 1; i < BREAKS.length; i++) {
    expect(eventsOf(lines.split("\n").join(BREAKS[i]))).toBe(expected, `breaks of kind ${i}`);
  }
  return expected;
}

describe("an event stream", () => {
  it("is cut into the data of its events", () => {
    expect(eventsOfLines("data: a\n\ndata: {}\n\n")).toBe("[a][{}]");
    expect(eventsOfLines("data:a\n\ndata: b c\n\n")).toBe("[a][b c]");
    expect(eventsOfLines("\n\n\ndata: a\n\n\n\ndata: b\n\n\n")).toBe("[a][b]", "blank lines");
  });

  it("has comments and other fields, which are of no interest", () => {
    expect(eventsOfLines(": hi\n\nevent: x\nid: 1\ndata: a\nretry: 5\n\nevent: y\n\nnocolon\n\ndata: b\n\n")).toBe(
      "[a][b]",
    );
    expect(eventsOfLines("database: a\n\nDATA: a\n\n data: a\n\ndat: a\n\n")).toBe("[]", "other names");
    expect(eventsOfLines("data\n\ndata: b\n\n")).toBe("[b]", "data without a colon");
  });

  it("has events of several lines of data", () => {
    expect(eventsOfLines('data: {"a":\ndata: 1}\n\ndata: b\n\n')).toBe('[{"a":\n1}][b]');
    expect(eventsOfLines("data: a\nid: 1\n: c\ndata: b\n\n")).toBe("[a\nb]", "with others between them");
    expect(eventsOfLines("data:\n\ndata: b\n\n")).toBe("[][b]", "of no data");
  });

  it("may end before its last event does", () => {
    expect(eventsOfLines("data: a\n\ndata: b")).toBe("[a][b]");
    expect(eventsOfLines("data: a\n\ndata: b\n")).toBe("[a][b]");
    expect(eventsOfLines("data: a\ndata: b")).toBe("[a\nb]");
    expect(eventsOfLines("data: a\n\nda")).toBe("[a]");
    expect(eventsOfLines("data: a\n\ndata:")).toBe("[a][]");
    expect(eventsOfLines("")).toBe("[]");
  });

  it("may begin with a byte order mark", () => {
    expect(eventsOfLines("\uFEFFdata: a\n\ndata: b\n\n")).toBe("[a][b]");
    expect(eventsOfLines("\uFEFF")).toBe("[]");
    expect(eventsOfLines("\uFEFF\uFEFFdata: a\n\n")).toBe("[]", "one of them");
    expect(eventsOfLines("data: a\n\n\uFEFFdata: b\n\n")).toBe("[a]", "at the beginning only");
    expect(eventsOfLines("\uFEFEdata: a\n\n")).toBe("[]", "what only begins like one");
  });

  it("mixes breaks", () => {
    expect(eventsOf("data: a\r\ndata: b\n\rdata: c\r\rdata: d\n\r\n")).toBe("[a\nb][c][d]");
  });

  it("holds lines longer than a block", () => {
    const long = "x".repeat(100);
    expect(eventsOfLines(`data: ${long}\ndata: ${long}\n\ndata: ${long}`)).toBe(`[${long}\n${long}][${long}]`);
  });
});

describe("an event that lies in one window", () => {
  it("comes whole, and says whether it may tell something", () => {
    const reading = new Reading();
    reading.feed(utf8('data: a\n\ndata: {"usage":1}\r\n\r\nid: 1\ndata: {"usage":null}\n\n'), false);
    expect(reading.events.join("][")).toBe('a][{"usage":1}][{"usage":null}');
    expect(reading.wholes).toBe(3);
    expect(reading.telling).toBe(1);
    expect(reading.left).toBe(0);
  });

  it("comes in parts when it has several lines of data, or its end is not there", () => {
    const reading = new Reading();
    reading.feed(utf8("data: a\ndata: b\n\ndata: c\nid: 1\n\ndata: d\n"), false);
    expect(reading.events.join("][")).toBe("a\nb][c");
    expect(reading.wholes).toBe(0);
    reading.feed(utf8("\n"), false);
    expect(reading.events.join("][")).toBe("a\nb][c][d");
  });

  it("leaves nothing but the beginning of a line that may be one of data", () => {
    const reading = new Reading();
    reading.feed(utf8("data: a\n\nid: 12345\ndat"), false);
    expect(reading.left).toBe(3);
    reading.feed(utf8("e: x\n" + "data: long and cut"), false);
    expect(reading.left).toBe(0);
  });
});

describe("what is given back", () => {
  it("comes again, before what is new", () => {
    const framer = new EventFramer();
    const first = utf8('data: {"a":"bc');
    framer.open(first.dataStart, first.dataStart + <usize>first.byteLength, false);
    expect(framer.next()).toBe(Frame.Part);
    expect(dataOf(framer)).toBe('{"a":"bc');
    framer.giveBack(3);
    expect(framer.next()).toBe(Frame.None);
    expect(<i32>(framer.rest - first.dataStart)).toBe(first.byteLength - 3);
    const second = utf8('"bcd"}\n\n');
    framer.open(second.dataStart, second.dataStart + <usize>second.byteLength, false);
    expect(framer.next()).toBe(Frame.Part);
    expect(dataOf(framer)).toBe('"bcd"}\n');
    expect(framer.next()).toBe(Frame.End);
    expect(framer.next()).toBe(Frame.None);
  });

  it("is no more than the part", () => {
    const framer = new EventFramer();
    const bytes = utf8("data: abc");
    framer.open(bytes.dataStart, bytes.dataStart + <usize>bytes.byteLength, false);
    framer.next();
    framer.giveBack(100);
    expect(<i32>(framer.rest - bytes.dataStart)).toBe(6);
  });
});

/** Where the last complete event ends; 0 when there is none. */
function endOf(text: string): i32 {
  const bytes = utf8(text);
  const start = bytes.dataStart;
  return <i32>(findLastEventEnd(start, start + <usize>bytes.byteLength) - start);
}

describe("the end of the last complete event", () => {
  it("is behind its blank line, whatever ends lines", () => {
    expect(endOf("data: a\n\ndata: b")).toBe(9);
    expect(endOf("data: a\n\ndata: b\n\n")).toBe(18);
    expect(endOf("data: a\r\rdata")).toBe(9);
    expect(endOf("data: a\r\n\r\ndata")).toBe(11);
    expect(endOf("id: 1\r\ndata: a\n\r\nx\n")).toBe(17);
    expect(endOf("\ndata: a\n")).toBe(1, "a blank line is an event of nothing");
    expect(endOf("\r\ndata: a\r\n")).toBe(2);
    expect(endOf("data: a\n\n\n\nx")).toBe(11, "and so is another one");
    expect(endOf("")).toBe(0);
  });

  it("is not there as long as the blank line is not", () => {
    const text = "event: x\r\ndata: a\r\n\r";
    for (let size = 0; size < text.length; size++) expect(endOf(text.substring(0, size))).toBe(0, `${size}`);
    expect(endOf(text)).toBe(text.length);
    expect(endOf("x".repeat(100) + "\n")).toBe(0);
  });

  it("is found however much stands behind it", () => {
    for (let size = 0; size < 200; size++) {
      expect(endOf("data: a\n\n" + "x".repeat(size))).toBe(9);
      expect(endOf("x".repeat(size) + "\n\n")).toBe(size + 2);
    }
  });
});

/** Where events begin and end: `from-to`, in one window. */
function placesOf(text: string): string {
  const bytes = utf8(text);
  const framer = new EventFramer();
  const start = bytes.dataStart;
  const places = new Array<string>();
  framer.open(start, start + <usize>bytes.byteLength, false);
  for (let frame = framer.next(); frame != Frame.None; frame = framer.next()) {
    if (frame != Frame.Part) places.push(`${framer.start - start}-${framer.behind - start}`);
  }
  return places.join(" ");
}

describe("the place of an event", () => {
  it("is from behind the blank line before it to behind its own", () => {
    expect(placesOf("data: a\n\ndata: b\n\n")).toBe("0-9 9-18");
    expect(placesOf("data: a\r\n\r\nid: 1\r\ndata: b\r\n\r\n")).toBe("0-11 11-29");
    expect(placesOf("data: a\r\rdata: b\r\r")).toBe("0-9 9-18");
    expect(placesOf("data: a\ndata: b\n\ndata: c\nid: 1\n\n")).toBe("0-17 17-32");
    expect(placesOf(": hi\n\n\ndata: a\n\n")).toBe("7-16", "blank lines and comments are no part of it");
    expect(placesOf("\r\n\r\ndata: a\n\n")).toBe("4-13");
  });
});
