import { providerOf, Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

function describeEdits(members: string): string {
  const provider = providerOf(`"type":${members}`);
  const edit = provider.chatEdit;
  if (edit === null) return "none";
  const edits = edit.chunks;
  const isMoved = edits !== null && edits.movesChoiceUsage;
  const isPromoted = edits !== null && edits.watchesThinking;
  return `${edit.editsWhole ? "whole " : ""}${isPromoted ? "promotes " : ""}${isMoved ? "moves " : ""}${edits === null ? -1 : edits.reasoning}`;
}

describe("the edits of answers", () => {
  it("are what the keys say", () => {
    const table = rowsOf(`
      "openai" | none
      "openai","promoteThinkingOnEmpty":false,"reasoningContentMode":"passthrough","hiclawMode":false | none
      "openai","promoteThinkingOnEmpty":true | whole promotes 0
      "openai","promoteThinkingOnEmpty":"true" | whole promotes 0
      "openai","hiclawMode":true | whole promotes 0
      "openai","reasoningContentMode":"ignore" | whole 1
      "openai","reasoningContentMode":"concat" | whole 2
      "openai","reasoningContentMode":"concat","promoteThinkingOnEmpty":true | whole 2
      "openai","reasoningContentMode":"ignore","promoteThinkingOnEmpty":true | whole promotes 1
      "moonshot","apiTokens":"sk-1" | moves 0
    `);
    for (let i = 0; i < table.length; i++) expect(describeEdits(table[i][0])).toBe(table[i][1], table[i][0]);
  });

  it("are errors where they are something else", () => {
    expect(new Reading('{"provider":{"type":"openai","reasoningContentMode":"hide"}}').report).toBe(
      'error: provider.reasoningContentMode: expected one of "passthrough", "ignore", "concat", found "hide"\nerror: no provider is usable',
    );
    expect(new Reading('{"provider":{"type":"openai","promoteThinkingOnEmpty":[]}}').ids).toBe("(none)");
  });
});
