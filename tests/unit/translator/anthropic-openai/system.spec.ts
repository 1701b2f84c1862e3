import { chatTurns, Reads } from "../../support/sent-message";
import { expectAll } from "../../support/sent-chat";

const HI = '{"role":"user","content":"Hi"}';
const AGAIN = '{"type":"text","text":"B"}';

// What stands before the turn.
function systemOf(system: string, reads: Reads = Reads.Nothing): string {
  return chatTurns(system, HI, reads).replace(HI, "…");
}

function said(text: string): string {
  return `{"role":"system","content":"${text}"},…`;
}

// prettier-ignore
const SYSTEMS: Array<string> = [
  '"Be\\n\\u0062rief."', said("Be\\n\\u0062rief."),
  '[{"type":"text","text":"A\\u0022"}]', said("A\\u0022"),
  '[{"type":"text","text":"A"},{"type":"text","text":"B"}]', `{"role":"system","content":[{"type":"text","text":"A"},${AGAIN}]},…`,
  '[{"type":"text","text":"A","cache_control":{"type":"ephemeral"},"citations":null}]', said("A"),
  '[{"type":"text","text":""},{"text":"B","type":"text"}]', said("B"),
  '[{"type":"text","text":"A","text":"B"}]', said("B"),
  // none
  '""', "…",
  "null", "…",
  "[]", "…",
  '[{"type":"text","text":""},{"type":"text"},{"type":"text","text":7},{"type":"text","text":null}]', "…",
  // wrong
  "7", "!400 untranslatable system: expected a text or a list of texts",
  "true", "!400 untranslatable system: expected a text or a list of texts",
  '{"type":"text","text":"A"}', "!400 untranslatable system: expected a text or a list of texts",
  '["A"]', "!400 untranslatable system[0]: expected a text",
  '[{"type":"text","text":"A"},null]', "!400 untranslatable system[1]: expected a text",
  '[{"type":"text","text":"A"},{"text":"B"}]', "!400 untranslatable system[1]: expected a text",
  '[{"type":"image","source":{}}]', "!400 untranslatable system[0]: expected a text",
];

const B = "x-anthropic-billing-header:";

// prettier-ignore
const BILLING: Array<string> = [
  `"${B}abc=123;cch=456"`, said(`${B}abc=123`),
  `"${B} cc_version=2.1; cc_entrypoint=cli; cch=00af3;"`, said(`${B} cc_version=2.1; cc_entrypoint=cli;`),
  `"${B} a=1; cch=2; b=3;  cch=4;cch=5; c=6"`, said(`${B} a=1; b=3; c=6`),
  `"${B} a=\\u00e9\\"; cch=2; b=3\\n"`, said(`${B} a=é\\"; b=3\\n`),
  `"${B} a=1; cch=2\\n\\nBe brief; or not; cch=3"`, said(`${B} a=1\\n\\nBe brief; or not`),
  `"${B} cch=1; acch=2; cch; cch =3;cchx=4"`, said(`${B} cch=1; acch=2; cch; cch =3;cchx=4`),
  `"${B}"`, said(B),
  `"${B};cch="`, said(B),
  `"${B};;cch=1;"`, said(`${B};;`),
  '"\\u0078-anthropic-billing-header: a=1; cch=2"', said(`${B} a=1`),
  `[{"type":"text","text":"${B} a=1; cch=2"}]`, said(`${B} a=1`),
  `[{"type":"text","text":"${B} a=1; cch=2"},{"type":"text","text":"B"}]`, `{"role":"system","content":[{"type":"text","text":"${B} a=1"},${AGAIN}]},…`,
  // others are not looked into
  `" ${B} a=1; cch=2"`, said(` ${B} a=1; cch=2`),
  '"x-anthropic-billing: a=1; cch=2"', said("x-anthropic-billing: a=1; cch=2"),
  '"\\u0041; cch=2"', said("\\u0041; cch=2"),
  '"x"', said("x"),
];

// prettier-ignore
const CACHED: Array<string> = [
  '[{"type":"text","text":"A","cache_control":{"type":"ephemeral", "ttl":"1h"}}]', '{"role":"system","content":[{"type":"text","text":"A","cache_control":{"type":"ephemeral", "ttl":"1h"}}]},…',
  `[{"type":"text","text":"${B};cch=1","cache_control":{"type":"ephemeral"}},{"type":"text","text":"B"}]`, `{"role":"system","content":[{"type":"text","text":"${B}","cache_control":{"type":"ephemeral"}},${AGAIN}]},…`,
  '[{"type":"text","text":"A","cache_control":null}]', said("A"),
  '[{"type":"text","text":"A","cache_control":"ephemeral"}]', said("A"),
  '"A"', said("A"),
];

const LATE = '{"role":"user","content":"A"},{"role":"system","content":"B"},{"role":"user","content":"C"}';

describe("the system of a message, as a chat's", () => {
  it("is one message", () => {
    expectAll(SYSTEMS, (system) => systemOf(system));
  });

  it("has a billing header without what changes", () => {
    expectAll(BILLING, (system) => systemOf(system));
  });

  it("is cached where the provider reads how", () => {
    expectAll(CACHED, (system) => systemOf(system, Reads.CacheControl));
  });

  it("is a user's in the middle, where templates refuse another", () => {
    expect(chatTurns("", LATE, Reads.LateSystem)).toBe(LATE);
    expect(chatTurns("", LATE)).toBe(LATE.replace("system", "user"));
    const first = '{"role":"system","content":[{"type":"text","text":"A"}]},{"role":"user","content":"B"}';
    expect(chatTurns("", first)).toBe('{"role":"system","content":"A"},{"role":"user","content":"B"}');
    const odd = '{"role":"user","content":"A"},{"role":"system","content":[{"type":"image"}]}';
    expect(chatTurns("", odd, Reads.LateSystem)).toBe("!400 untranslatable messages[1].content[0]: expected a text");
  });
});
