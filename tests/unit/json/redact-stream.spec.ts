import { RedactPaths } from "../../../assembly/json/redact-paths";
import { writeRedactedStream } from "../../../assembly/json/redaction";
import { ByteWriter } from "../../../assembly/json/write";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";
import { checkEveryCut, NOTHING } from "../support/redacted";

const paths = new RedactPaths();
paths.add("choices[*].delta.content");
paths.add("**.text");

function literalOf(text: Bytes, isCut: bool, paths: RedactPaths): string {
  const out = new ByteWriter();
  out.ascii("<");
  if (!writeRedactedStream(out, text, isCut, paths)) return out.length == 1 ? NOTHING : "something was written";
  return textOf(out.slice(1, out.length));
}

/** How the stream is written as a literal; `text` has quotes, backslashes and line ends that must be escaped. */
function quoted(text: string): string {
  const out = new ByteWriter();
  out.jsonString(utf8(text));
  return textOf(out.view());
}

describe("redaction of event streams", () => {
  it("redacts each line of data and keeps all else", () => {
    const ends = ["\n", "\r", "\r\n"];
    for (let i = 0; i < ends.length; i++) {
      const lines = [
        ": a comment with text and {",
        "",
        "event: message",
        'data: {"choices":[{"delta":{"role":"r","content":"Q"}}]}',
        "id: 7",
        "retry: 3000",
        'data:{"text":["Q"], "x":1} ',
        "",
        'data:  \t{"n":1.0}\t ',
        "data: [DONE]",
        "data:[DONE] ",
        "data: []",
        "data: null",
        "data:",
        "data:   ",
        "data",
        "event",
        "",
      ];
      const text = lines.join(ends[i]);
      lines[3] = 'data: {"choices":[{"delta":{"role":"r","content":"[redacted]"}}]}';
      lines[6] = 'data:{"text":"[redacted]", "x":1} ';
      expect(literalOf(utf8(text), false, paths)).toBe(quoted(lines.join(ends[i])));
      expect(literalOf(utf8("\ufeff" + text), true, paths)).toBe(quoted("\ufeff" + lines.join(ends[i])));
    }
    expect(literalOf(utf8(""), false, paths)).toBe('""');
  });

  it("writes nothing if a line is not understood, where there are paths", () => {
    const lines = [
      "data: text",
      "data: [DONE] x",
      "data: [done]",
      "data: [DON",
      'data: {"a":1',
      'data: {"a":1}}',
      'data: {"text":"Q\tQ"}',
      'data: \ufeff{"text":"Q"}',
      'data: {"text":\ndata: "Q"}',
      '{"text":"Q"}',
      ' data: {"text":"Q"}',
      'Data: {"text":"Q"}',
      'data : {"text":"Q"}',
      'dat: {"text":"Q"}',
      'dataset: {"text":"Q"}',
      'text: {"text":"Q"}',
      "dat",
      "\ufeff\ufeffdata: 1",
    ];
    const before = 'data: {"text":"Q"}\n\n';
    for (let i = 0; i < lines.length; i++) {
      expect(literalOf(utf8(before + lines[i]), false, paths)).toBe(NOTHING, lines[i]);
      expect(literalOf(utf8(before + lines[i] + "\n"), true, paths)).toBe(NOTHING, lines[i]);
      expect(literalOf(utf8(lines[i] + "\n\n" + before), false, paths)).toBe(NOTHING, lines[i]);
      expect(literalOf(utf8(lines[i]), false, new RedactPaths())).toBe(quoted(lines[i]), lines[i]);
    }
  });

  it("takes the last line of a cut stream for cut", () => {
    const table = [
      ["d", "d"],
      ["dat", "dat"],
      ["ev", "ev"],
      [": comm", ": comm"],
      ["data", "data"],
      ["data: [DO", "data: [DO"],
      ["data: [", "data: ["],
      ['data: {"text":"Q', 'data: {"text":'],
      ['data: {"text":"Q"', 'data: {"text":"[redacted]"'],
      ['data: {"a":"x', 'data: {"a":"x'],
      ["data: nu", "data: nu"],
      ["data: nux", NOTHING],
      ["data: [DX", NOTHING],
      ["datum", NOTHING],
      ["datas: 1", NOTHING],
      ["dat:", NOTHING],
    ];
    for (let i = 0; i < table.length; i++) {
      const wanted = table[i][1] == NOTHING ? NOTHING : quoted("data: 1\n" + table[i][1]);
      expect(literalOf(utf8("data: 1\n" + table[i][0]), true, paths)).toBe(wanted, table[i][0]);
    }
  });

  it("shows no byte of what must not be seen, wherever the stream is cut", () => {
    const text = utf8(
      `: hello\r\nevent: x\r\ndata: {"choices":[{"delta":{"content":"QéQ\\n"}},{"delta":{"content":["Q"]}}]}\r\n\r\n` +
        `id: 1\rdata:{"a":[{"TEXT":{"Q":1}}],"b":"é"}\r\rdata: {"te\\u0078t":null,"choices":[]}\n\ndata: [DONE]\n\n`,
    );
    checkEveryCut(text, paths, literalOf);
  });
});
