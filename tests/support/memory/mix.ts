// A mix of exchanges in one VM: a sample of the cases, each in a plugin of its own.

import type { Case } from "../cases/case.ts";
import { addPlugin } from "../cases/case-vm.ts";
import { exchangeCase } from "../cases/emulator-runner.ts";
import { loadCases } from "../cases/load.ts";
import type { WasmVm } from "../emulator/vm.ts";

const LARGEST_BODY = 32 * 1024;
/** Plugins in the VM: a sample, because each configuration takes memory of its own. */
const PLUGINS = 24;

/** Adds the plugins to `vm`; each function runs one exchange. */
export function mixOfCases(vm: WasmVm): (() => void)[] {
  return sample(loadCases().filter(isSmall)).map((c) => {
    const started = addPlugin(vm, c);
    return () => {
      exchangeCase(started, c);
      vm.log.length = 0;
    };
  });
}

/** Cases that can be repeated in a VM shared with others. */
function isSmall(c: Case): boolean {
  const bodies = [...c.request.chunks, ...c.attempts.flatMap((a) => a.reply.chunks)];
  const size = bodies.reduce((sum, chunk) => sum + chunk.length, 0);
  const alone = c.callouts.length > 0 || Object.keys(c.environment).length > 0;
  return c.configured && !alone && size <= LARGEST_BODY;
}

/** At most {@link PLUGINS} cases, evenly spread. */
function sample(cases: Case[]): Case[] {
  const step = Math.max(1, Math.ceil(cases.length / PLUGINS));
  return cases.filter((_, i) => i % step === 0);
}
