import { editMessages } from "../../../assembly/gateway/chat-edit";
import { Splices } from "../../../assembly/json/edit";
import { ByteWriter } from "../../../assembly/json/write";
import { Bytes, textOf, utf8 } from "../../../assembly/text/bytes";
import { providerOf } from "../support/configuration";
import { rowsOf } from "../support/table";

const CONTEXT = utf8('{"role":"system","content":"C"}');
const ROOM: u32 = 64 << 20;

function edit(members: string, body: string, context: Bytes | null = null): string {
  const bytes = utf8(body);
  const splices = new Splices();
  const refusal = editMessages(bytes, providerOf('"type":"openai",' + members).chat, context, splices, ROOM);
  if (refusal !== null) return refusal.reason;
  const out = new ByteWriter();
  expect(splices.apply(bytes, 0, 0, bytes.byteLength, out)).toBe(true, body);
  return textOf(out.view());
}

// `u:x` is a message of a user, `s`, `d`, `a`, `t` of the others, with a text; anything else stays as it is written.
function messageOf(word: string): string {
  if (word.length < 2 || word.charAt(1) != ":") return word;
  const letters = "usdat";
  const roles = ["user", "system", "developer", "assistant", "tool"];
  const role = roles[letters.indexOf(word.charAt(0))];
  return `{"role":"${role}","content":"${word.substring(2)}"}`;
}

function chatOf(words: string): string {
  const list = words.length == 0 ? new Array<string>() : words.split(" ");
  for (let i = 0; i < list.length; i++) list[i] = messageOf(list[i]);
  return `{"model":"m","messages":[${list.join(",")}],"x":1}`;
}

/** Messages, what becomes of them; with a context file where `context` is one. */
function check(members: string, table: string[][], context: Bytes | null = null): void {
  for (let i = 0; i < table.length; i++) {
    expect(edit(members, chatOf(table[i][0]), context)).toBe(chatOf(table[i][1]), table[i][0]);
  }
}

describe("commands of a user", () => {
  it("make everything up to the last of them forgotten, but not what the system says", () => {
    check(
      '"contextCleanupCommands":["/clear","clear \\"all\\" ü"]',
      rowsOf(`
      u:1 a:2 u:/clear u:3 | u:3
      u:1 u:/clear u:2 u:/clear u:3 | u:3
      s:0 u:1 u:/clear u:3 | s:0 u:3
      u:1 s:0 u:2 d:0 a:3 u:/clear a:4 u:5 | s:0 d:0 a:4 u:5
      s:0 d:1 u:/clear | s:0 d:1
      u:/clear | ${""}
      u:1 a:/clear s:/clear u:2 | u:1 a:/clear s:/clear u:2
      u:/clear! u:1 | u:/clear! u:1
      u:clear u:/CLEAR u:/clea u: | u:clear u:/CLEAR u:/clea u:
      u:\\u002fclear u:1 | u:1
      {"role":"user","content":[{"type":"text","text":"/clear"}]} u:1 | u:1
      {"role":"user","content":[{"type":"text","text":"/cl"},{"type":"image_url","image_url":{}},{"type":"text","text":"ear"}]} u:1 | u:1
      {"role":"user","content":[{"type":"x","text":"/clear"},7]} u:1 | {"role":"user","content":[{"type":"x","text":"/clear"},7]} u:1
      {"content":"/clear","name":"n","role":"user"} u:1 | u:1
      {"role":"user","content":null} {"role":"user"} 7 u:1 | {"role":"user","content":null} {"role":"user"} 7 u:1
      7 [] null u:1 u:/clear a:1 | a:1
    `),
    );
  });

  it("keep the white space of what stays", () => {
    const members = '"contextCleanupCommands":["c"]';
    const c = messageOf("u:c");
    const s = messageOf("s:0");
    expect(edit(members, `{"messages": [ ${c} , ${s} ] }`)).toBe(`{"messages": [ ${s} ] }`);
    expect(edit(members, `{"messages": [ ${s} , ${c} ] }`)).toBe(`{"messages": [ ${s} ] }`);
    expect(edit(members, `{"messages": [ ${c} ] }`)).toBe('{"messages": [  ] }');
    expect(edit(members, `{"messages": [ ${s}, ${c} , ${s} ] }`)).toBe(`{"messages": [ ${s} , ${s} ] }`);
  });

  it("may be long, and texts be longer", () => {
    const long = "x".repeat(1000);
    const members = `"contextCleanupCommands":["${long}","y"]`;
    check(members, [
      ["u:1 u:" + long + " u:2", "u:2"],
      ["u:1 u:" + long + "x u:2", "u:1 u:" + long + "x u:2"],
      ["u:1 u:" + "\\u0078".repeat(1000) + " u:2", "u:2"],
      ["u:1 u:" + "\\u0078".repeat(1001) + " u:2", "u:1 u:" + "\\u0078".repeat(1001) + " u:2"],
    ]);
  });
});

describe("consecutive messages", () => {
  const members = '"mergeConsecutiveMessages":true';

  it("of a user or an assistant become one", () => {
    check(
      members,
      rowsOf(`
      u:1 u:2 | u:1\\n\\n2
      u:1 u:2 u:3 a:4 a:5 | u:1\\n\\n2\\n\\n3 a:4\\n\\n5
      u:1 a:2 u:3 | u:1 a:2 u:3
      s:1 s:2 d:3 d:4 t:5 t:6 | s:1 s:2 d:3 d:4 t:5 t:6
      u: u:\\u00fc\\" | u:\\n\\n\\u00fc\\"
      {"content":"1","role":"user"} u:2 | {"content":"1\\n\\n2","role":"user"}
      u:1 {"content":"2","role":"user"} | u:1\\n\\n2
      {"\\u0072ole":"us\\u0065r","content":"1"} u:2 | {"\\u0072ole":"us\\u0065r","content":"1\\n\\n2"}
    `),
    );
    expect(
      edit(members, '{"messages":[ { "role" : "user" , "content" : "1" } , { "role":"user","content":"2" } ]}'),
    ).toBe('{"messages":[ { "role" : "user" , "content" : "1\\n\\n2"} ]}');
  });

  it("with lists become one list", () => {
    const text = '{"type":"text","text":"1"}';
    const image = '{"type":"image_url","image_url":{"url":"u","x":0}}';
    const list = '{"role":"user","content":[';
    check(members, [
      [`u:1 ${list}${image}]}`, `${list}${text},${image}]}`],
      [`${list}${image}]} u:1`, `${list}${image},${text}]}`],
      [`${list}${image},${text}]} ${list}${image}]}`, `${list}${image},${text},${image}]}`],
      [`${list}]} u:1 ${list}]}`, `${list}${text}]}`],
      [`${list}]} ${list}]}`, `${list}]}`],
      [`u:1 ${list}]} u:1`, `${list}${text},${text}]}`],
      [`{"content":"1","role":"user"} ${list}${image}]}`, `{"content":[${text},${image}],"role":"user"}`],
    ]);
  });

  it("that say more than role and content stay, and so do their neighbours", () => {
    const call = '{"role":"assistant","content":"2","tool_calls":[{"id":"c"}]}';
    const named = '{"role":"user","name":"n","content":"2"}';
    const others = [
      `a:1 ${call} a:3`,
      `${call} ${call}`,
      `u:1 ${named} u:3`,
      'u:1 {"role":"user"} u:3',
      'u:1 {"role":"user","content":null} u:3',
      'u:1 {"role":"user","content":{}} u:3',
      'u:1 {"content":"x","content":"y"} u:3',
      'u:1 {"role":"user","Content":"y"} u:3',
      'u:1 {"role":"user","role":"user"} u:3',
      "u:1 7 u:3",
    ];
    for (let i = 0; i < others.length; i++) check(members, [[others[i], others[i]]]);
    check(members, [[`u:0 u:1 ${named} u:3 u:4`, `u:0\\n\\n1 ${named} u:3\\n\\n4`]]);
  });
});

describe("the role developer", () => {
  it("becomes system, whatever stands around it", () => {
    const members = '"developerRole":"system"';
    check(
      members,
      rowsOf(`
      d:1 u:2 | s:1 u:2
      u:1 d:developer | u:1 s:developer
      {"content":[],"role":"dev\\u0065loper","x":"developer"} | {"content":[],"role":"system","x":"developer"}
      {"role":"developer","role":"developer"} | {"role":"system","role":"system"}
      {"role":["developer"]} {"Role":"developer"} | {"role":["developer"]} {"Role":"developer"}
    `),
    );
    expect(edit(members, '{"messages":[{"role" : "developer" }],"role":"developer"}')).toBe(
      '{"messages":[{"role" : "system" }],"role":"developer"}',
    );
  });
});

describe("everything at once", () => {
  const members = '"developerRole":"system","mergeConsecutiveMessages":true,"contextCleanupCommands":["c"]';

  it("works in one pass", () => {
    const context = textOf(CONTEXT);
    check(
      members,
      [
        ["d:0 u:1 s:2 u:c d:3 u:4 u:5 a:6 d:7", `s:0 s:2 s:3 ${context} u:4\\n\\n5 a:6 s:7`],
        ["u:c", context],
        ["", context],
        ["u:1 s:0 u:c", `s:0 ${context}`],
        ["s:0 u:c u:1", `s:0 ${context} u:1`],
        ["u:c u:1 u:2", `${context} u:1\\n\\n2`],
        ["d:0", `s:0 ${context}`],
      ],
      CONTEXT,
    );
  });

  it("leaves a body without a list of messages as it is", () => {
    const bodies = ["{}", '{"messages":null}', '{"messages":{"role":"developer"}}', '{"x":{"messages":[]}}'];
    for (let i = 0; i < bodies.length; i++) expect(edit(members, bodies[i], CONTEXT)).toBe(bodies[i]);
  });

  it("takes no more memory than there is", () => {
    const body = utf8(chatOf("u:1 ".repeat(99) + "u:1"));
    const chat = providerOf('"type":"openai",' + members).chat;
    const refusal = editMessages(body, chat, null, new Splices(), 4096);
    expect(refusal !== null && refusal.reason == "out_of_memory").toBe(true);
  });

  it("takes time that grows as the chat does", () => {
    const count = 20000;
    const words = "d:0 u:1 s:2 u:3 ".repeat(count);
    const edited = edit(members, chatOf(words + "u:c d:1"));
    expect(edited).toBe(chatOf("s:0 s:2 ".repeat(count) + "s:1"));
  });
});
