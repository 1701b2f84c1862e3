import { JsonDocument } from "../../../assembly/json/document";
import { JsonWriter } from "../../../assembly/json/json-writer";
import { ByteWriter } from "../../../assembly/json/write";
import { textOf, utf8 } from "../../../assembly/text/bytes";

describe("JSON writer", () => {
  it("puts commas between values, and nowhere else", () => {
    const out = new ByteWriter();
    const json = new JsonWriter(out);
    json.openObject();
    json.key("a");
    json.openArray();
    json.integer(1);
    json.string(utf8("[é{:"));
    json.openObject();
    json.closeObject();
    json.openArray();
    json.closeArray();
    json.null();
    json.closeArray();
    json.key("b");
    json.bool(true);
    json.key("c");
    json.ascii("x");
    json.closeObject();
    expect(textOf(out.view())).toBe('{"a":[1,"[é{:",{},[],null],"b":true,"c":"x"}');
  });

  it("begins a text behind whatever stands before it", () => {
    const out = new ByteWriter();
    out.ascii("data: ");
    const json = new JsonWriter(out);
    json.openObject();
    json.closeObject();
    out.ascii("\n\ndata: ");
    json.begin();
    json.openArray();
    json.closeArray();
    expect(textOf(out.view())).toBe("data: {}\n\ndata: []");
  });

  it("copies what is written in a document, and leaves out what is not there", () => {
    const document = JsonDocument.parse(utf8('{"n":1.50,"s":"\\u0041","no":null}'));
    const out = new ByteWriter();
    const json = new JsonWriter(out);
    json.openObject();
    json.member("number", document, document.find(0, utf8("n")));
    json.member("text", document, document.find(0, utf8("s")));
    json.member("null", document, document.find(0, utf8("no")));
    json.member("none", document, document.find(0, utf8("missing")));
    json.key("anyway");
    json.copy(document, -1);
    json.closeObject();
    expect(textOf(out.view())).toBe('{"number":1.50,"text":"\\u0041","anyway":null}');
  });
});

describe("byte writer, for texts that grow", () => {
  it("makes room once, forgets an end, and takes line ends out", () => {
    const out = new ByteWriter(1000);
    out.expect(500);
    out.ascii("{\n}\r ");
    out.spaceLines(2);
    expect(textOf(out.view())).toBe("{\n}  ");
    expect(out.last).toBe(0x20);
    out.cutTo(3);
    out.expect(100_000);
    expect(textOf(out.view())).toBe("{\n}");
    expect(out.overflowed).toBe(false);
    out.cutTo(0);
    expect(out.last).toBe(0);
  });
});
