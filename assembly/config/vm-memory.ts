// What a VM may hold: for all plugins in it, so it stands at the top of the configuration only.

import { ConfigNode } from "./config-node";
import { Problems } from "./problems";

/** What a VM may hold when the configuration says nothing. */
export const DEFAULT_VM_BYTES: u32 = 512 << 20;

// Less would refuse everyday requests: the window of a body and what is written from it take 3 MiB.
const MIN_VM_BYTES: u32 = 8 << 20;
// More could meet the end of memory, because memory doubles when it grows, and has holes.
const MAX_VM_BYTES: u32 = 1 << 30;

/** Reads `maxVmBytes`; what cannot be used is an error, and the default holds. */
export function parseVmBytes(node: ConfigNode, problems: Problems): u32 {
  if (!node.exists || !node.isCount) return DEFAULT_VM_BYTES;
  const bytes = node.count;
  if (bytes >= MIN_VM_BYTES && bytes <= MAX_VM_BYTES) return bytes;
  problems.error(node.path, `expected a number from ${MIN_VM_BYTES} to ${MAX_VM_BYTES}, found ${node.text}`);
  return DEFAULT_VM_BYTES;
}
