// The beginning of a request's body that passes unread, for the log.

import { Buffer, Host } from "../host/host";
import { ExchangeRecord } from "../telemetry/exchange-record";
import { concat } from "../text/bytes";

/** Keeps what is missing of the first `most` bytes from the part that the proxy has now, `size` bytes. */
export function keepPayload(host: Host, record: ExchangeRecord, size: u32, most: i32): void {
  const room = min<i64>(<i64>size, <i64>(most - record.requestPayload.byteLength));
  if (room <= 0 || record.hasPayloadGap) return;
  const part = new Uint8Array(<i32>room);
  const count = host.readBody(Buffer.RequestBody, 0, part);
  record.hasPayloadGap = <i64>count < room;
  if (count > 0) record.requestPayload = concat(record.requestPayload, part.subarray(0, count));
}
