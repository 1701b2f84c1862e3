// Random configurations of what operators are told: metrics, filter state, log lines, headers of answers.

import fc from "fast-check";

/** The keys at the top of a configuration by which operators are told of exchanges. */
export interface OperatorsConfig {
  metrics?: { enabled?: boolean; models?: string[]; maxSeries?: number };
  filterState?: boolean;
  logging?: {
    sample?: number;
    payloads?: boolean;
    maxPayloadBytes?: number;
    redact?: string[];
  };
  responseHeaders?: { aisle?: boolean };
}

/** Whether somebody is told of usage, so that `streamUsage: auto` asks for it. */
export function isTold({ metrics, filterState, logging }: OperatorsConfig): boolean {
  return metrics?.enabled !== false || filterState !== false || logging !== undefined;
}

const metrics = fc.record(
  {
    enabled: fc.boolean(),
    models: fc.constantFrom<string[][]>(["gpt-*"], ["~^claude-", "m"], ["*"], []),
    maxSeries: fc.constantFrom(0, 1, 10, 1000),
  },
  { requiredKeys: [] },
);

const logging = fc.record(
  {
    sample: fc.constantFrom(1, 1, 0.5, 0),
    payloads: fc.constantFrom(true, true, false),
    maxPayloadBytes: fc.constantFrom(1, 20, 64, 300, 4096, 1 << 20),
    redact: fc.constantFrom<string[][]>(
      [],
      ["messages[*].content"],
      ["**.content", "prompt", "input"],
      ["choices[*].delta", "choices[*].message.content"],
    ),
  },
  { requiredKeys: [] },
);

/** What operators are told; one time in eight nothing at all. */
export const someOperators: fc.Arbitrary<OperatorsConfig> = fc.oneof(
  {
    weight: 7,
    arbitrary: fc.record(
      { metrics, filterState: fc.boolean(), logging, responseHeaders: fc.record({ aisle: fc.boolean() }) },
      { requiredKeys: [] },
    ),
  },
  { weight: 1, arbitrary: fc.constant({ metrics: { enabled: false }, filterState: false }) },
);
