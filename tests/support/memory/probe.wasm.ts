// Beside the filter's own exports: what it holds, and what its collections visit. Compiled together with assembly/index.ts.

import { __collect as collectGarbage } from "rt/tcms";
import { filter } from "../../../assembly/abi/callbacks";
import { allocatedBytes, liveBlocks, liveBytes } from "../../../assembly/abi/heap";

export { limitMemory, roomLeft } from "../../../assembly/abi/budget";

let collections: i32 = 0;
let visited: u64 = 0;

/** Stands in for the runtime's own (`--use __collect=`); blocks that are still there afterwards were visited. */
export function countedCollect(): void {
  collectGarbage();
  collections++;
  visited += liveBlocks;
}

/** Collects; between callbacks no reference is on the stack. */
export function collectNow(): void {
  collectGarbage();
}

export function countCollections(): i32 {
  return collections;
}

export function countVisitedBlocks(): f64 {
  return <f64>visited;
}

export function countLiveBytes(): usize {
  return liveBytes;
}

export function countLiveBlocks(): usize {
  return liveBlocks;
}

export function countAllocatedBytes(): usize {
  return allocatedBytes;
}

export function countStreams(): i32 {
  return filter.streamCount;
}

export function countCalls(): i32 {
  return filter.callCount;
}
