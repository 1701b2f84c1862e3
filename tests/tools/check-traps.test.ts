import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findTraps } from "../../tools/check-traps.ts";
import { parseSource } from "../../tools/source-file.ts";

function trapsOf(text: string): string[] {
  const { offences } = findTraps([parseSource("assembly/text/a.ts", text)]);
  return offences.map(({ line, message }) => `${line}: ${message}`);
}

describe("level tools: traps", () => {
  const planted: [text: string, message: RegExp][] = [
    [`throw new Error("x");`, /throw/],
    [`assert(a > 0);`, /assert\(\)/],
    [`abort();`, /abort\(\)/],
    [`unreachable();`, /unreachable\(\)/],
    [`const a = b!.c;`, /postfix !/],
    [`class A { b!: string; }`, /field with !/],
    [`const a = map.get(key);`, /Map#get/],
    [`function f() { return map.has(a) ? map.get(b) : null; }`, /Map#get/],
    [`function f() { const c = map.get(a); return map.has(a) ? c : null; }`, /Map#get/],
    [`const a = list.pop();`, /empty array/],
    [`const a = this.list.shift();`, /empty array/],
    [`const a = text.at(3);`, /out of range/],
    [`bytes.set(other);`, /TypedArray#set/],
    [`const a = Uint8Array.wrap(buffer, 2);`, /wrap/],
    [`const a = list[i];`, /index out of range/],
    [`list[i] = unchecked(other[j]);`, /index out of range/],
    [`const a = b / c;`, /division/],
    [`a %= b.length;`, /division/],
    [`const a = b / 0;`, /division/],
    [`const a = <Dog>animal;`, /cast to Dog/],
    [`const a = animal as Dog;`, /cast to Dog/],
    [`function a(): void { a(); }`, /recursion: a → a/],
    [`class A { b(): void { this.c(); } c(): void { this.b(); } }`, /recursion: A\.b → A\.c → A\.b/],
    [`class A { static b(): void { A.b(); } }`, /recursion: A\.b → A\.b/],
  ];
  for (const [text, message] of planted) {
    it(`reports ${text}`, () => {
      const traps = trapsOf(`\n${text}`);
      assert.equal(traps.length, 1, traps.join("; "));
      assert.match(traps[0]!, /^2: /);
      assert.match(traps[0]!, message);
    });
  }

  const harmless = [
    `function f() { return this.map.has(a) ? this.map.get(a) : null; }`,
    `row.at("api.openai.com");`,
    `const a = unchecked(list[i]);`,
    `unchecked((list[i] = unchecked(other[j])));`,
    `const a = "throw b!"; // throw, list[i], a!`,
    `const a = \`\${b} / c[d]\`;`,
    `const a = b / 2 + c % SIZE;`,
    `map.set(key, value);`,
    `const a = Uint8Array.wrap(buffer);`,
    `const a = <i32>b + (<u8>c);`,
    `enum Kind { A }\nconst a = <Kind>b;`,
    `const a: string[] = [];`,
    `class A { pop(): i32 { return 1; } b(): i32 { return this.pop(); } }`,
    `class A { b(): void {} }\nclass B { b(a: A): void { a.b(); } }`,
    `const a = list[i]; // no-trap: i was checked above`,
    `// no-trap: a double\n// has no trap\nconst a = b / c;`,
  ];
  for (const text of harmless) {
    it(`lets pass ${JSON.stringify(text)}`, () => assert.deepEqual(trapsOf(text), []));
  }

  it("excuses one line only, and not without a reason", () => {
    assert.equal(trapsOf(`// no-trap: why\nlist[i];\nlist[j];`).length, 1);
    assert.equal(trapsOf(`// no-trap:\nlist[i];`).length, 1);
  });

  it("counts what it takes on trust", () => {
    const source = parseSource("assembly/text/a.ts", `unchecked(a[b]);\na[b]; // no-trap: why\n`);
    const { excused, unchecked } = findTraps([source]);
    assert.deepEqual({ excused, unchecked }, { excused: 1, unchecked: 1 });
  });
});
