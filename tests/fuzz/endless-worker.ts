// A thread that plays an input that never ends: a loop in Wasm. For the test of the time limit.

import fc from "fast-check";
import { workerData } from "node:worker_threads";
import type { WorkerPlan } from "./fuzz-worker.ts";
import { Heartbeat } from "./heartbeat.ts";
import { bodyTarget } from "./targets/body.ts";

/** `(module (func (loop (br 0))) (start 0))` in the binary format. */
const ENDLESS =
  "0061736d01000000" + "0104016000" + "00" + "03020100" + "080100" + "0a09010700" + "0340" + "0c000b" + "0b";

const [input] = fc.sample(bodyTarget.inputs, { seed: 1, numRuns: 1 });
new Heartbeat((workerData as WorkerPlan).memory).beat({ target: bodyTarget.name, seed: 1, input });
new WebAssembly.Instance(new WebAssembly.Module(Buffer.from(ENDLESS, "hex")));
