// That fuzzing can fail: each oracle objects to a defect that is planted, an endless loop is seen, a seed makes the same inputs.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { runBatch } from "./batch.ts";
import { readEvents, withoutUsageChunks } from "./event-stream.ts";
import { fuzz } from "./fuzzer.ts";
import { isPlainForm, possibleModels, readForm } from "./form-readers.ts";
import { GO_READER, LAST_READER, readMembers, readPath } from "./json-readers.ts";
import { Laboratory } from "./laboratory.ts";
import { ORACLE_NAMES } from "./oracles/all.ts";
import { judgeAll } from "./oracles/oracle.ts";
import { ORDER_ORACLES } from "./oracles/order-oracles.ts";
import { DefectiveLaboratory, PLANTED_DEFECTS } from "./planted-defects.ts";
import { playScript, type Script, type ScriptEvidence } from "./script.ts";
import { readStatements } from "./statements.ts";
import { findTarget } from "./targets/all.ts";

const SEED = 1;

/** Two tenants, one with a context file that comes when it has been reconfigured. */
const SCRIPT: Script = {
  configurations: [1, 0],
  prompt: false,
  steps: [
    { do: "open", stream: 0, request: 0 },
    { do: "open", stream: 1, request: 0 },
    { do: "send-rest", stream: 0 },
    { do: "send-rest", stream: 1 },
    { do: "reconfigure", tenant: 0, to: 0 },
    { do: "answer-call", nth: 0, good: true },
    { do: "answer", stream: 0 },
    { do: "answer", stream: 1 },
  ],
};

describe("level fuzz: the oracles", () => {
  for (const { oracle, target, damage } of PLANTED_DEFECTS) {
    it(`${oracle} objects to a defect planted into ${target}`, () => {
      const takesAll = oracle === "only-objects";
      const batch = { seed: SEED, runs: 1500, path: "" };
      const newLaboratory = () => new DefectiveLaboratory(damage, takesAll);
      const { finding } = runBatch(judgedBy(oracle, target), batch, () => {}, newLaboratory);
      assert.ok(finding !== null, "nothing was found");
      assert.match(finding.objections.join("\n"), new RegExp(`^${oracle}: `, "m"));
    });
  }

  it("each of those of the order of callbacks objects to a defect, and to nothing without one", () => {
    const sound = playScript(SCRIPT, new Laboratory());
    assert.deepEqual(judgeAll(ORDER_ORACLES, sound), []);
    const [first, second] = sound.streams;
    assert.ok(first.sent !== null && first.client !== null && second.sent !== null, "a stream did not pass");
    const defects: Record<string, Partial<ScriptEvidence>> = {
      "no-trap": { trap: "unreachable" },
      "last-right": { last: { sent: "", wanted: "x" } },
      "tenants-apart": { streams: [{ ...first, sent: second.sent }, second] },
      "tenants-apart ": { logs: [`{"a":"${first.canary}","b":"${second.canary}"}`] },
      "begun-kept": { streams: [{ ...first, token: "another" }, second] },
      "refused-unsent": { streams: [{ ...first, details: "aisle.no_provider" }, second] },
    };
    for (const [name, defect] of Object.entries(defects)) {
      assert.match(judgeAll(ORDER_ORACLES, { ...sound, ...defect }).join("\n"), new RegExp(`^${name.trim()}: `, "m"));
    }
    const shown = [
      ...Object.keys(defects).map((name) => name.trim()),
      ...PLANTED_DEFECTS.map((defect) => defect.oracle),
    ];
    assert.deepEqual([...new Set(shown)].sort(), [...ORACLE_NAMES].sort());
  });

  it("time-limit: an input that never ends is given up, and printed", async () => {
    const plan = { target: "body", seed: SEED, seconds: null, runs: 1, path: "" };
    const watch = { patience: 1000, onFinding: () => {} };
    const [summary] = await fuzz([plan], watch, "./endless-worker.ts");
    assert.match(summary.findings[0].objections[0], /^time-limit: /);
    assert.match(summary.findings[0].description, /found by fuzzing: body/);
  });
});

describe("level fuzz: replaying", () => {
  it("the same seed makes the same inputs and the same findings, and its path leads to the shrunk one", () => {
    const defect = PLANTED_DEFECTS.find(({ oracle }) => oracle === "readers-agree");
    assert.ok(defect !== undefined);
    const run = (path: string) => {
      const inputs: string[] = [];
      const newLaboratory = () => new DefectiveLaboratory(defect.damage);
      const before = (input: unknown) => inputs.push(JSON.stringify(input));
      const { finding } = runBatch(findTarget("body"), { seed: SEED, runs: 100, path }, before, newLaboratory);
      assert.ok(finding !== null);
      return { inputs, finding };
    };
    const first = run("");
    assert.deepEqual(run(""), first);
    const replayed = run(first.finding.path);
    assert.equal(replayed.finding.description, first.finding.description);
    assert.ok(replayed.inputs.length < first.inputs.length);
  });

  it("the reader of event streams, and that of damaged JSON, read as the standards say", () => {
    const stream = Buffer.from("\ufeff: c\r\rdata:a\ndata: b\r\n\r\ndata\n\nid: 1\n\ndata:  x:y\n\ndata: rest");
    const data = readEvents(stream).map((event) => (event.data === null ? null : Buffer.from(event.data).toString()));
    assert.deepEqual(data, [null, "a\nb", "", null, " x:y", "rest"]);
    assert.deepEqual(
      readEvents(stream).map(({ isWhole }) => isWhole),
      [true, true, true, true, true, false],
    );
    const kept = 'data: {"choices":[1],"usage":{}}\r\n\r\n';
    const chunks = ['data:{"choices":[],"usage":{}}\r\n\r\n', 'data: {"usage":\ndata: {},"choices":[ ]}\n\n'];
    const mixed = Buffer.from(chunks[0] + kept + chunks[1] + "data: [DO");
    assert.equal(Buffer.from(withoutUsageChunks(mixed)).toString(), `${kept}data: [DO`);
    const damaged = readStatements(
      Buffer.from('[{"usage":{"prompt_tokens":1,"prompt_tokens":2,"total_tokens":1.0,"x"}}'),
    );
    const said = [1, 2].map((value) => ({ usage: { prompt_tokens: value } }));
    assert.deepEqual(damaged, { documents: said, isJson: false });
  });

  it("the readers of forms read as those they stand for", () => {
    const head = (name: string) => `Content-Disposition: form-data; name=${name}`;
    const plain = `--b\r\n${head('"model"')}\r\n\r\nm\r\n--b\r\n\r\nx--b\r\n--b--`;
    const form = readForm(plain, "b");
    assert.deepEqual(
      form?.parts.map((part) => [part.head, plain.slice(part.start, part.end)]),
      [
        [head('"model"'), "m"],
        ["", "x--b"],
      ],
    );
    assert.equal(form.close, plain.length - "--b--".length);
    assert.ok(isPlainForm(plain, "b"));
    assert.deepEqual(possibleModels(plain, "b"), new Set(["m"]));
    for (const delimiter of ["\n--b\n", "\r--b\r", "\r\n--b \r\n", "\r\n--bx\r\n"]) {
      const end = delimiter.endsWith("\r\n") ? "\r\n" : delimiter.slice(-1);
      const hidden = `--b\r\n\r\nx${delimiter}${head("Model")}${end}${end}y\r\n--b--`;
      assert.ok(readForm(hidden, "b")?.parts.length === 1 && !isPlainForm(hidden, "b"), JSON.stringify(delimiter));
      assert.ok(possibleModels(hidden, "b").has("y"), JSON.stringify(delimiter));
    }
    for (const name of ["x; name=model", '"mo\\del"', 'x; filename="a\\"; name=model; y=\\""', "*=utf-8''model"]) {
      const text = `--b\r\n${head(name).replace("=*", "*")}\r\n\r\ny\r\n--b--`;
      assert.ok(possibleModels(text, "b").has("y") && !isPlainForm(text, "b"), text);
    }
    assert.equal(readForm(plain.slice(0, -2), "b"), null);
  });

  it("the readers of JSON read as those they stand for", () => {
    const text = Buffer.from('{"a":{"b":1},"A" : {"c":2}, "ſ":"x","s":"y\\"}","a":{"d":[{"b":3}]}}');
    assert.deepEqual(readPath(text, ["a"], LAST_READER), { d: [{ b: 3 }] });
    assert.equal(readPath(text, ["a", "b"], LAST_READER), undefined);
    assert.equal(readPath(text, ["a", "b"], GO_READER), 1);
    assert.equal(readPath(text, ["a", "c"], GO_READER), 2);
    assert.equal(readPath(text, ["s"], GO_READER), 'y"}');
    const names = readMembers(text.toString("latin1")).map((member) => member.name);
    assert.deepEqual(names, ["a", "A", "ſ", "s", "a"]);
  });
});

/** The target, with the objections of one oracle only: other oracles may see the same defect first. */
function judgedBy(oracle: string, name: string) {
  const target = findTarget(name);
  const judge = (input: unknown, laboratory: Laboratory) =>
    target.judge(input, laboratory).filter((line) => line.startsWith(`${oracle}: `));
  return { ...target, judge };
}
