// Hosts differ: every case gives the same result in each kind of host the filter may meet.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Case } from "../support/cases/case.ts";
import { compare } from "../support/cases/compare.ts";
import { startCase } from "../support/cases/case-vm.ts";
import { exchangeCase, runCase, type RunOptions } from "../support/cases/emulator-runner.ts";
import { loadCases } from "../support/cases/load.ts";

const KINDS: Record<string, Partial<RunOptions>> = {
  "never calls proxy_on_vm_start": { host: { callsVmStart: false } },
  "never tells the end of a stream": { host: { endsStreams: false } },
  "writes no out-parameter of an empty value": { host: { writesEmptyValues: false } },
  "asks for more room than it fills": { host: { spareBytes: 1 << 20 } },
  "has no log level": { host: { unimplemented: new Set(["proxy_get_log_level"]) } },
  "has no metrics": {
    host: { unimplemented: new Set(["proxy_define_metric", "proxy_increment_metric", "proxy_record_metric"]) },
  },
  "has no shared data": { host: { unimplemented: new Set(["proxy_get_shared_data", "proxy_set_shared_data"]) } },
  "has no foreign functions": { host: { unimplemented: new Set(["proxy_call_foreign_function"]) } },
  "re-enters the module during a local reply": { host: { localReply: "synchronous" } },
  "answers call-outs at once": { host: { calloutTiming: "prompt" } },
  "tells failed call-outs without headers": { host: { failedCallouts: "empty" } },
  "logs everything": { host: { logLevel: 0 } },
  "logs nothing": { host: { logLevel: 5 } },
  "tells the end of a body with its last bytes": { style: "joined" },
};

describe("level host: hosts that differ", () => {
  const cases = loadCases();
  for (const [kind, options] of Object.entries(KINDS)) {
    it(`a host that ${kind}`, () => {
      const silent = options.host?.logLevel === 5;
      assert.deepEqual(
        differences(cases, (c) => compare(silent ? { ...c, logs: [] } : c, runCase(c, options))),
        [],
      );
    });
  }

  it("a host that creates the same root context again: the last configuration counts", () => {
    const other = Buffer.from(`{"provider":{"id":"z","type":"openai","apiTokens":["sk-superseded"]}}`);
    const again = (c: Case) => {
      const started = startCase({ ...c, configuration: other });
      return compare(c, exchangeCase({ ...started, configured: started.root.configure(c.configuration) }, c));
    };
    assert.deepEqual(
      differences(
        cases.filter((c) => c.configured),
        again,
      ),
      [],
    );
  });
});

function differences(cases: Case[], run: (c: Case) => string[]): string[] {
  return cases.flatMap((c) => run(c).map((difference) => `${c.file}: ${c.name}: ${difference}`));
}
