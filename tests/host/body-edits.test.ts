// Random edits of members and messages against a plain reading of what they mean: the provider's JSON is what that says,
// and members that nobody named keep their bytes.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { releaseModule } from "../support/cases/case-vm.ts";
import { ChatVm } from "../support/memory/chats.ts";

type Value = null | boolean | number | string | Value[] | { [name: string]: Value };
type Members = { [name: string]: Value };
type Edit = Record<string, Value>;

const RUNS = Number(process.env["EDIT_RUNS"] ?? 400);
const TYPE = { id: "a", type: "vllm", streamUsage: "off" };
const module = releaseModule();

/** What becomes of a chat's body; null when the configuration or the body is refused. */
function send(provider: object, body: string): string | null {
  const vm = new ChatVm({ provider: { ...TYPE, ...provider } }, {}, module);
  const half = body.length >> 1;
  const exchange = vm.prepare({ chunks: [Buffer.from(body.slice(0, half)), Buffer.from(body.slice(half))] }).run();
  const sent = Buffer.from(exchange.upstream.body.toBytes()).toString();
  return sent === "" ? null : sent;
}

const SPACE = fc.constantFrom("", "", "", " ", "\n\t");

/** Members written as JSON, white space between them. */
function written(members: [string, string][], spaces: string[]): string {
  const space = (i: number): string => spaces[i % Math.max(spaces.length, 1)] ?? "";
  const texts = members.map(([name, value], i) => `${space(i)}"${name}"${space(i + 1)}:${value}${space(i + 2)}`);
  return `{${texts.join(",")}}`;
}

// Names of edits, and others whose bytes must stay.
const scalar = fc.constantFrom("0", "1.50", "-3e1", "7", '"text"', '"\\u0061"', "null", "false", "true", "[1,{}]");
const inner = fc
  .tuple(
    fc.uniqueArray(fc.tuple(fc.constantFrom("x", "y", "u5"), scalar), { selector: ([name]) => name }),
    fc.array(SPACE),
  )
  .map(([members, spaces]) => written(members, spaces));
const member = fc.oneof(
  fc.tuple(fc.constantFrom("a", "b", "c", "u1", "u2", "u3"), scalar),
  fc.tuple(fc.constantFrom("o", "p", "u4"), inner),
);
const body = fc
  .tuple(fc.uniqueArray(member, { maxLength: 7, selector: ([name]) => name }), fc.array(SPACE, { maxLength: 5 }))
  .map(([members, spaces]) => ({ members, text: written([...members, ["model", '"m"']], spaces) }));

const path = fc.constantFrom("a", "b", "c", "o.x", "o.y", "p.x");
const edit: fc.Arbitrary<Edit> = fc
  .tuple(
    fc.oneof(
      path.map((drop): Edit => ({ drop })),
      fc.tuple(path, path).map(([rename, to]): Edit => ({ rename, to })),
      fc
        .tuple(path, fc.constantFrom<Value[]>(1, null, { z: [0] }))
        .map(([at, value]): Edit => ({ default: at, value })),
      fc.tuple(path, fc.constantFrom<Value[]>(2, "s")).map(([force, value]): Edit => ({ force, value })),
      fc
        .tuple(path, fc.constantFrom<Edit[]>({ min: 1 }, { max: 5 }, { min: 1, max: 5 }))
        .map(([clamp, bounds]): Edit => ({
          clamp,
          ...bounds,
        })),
    ),
    fc.option(path, { nil: undefined, freq: 3 }),
  )
  .map(([operation, when]) => (when === undefined ? operation : { ...operation, when }));

function parentOf(members: Members, names: string[], makes: boolean): Members | null {
  let at: Members = members;
  for (const name of names.slice(0, -1)) {
    const next = at[name];
    const isObject = typeof next === "object" && next !== null && !Array.isArray(next);
    if (!isObject && !makes) return null;
    if (!isObject) at[name] = {};
    at = at[name] as Members;
  }
  return at;
}

function valueAt(members: Members, where: string): Value | undefined {
  const names = where.split(".");
  return parentOf(members, names, false)?.[names.at(-1)!];
}

function put(members: Members, where: string, value: Value): void {
  const names = where.split(".");
  parentOf(members, names, true)![names.at(-1)!] = value;
}

function drop(members: Members, where: string): void {
  const names = where.split(".");
  delete parentOf(members, names, false)?.[names.at(-1)!];
}

/** What an edit means, in so many words. */
function apply(members: Members, edit: Edit): void {
  const [key] = ["drop", "rename", "default", "force", "clamp"].filter((name) => name in edit);
  const where = edit[key!] as string;
  const value = valueAt(members, where);
  if (key === "drop") drop(members, where);
  else if (key === "force" || (key === "default" && value === undefined)) put(members, where, edit.value!);
  else if (key === "rename" && value !== undefined) {
    drop(members, where);
    if (valueAt(members, edit.to as string) === undefined) put(members, edit.to as string, value);
  } else if (key === "clamp" && typeof value === "number") {
    const low = Math.max(value, (edit.min as number | undefined) ?? value);
    put(members, where, Math.min(low, (edit.max as number | undefined) ?? low));
  }
}

// An object that was only there for a member that has gone again may be there or not.
function withoutEmpty(members: Members): Members {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => JSON.stringify(value) !== "{}"));
}

describe("level host: random edits", () => {
  it("of members make what they say, and keep every other byte", () => {
    let edited = 0;
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), body, (bodyEdits, { members, text }) => {
        const sent = send({ bodyEdits }, text);
        if (sent === null) return; // edits that contradict each other
        const wanted = JSON.parse(text) as Members;
        const client = JSON.parse(text) as Members;
        for (const each of bodyEdits) {
          if (each.when === undefined || Boolean(valueAt(client, each.when as string))) apply(wanted, each);
        }
        assert.deepEqual(
          withoutEmpty(JSON.parse(sent) as Members),
          withoutEmpty(wanted),
          `${JSON.stringify(bodyEdits)}: ${text} -> ${sent}`,
        );
        for (const [name, value] of members) if (name.startsWith("u")) assert.ok(sent.includes(value), sent);
        if (sent !== text) edited++;
      }),
      { numRuns: RUNS },
    );
    assert.ok(edited > RUNS / 10, `only ${edited} bodies were edited`);
  });

  it("of messages make what they say", () => {
    let edited = 0;
    fc.assert(
      fc.property(fc.array(message, { maxLength: 9 }), fc.array(SPACE, { maxLength: 5 }), (messages, spaces) => {
        const space = (i: number): string => spaces[i % Math.max(spaces.length, 1)] ?? "";
        const list = messages.map((each, i) => space(i) + JSON.stringify(each) + space(i + 1)).join(",");
        const text = `{"n":1.0,"messages":[${list}] ,"model":"m"}`;
        const config = {
          contextCleanupCommands: ["go", "clear"],
          mergeConsecutiveMessages: true,
          developerRole: "system",
        };
        const sent = send(config, text);
        assert.ok(sent !== null && sent.startsWith('{"n":1.0,"messages":['), `${text} -> ${sent}`);
        const wanted = JSON.stringify({ n: 1, messages: mergeAll(cleanUp(messages)), model: "m" });
        assert.deepEqual(JSON.parse(sent), JSON.parse(wanted), `${text} -> ${sent}`);
        if (sent !== text) edited++;
      }),
      { numRuns: RUNS },
    );
    assert.ok(edited > RUNS / 3, `only ${edited} chats were edited`);
  });
});

type Message = { role: string; content?: Value; name?: string };

const part = fc.constantFrom<Value[]>({ type: "text", text: "go" }, { type: "text", text: "x" }, { type: "image_url" });
const message: fc.Arbitrary<Message> = fc.record(
  {
    role: fc.constantFrom("user", "user", "user", "assistant", "assistant", "system", "developer", "tool"),
    content: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom<Value[]>("go", "clear", "a\n", '"', "", null) },
      { weight: 1, arbitrary: fc.array(part, { maxLength: 2 }) },
    ),
    name: fc.constant("n"),
  },
  { requiredKeys: ["role"] },
);

function textOf(content: Value | undefined): string | undefined {
  if (typeof content === "string") return content;
  if (!Array.isArray(content)) return undefined;
  return content.map((each) => ((each as Members).type === "text" ? ((each as Members).text as string) : "")).join("");
}

function cleanUp(messages: Message[]): Message[] {
  const isCommand = ({ role, content }: Message): boolean =>
    role === "user" && /^(go|clear)$/.test(textOf(content) ?? "");
  const last = messages.map(isCommand).lastIndexOf(true);
  return messages
    .filter(({ role }, i) => i > last || role === "system" || role === "developer")
    .map((each) => (each.role === "developer" ? { ...each, role: "system" } : each));
}

function mergeAll(messages: Message[]): Message[] {
  const merged: Message[] = [];
  for (const next of messages) {
    const before = merged.at(-1);
    const fits = before !== undefined && before.role === next.role && isPlain(before) && isPlain(next);
    if (fits) merged[merged.length - 1] = { role: next.role, content: join(before.content!, next.content!) };
    else merged.push(next);
  }
  return merged;
}

function isPlain({ role, content, name }: Message): boolean {
  const isOfOne = role === "user" || role === "assistant";
  return isOfOne && name === undefined && (typeof content === "string" || Array.isArray(content));
}

function join(a: Value, b: Value): Value {
  return typeof a === "string" && typeof b === "string" ? `${a}\n\n${b}` : [...partsOf(a), ...partsOf(b)];
}

function partsOf(content: Value): Value[] {
  return Array.isArray(content) ? content : [{ type: "text", text: content }];
}
