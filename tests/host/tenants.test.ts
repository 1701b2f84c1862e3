// Several plugins, several streams and several configurations in one VM: none meets another's data.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Case } from "../support/cases/case.ts";
import { compare } from "../support/cases/compare.ts";
import { addPlugin, startVm, type StartedCase } from "../support/cases/case-vm.ts";
import { CaseExchange } from "../support/cases/emulator-runner.ts";
import { loadCases, readCases } from "../support/cases/load.ts";

const TWO_CONFIGURATIONS = `
- name: before
  config: { provider: { id: a, type: openai, apiTokens: [sk-before], modelMapping: { "*": model-before } } }
  request: { path: /v1/chat/completions, headers: { content-type: application/json }, body: '{"model":"x","messages":[]}' }
  upstream: { authority: api.openai.com, headers: { authorization: Bearer sk-before }, body: '{"model":"model-before","messages":[]}' }
- name: after
  config: { provider: { id: a, type: openai, apiTokens: [sk-after], modelMapping: { "*": model-after } } }
  request: { path: /v1/chat/completions, headers: { content-type: application/json }, body: '{"model":"x","messages":[]}' }
  upstream: { authority: api.openai.com, headers: { authorization: Bearer sk-after }, body: '{"model":"model-after","messages":[]}' }
`;

describe("level host: several plugins and configurations in one VM", () => {
  const usable = (c: Case) =>
    c.configured && c.mode === "listener" && c.response !== null && Object.keys(c.environment).length === 0;
  const cases = loadCases().filter(usable);

  it("two root contexts: every pair of neighbouring cases, their callbacks interleaved", () => {
    const problems = cases.slice(1).flatMap((second, i) => interleave(cases[i], second));
    assert.deepEqual(problems, []);
  });

  it("a reconfiguration in mid-stream: the stream keeps the configuration it began with", () => {
    const [before, after] = readCases(TWO_CONFIGURATIONS, "tenants.test.ts");
    for (const reconfigure of [sameRoot, anotherRoot]) {
      const old = addPlugin(startVm(), before);
      const begun = new CaseExchange(old, before);
      begun.exchange.sendHeaders();
      const renewed = reconfigure(old, after);
      finish(begun);
      assert.deepEqual(compare(before, begun.observe()), []);
      assert.deepEqual(compare(after, new CaseExchange(renewed, after).run()), []);
    }
  });
});

/** The host gives the running plugin another configuration. */
function sameRoot(started: StartedCase, c: Case): StartedCase {
  return { ...started, configured: started.root.reconfigure(c.configuration) };
}

/** Envoy makes a root context of its own for each configuration. */
function anotherRoot({ vm }: StartedCase, c: Case): StartedCase {
  return addPlugin(vm, c);
}

function interleave(first: Case, second: Case): string[] {
  const vm = startVm();
  const both = [first, second].map((c) => ({ c, run: new CaseExchange(addPlugin(vm, c), c) }));
  for (const { run } of both) run.exchange.sendHeaders();
  while (both.map(({ run }) => run.exchange.sendPart()).includes(true));
  for (const { run } of both) finish(run);
  return both.flatMap(({ c, run }) =>
    compare(c, run.observe()).map((difference) => `${c.file}: ${c.name}: ${difference}`),
  );
}

function finish({ exchange }: CaseExchange): void {
  exchange.sendRest();
  exchange.answer();
}
