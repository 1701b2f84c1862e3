import { CAPABILITIES, Capability, findCapabilityByName } from "../../../assembly/protocol/capability";
import { operationOf } from "../../../assembly/protocol/operation";
import { PATH_TABLE } from "../../../assembly/protocol/path-table";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

describe("what a capability does, in OpenTelemetry's words", () => {
  it("is one of theirs", () => {
    const rows = rowsOf(`
      openai/v1/chatcompletions | chat
      openai/v1/responses | chat
      anthropic/v1/messages | chat
      openai/v1/completions | text_completion
      anthropic/v1/complete | text_completion
      openai/v1/embeddings | embeddings
      gemini/v1beta/generatecontent | generate_content
      gemini/v1beta/streamgeneratecontent | generate_content
    `);
    for (let i = 0; i < rows.length; i++) {
      const capability = findCapabilityByName(utf8(rows[i][0]));
      expect(capability === null ? "(none)" : textOf(operationOf(capability))).toBe(rows[i][1], rows[i][0]);
    }
    let named = 0;
    for (let i = 0; i < CAPABILITIES.length; i++) {
      if (operationOf(CAPABILITIES[i]).byteLength > 0) named++;
    }
    expect(named).toBe(rows.length, "and of the others none");
    expect(PATH_TABLE.length > 0).toBe(true);
  });

  it("is nothing for what is not in the table", () => {
    const strange = new Capability(10_000, utf8("x"), 0, "", 0);
    expect(operationOf(strange).byteLength).toBe(0);
  });
});
