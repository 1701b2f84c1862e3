import { FieldScan } from "../../../assembly/json/field-scan";
import { JsonKind } from "../../../assembly/json/kind";
import { AnswerFacts, UNKNOWN } from "../../../assembly/protocol/answer-facts";
import { ANSWER_FIELDS, AnswerField, NUMBER_FIELDS } from "../../../assembly/protocol/answer-fields";
import { textOf, utf8 } from "../../../assembly/text/bytes";
import { textsOf } from "../support/configuration";
import { rowsOf } from "../support/table";

const scan = new FieldScan<AnswerFacts>();

function readInto(facts: AnswerFacts, text: string): void {
  const bytes = utf8(text);
  facts.beginDocument();
  scan.begin(ANSWER_FIELDS, facts);
  scan.feed(bytes.dataStart, bytes.dataStart + <usize>bytes.byteLength, true);
}

function factsOf(documents: string): AnswerFacts {
  const facts = new AnswerFacts();
  const texts = documents.split(" ; ");
  for (let i = 0; i < texts.length; i++) readInto(facts, texts[i]);
  return facts;
}

function reasonsOf(documents: string): string {
  return textsOf(factsOf(documents).finishReasons);
}

describe("the model that answered", () => {
  it("is what the answer says, last", () => {
    expect(textOf(factsOf('{"model":"a"} ; {"model":"\\u0062"}').model)).toBe("b");
    expect(textOf(factsOf('{"model":"a"} ; {"model":""} ; {"model":null} ; {"model":5} ; {"model":{}}').model)).toBe(
      "a",
    );
    expect(textOf(factsOf('{"response":{"model":"r"}}').model)).toBe("r");
    expect(textOf(factsOf('{"message":{"model":"m"}}').model)).toBe("m");
    expect(textOf(factsOf('{"modelVersion":"g"}').model)).toBe("g");
    expect(textOf(factsOf(`{"model":"${"x".repeat(256)}"}`).model).length).toBe(256);
    expect(factsOf(`{"model":"${"x".repeat(257)}"}`).model.byteLength).toBe(0, "too long for a name");
    expect(factsOf('{"choices":[{"model":"x"}]}').model.byteLength).toBe(0, "elsewhere");
  });
});

describe("the reasons to finish", () => {
  it("are each said once, in their order", () => {
    const rows = rowsOf(`
      {"choices":[{"finish_reason":"stop"},{"finish_reason":"length"},{"finish_reason":"stop"}]} | stop,length
      {"choices":[{"finish_reason":null}]} ; {"choices":[{"finish_reason":"stop"}]} | stop
      {"stop_reason":"end_turn"} | end_turn
      {"delta":{"stop_reason":"tool_use"}} | tool_use
      {"candidates":[{"finishReason":"STOP"}]} | STOP
      {"messageStop":{"stopReason":"end_turn"}} | end_turn
      {"status":"completed"} | completed
      {"response":{"status":"in_progress"}} ; {"response":{"status":"completed"}} | completed
      {"status":"queued"} | ""
      {"response":{"status":"incomplete","incomplete_details":{"reason":"max_output_tokens"}}} | max_output_tokens
      {"choices":[{"finish_reason":""}]} | ""
      {"choices":[{"delta":{"finish_reason":"x"}}]} | ""
    `);
    for (let i = 0; i < rows.length; i++) expect(reasonsOf(rows[i][0])).toBe(rows[i][1], rows[i][0]);
  });

  it("are few and short", () => {
    const choices: Array<string> = [];
    for (let i = 0; i < 20; i++) choices.push(`{"finish_reason":"r${i}"}`);
    expect(reasonsOf(`{"choices":[${choices.join(",")}]}`)).toBe("r0,r1,r2,r3,r4,r5,r6,r7");
    expect(reasonsOf(`{"stop_reason":"${"x".repeat(64)}"}`).length).toBe(64);
    expect(reasonsOf(`{"stop_reason":"${"x".repeat(65)}"}`)).toBe("");
  });
});

describe("calls of tools", () => {
  it("are counted in each vendor's words", () => {
    const rows = rowsOf(`
      {"choices":[{"message":{"tool_calls":[{"function":{"name":"a"}},{"function":{"name":"b"}}]}}]} | 2
      {"choices":[{"delta":{"tool_calls":[{"function":{"name":"a","arguments":""}}]}}]} ; {"choices":[{"delta":{"tool_calls":[{"function":{"arguments":"{"}}]}}]} | 1
      {"choices":[{"delta":{"tool_calls":[{"function":{"name":null}}]}}]} | 0
      {"content":[{"type":"text"},{"type":"tool_use","name":"a"}]} | 1
      {"content_block":{"type":"tool_use","name":"a"}} | 1
      {"content_block":{"type":"server_tool_use","name":"a"}} | 0
      {"output":[{"type":"message"},{"type":"function_call"},{"type":"custom_tool_call"}]} | 2
      {"candidates":[{"content":{"parts":[{"functionCall":{"name":"a"}}]}}]} | 1
      {"tool_calls":[{"function":{"name":"a"}}]} | 0
    `);
    for (let i = 0; i < rows.length; i++) expect(factsOf(rows[i][0]).toolCalls.toString()).toBe(rows[i][1], rows[i][0]);
  });
});

describe("an answer that failed", () => {
  it("says so as an object, a text or a type", () => {
    const errors = [
      '{"error":{"message":"x"}}',
      '{"error":{}}',
      '{"error":"x"}',
      '{"type":"error"}',
      '{"response":{"error":{"code":"x"}}}',
    ];
    for (let i = 0; i < errors.length; i++) expect(factsOf(errors[i]).isError).toBe(true, errors[i]);
    const others = [
      '{"error":null}',
      '{"error":""}',
      '{"error":false}',
      '{"error":[]}',
      '{"type":"message"}',
      '{"a":{"error":{}}}',
      '{"response":{"error":null}}',
    ];
    for (let i = 0; i < others.length; i++) expect(factsOf(others[i]).isError).toBe(false, others[i]);
  });
});

describe("the chunk that reports usage", () => {
  it("has an object of usage and a list without choices", () => {
    const rows = rowsOf(`
      {"choices":[],"usage":{"prompt_tokens":1}} | true
      {"usage":{},"choices":[ ]} | true
      {"choices":[],"usage":null} | false
      {"choices":[]} | false
      {"usage":{}} | false
      {"choices":[{"index":0}],"usage":{}} | false
      {"choices":[{}],"usage":{}} | false
      {"choices":{},"usage":{}} | false
      {"choices":[],"choices":[{"index":0}],"usage":{}} | false
      {"x_groq":{"usage":{}},"choices":[]} | false
    `);
    for (let i = 0; i < rows.length; i++)
      expect(factsOf(rows[i][0]).isUsageChunk).toBe(rows[i][1] == "true", rows[i][0]);
  });

  it("is one document: what others say does not count", () => {
    expect(factsOf('{"choices":[]} ; {"usage":{}}').isUsageChunk).toBe(false);
    expect(factsOf('{"choices":[],"usage":{}} ; {"choices":[{"index":0}]}').isUsageChunk).toBe(false);
  });
});

describe("fields that are none", () => {
  it("have no value, and take none", () => {
    const facts = new AnswerFacts();
    const number = utf8("12");
    facts.onScalar(NUMBER_FIELDS + 100, JsonKind.Number, number.dataStart, number.dataStart + 2);
    facts.onScalar(-1, JsonKind.Number, number.dataStart, number.dataStart + 2);
    facts.onScalar(AnswerField.Model, JsonKind.Number, number.dataStart, number.dataStart + 2);
    for (let field = -1; field < NUMBER_FIELDS + 2; field++) expect(facts.valueOf(field)).toBe(UNKNOWN);
    expect(facts.model.byteLength).toBe(0);
  });
});
