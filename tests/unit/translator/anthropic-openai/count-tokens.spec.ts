import { JsonDocument } from "../../../../assembly/json/document";
import { ByteWriter } from "../../../../assembly/json/write";
import { findCapabilityByName, Protocol } from "../../../../assembly/protocol/capability";
import { PATH_TABLE } from "../../../../assembly/protocol/path-table";
import { textOf, utf8 } from "../../../../assembly/text/bytes";
import { TokenEstimate } from "../../../../assembly/translator/anthropic-openai/count-tokens";
import { TranslationPlan } from "../../../../assembly/translator/plan";
import { ProviderTraits } from "../../../../assembly/translator/provider-traits";

// The answer to a request; of a refusal, its status and body.
function answerTo(request: string): string {
  expect(PATH_TABLE.length).toBeGreaterThan(0);
  const asked = findCapabilityByName(utf8("anthropic/v1/messages/count_tokens"));
  const served = findCapabilityByName(utf8("openai/v1/chatcompletions"));
  if (asked === null || served === null) return "no such capability";
  const estimate = new TokenEstimate(new TranslationPlan(asked, served, new ProviderTraits()));
  const out = new ByteWriter();
  const refusal = estimate.request(JsonDocument.parse(utf8(request)), out);
  if (refusal !== null) return `${refusal.status} ${textOf(refusal.write(Protocol.Anthropic))}`;
  return textOf(out.view());
}

const REFUSED: Array<string> = ["{}", '{"messages":null}', '{"messages":[]}', '{"messages":"x"}', '{"messages":{}}'];

// A request, and its tokens: 3, and 4 for each message, and what is in it.
const ANSWERS: Array<string> = [
  '{"messages":[{"role":"user","content":"Hello"}]}',
  "8",
  '{"messages":[{"role":"user","content":"Hello"},{"role":"assistant","content":[{"type":"text","text":"Hello"}]}]}',
  "13",
  '{"system":"Hello","messages":[{"role":"user","content":"Hello"}]}',
  "13",
  '{"system":"","messages":[{"role":"user","content":"Hello"}]}',
  "8",
  '{"system":[],"messages":[{"role":"user","content":"Hello"}]}',
  "8",
  '{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"url","url":"https://a.example/a.png"}}]}]}',
  "1607",
  '{"messages":[{"role":"user","content":[{"type":"image","source":{"type":"base64","data":"!"}}]}]}',
  "1607",
  '{"messages":[{"role":"user","content":[{"type":"image"}]}]}',
  "1607",
  '{"messages":[{"role":"user","content":[{"type":"document","source":{"type":"base64","data":"JVBERi0="}}]}]}',
  "2007",
  '{"messages":[{"role":"assistant","content":[{"type":"thinking","thinking":"Hello"},{"type":"redacted_thinking","data":"x"}]}]}',
  "7",
  // What is not what it should be counts for nothing.
  '{"system":1,"tools":{},"output_config":[],"messages":[1,null,[],{},{"content":5},{"content":[1,null,"x",{"type":3,"text":4}]}]}',
  "27",
];

describe("estimate of a prompt's tokens", () => {
  it("adds up what the parts cost", () => {
    for (let i = 0; i + 1 < ANSWERS.length; i += 2) {
      expect(answerTo(ANSWERS[i])).toBe(`{"input_tokens":${ANSWERS[i + 1]}}`, ANSWERS[i]);
    }
  });

  it("reads blocks in blocks, however deep", () => {
    let block = '{"type":"text","text":"Hello"}';
    for (let i = 0; i < 100; i++) block = `{"type":"tool_result","content":[${block}]}`;
    const answer = answerTo(`{"messages":[{"role":"user","content":[${block}]}]}`);
    expect(answer).toBe(`{"input_tokens":${3 + 4 + 100 * 4 + 1}}`);
  });

  it("refuses a request without messages", () => {
    for (let i = 0; i < REFUSED.length; i++) expect(answerTo(REFUSED[i]).startsWith("400 ")).toBe(true, REFUSED[i]);
  });
});
