// The bodies of an exchange in its log line: cut, redacted, and never with a credential.

import { Logging, Telemetry } from "../config/telemetry";
import { RedactPaths } from "../json/redact-paths";
import { cutText, writeRedacted, writeRedactedStream } from "../json/redaction";
import { ByteWriter } from "../json/write";
import { Bytes } from "../text/bytes";
import { containsAny } from "../text/contains";
import { ExchangeRecord } from "./exchange-record";
import { writeName } from "./record-writer";

const NO_PATHS = new RedactPaths();

/**
 * Appends what may be shown of the bodies of `record`: nothing of one that holds one of `secrets`, or in which what
 * shall be redacted cannot be found.
 */
export function writePayloads(out: ByteWriter, record: ExchangeRecord, logging: Logging, secrets: Array<Bytes>): void {
  const most = <i32>logging.payloadBytes;
  const paths = logging.redacted;
  const request = record.requestPayload;
  const answer = record.responsePayload;
  // A body that is as long as is kept of any may go on; so may one that broke off.
  const isRequestCut = request.byteLength >= most;
  const isAnswerCut = answer.byteLength >= most || record.endedAt == 0;
  if (isShown(request, secrets)) {
    writePayload(out, "aisle.request.payload", cutText(request, most), isRequestCut, paths, false);
  }
  if (isShown(answer, secrets)) {
    writePayload(out, "aisle.response.payload", cutText(answer, most), isAnswerCut, paths, record.isStream);
  }
}

/**
 * Appends what may be shown of `text`, an upstream's error, as a JSON string; false, with nothing written, where that is
 * nothing: it is empty, holds a secret, or what shall be redacted cannot be found.
 */
export function writeError(out: ByteWriter, text: Bytes, isCut: bool, isStream: bool, telemetry: Telemetry): bool {
  if (!isShown(text, telemetry.secrets)) return false;
  const logging = telemetry.logging;
  const paths = logging === null ? NO_PATHS : logging.redacted;
  const shown = cutText(text, text.byteLength);
  return isStream ? writeRedactedStream(out, shown, isCut, paths) : writeRedacted(out, shown, isCut, paths);
}

// Of a body that came to its end, too, nobody knows whether the sender cut it inside a secret.
function isShown(payload: Bytes, secrets: Array<Bytes>): bool {
  return payload.byteLength > 0 && !containsAny(payload, secrets);
}

function writePayload(
  out: ByteWriter,
  name: string,
  text: Bytes,
  isCut: bool,
  paths: RedactPaths,
  isStream: bool,
): void {
  const quoted = new ByteWriter();
  const isFit = isStream ? writeRedactedStream(quoted, text, isCut, paths) : writeRedacted(quoted, text, isCut, paths);
  if (!isFit) return;
  writeName(out, name);
  out.bytes(quoted.view());
}
