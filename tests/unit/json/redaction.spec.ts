import { MAX_DEPTH } from "../../../assembly/json/error";
import { RedactPaths } from "../../../assembly/json/redact-paths";
import { writeRedacted } from "../../../assembly/json/redaction";
import { ByteWriter } from "../../../assembly/json/write";
import { EMPTY, textOf, utf8 } from "../../../assembly/text/bytes";
import { literalOf, NOTHING, pathsOf, redact, replaced, withReplacements } from "../support/redacted";
import { rowsOf } from "../support/table";

const MARKER = "hunter2";

describe("redaction", () => {
  it("replaces the values that paths lead to, and nothing else", () => {
    // text | paths | what must be written, # for the replacement
    const rows = rowsOf(`
      {"a":"x","b":"y"} | a | {"a":#,"b":"y"}
      {"a":1} | a | {"a":#}
      {"a":-1.5e+9,"b":1} | a | {"a":#,"b":1}
      {"a":true,"b":false} | a b | {"a":#,"b":#}
      {"a":null} | a | {"a":#}
      {"a":{"b":[1,{"a":2}]},"c":3} | a | {"a":#,"c":3}
      {"a":[{"b":1},[2]],"c":3} | a | {"a":#,"c":3}
      {"a":{},"b":[]} | a b | {"a":#,"b":#}
      {"a":{},"b":[]} | a.x b[*] | {"a":{},"b":[]}
      {} | a | {}
      [] | [*] | []
      "a" | a * [*] **.a | "a"
      12 | a * [*] **.a | 12
      {"a":{"b":1,"c":2},"b":3} | a.b | {"a":{"b":#,"c":2},"b":3}
      {"a":{"b":1},"c":{"b":2},"b":3} | *.b | {"a":{"b":#},"c":{"b":#},"b":3}
      {"a":{"b":1},"c":[{"b":2}]} | *.b | {"a":{"b":#},"c":[{"b":2}]}
      {"a":1,"b":[2]} | * | {"a":#,"b":#}
      [1,[2,3],{"a":4}] | [*] | [#,#,#]
      [1,[2,3],{"a":4}] | [0] | [#,[2,3],{"a":4}]
      [1,[2,3],{"a":4}] | [1] | [1,#,{"a":4}]
      [1,[2,3],{"a":4}] | [2] | [1,[2,3],#]
      [1,[2,3],{"a":4}] | [3] | [1,[2,3],{"a":4}]
      [1,[2,3],{"a":4}] | [1][0] [2].a | [1,[#,3],{"a":#}]
      [[1,2],[3,4]] | [*][1] | [[1,#],[3,#]]
      {"m":[{"c":1},{"c":2,"d":3}]} | m[*].c | {"m":[{"c":#},{"c":#,"d":3}]}
      {"m":[{"c":1},{"c":2}]} | m[1].c | {"m":[{"c":1},{"c":#}]}
      {"m":{"c":1}} | m[*].c m[0] | {"m":{"c":1}}
      {"m":[{"c":1}]} | m.c m.* | {"m":[{"c":1}]}
      {"m":[[{"c":1}],{"c":2}]} | m[*][*].c | {"m":[[{"c":#}],{"c":2}]}
      {"a":1,"a":2,"b":{"a":3}} | a | {"a":#,"a":#,"b":{"a":3}}
      {"s":{"a":1},"s":{"a":2}} | s.a | {"s":{"a":#},"s":{"a":#}}
      {"s":1,"x":{"s":2,"y":[{"s":[3]}]}} | **.s | {"s":#,"x":{"s":#,"y":[{"s":#}]}}
      {"x":{"s":{"t":1}},"s":{"t":[2]},"t":3} | **.s.t | {"x":{"s":{"t":#}},"s":{"t":#},"t":3}
      {"s":{"s":{"s":1}}} | **.s.s | {"s":{"s":#}}
      {"a":{"s":{"s":1}},"s":2} | **.a.s.s **.b | {"a":{"s":{"s":#}},"s":2}
      {"a":[1,[2],{"b":[3]}]} | **.[*] | {"a":[#,#,#]}
      {"a":{"b":[{"c":[7,8]}]}} | **.c[1] | {"a":{"b":[{"c":[7,#]}]}}
      {"a":{"b":1},"c":2} | **.* | {"a":#,"c":#}
      [{"b":1},2] | **.* | [{"b":#},2]
      {"a.b":1,"a":{"b":2}} | a\\.b | {"a.b":#,"a":{"b":2}}
      {"a[0]":1,"*":2,"x":3} | a\\[0\\] \\* | {"a[0]":#,"*":#,"x":3}
      {"a":{"b":1},"c":{"b":2}} | a.b c | {"a":{"b":#},"c":#}
      {"a":{"b":1}} | a a.b | {"a":#}
      {"A":1,"SECRET":2,"Sub":{"SeCrEt":3}} | a *.secret | {"A":#,"SECRET":2,"Sub":{"SeCrEt":#}}
      {"secret":1} | SECRET | {"secret":#}
      {"t\u017foken":1,"to\u212aen":2,"token":3,"t0ken":4} | token | {"t\u017foken":1,"to\u212aen":#,"token":#,"t0ken":4}
      {"\u017fecret":1} | secret | {"\u017fecret":#}
      {"tokens":1,"toke":2,"":3} | token | {"tokens":1,"toke":2,"":3}
      {"":1,"x":2} | * | {"":#,"x":#}
      {"é":1,"中文":{"😀":2}} | é 中文.😀 | {"é":#,"中文":{"😀":#}}
      {"a":"[1,{","b":"}]"} | b[*] x | {"a":"[1,{","b":"}]"}
    `);
    for (let i = 0; i < rows.length; i++) {
      expect(redact(rows[i][0], rows[i][1])).toBe(withReplacements(rows[i][2]), rows[i].join(" "));
    }
    expect(rows.length).toBe(51);
  });

  it("leaves white space, spellings and order as they are", () => {
    expect(redact(' { "a" :\t[ 1 , 2.0e5 ] , "s" :  "x"  , "b":"\u007f/" } ', "s a[1]")).toBe(
      ' { "a" :\\t[ 1 , "[redacted]" ] , "s" :  "[redacted]"  , "b":"\u007f/" } ',
    );
    expect(literalOf(utf8('{"a"\r\n:\n"\\n\\u0041\\/","s":1}\n'), false, pathsOf("s"))).toBe(
      '"{\\"a\\"\\r\\n:\\n\\"\\\\n\\\\u0041\\\\/\\",\\"s\\":\\"[redacted]\\"}\\n"',
    );
  });

  it("knows a name however it is spelled", () => {
    const names = [
      "conte\\u006et",
      "\\u0063\\u006F\\u006e\\u0074\\u0065\\u006e\\u0074",
      "CONTE\\u004ET",
      "\\u0043ontent",
      "content",
      "Content",
    ];
    const content = pathsOf("messages[*].content");
    for (let i = 0; i < names.length; i++) {
      const text = `{"m\\u0065ssages":[{"${names[i]}":"${MARKER}"}]}`;
      expect(literalOf(utf8(text), false, content).includes("[redacted]")).toBe(true, text);
      expect(literalOf(utf8(text), false, content).includes(MARKER)).toBe(false, text);
    }
    const others = ["conte\\nt", "conten\\\\u0074", "content\\u0000", "\\ud83dcontent", "c\\u006fntents"];
    for (let i = 0; i < others.length; i++) {
      const text = `{"messages":[{"${others[i]}":"${MARKER}"}]}`;
      expect(literalOf(utf8(text), false, content).includes(MARKER)).toBe(true, text);
    }
    expect(redact('{"\\ud83d\\ude00":1,"\\u212a":2,"k":3}', "😀 k").endsWith('"k":"[redacted]"}')).toBe(true);
    expect(literalOf(utf8('{"\\ud83d\\ude00":7,"\\u212a":7}'), false, pathsOf("😀 k")).includes("7")).toBe(false);
    expect(literalOf(utf8('{"' + "\\u006b".repeat(9) + '":7}'), false, pathsOf("kkkkkkkkk")).includes("7")).toBe(false);
    expect(literalOf(utf8('{"' + "\\u006b".repeat(9) + '":7}'), false, pathsOf("kkkkkkkk")).includes("7")).toBe(true);
  });

  it("writes nothing of what is no JSON, where there are paths", () => {
    const texts = [
      "",
      " ",
      "text",
      '{"s":1',
      '{"s":1}}',
      '{"s":1} x',
      '{"s" 1}',
      '{"s":01}',
      '{"s":"a\nb"}',
      '{"s":"\\x"}',
      "{'s':1}",
      '\ufeff{"s":1}',
      '{"s":1,}',
      "[1,]",
      "nul",
      '{"s":1}{"s":2}',
    ];
    for (let i = 0; i < texts.length; i++) {
      expect(redact(texts[i], "s")).toBe(NOTHING, texts[i]);
      expect(redact(texts[i], "")).not.toBe(NOTHING, texts[i]);
    }
    const broken = [
      "text",
      "\ufeff{",
      '{"s" 1',
      '{"s":01,',
      '{"s":"a\n',
      '{"a":"\\x',
      '{"s":1,}',
      "[1}",
      '{"s":1}}',
      "nux",
    ];
    for (let i = 0; i < broken.length; i++) expect(redact(broken[i], "s", true)).toBe(NOTHING, broken[i]);
  });

  it("writes nothing of invalid UTF-8, where there are paths", () => {
    const text = utf8('{"s":"a?"}');
    text[7] = 0xff;
    expect(literalOf(text, false, pathsOf("s"))).toBe(NOTHING);
    expect(literalOf(text, true, pathsOf("s"))).toBe(NOTHING);
    expect(literalOf(text, false, pathsOf(""))).toBe('"{\\"s\\":\\"a\ufffd\\"}"');
  });

  it("writes any text where there is no path", () => {
    expect(literalOf(utf8('no "JSON"\n\u0001\\'), false, pathsOf(""))).toBe('"no \\"JSON\\"\\n\\u0001\\\\"');
    expect(literalOf(EMPTY, false, pathsOf(""))).toBe('""');
    expect(literalOf(utf8('{"a":'), true, pathsOf(""))).toBe('"{\\"a\\":"');
  });

  it("follows paths as deep as texts may be", () => {
    const objects = '{"a":'.repeat(MAX_DEPTH) + "1" + "}".repeat(MAX_DEPTH);
    expect(redact(objects, "**.b")).toBe(objects);
    expect(redact(objects, "a.a.a.b")).toBe(objects);
    expect(redact(objects, "a.a.a.a")).toBe('{"a":{"a":{"a":{"a":"[redacted]"}}}}');
    const arrays = "[".repeat(MAX_DEPTH - 1) + '{"s":1}' + "]".repeat(MAX_DEPTH - 1);
    expect(redact(arrays, "**.s")).toBe(arrays.replace("1", '"[redacted]"'));
    expect(redact("[" + arrays + "]", "**.s")).toBe(NOTHING);
    expect(redact("[".repeat(100000), "**.s", true)).toBe(NOTHING);
    const steps = "[0]".repeat(16);
    expect(redact("[".repeat(17) + "1" + "]".repeat(17), steps)).toBe("[".repeat(16) + '"[redacted]"' + "]".repeat(16));
    expect(redact("[".repeat(15) + "1" + "]".repeat(15), steps)).toBe("[".repeat(15) + "1" + "]".repeat(15));
  });

  it("follows 32 paths at once, and forgets them", () => {
    const paths = new RedactPaths();
    for (let i = 0; i < 32; i++) paths.add(`**.k${i}.x`);
    let text = "{";
    let wanted = "{";
    for (let i = 0; i < 40; i++) {
      const name = `${i == 0 ? "" : ","}"k${i}":{"y":1,"x":`;
      text += name + "2}";
      wanted += name + (i < 32 ? '"[redacted]"}' : "2}");
    }
    expect(replaced(literalOf(utf8(text + "}"), false, paths), '\\"', '"')).toBe(`"${wanted}}"`);
    expect(redact('{"k1":{"x":1}}', "x")).toBe('{"k1":{"x":1}}');
    expect(redact('[[{"x":1}]', "[*][*].x")).toBe(NOTHING);
    expect(redact('{"x":1}', "y")).toBe('{"x":1}');
  });

  it("leaves the writer as it was if nothing may be written", () => {
    const out = new ByteWriter();
    out.ascii('{"a":');
    expect(writeRedacted(out, utf8('{"s":1,"t":'), false, pathsOf("s"))).toBe(false);
    expect(writeRedacted(out, utf8('{"s":1}'), false, pathsOf("s"))).toBe(true);
    expect(textOf(out.view())).toBe('{"a":"{\\"s\\":\\"[redacted]\\"}"');
  });
});
