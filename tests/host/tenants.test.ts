// Several plugins, several streams and several configurations in one VM: none meets another's data.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadCanaryCases } from "../support/canaries/canary-case.ts";
import { interleaveOnce } from "../support/canaries/interleaving.ts";
import type { Case } from "../support/cases/case.ts";
import { compare } from "../support/cases/compare.ts";
import { addPlugin, startVm, type StartedCase } from "../support/cases/case-vm.ts";
import { CaseExchange } from "../support/cases/emulator-runner.ts";
import { readCases } from "../support/cases/load.ts";
import type { HostOptions } from "../support/emulator/host-options.ts";

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

/** Hosts in which callbacks come inside of one another, or earlier, than in Envoy. */
const HOSTS: Record<string, Partial<HostOptions>> = {
  Envoy: {},
  "a host that re-enters the module during a local reply": { localReply: "synchronous" },
  "a host that answers call-outs at once": { calloutTiming: "prompt" },
};

describe("level host: several plugins and configurations in one VM", () => {
  // A VM has one environment, and two cases may want different ones.
  const cases = loadCanaryCases().filter(({ case: c }) => Object.keys(c.environment).length === 0);

  for (const [name, host] of Object.entries(HOSTS)) {
    it(`two root contexts in ${name}: every pair of neighbouring cases, step by step in turn`, () => {
      assert.deepEqual(
        cases.slice(1).flatMap((second, i) => interleaveOnce(cases[i], second, host)),
        [],
      );
    });
  }

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

function finish({ exchange }: CaseExchange): void {
  exchange.sendRest();
  exchange.answer();
}
