// What a storm was like, in a line.

import { groupBySerial, hasBegun, isCutBehindHead, isGood, judge } from "./judge.ts";
import type { StormResult } from "./storm.ts";

/**
 * How much more Envoy may hold at the end than after a third of the storm, in bytes: 2,000 connections of clients and as
 * many to providers have buffers of a few KiB each, which Envoy's allocator keeps, and V8 grows its heap in steps.
 */
export const MEMORY_NOISE = 64 << 20;

const mebibytes = (bytes: number): string => `${(bytes / (1 << 20)).toFixed(0)} MiB`;

export function describeStorm({ notes, counters, warmBytes, endBytes }: StormResult): string {
  const { seen, logged } = notes;
  const verdict = judge(notes);
  const good = seen.filter(isGood).length;
  const begun = seen.filter(hasBegun).length;
  const served = groupBySerial(notes.served);
  const cut = seen.filter((each) => isCutBehindHead(each, served.get(each.serial) ?? [], notes)).length;
  const retried = logged.filter(({ attempts }) => attempts > 1).length;
  const counts = Object.entries(counters).map(([name, count]) => `${name} ${count}`);
  const wrong = Object.entries(verdict).map(([kind, each]) => `${kind} ${(each as string[]).length}`);
  return [
    `${seen.length} requests, ${good} answered, ${begun} cut when they had begun`,
    ...(notes.isHeadFinal ? [`${cut} cut behind their head`] : []),
    `${seen.length - good - begun - cut} refused`,
    `${retried} retried; ${counts.join(", ")}`,
    wrong.join(", "),
    `resident ${mebibytes(warmBytes)}, at the end ${mebibytes(endBytes)}`,
  ].join("; ");
}
