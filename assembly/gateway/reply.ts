// Answers of Aisle's own.

import { HeaderListBuilder } from "../host/header-list";
import { Host, LogLevel, Status } from "../host/host";
import { CONTENT_TYPE } from "../http/header-names";
import { Protocol } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { Bytes, EMPTY, textOf, utf8 } from "../text/bytes";

const JSON_HEADERS = new HeaderListBuilder().add(CONTENT_TYPE, utf8("application/json")).build();

/** Answers the client with JSON; `headers` say so, and perhaps more. */
export function sendJson(host: Host, status: i32, details: Bytes, body: Bytes, headers: Bytes = JSON_HEADERS): void {
  if (host.reply(status, details, headers, body) == Status.Ok) return;
  // A held request that is never answered would hang; a bare answer is the last thing left to try.
  host.reply(status, details, EMPTY, EMPTY);
}

/** Answers the client with `refusal` in the dialect of `protocol`; its reason is the response-code detail `aisle.<reason>`. */
export function sendRefusal(host: Host, refusal: Refusal, protocol: Protocol): void {
  if (host.isLogged(LogLevel.Debug)) {
    host.log(LogLevel.Debug, `aisle: ${refusal.status} ${refusal.reason}: ${textOf(refusal.message)}`);
  }
  sendJson(host, refusal.status, utf8(`aisle.${refusal.reason}`), refusal.write(protocol));
}
