// The beginning of what an upstream says of an error, in the log (`logUpstreamErrorResponseBody`).

import { ProviderSettings } from "../config/provider-settings";
import { Telemetry } from "../config/telemetry";
import { HeaderList } from "../host/header-list";
import { Buffer, Host, LogLevel } from "../host/host";
import { CONTENT_ENCODING, CONTENT_TYPE } from "../http/header-names";
import { isEventStream, isIdentity } from "../http/media-type";
import { ByteWriter } from "../json/write";
import { writeError } from "../telemetry/payloads";
import { equalBytes, utf8 } from "../text/bytes";

const MAX_ERROR_BYTES: i32 = 16 << 10;
const FIRST_ERROR: i32 = 400;
const CODE_DETAILS = utf8("response\0code_details");
const VIA_UPSTREAM = utf8("via_upstream");

/** The error at hand of a provider that wants to see its errors. */
@final
export class ErrorBody {
  private text: ByteWriter = new ByteWriter(MAX_ERROR_BYTES);
  /** How many bytes are wanted still. */
  private room: i32 = MAX_ERROR_BYTES;

  private constructor(
    private readonly provider: ProviderSettings,
    private readonly status: i32,
    private readonly isStream: bool,
  ) {}

  /** The body to collect of an answer with this head, for a provider that `logsErrors`; null when it is no error, or none that can be read. */
  static of(host: Host, provider: ProviderSettings, head: HeaderList, status: i32, isUpstream: bool): ErrorBody | null {
    if (status < FIRST_ERROR || !host.isLogged(LogLevel.Warn)) return null;
    const encoding = head.find(CONTENT_ENCODING);
    if (encoding !== null && !isIdentity(encoding)) return null;
    // The proxy's own answers pass a filter of a listener, too.
    const details: Uint8Array | null = isUpstream ? VIA_UPSTREAM : host.property(CODE_DETAILS);
    if (details === null || !equalBytes(details, VIA_UPSTREAM)) return null;
    const type = head.find(CONTENT_TYPE);
    return new ErrorBody(provider, status, type !== null && isEventStream(type));
  }

  /** A piece of the body has arrived, `size` bytes that have not been changed. */
  read(host: Host, size: u32): void {
    const wanted = <i32>min<u32>(size, <u32>this.room);
    if (wanted == 0) return;
    const part = new Uint8Array(wanted);
    const count = host.readBody(Buffer.ResponseBody, 0, part);
    if (count > 0) this.text.bytes(part.subarray(0, count));
    // Behind a gap nothing is kept.
    this.room = count == wanted ? this.room - wanted : 0;
  }

  /** Writes the line; `isComplete`: the answer has not broken off. */
  log(host: Host, telemetry: Telemetry, isComplete: bool): void {
    const isCut = !isComplete || this.room == 0;
    const line = new ByteWriter();
    line.ascii("aisle: provider ");
    line.bytes(this.provider.id);
    line.ascii(" answered ");
    line.integer(this.status);
    line.ascii(": ");
    if (writeError(line, this.text.view(), isCut, this.isStream, telemetry)) host.logBytes(LogLevel.Warn, line.view());
  }
}
