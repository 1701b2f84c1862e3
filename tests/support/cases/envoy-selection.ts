// Which cases run through Envoy: all, but of those about one type of provider every third. These differ in data alone, which the
// filter treats in one way, and all of them run in the emulated host.

import type { Case } from "./case.ts";

const OF_PROVIDERS = /(^|\/)providers\/([^/]*)\.yaml$/;
const EVERY = 3;
/** Types whose cases are about more than data: they run whole. */
const WHOLE = ["generic", "openai", "vllm"];

/** Those of `cases` that run through Envoy; of each provider's file the first, the fourth and so on. */
export function selectForEnvoy<T>(cases: T[], caseOf: (item: T) => Case): T[] {
  const seen = new Map<string, number>();
  return cases.filter((item) => {
    const { file, hostOnly } = caseOf(item);
    if (hostOnly !== null) return false;
    const type = OF_PROVIDERS.exec(file)?.[2];
    if (type === undefined || WHOLE.includes(type)) return true;
    const index = seen.get(file) ?? 0;
    seen.set(file, index + 1);
    return index % EVERY === 0;
  });
}
