// Host functions that fail, several in one exchange, with any status; also hosts that say Ok and do nothing.

import fc from "fast-check";
import { describeCase, type ExchangeInput } from "../exchange-input.ts";
import type { Laboratory } from "../laboratory.ts";
import { FAULT_ORACLES, LIE_ORACLES, type FaultEvidence } from "../oracles/fault-oracles.ts";
import { judgeAll } from "../oracles/oracle.ts";
import type { Target } from "../target.ts";
import { attemptExchanges } from "./attempts.ts";
import { bodyTarget } from "./body.ts";
import { headTarget } from "./head.ts";

/** An exchange and the host calls that fail in it: the number of the call, and what it answers. */
export interface FaultInput {
  exchange: ExchangeInput;
  faults: [call: number, status: number][];
  /** Whether the plugin is configured under these faults, too. */
  fromTheStart: boolean;
}

const exchanges: fc.Arbitrary<ExchangeInput> = fc.oneof(
  bodyTarget.inputs.map((input) => input.exchange),
  headTarget.inputs.map((input) => input.exchange),
  attemptExchanges,
);

/** Every status of the ABI but Ok, and some that it does not know. */
const FAILURES = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 99, -1];
const LIE = 0;

const fault = fc.tuple(
  fc.oneof({ weight: 3, arbitrary: fc.nat(12) }, { weight: 1, arbitrary: fc.nat(80) }),
  fc.oneof({ weight: 9, arbitrary: fc.constantFrom(...FAILURES) }, { weight: 1, arbitrary: fc.constant(LIE) }),
);

const inputs: fc.Arbitrary<FaultInput> = fc.record({
  exchange: exchanges,
  faults: fc.array(fault, { minLength: 1, maxLength: 4 }),
  fromTheStart: fc.oneof({ weight: 4, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

function judge(input: FaultInput, laboratory: Laboratory): string[] {
  const { exchange, faults, fromTheStart } = input;
  const lies = faults.some(([, status]) => status === LIE);
  const sound = laboratory.play(exchange);
  if (fromTheStart) laboratory.vm.faults.armAll(faults);
  const { root, configured } = laboratory.configure(exchange.configuration);
  if (!fromTheStart) laboratory.vm.faults.armAll(faults);
  const { vm } = root;
  const played = configured ? laboratory.exchange(root, exchange) : { ...sound, configured, trap: vm.death };
  const { failures } = vm.faults;
  vm.faults.armAll([]);
  // A configuration that could not be read whole may be another one.
  const evidence: FaultEvidence = {
    input: exchange,
    played,
    sound,
    after: laboratory.exchange(root, exchange),
    failures,
  };
  laboratory.remove(root);
  if (!configured || fromTheStart) return judgeAll(LIE_ORACLES, evidence);
  return judgeAll(lies ? LIE_ORACLES : FAULT_ORACLES, evidence);
}

export const faultsTarget: Target<FaultInput> = {
  name: "faults",
  varies: "host functions that fail, several in one exchange",
  inputs,
  judge,
  describe: ({ exchange, faults, fromTheStart }) => {
    const when = fromTheStart ? "while it is configured" : "in the exchange";
    const list = faults.map(([call, status]) => `call ${call} answers ${status}`).join(", ");
    return `# host calls, counted from 0 ${when}: ${list}\n${describeCase(exchange, "found by fuzzing: faults")}`;
  },
};
