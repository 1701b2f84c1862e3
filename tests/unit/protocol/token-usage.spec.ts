import { FieldScan } from "../../../assembly/json/field-scan";
import { AnswerFacts } from "../../../assembly/protocol/answer-facts";
import { ANSWER_FIELDS } from "../../../assembly/protocol/answer-fields";
import { TokenUsage } from "../../../assembly/protocol/token-usage";
import { utf8 } from "../../../assembly/text/bytes";
import { rowsOf } from "../support/table";

const scan = new FieldScan<AnswerFacts>();

/** Input, output, total, cached, written and reasoning tokens of documents with bars between them; `-` is unknown. */
function usageOf(documents: string): string {
  const facts = new AnswerFacts();
  const texts = documents.split(" ; ");
  for (let i = 0; i < texts.length; i++) {
    const bytes = utf8(texts[i]);
    facts.beginDocument();
    scan.begin(ANSWER_FIELDS, facts);
    scan.feed(bytes.dataStart, bytes.dataStart + <usize>bytes.byteLength, true);
  }
  const usage = TokenUsage.of(facts);
  const counts: Array<i64> = [usage.input, usage.output, usage.total, usage.cached, usage.written, usage.reasoning];
  const shown: Array<string> = [];
  for (let i = 0; i < counts.length; i++) shown.push(counts[i] == -1 ? "-" : counts[i].toString());
  return usage.isUnknown ? "unknown" : shown.join(" ");
}

function check(table: string): void {
  const rows = rowsOf(table);
  for (let i = 0; i < rows.length; i++) expect(usageOf(rows[i][0])).toBe(rows[i][1], rows[i][0]);
}

describe("tokens as OpenAI counts them", () => {
  it("are all of them, those from caches and of reasoning too", () => {
    check(`
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15}} | 10 5 15 - - -
      {"usage":{"prompt_tokens":10,"completion_tokens":5}} | 10 5 15 - - -
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":4},"completion_tokens_details":{"reasoning_tokens":3}}} | 10 5 15 4 - 3
      {"usage":{"input_tokens":10,"output_tokens":5,"total_tokens":15,"input_tokens_details":{"cached_tokens":4},"output_tokens_details":{"reasoning_tokens":0}}} | 10 5 15 4 - 0
      {"response":{"usage":{"input_tokens":10,"output_tokens":5,"input_tokens_details":{"cached_tokens":4}}}} | 10 5 15 4 - -
      {"usage":{"prompt_tokens":8,"total_tokens":8}} | 8 - 8 - - -
      {"usage":{"total_tokens":8}} | - - 8 - - -
      {"x_groq":{"usage":{"prompt_tokens":10,"completion_tokens":5}}} | 10 5 15 - - -
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":99}} | 10 5 99 - - -
    `);
  });

  it("have reasoning apart where the total says so", () => {
    check(`
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":18,"completion_tokens_details":{"reasoning_tokens":3}}} | 10 8 18 - - 3
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15,"completion_tokens_details":{"reasoning_tokens":3}}} | 10 5 15 - - 3
    `);
  });

  it("stay whole where Anthropic's words stand beside them", () => {
    check(`
      {"usage":{"prompt_tokens":10,"completion_tokens":5,"cache_read_input_tokens":4,"cache_creation_input_tokens":1}} | 10 5 15 4 1 -
    `);
  });
});

describe("tokens as others count them", () => {
  it("are added up where caches stand apart (Anthropic, Bedrock)", () => {
    check(`
      {"usage":{"input_tokens":10,"output_tokens":5,"cache_read_input_tokens":4,"cache_creation_input_tokens":1}} | 15 5 20 4 1 -
      {"usage":{"inputTokens":10,"outputTokens":5,"totalTokens":20,"cacheReadInputTokens":4,"cacheWriteInputTokens":1}} | 15 5 20 4 1 -
      {"metadata":{"usage":{"inputTokens":10,"outputTokens":5}}} | 10 5 15 - - -
      {"message":{"usage":{"input_tokens":10,"output_tokens":1,"cache_read_input_tokens":4}}} ; {"usage":{"output_tokens":7}} | 14 7 21 4 - -
    `);
  });

  it("have thinking and tools apart (Gemini)", () => {
    check(`
      {"usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":5,"thoughtsTokenCount":3,"toolUsePromptTokenCount":2,"totalTokenCount":20,"cachedContentTokenCount":4}} | 12 8 20 4 - 3
      {"usageMetadata":{"promptTokenCount":10,"thoughtsTokenCount":3}} | 10 3 13 - - 3
    `);
  });

  it("are what is charged where nothing else is said (Cohere)", () => {
    check(`
      {"meta":{"billed_units":{"input_tokens":10,"output_tokens":5}}} | 10 5 15 - - -
      {"meta":{"tokens":{"input_tokens":12,"output_tokens":6},"billed_units":{"input_tokens":10,"output_tokens":5}}} | 12 6 18 - - -
    `);
  });

  it("are added up over inputs (Vertex)", () => {
    check(`
      {"predictions":[{"embeddings":{"statistics":{"token_count":3}}},{"embeddings":{"statistics":{"token_count":4}}}]} | 7 - - - - -
    `);
  });
});

describe("tokens of a stream", () => {
  it("are the last that are stated, field by field; null states none", () => {
    check(`
      {"usage":{"prompt_tokens":10,"completion_tokens":1}} ; {"usage":{"completion_tokens":2}} ; {"usage":null} | 10 2 12 - - -
      {"usage":{"prompt_tokens":10,"completion_tokens":5}} ; {"usage":{"prompt_tokens":null,"completion_tokens":null}} | 10 5 15 - - -
      {"usage":{"prompt_tokens":10,"prompt_tokens":11}} | 11 - - - - -
    `);
  });
});

describe("what is no number of tokens", () => {
  it("is not counted", () => {
    check(`
      {} | unknown
      {"usage":null} | unknown
      {"usage":{}} | unknown
      {"usage":{"prompt_tokens":"10"}} | unknown
      {"usage":{"prompt_tokens":1.5,"completion_tokens":1e3}} | unknown
      {"usage":{"prompt_tokens":-1,"completion_tokens":true}} | unknown
      {"usage":{"prompt_tokens":{"a":1},"completion_tokens":[]}} | unknown
      {"usage":{"prompt_tokens":99999999999999999999,"completion_tokens":1000000000000001}} | unknown
      {"usage":{"prompt_tokens":1000000000000000,"completion_tokens":1000000000000000}} | 1000000000000000 1000000000000000 2000000000000000 - - -
      {"usage":{"prompt_tokens":0,"completion_tokens":0}} | 0 0 0 - - -
      {"a":{"usage":{"prompt_tokens":1}}} | unknown
    `);
  });

  it("makes no sum that is too large", () => {
    const many = '{"embeddings":{"statistics":{"token_count":1000000000000000}}}';
    expect(usageOf(`{"predictions":[${many},${many},${many}]}`)).toBe("1000000000000000 - - - - -");
  });
});
