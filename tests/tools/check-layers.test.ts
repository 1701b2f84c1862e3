import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findLayerOffences } from "../../tools/check-layers.ts";
import { parseSource } from "../../tools/source-file.ts";

function messagesOf(path: string, text: string): string[] {
  return findLayerOffences([parseSource(path, text)]).map(({ line, message }) => `${line}: ${message}`);
}

describe("level tools: layers", () => {
  it("lets a room import itself and what lies below", () => {
    const text = `import { a } from "./b";\nimport { c } from "../json/d";\nexport { e } from "../text/e";`;
    assert.deepEqual(messagesOf("assembly/protocol/openai/x.ts", text.replaceAll("../", "../../")), []);
    assert.deepEqual(messagesOf("assembly/index.ts", `export * from "./abi/callbacks";`), []);
  });

  it("reports arrows that go up or sideways", () => {
    assert.deepEqual(messagesOf("assembly/json/a.ts", `\nimport { b } from "../gateway/c";`), [
      `2: json must not import gateway ("../gateway/c")`,
    ]);
    assert.deepEqual(messagesOf("assembly/json/a.ts", `export { b } from "../http/c";`), [
      `1: json must not import http ("../http/c")`,
    ]);
    assert.deepEqual(messagesOf("assembly/text/a.ts", `import "../index";`), [
      `1: text must not import index ("../index")`,
    ]);
    assert.deepEqual(messagesOf("assembly/index.ts", `import { a } from "./filter/a";`), [
      `1: index must not import filter ("./filter/a")`,
    ]);
  });

  it("reports rooms that nobody knows, packages, and ways out", () => {
    assert.deepEqual(messagesOf("assembly/utils/a.ts", ""), [`1: the room "utils" is not listed`]);
    assert.deepEqual(messagesOf("assembly/text/a.ts", `import { b } from "json-as";`), [
      `1: import of "json-as": only relative imports are allowed`,
    ]);
    assert.deepEqual(messagesOf("assembly/text/a.ts", `import { b } from "../../tools/b";`), [
      `1: import of "../../tools/b" leaves assembly/`,
    ]);
  });

  it("lets only the ABI room into the compiler's runtime", () => {
    const text = `import { __alloc } from "rt/tlsf";`;
    assert.deepEqual(messagesOf("assembly/abi/a.ts", text), []);
    assert.equal(messagesOf("assembly/json/a.ts", text).length, 1);
  });

  it("is not confused by comments and strings", () => {
    assert.deepEqual(
      messagesOf("assembly/text/a.ts", `// import "../gateway/a";\nconst b = 'import "../gateway/a"';`),
      [],
    );
  });
});
