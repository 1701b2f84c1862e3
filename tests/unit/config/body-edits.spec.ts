import { Reading } from "../support/configuration";
import { rowsOf } from "../support/table";

const NESTED = "another setting is for a member around or inside this one";
const OTHERWISE = "another setting says otherwise about this member";

function reportOf(members: string): string {
  return new Reading(`{"provider":{"type":"openai",${members}}}`).report;
}

/** Elements of `bodyEdits`, where the error is, what it says. */
function check(table: string[][]): void {
  for (let i = 0; i < table.length; i++) {
    const wanted = `error: provider.bodyEdits[${table[i][1]}: ${table[i][2]}`;
    expect(reportOf(`"bodyEdits":[${table[i][0]}]`).split("\n")[0]).toBe(wanted, table[i][0]);
  }
}

describe("body edits", () => {
  it("have one operation and what belongs to it", () => {
    check(
      rowsOf(`
      {} | 0] | expected exactly one of "drop", "rename", "default", "clamp", "force", found 0
      {"drop":"a"},{"drop":"a","force":"b","value":1} | 1] | expected exactly one of "drop", "rename", "default", "clamp", "force", found 2
      7 | 0] | expected an object, found a number
      {"drop":["a"]} | 0].drop | expected a string, found a list
      {"drop":""} | 0].drop | expected the path of a member, found nothing
      {"rename":"a"} | 0].to | expected the path of a member, found nothing
      {"rename":"a","to":""} | 0].to | expected the path of a member, found nothing
      {"rename":"a","to":"b","value":1} | 0].value | this edit has no such detail
      {"drop":"a","to":"b"} | 0].to | this edit has no such detail
      {"drop":"a","min":1} | 0].min | this edit has no such detail
      {"force":"a","value":1,"max":1} | 0].max | this edit has no such detail
      {"force":"a"} | 0].value | expected a value, found nothing
      {"default":"a"} | 0].value | expected a value, found nothing
      {"clamp":"a"} | 0] | expected "min" or "max", found neither
      {"clamp":"a","min":"1"} | 0].min | expected a number, found a string (1)
      {"clamp":"a","min":2,"max":1.5} | 0].max | expected a number that is not below min
      {"drop":"a","capabilities":[]} | 0].capabilities | expected names of capabilities, found none
      {"drop":"a","capabilities":["chat"]} | 0].capabilities[0] | expected the name of a capability, found "chat"
      {"drop":"a","capabilities":["openai/v1/models"]} | 0].capabilities[0] | this capability has no JSON body with a model
      {"drop":"a","When":"b"} | 0].When | unknown key, did you mean "when"?
      {"drop":"a","when":{}} | 0].when | expected a string, found an object
    `),
    );
  });

  it("may only give the model a value, for all requests", () => {
    const error = "model can only be given a value, and for all requests";
    check([
      ['{"drop":"model"}', "0].drop", error],
      ['{"rename":"model","to":"m"}', "0].rename", error],
      ['{"rename":"m","to":"model"}', "0].rename", error],
      ['{"clamp":"model","min":1}', "0].clamp", error],
      ['{"drop":"model.x"}', "0].drop", error],
      ['{"force":"model","value":"m","when":"x"}', "0].force", error],
      ['{"force":"model","value":"m","capabilities":["openai/v1/embeddings"]}', "0].force", error],
      ['{"force":"\\\\model","value":1}', "0].force", error],
      ['{"force":"model","value":1}', "0].force", "expected a model as value"],
      ['{"default":"model","value":""}', "0].default", "expected a model as value"],
      ['{"force":"model","value":"m"},{"force":"model","value":"n"}', "1].force", OTHERWISE],
    ]);
  });

  it("that cannot both hold are errors", () => {
    check([
      ['{"drop":"a"},{"drop":"a.b"}', "1].drop", NESTED],
      ['{"force":"a.b","value":1},{"drop":"a"}', "1].drop", NESTED],
      ['{"drop":"a.b"},{"rename":"x","to":"a"}', "1].rename", NESTED],
      ['{"rename":"x","to":"a.b"},{"drop":"a"}', "1].drop", NESTED],
      [
        '{"rename":"a","to":"a.b"}',
        "0].rename",
        "a member cannot take the place of itself or of one around or inside it",
      ],
      [
        '{"rename":"a.b","to":"a"}',
        "0].rename",
        "a member cannot take the place of itself or of one around or inside it",
      ],
      [
        '{"rename":"a","to":"a"}',
        "0].rename",
        "a member cannot take the place of itself or of one around or inside it",
      ],
      ['{"force":"a","value":1},{"force":"a","value":2}', "1].force", OTHERWISE],
      ['{"force":"a","value":1},{"drop":"a"}', "1].drop", OTHERWISE],
      ['{"drop":"a"},{"force":"a","value":1}', "1].force", OTHERWISE],
      ['{"drop":"a"},{"rename":"a","to":"b"}', "1].rename", OTHERWISE],
      ['{"rename":"a","to":"b"},{"drop":"a"}', "1].drop", OTHERWISE],
      ['{"rename":"a","to":"b"},{"drop":"b"}', "1].drop", OTHERWISE],
      ['{"rename":"a","to":"b"},{"rename":"a","to":"c"}', "1].rename", OTHERWISE],
      ['{"force":"a","value":5},{"clamp":"a","max":4}', "1].clamp", OTHERWISE],
      ['{"clamp":"a","min":6},{"force":"a","value":5}', "1].force", OTHERWISE],
      ['{"clamp":"a","max":1},{"clamp":"a","min":2}', "1].clamp", OTHERWISE],
      ['{"clamp":"a","min":2},{"clamp":"a","max":1}', "1].clamp", OTHERWISE],
    ]);
    expect(reportOf('"options":{"a":1},"bodyEdits":[{"drop":"a"}]').split("\n")[0]).toBe(
      "error: provider.bodyEdits[0].drop: " + OTHERWISE,
    );
    expect(reportOf('"options":{"model":"m"},"bodyEdits":[{"force":"model","value":"n"}]').split("\n")[0]).toBe(
      "error: provider.bodyEdits[0].force: " + OTHERWISE,
    );
  });

  it("for other bodies, or with a condition, do not contradict", () => {
    const fine = [
      '{"drop":"a","capabilities":["openai/v1/embeddings"]},{"force":"a.b","value":1,"capabilities":["openai/v1/responses"]}',
      '{"force":"a","value":1},{"force":"a","value":2,"when":"b"}',
      '{"clamp":"a","max":2},{"clamp":"a","min":2}',
      '{"force":"a","value":"x"},{"clamp":"a","max":4}',
      '{"rename":"a","to":"b"},{"force":"a","value":1}',
      '{"rename":"a","to":"b"},{"rename":"b","to":"c"}',
    ];
    for (let i = 0; i < fine.length; i++) expect(reportOf(`"bodyEdits":[${fine[i]}]`)).toBe("", fine[i]);
  });

  it("of messages exclude what works on them", () => {
    const context = '"context":{"fileUrl":"h/f","cluster":"c"}';
    const members = [context, '"contextCleanupCommands":["x"]', '"mergeConsecutiveMessages":true'];
    for (let i = 0; i < members.length; i++) {
      const words = i == 0 ? "a context file is put into them" : "they are cleaned up or merged";
      expect(reportOf(members[i] + ',"bodyEdits":[{"drop":"messages"}]').split("\n")[0]).toBe(
        "error: provider: messages cannot be set where " + words,
      );
    }
    expect(reportOf('"developerRole":"system","bodyEdits":[{"default":"messages","value":[]}]')).toBe("");
  });
});
