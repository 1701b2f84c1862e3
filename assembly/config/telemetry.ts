// What operators are told of each exchange: metrics, filter state, log lines. For the whole configuration.

import { RedactPaths } from "../json/redact-paths";
import { Bytes } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { LOGGING_KEYS, METRICS_KEYS } from "./keys";
import { parseModels } from "./limits";
import { ModelPatterns } from "./model-patterns";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";

const DEFAULT_SERIES: u32 = 1000;
/** The most bytes of a body in a log line when the configuration says nothing. */
export const DEFAULT_PAYLOAD_BYTES: u32 = 4096;
/** The most bytes of a body in a log line: it is copied, scanned and escaped in memory. */
export const MAX_PAYLOAD_BYTES: u32 = 1 << 20;
/** A log line for every exchange, in millionths. */
export const EVERY_EXCHANGE: u32 = 1_000_000;

/** How exchanges are logged. */
@final
export class Logging {
  /** How many of a million exchanges have a line. */
  sample: u32 = EVERY_EXCHANGE;
  /** The most bytes of a request's and of an answer's body in it; 0: no bodies. */
  payloadBytes: u32 = 0;
  /** What is not shown of them. */
  readonly redacted: RedactPaths = new RedactPaths();
}

/** What is told, and where. */
@final
export class Telemetry {
  /** True when metrics are counted. */
  hasMetrics: bool = true;
  /** Models whose names are labels, besides those that providers name; null: none. */
  models: ModelPatterns | null = null;
  /** The most metrics of a VM, each name with its labels counted once. */
  maxSeries: u32 = DEFAULT_SERIES;
  /** True when each exchange leaves its record as filter state. */
  hasFilterState: bool = true;
  /** How exchanges are logged; null: not at all. */
  logging: Logging | null = null;
  /** The credentials of all providers: a body that holds one is not logged. */
  secrets: Array<Bytes> = [];

  /** True when something is told that needs the record of an exchange. */
  get needsRecord(): bool {
    return this.hasMetrics || this.hasFilterState || this.logging !== null;
  }

  /** The most bytes of a body that a log line may hold; 0: none is logged. */
  get payloadBytes(): i32 {
    const logging = this.logging;
    return logging === null ? 0 : <i32>logging.payloadBytes;
  }

  /** True when the configuration names this model of the client's, so that the name may be a label. */
  lists(model: Bytes, provider: ProviderSettings): bool {
    const models = this.models;
    if (models !== null && models.matches(model)) return true;
    const allowed = provider.limits.models;
    return provider.mapping.names(model) || (allowed !== null && allowed.names(model)) || provider.body.names(model);
  }
}

/** Reads what `root` says of telemetry. */
export function parseTelemetry(root: ConfigNode, problems: Problems): Telemetry {
  const telemetry = new Telemetry();
  const state = root.member("filterState");
  telemetry.hasFilterState = !state.exists || state.flag;
  parseMetrics(root.member("metrics"), telemetry, problems);
  const logging = root.member("logging");
  if (logging.exists) telemetry.logging = parseLogging(logging, problems);
  return telemetry;
}

function parseMetrics(node: ConfigNode, telemetry: Telemetry, problems: Problems): void {
  if (!node.exists) return;
  checkObject(node, METRICS_KEYS, problems);
  const enabled = node.member("enabled");
  telemetry.hasMetrics = !enabled.exists || enabled.flag;
  const most = node.member("maxSeries");
  if (most.exists) telemetry.maxSeries = most.count;
  const models = node.member("models");
  if (models.exists) telemetry.models = parseModels(models, problems);
}

// Whoever wrote something that cannot be read may have meant to keep it back: then no body is logged.
function parseLogging(node: ConfigNode, problems: Problems): Logging {
  const logging = new Logging();
  const before = problems.errors.length;
  checkObject(node, LOGGING_KEYS, problems);
  const paths = node.member("redact").list();
  for (let i = 0, count = paths.length; i < count; i++) {
    const path = unchecked(paths[i]); // i < count
    const error = path.isScalar ? logging.redacted.add(path.text) : "";
    if (error.length > 0) problems.error(path.path, error);
  }
  const sample = node.member("sample");
  if (sample.exists) logging.sample = sample.millionths;
  if (problems.errors.length > before || !node.member("payloads").flag) return logging;
  const most = node.member("maxPayloadBytes");
  logging.payloadBytes = most.exists ? min(most.count, MAX_PAYLOAD_BYTES) : DEFAULT_PAYLOAD_BYTES;
  return logging;
}
