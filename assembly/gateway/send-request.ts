// The last step of a request: head and body become the provider's.

import { ProviderSettings } from "../config/provider-settings";
import { HeaderMap, Host, LogLevel } from "../host/host";
import { ACCEPT_ENCODING, CONTENT_LENGTH } from "../http/header-names";
import { withoutParameters } from "../http/query";
import { pathOf } from "../http/uri";
import { Trait } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { TaskKind } from "../provider/task-kinds";
import { Observer } from "./observer";
import { EMPTY, textOf } from "../text/bytes";
import { hostFailure } from "./refusals";
import { removeHeader } from "./remove-headers";
import { RequestBody } from "./request-body";
import { RequestEdit } from "./request-edit";
import { RequestHead } from "./request-head";
import { Target } from "./target";
import { translateHead } from "./translated-head";
import { UpstreamHead } from "./upstream-head";

// One for all requests: it holds nothing from one callback to the next.
const upstreamHead = new UpstreamHead();

/** A preflight asks for nothing: it goes to the provider's host, without anyone's credentials. False when the proxy refused. */
export function sendPreflight(host: Host, provider: ProviderSettings, head: RequestHead): bool {
  const path = withoutParameters(head.path, provider.queryNames);
  return upstreamHead.write(host, provider, head, path, true);
}

/**
 * Makes the request at hand `provider`'s, so that it may go on; `edit` is what became of its body, null when nobody read
 * it; `observer` knows what becomes of the answer; `kind` is that of the task it is about. Returns null, or why it
 * cannot be sent, and then it must not go on.
 */
export function sendRequest(
  host: Host,
  provider: ProviderSettings,
  head: RequestHead,
  body: RequestBody,
  edit: RequestEdit | null,
  observer: Observer,
  kind: TaskKind | null,
): Refusal | null {
  const target = new Target(provider, head.path, kind, head.translated);
  target.resolve(head.row, head.cutPath(), edit === null ? EMPTY : edit.model);
  if (target.refusal !== null) return target.refusal;
  const isSent =
    upstreamHead.write(host, provider, head, target.path, false) &&
    announceStream(host, provider, head, edit) &&
    (!observer.editsAnswer || forbidEncoding(host, head)) &&
    changeProtocol(host, provider, head, observer) &&
    (edit === null || sendBody(host, head, body));
  if (!isSent) return hostFailure();
  if (host.isLogged(LogLevel.Debug)) explain(host, provider, head, target, edit);
  return null;
}

function announceStream(host: Host, provider: ProviderSettings, head: RequestHead, edit: RequestEdit | null): bool {
  const isStream = edit !== null && edit.isStream && !provider.isOriginal;
  const setsAccept = isStream && head.has(Trait.AcceptsEvents);
  const setsTimeout = provider.row.limitsEveryFirstByte || (isStream && head.has(Trait.Streamable));
  return upstreamHead.announceStream(host, provider, setsAccept, setsTimeout);
}

function changeProtocol(host: Host, provider: ProviderSettings, head: RequestHead, observer: Observer): bool {
  const translation = observer.translation;
  return translation === null || translateHead(host, head.headers, provider, translation);
}

// The answer will be read, and compressed it cannot be.
function forbidEncoding(host: Host, head: RequestHead): bool {
  return removeHeader(host, HeaderMap.Request, head.headers, ACCEPT_ENCODING);
}

function sendBody(host: Host, head: RequestHead, body: RequestBody): bool {
  if (body.splices.count == 0) return true;
  return body.write(host) && (!body.isChanged || removeHeader(host, HeaderMap.Request, head.headers, CONTENT_LENGTH));
}

function explain(
  host: Host,
  provider: ProviderSettings,
  head: RequestHead,
  target: Target,
  edit: RequestEdit | null,
): void {
  const capability = head.capability;
  const asked = capability === null ? "unknown" : textOf(capability.name);
  const model = edit === null ? "" : `, model ${textOf(edit.clientModel)} -> ${textOf(edit.model)}`;
  const path = textOf(pathOf(target.path));
  host.log(LogLevel.Debug, `aisle: capability ${asked} -> provider ${textOf(provider.id)} -> ${path}${model}`);
}
