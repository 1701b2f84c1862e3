import { LineMeasure } from "../../../assembly/codec/line-measure";
import * as vectors from "../../../assembly/codec/vector-lines";
import * as words from "../../../assembly/codec/word-lines";
import { concat, utf8 } from "../../../assembly/text/bytes";

const measure = new LineMeasure();
const byWords = new LineMeasure();

/** Measures the line of `text` that begins at `from`; what stands behind it in memory is not there. With SIMD and without. */
function measureAt(text: string, from: i32, behind: string = ""): LineMeasure {
  const bytes = concat(utf8(text), utf8(behind));
  const start = bytes.dataStart + <usize>from;
  const end = bytes.dataStart + <usize>(bytes.byteLength - utf8(behind).byteLength);
  vectors.measureLine(start, end, measure);
  words.measureLine(start, end, byWords);
  const isSame = measure.end == byWords.end && measure.isTelling == byWords.isTelling;
  if (!isSame) expect(text).toBe("the same with vectors and with words");
  const first = vectors.findLineEnd(start, end);
  if (first != measure.end || words.findLineEnd(start, end) != first) expect(text).toBe("of one end");
  measure.end -= bytes.dataStart;
  return measure;
}

function isTelling(line: string): bool {
  return measureAt(line, 0).isTelling;
}

const TELLING: Array<string> = [
  '"finish_reason":"stop"',
  '"stop_reason":"end_turn"',
  '"stopReason":"x"',
  '"finishReason":"STOP"',
  '"usage":{"a":1}',
  '"usage" : {',
  '"usage":\t{',
  '"usageMetadata":{',
  '"name":"f"',
  '"status":"completed"',
  '"error":{',
  '"type":"error"',
  '{"\\u0075sage":1}',
];
const NULLS: Array<string> = [
  '"finish_reason":null',
  '"stop_reason" : null',
  '"usage":null',
  '"usage": \t null',
  '"name":null',
  '"status":null',
];
const OTHERS: Array<string> = [
  '{"choices":[{"index":0,"delta":{"content":"a"}}]}',
  '{"reasoning_content":"names, statuses, reasons, use"}',
  '{"content":"\\n\\"\\ud83d\\u1234"}',
  // What has the marks of names, and what is like a break or a letter but for a bit or a neighbour.
  '{"content":"as gas again same game stupid arrow attus basoon messages","names":1,"statuses":2}',
  '{"content":"\u0000\u0001\u0009\u000b\u000c\u000e\u008a\u008d\u0102\u010b\u0161"}',
];

describe("a line of an event stream", () => {
  it("ends at LF, at CR, or where the bytes end, whatever its length", () => {
    for (let size = 0; size < 70; size++) {
      const text = "x".repeat(size);
      expect(measureAt(text + "\ny", 0).end).toBe(size, "LF");
      expect(measureAt(text + "\r\ny", 0).end).toBe(size, "CR");
      expect(measureAt(text, 0).end).toBe(size, "the end");
      expect(measureAt(text, 0, "x\n" + "x".repeat(20)).end).toBe(size, "the end, with a break behind it");
      expect(measureAt("\n" + text + "\n" + "y".repeat(30), 1).end).toBe(size + 1, "from 1");
    }
  });

  it("tells something when one of the names is in it, wherever blocks begin and end", () => {
    for (let i = 0; i < TELLING.length; i++) {
      for (let before = 0; before < 40; before++) {
        for (let behind = 0; behind < 20; behind++) {
          const line = "x".repeat(before) + TELLING[i] + "y".repeat(behind);
          if (!isTelling(line)) expect(line).toBe("a line that tells something");
          if (!isTelling(line + "\n" + "z".repeat(behind))) expect(line).toBe("the same before a break");
        }
      }
    }
  });

  it("tells nothing when the value of the name is null", () => {
    for (let i = 0; i < NULLS.length; i++) {
      for (let before = 0; before < 40; before++) {
        for (let behind = 0; behind < 20; behind++) {
          const line = "x".repeat(before) + NULLS[i] + ",".repeat(behind);
          if (isTelling(line)) expect(line).toBe("a line that tells nothing");
        }
      }
    }
  });

  it("tells something when a later name has a value that is not null", () => {
    expect(isTelling('{"usage":null,"finish_reason":null,"usage":{}}')).toBe(true);
    expect(isTelling('{"finish_reason":null,"error":null}')).toBe(true, "errors are always read");
  });

  it("tells something when the bytes end before the value", () => {
    expect(isTelling('"usage"')).toBe(true);
    expect(isTelling('"usage":')).toBe(true);
    expect(isTelling('"finish_reason": ')).toBe(true);
    expect(measureAt('"usage":', 0, "null").isTelling).toBe(true);
  });

  it("tells nothing when it is mere text", () => {
    for (let i = 0; i < OTHERS.length; i++) {
      for (let before = 0; before < 20; before++)
        expect(isTelling(" ".repeat(before) + OTHERS[i])).toBe(false, OTHERS[i]);
    }
  });

  it("knows nothing of the lines before and behind it", () => {
    for (let size = 0; size < 40; size++) {
      const text = "x".repeat(size);
      expect(measureAt(text + '\n"usage":{}', 0).isTelling).toBe(false, "behind a break");
      expect(measureAt(text + "\n" + '"usage":{}' + "y".repeat(20), 0).isTelling).toBe(
        false,
        "behind a break, in a block",
      );
      expect(measureAt(text, 0, '"usage":{}' + "y".repeat(20)).isTelling).toBe(false, "behind the end");
      expect(measureAt("usage" + text, 1).isTelling).toBe(false, "a name that begins before");
      expect(measureAt("error" + text, 2).isTelling).toBe(false, "another");
      expect(measureAt('"finish_reason":"x"' + text, 10).isTelling).toBe(false, "a third");
      expect(measureAt("x".repeat(size) + "usag", 0, 'e":{').isTelling).toBe(false, "a name that ends behind");
    }
  });
});
