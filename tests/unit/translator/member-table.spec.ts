import { JsonDocument } from "../../../assembly/json/document";
import { JsonWriter } from "../../../assembly/json/json-writer";
import { ByteWriter } from "../../../assembly/json/write";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { MemberTable } from "../../../assembly/translator/member-table";

describe("member table", () => {
  it("writes the members that are copied, the last of several, and none that is null", () => {
    const table = new MemberTable("test")
      .copies("temperature")
      .copies("stop", "stop_sequences")
      .converts("messages", "messages")
      .drops("seed", "the provider has none");
    const document = JsonDocument.parse(
      utf8('{"seed":1,"stop":["a"],"temperature":0,"temperature":0.0,"messages":[],"top_p":null}'),
    );
    const out = new ByteWriter();
    const json = new JsonWriter(out);
    json.openObject();
    table.copy(document, document.root, json);
    json.closeObject();
    expect(textOf(out.view())).toBe('{"temperature":0.0,"stop_sequences":["a"]}');
    expect(table.rows.length).toBe(4);
  });
});
