// Asks a provider whether a token that rests can be used again: a small chat with it, as Higress' ai-proxy does.
// https://higress.cn/docs/latest/plugins/ai/api-provider/ai-proxy/

import { ProviderSettings } from "../config/provider-settings";
import { TokenPolicy } from "../config/token-failover";
import { HeaderList, HeaderListBuilder } from "../host/header-list";
import { HeaderMap, Host } from "../host/host";
import { AUTHORITY, CONTENT_TYPE, METHOD, PATH } from "../http/header-names";
import { isSuccess } from "../http/status";
import { ByteWriter } from "../json/write";
import { Reporter } from "../telemetry/reporter";
import { Bytes, utf8 } from "../text/bytes";
import { Upstreams } from "../upstream/upstreams";
import { statusOf } from "./answer";
import { Draft } from "./draft";
import { finishBody } from "./finish-request";
import { Observer } from "./observer";
import { RequestHead } from "./request-head";
import { sendOn } from "./send-on";

const POST = utf8("POST");
const CHAT = utf8("/v1/chat/completions");
const JSON_TYPE = utf8("application/json");
const MODEL = utf8('{"model":');
const QUESTION = utf8(',"messages":[{"role":"user","content":"who are you?"}]}');

/** Begins a health check of the token at `index`; what comes back with the answer, or -1 when nobody can be asked. */
export function probeToken(
  host: Host,
  upstreams: Upstreams,
  provider: ProviderSettings,
  policy: TokenPolicy,
  index: i32,
): i32 {
  const place = upstreams.placeOf(provider);
  if (place === null) return -1;
  const body = bodyFor(policy.healthCheckModel);
  const head = new RequestHead(headersFor(place.authority), CHAT);
  head.token = index;
  if (head.check(provider, false) !== null) return -1;
  const draft = new Draft(host, head.headers, body);
  const observer = new Observer(draft, upstreams.settings, new Reporter());
  const refusal = head.needsBody(provider, false)
    ? finishBody(draft, observer, provider, head, null, body.byteLength)
    : sendOn(draft, observer, provider, head, null);
  return refusal === null ? draft.send(place.cluster, policy.healthCheckTimeoutMs) : -1;
}

/** True when the answer at hand says that the token can be used. */
export function isHealthy(host: Host): bool {
  const head = host.headers(HeaderMap.CallResponse);
  return head !== null && isSuccess(statusOf(head));
}

function headersFor(authority: Bytes): HeaderList {
  const headers = new HeaderListBuilder().add(METHOD, POST).add(PATH, CHAT).add(AUTHORITY, authority);
  return HeaderList.read(headers.add(CONTENT_TYPE, JSON_TYPE).build());
}

function bodyFor(model: Bytes): Bytes {
  const body = new ByteWriter();
  body.bytes(MODEL);
  body.jsonString(model);
  body.bytes(QUESTION);
  return body.view();
}
