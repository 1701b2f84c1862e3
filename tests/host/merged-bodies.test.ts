// Random `override.requestBody` against a plain reading of what merging means: what the provider gets is what that says, with
// and without force, and members that nobody named keep their bytes.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { releaseModule } from "../support/cases/case-vm.ts";
import { ChatVm } from "../support/memory/chats.ts";

type Value = null | boolean | number | string | Value[] | Members;
type Members = { [name: string]: Value };

const RUNS = Number(process.env["EDIT_RUNS"] ?? 300);
const TYPE = { id: "a", type: "vllm", streamUsage: "off" };
const module = releaseModule();

/** The body that the provider gets of a chat's. */
function send(override: object, body: string): string {
  const vm = new ChatVm({ provider: { ...TYPE, override } }, {}, module);
  const half = body.length >> 1;
  const exchange = vm.prepare({ chunks: [Buffer.from(body.slice(0, half)), Buffer.from(body.slice(half))] }).run();
  return Buffer.from(exchange.upstream.body.toBytes()).toString();
}

function isObject(value: Value | undefined): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Objects are merged, everything else is one value. */
function merge(into: Members, from: Members, isForced: boolean): Members {
  const merged = structuredClone(into);
  for (const [name, value] of Object.entries(from)) {
    const there = merged[name];
    if (isObject(there) && isObject(value)) merged[name] = merge(there, value, isForced);
    else if (isForced || there === undefined) merged[name] = value;
  }
  return merged;
}

const scalar = fc.constantFrom<Value[]>(null, true, 0, 1.5, "text", "", [], [1, { x: 2 }]);
const name = fc.constantFrom("a", "b", "x.y", "o", "p");

/** Objects in objects, three deep, some of them empty. */
const { members } = fc.letrec<{ members: Members; value: Value }>((tie) => ({
  value: fc.oneof({ depthSize: "small", maxDepth: 2 }, scalar, tie("members")),
  members: fc.dictionary(name, tie("value"), { maxKeys: 3, noNullPrototype: true }),
}));

describe("level host: bodies that are merged", () => {
  for (const isForced of [false, true]) {
    it(isForced ? "with force have what is configured" : "have what is configured where it is missing", () => {
      let changed = 0;
      fc.assert(
        fc.property(members, members, (client, configured) => {
          const body = JSON.stringify({ model: "m", ...client, kept: { text: "1.50", list: [1e3, {}] } });
          const override = { requestBody: { "openai-chat": configured }, requestBodyForceOverride: isForced };
          const got = send(override, body);
          const expected = merge(JSON.parse(body) as Members, configured, isForced);
          assert.deepEqual(JSON.parse(got), expected, `${body} ${JSON.stringify(override)} ${got}`);
          assert.ok(got.includes('"kept":{"text":"1.50","list":[1000,{}]}'), got);
          if (got !== body) changed++;
        }),
        { numRuns: RUNS },
      );
      assert.ok(changed > RUNS / 3, `${changed} bodies were changed`);
    });
  }
});
