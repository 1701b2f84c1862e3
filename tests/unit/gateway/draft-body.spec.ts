import { DraftBody } from "../../../assembly/gateway/draft-body";
import { Bytes, concat, EMPTY, equalBytes, textOf, utf8 } from "../../../assembly/text/bytes";
import { Random } from "../../../assembly/text/random";

function bodyOf(text: string): DraftBody {
  const body = new DraftBody();
  body.assign(utf8(text));
  return body;
}

function bytesOf(random: Random, size: i32): Bytes {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = <u8>random.below(256);
  return bytes;
}

/** What is read of a body from `start` on, by a window of `size`. */
function readOf(body: DraftBody, start: u32, size: i32): Bytes {
  const window = new Uint8Array(size);
  return window.subarray(0, body.read(start, window));
}

/** Replaces the first bytes as the proxy does. */
function withPrefix(model: Bytes, length: u32, bytes: Bytes): Bytes {
  return concat(bytes, model.slice(<i32>min<u32>(length, model.byteLength)));
}

describe("the body of a draft", () => {
  it("is empty at first", () => {
    const body = new DraftBody();
    expect(body.size).toBe(0);
    expect(body.view().byteLength).toBe(0);
    expect(readOf(body, 0, 10).byteLength).toBe(0);
    body.replacePrefix(10, EMPTY);
    body.append(EMPTY);
    expect(body.size).toBe(0);
    body.append(utf8("a"));
    expect(textOf(body.view())).toBe("a");
  });

  it("is read from anywhere, as far as it goes", () => {
    const body = bodyOf("0123456789");
    expect(textOf(readOf(body, 0, 4))).toBe("0123");
    expect(textOf(readOf(body, 7, 4))).toBe("789");
    expect(textOf(readOf(body, 9, 1))).toBe("9");
    expect(textOf(readOf(body, 10, 4))).toBe("");
    expect(textOf(readOf(body, u32.MAX_VALUE, 4))).toBe("");
    expect(textOf(readOf(body, 3, 0))).toBe("");
    body.replacePrefix(5, EMPTY);
    expect(textOf(readOf(body, 0, 100))).toBe("56789", "behind what was cut");
    expect(textOf(readOf(body, 4, 100))).toBe("9");
    expect(textOf(readOf(body, 5, 100))).toBe("");
  });

  it("takes another prefix, also for more than there is", () => {
    const body = bodyOf("abc");
    body.replacePrefix(1, utf8("12"));
    expect(textOf(body.view())).toBe("12bc");
    body.replacePrefix(u32.MAX_VALUE, utf8("x"));
    expect(textOf(body.view())).toBe("x");
    body.replacePrefix(0, utf8("y"));
    expect(textOf(body.view())).toBe("yx");
    body.replacePrefix(9, EMPTY);
    expect(body.size).toBe(0);
    body.append(utf8("z"));
    expect(textOf(body.view())).toBe("z");
  });

  it("is what a plain model says, whatever is done to it, and never writes to what it was made of", () => {
    const random = new Random(5);
    let wrong = "";
    for (let round = 0; round < 300; round++) {
      const source = bytesOf(random, random.below(60));
      const copy = source.slice(0);
      const body = new DraftBody();
      body.assign(source);
      let model = copy.slice(0);
      for (let step = 0; step < 30; step++) {
        const kind = random.below(4);
        const length = <u32>random.below(model.byteLength + 4);
        const bytes = bytesOf(random, random.below(3) == 0 ? 0 : random.below(40));
        if (kind == 0) body.append(bytes);
        else if (kind == 1) body.replacePrefix(length, bytes);
        else if (kind == 2) body.replacePrefix(length, EMPTY);
        if (kind == 0) model = concat(model, bytes);
        else if (kind == 1) model = withPrefix(model, length, bytes);
        else if (kind == 2) model = withPrefix(model, length, EMPTY);
        const start = <u32>random.below(model.byteLength + 2);
        const expected = model.slice(<i32>start).subarray(0, 16);
        const isRight = equalBytes(body.view(), model) && body.size == model.byteLength;
        if (!isRight || !equalBytes(readOf(body, start, 16), expected)) wrong += ` ${round}.${step}.${kind}`;
      }
      if (!equalBytes(source, copy)) wrong += ` ${round}`;
    }
    expect(wrong).toBe("");
  });

  it("can be changed window by window, each taken off the front and put behind the last", () => {
    const random = new Random(6);
    for (let round = 0; round < 60; round++) {
      const source = bytesOf(random, random.below(500));
      const copy = source.slice(0);
      const body = new DraftBody();
      body.assign(source);
      const size = 1 + random.below(64);
      let expected = EMPTY;
      for (let at = 0; at < copy.byteLength; at += size) {
        const part = readOf(body, 0, min(size, copy.byteLength - at));
        expect(equalBytes(part, copy.subarray(at, at + part.byteLength))).toBe(true, `${round} at ${at}`);
        const changed = random.below(2) == 0 ? part : bytesOf(random, random.below(90));
        body.replacePrefix(part.byteLength, EMPTY);
        body.append(changed);
        expected = concat(expected, changed);
      }
      expect(equalBytes(body.view(), expected)).toBe(true, `round ${round}`);
      expect(equalBytes(source, copy)).toBe(true, `round ${round}: the source`);
    }
  });

  it("leaves what was seen of it before as it was, and takes bytes of its own", () => {
    const body = bodyOf("ab");
    body.append(utf8("cd"));
    const seen = body.view();
    body.append(utf8("ef"));
    body.replacePrefix(1, utf8("X"));
    expect(textOf(seen)).toBe("abcd");
    for (let i = 0; i < 6; i++) body.append(body.view());
    expect(textOf(body.view())).toBe("Xbcdef".repeat(64));
    body.replacePrefix(383, body.view().subarray(0, 2));
    expect(textOf(body.view())).toBe("Xbf");
  });

  it("grows in proportion, so that a large one is not copied for each piece", () => {
    const body = new DraftBody();
    const piece = new Uint8Array(100);
    for (let i = 0; i < 20000; i++) body.append(piece);
    expect(body.size).toBe(2_000_000);
  });
});
