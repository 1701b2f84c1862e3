import { JsonDocument } from "../../../assembly/json/document";
import { Splices } from "../../../assembly/json/edit";
import { ByteWriter } from "../../../assembly/json/write";
import { AnswerEdit } from "../../../assembly/protocol/answer-edit";
import { moveChoiceUsage } from "../../../assembly/protocol/openai/choice-usage";
import { choicesOf } from "../../../assembly/protocol/openai/choice-index";
import { ModelList } from "../../../assembly/protocol/openai/model-list";
import { TaskIdPrefix } from "../../../assembly/protocol/task-ids";
import { textOf, utf8 } from "../../../assembly/text/bytes";

function apply(text: string, splices: Splices): string {
  const out = new ByteWriter();
  splices.apply(utf8(text), 0, 0, utf8(text).byteLength, out);
  return textOf(out.view());
}

function edited(edit: AnswerEdit, text: string): string {
  const splices = new Splices();
  edit.plan(JsonDocument.parse(utf8(text)), splices);
  return apply(text, splices);
}

function moved(text: string): string {
  const splices = new Splices();
  const document = JsonDocument.parse(utf8(text));
  moveChoiceUsage(document, choicesOf(document), splices);
  return apply(text, splices);
}

describe("a list of models", () => {
  const models = (): ModelList =>
    new ModelList().add(utf8("a"), utf8('{"id":"a"}')).add(utf8("b é"), utf8('{"id":"b é","x":1}'));

  it("has those behind its own that it lacks", () => {
    expect(edited(models(), '{"data":[ {"id":"c"} ],"object":"list"}')).toBe(
      '{"data":[ {"id":"c"},{"id":"a"},{"id":"b é","x":1} ],"object":"list"}',
    );
    expect(edited(models(), '{"data":[]}')).toBe('{"data":[{"id":"a"},{"id":"b é","x":1}]}');
    expect(edited(models(), '{"data":[1,{"id":"b \\u00e9"},{"id":7},{}]}')).toBe(
      '{"data":[1,{"id":"b \\u00e9"},{"id":7},{},{"id":"a"}]}',
    );
  });

  it("looks at each answer anew", () => {
    const list = models();
    expect(edited(list, '{"data":[{"id":"a"},{"id":"b é"}]}')).toBe('{"data":[{"id":"a"},{"id":"b é"}]}');
    expect(edited(list, '{"data":[{"id":"a"}]}')).toBe('{"data":[{"id":"a"},{"id":"b é","x":1}]}');
  });

  it("stays as it is where it is none", () => {
    const others = ["{}", '{"data":{"id":"c"}}', "[]", '[{"data":[]}]', '{"data":null}', "1", '{"data":[}'];
    for (let i = 0; i < others.length; i++) expect(edited(models(), others[i])).toBe(others[i]);
  });
});

describe("ids of tasks", () => {
  const prefix = (): TaskIdPrefix => new TaskIdPrefix(utf8("kling-t2v-"));

  it("get a prefix, alone and in lists", () => {
    expect(edited(prefix(), '{"code":0,"data":{"task_id":"1","x":{"task_id":"2"}},"task_id":"3"}')).toBe(
      '{"code":0,"data":{"task_id":"kling-t2v-1","x":{"task_id":"2"}},"task_id":"3"}',
    );
    expect(edited(prefix(), '{"data":[{"task_id":"1"},{"task_id":"\\u0032"},{}]}')).toBe(
      '{"data":[{"task_id":"kling-t2v-1"},{"task_id":"kling-t2v-\\u0032"},{}]}',
    );
  });

  it("stay where they have it, or are no text", () => {
    const others = [
      '{"data":{"task_id":"kling-t2v-1"}}',
      '{"data":{"task_id":""}}',
      '{"data":{"task_id":7}}',
      '{"data":[1,[]]}',
      '{"data":"x"}',
      "{}",
      "[]",
      "{",
    ];
    for (let i = 0; i < others.length; i++) expect(edited(prefix(), others[i])).toBe(others[i]);
  });
});

describe("usage in a choice", () => {
  it("is moved to the top", () => {
    expect(moved('{"choices":[{"usage":{"a":1},"index":0}], "x":1.0 }')).toBe(
      '{"choices":[{"index":0}], "x":1.0,"usage":{"a":1} }',
    );
    expect(moved('{"usage":null,"choices":[{"index":0 , "usage" : {"a":1} }]}')).toBe(
      '{"usage":{"a":1},"choices":[{"index":0 }]}',
    );
    expect(moved('{"choices":[{"usage":{"a":1}},{"usage":{"b":1}}]}')).toBe(
      '{"choices":[{},{"usage":{"b":1}}],"usage":{"a":1}}',
    );
  });

  it("stays where the top has some, and what is none", () => {
    const others = [
      '{"choices":[{"usage":{"a":1}}],"usage":{"a":2}}',
      '{"choices":[{"usage":null}]}',
      '{"choices":[{"usage":7}]}',
      '{"choices":[]}',
      '{"choices":[[]]}',
      '{"choices":[{}]}',
    ];
    for (let i = 0; i < others.length; i++) expect(moved(others[i])).toBe(others[i]);
  });
});
