// Tells operators of each exchange that is over: metrics, filter state, a log line.

import { EVERY_EXCHANGE, Logging, Telemetry } from "../config/telemetry";
import { Host, LogLevel } from "../host/host";
import { ByteWriter } from "../json/write";
import { Bytes, utf8 } from "../text/bytes";
import { Random } from "../text/random";
import { ExchangeRecord } from "./exchange-record";
import { Metrics } from "./metrics";
import { writePayloads } from "./payloads";
import { writeRecord } from "./record-writer";

// Filter state that access logs show as %FILTER_STATE(wasm.aisle.exchange:PLAIN)%.
const EXCHANGE = utf8("aisle.exchange");
// Where Higress' plugins leave what its access log shows, escaped for being inside a JSON text.
const AI_LOG = utf8("ai_log");

/** One for all exchanges of a VM. */
@final
export class Reporter {
  /** What is counted. */
  readonly metrics: Metrics = new Metrics();
  private random: Random | null = null;
  private out: ByteWriter = new ByteWriter();

  /** Tells what `telemetry` asks for. A proxy that refuses some of it loses that. */
  report(host: Host, telemetry: Telemetry, record: ExchangeRecord): void {
    const usage = record.usage;
    if (telemetry.hasMetrics) this.metrics.add(host, telemetry, record, usage);
    const logging = telemetry.logging;
    const isLogged = logging !== null && host.isLogged(LogLevel.Info) && this.isInSample(host, logging);
    if (!telemetry.hasFilterState && !isLogged) return;
    const out = this.out;
    out.clear();
    writeRecord(out, record, usage);
    out.byte(0x7d);
    if (telemetry.hasFilterState) writeState(host, out.view());
    if (isLogged && logging !== null) writeLine(host, out.view(), record, logging, telemetry.secrets);
  }

  private isInSample(host: Host, logging: Logging): bool {
    if (logging.sample >= EVERY_EXCHANGE) return true;
    let random = this.random;
    if (random === null) {
      random = new Random(host.now());
      this.random = random;
    }
    return <u32>random.below(<i32>EVERY_EXCHANGE) < logging.sample;
  }
}

function writeState(host: Host, record: Bytes): void {
  if (!host.isHigress()) {
    host.setProperty(EXCHANGE, record);
  } else if (host.property(AI_LOG) === null) {
    // What another plugin has written stays.
    const escaped = new ByteWriter();
    escaped.jsonContents(record);
    host.setProperty(AI_LOG, escaped.view());
  }
}

function writeLine(host: Host, record: Bytes, exchange: ExchangeRecord, logging: Logging, secrets: Array<Bytes>): void {
  if (logging.payloadBytes == 0) return host.logBytes(LogLevel.Info, record);
  const line = new ByteWriter();
  line.bytes(record.subarray(0, record.byteLength - 1));
  writePayloads(line, exchange, logging, secrets);
  line.byte(0x7d);
  host.logBytes(LogLevel.Info, line.view());
}
