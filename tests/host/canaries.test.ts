// Every case with secrets of its own beside another tenant in the same VM: nobody's secret is seen where it does not belong.

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { loadCanaryCases } from "../support/canaries/canary-case.ts";
import { interleaveAll } from "../support/canaries/interleaving.ts";
import { SECOND_TENANTS } from "../support/canaries/second-tenant.ts";

describe("level host: canaries in every case, and a second tenant in every phase of it", () => {
  for (const c of loadCanaryCases()) {
    it(`${c.case.file}: ${c.case.name}`, () => {
      const problems = SECOND_TENANTS.flatMap((tenant) => interleaveAll(c, tenant));
      // The same problem comes with many schedules.
      assert.deepEqual(problems.slice(0, 10), []);
    });
  }
});
