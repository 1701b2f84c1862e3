// What this worker knows of its providers, for operators: who rests, why, and until when (`providersPath`).

import { Host } from "../host/host";
import { METHOD, PATH } from "../http/header-names";
import { pathOf } from "../http/uri";
import { HeaderList, valueOf } from "../host/header-list";
import { NANOSECONDS_IN_MILLI } from "../host/time";
import { ByteWriter } from "../json/write";
import { Bytes, equalBytes, utf8 } from "../text/bytes";
import { Member } from "../upstream/member";
import { TokenReport } from "../upstream/token-pool";
import { Upstreams } from "../upstream/upstreams";
import { sendJson } from "./reply";

const GET = utf8("GET");
const DETAILS = utf8("aisle.providers");

/** True when a request with this head is for the report. */
export function asksForReport(path: Bytes, head: HeaderList): bool {
  return path.byteLength > 0 && equalBytes(pathOf(valueOf(head, PATH)), path) && equalBytes(valueOf(head, METHOD), GET);
}

/** Answers such a request. */
export function sendReport(host: Host, upstreams: Upstreams): void {
  const out = new ByteWriter();
  const providers = upstreams.settings.providers;
  const now = host.now();
  out.ascii('{"providers":[');
  for (let i = 0, count = providers.length; i < count; i++) {
    const provider = unchecked(providers[i]); // i < count
    out.ascii(i == 0 ? '{"id":' : ',{"id":');
    out.jsonString(provider.id);
    out.ascii(`,"priority":${provider.priority},"weight":${provider.weight}`);
    const member = upstreams.memberOf(provider);
    if (member !== null) writeMember(out, member, now);
    const tokens = upstreams.tokensOf(provider);
    if (tokens !== null && provider.tokenPolicy !== null) writeTokens(out, tokens.describe(host));
    out.byte(0x7d);
  }
  out.ascii("]}");
  sendJson(host, 200, DETAILS, out.view());
}

function writeMember(out: ByteWriter, member: Member, now: u64): void {
  out.ascii(`,"resting":${member.isResting(now)},"failures":${member.failures}`);
  if (!member.isResting(now)) return;
  // 0: nobody answered.
  out.ascii(`,"status":${member.status},"until_ms":${member.restsUntil / NANOSECONDS_IN_MILLI}`);
}

// Tokens are told by their places in the configuration.
function writeTokens(out: ByteWriter, tokens: Array<TokenReport>): void {
  out.ascii(',"tokens":[');
  for (let i = 0, count = tokens.length; i < count; i++) {
    const token = unchecked(tokens[i]); // i < count
    if (i > 0) out.byte(0x2c);
    out.ascii(`{"index":${token.index},"resting":${token.isResting}`);
    if (token.isResting) out.ascii(`,"status":${token.status},"since_ms":${token.since}`);
    if (token.until > 0) out.ascii(`,"until_ms":${token.until}`);
    out.byte(0x7d);
  }
  out.byte(0x5d);
}
