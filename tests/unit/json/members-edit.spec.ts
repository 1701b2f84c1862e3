import { Splices } from "../../../assembly/json/edit";
import { MemberPaths } from "../../../assembly/json/member-paths";
import { MemberScan } from "../../../assembly/json/member-scan";
import { MemberEdits } from "../../../assembly/json/members-edit";
import { ByteWriter } from "../../../assembly/json/write";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";

const scan = new MemberScan();
const edits = new MemberEdits();
const splices = new Splices();

const paths = new MemberPaths();
const MODEL = paths.add("model");
const USAGE = paths.add("stream_options.include_usage");
const OTHER = paths.add("stream_options.other");
const OPTIONS = paths.parentOf(USAGE);

function begin(body: string): Bytes {
  const bytes = utf8(body);
  scan.begin(paths);
  scan.feed(bytes, true);
  edits.begin(scan);
  return bytes;
}

function finish(body: Bytes): string {
  if (!edits.finish(splices)) return "refused";
  const out = new ByteWriter();
  expect(splices.apply(body, 0, 0, body.byteLength, out)).toBe(true);
  return textOf(out.view());
}

describe("member edits", () => {
  it("set a member", () => {
    const bodies = [
      '{"model":"a"}',
      "{}",
      "{ }",
      '{"x":1}',
      '{"model":"a","x":1,"\\u006dodel":2}',
      "[]",
      '"model"',
      "{",
    ];
    const wanted = [
      '{"model":7}',
      '{"model":7}',
      '{"model":7 }',
      '{"model":7,"x":1}',
      '{"model":7,"x":1,"\\u006dodel":7}',
      "refused",
      "refused",
      "refused",
    ];
    for (let i = 0; i < bodies.length; i++) {
      const body = begin(bodies[i]);
      expect(edits.set(MODEL, utf8("7"))).toBe(true);
      expect(finish(body)).toBe(wanted[i], bodies[i]);
    }
  });

  it("fill a member that is absent, and make equal one that is there twice", () => {
    const bodies = ['{"model":"a"}', "{}", '{"model":"a","model":"b"}', '{"model":null}'];
    const wanted = ['{"model":"a"}', '{"model":7}', '{"model":"b","model":"b"}', '{"model":null}'];
    for (let i = 0; i < bodies.length; i++) {
      const body = begin(bodies[i]);
      expect(edits.fill(MODEL, utf8("7"))).toBe(true);
      expect(finish(body)).toBe(wanted[i], bodies[i]);
    }
  });

  it("set nested members together, whatever is there", () => {
    const bodies = [
      "{}",
      '{"stream_options":{}}',
      '{"stream_options":null}',
      '{"stream_options":{"include_usage":false}}',
      '{"stream_options":{"x":1},"stream_options":{"y":2}}',
      '{"stream_options":[],"stream_options":{"other":0,"other":0}}',
      '{"stream_options":{"other":0},"stream_options":3}',
    ];
    const both = '{"include_usage":true,"other":1}';
    const wanted = [
      '{"model":"m","stream_options":' + both + "}",
      '{"model":"m","stream_options":' + both + "}",
      '{"model":"m","stream_options":' + both + "}",
      '{"model":"m","stream_options":{"other":1,"include_usage":true}}',
      '{"model":"m","stream_options":{"include_usage":true,"other":1,"y":2},"stream_options":{"include_usage":true,"other":1,"y":2}}',
      '{"model":"m","stream_options":{"include_usage":true,"other":1,"other":1},"stream_options":{"include_usage":true,"other":1,"other":1}}',
      '{"model":"m","stream_options":' + both + ',"stream_options":' + both + "}",
    ];
    for (let i = 0; i < bodies.length; i++) {
      const body = begin(bodies[i]);
      expect(edits.set(OTHER, utf8("1"))).toBe(true);
      expect(edits.set(MODEL, utf8('"m"'))).toBe(true);
      expect(edits.set(USAGE, utf8("true"))).toBe(true);
      expect(finish(body)).toBe(wanted[i], bodies[i]);
    }
  });

  it("make the same what occurs several times, and nothing else", () => {
    const bodies = [
      "{}",
      '{"stream_options":{"include_usage":true}}',
      '{"stream_options":{"include_usage":true},"x":1,"stream_options":{}}',
      '{"stream_options":{"include_usage":true,"include_usage":false}}',
    ];
    const wanted = [
      "{}",
      '{"stream_options":{"include_usage":true}}',
      '{"stream_options":{},"x":1,"stream_options":{}}',
      '{"stream_options":{"include_usage":false,"include_usage":false}}',
    ];
    for (let i = 0; i < bodies.length; i++) {
      const body = begin(bodies[i]);
      expect(edits.unify(USAGE)).toBe(true);
      expect(finish(body)).toBe(wanted[i], bodies[i]);
      expect(splices.count == 0).toBe(bodies[i] == wanted[i]);
    }
  });

  it("refuse values inside each other, and unknown nodes", () => {
    begin("{}");
    expect(edits.set(USAGE, utf8("1"))).toBe(true);
    expect(edits.set(OPTIONS, utf8("{}"))).toBe(false);
    expect(edits.set(OTHER, utf8("2"))).toBe(true);
    expect(edits.set(USAGE, utf8("3"))).toBe(true);
    expect(edits.set(-1, utf8("1"))).toBe(false);
    expect(edits.fill(99, utf8("1"))).toBe(false);
    expect(edits.unify(99)).toBe(false);
    begin("{}");
    expect(edits.set(OPTIONS, utf8("{}"))).toBe(true);
    expect(edits.fill(USAGE, utf8("1"))).toBe(false);
  });

  it("refuse to repeat what was not kept", () => {
    const long = '{"x":"' + "y".repeat(5000) + '"}';
    begin('{"stream_options":1,"stream_options":' + long + "}");
    edits.set(USAGE, utf8("1"));
    expect(edits.finish(splices)).toBe(false);
    begin('{"stream_options":' + long + "}");
    edits.set(USAGE, utf8("1"));
    expect(edits.finish(splices)).toBe(true);
  });
});
