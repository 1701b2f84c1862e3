// A JSON body that changes its protocol. What the configuration wants edited is edited in OpenAI's form: before the
// translation where the client speaks it, behind it where the provider does.

import { ContextSettings } from "../config/context-settings";
import { ProviderSettings } from "../config/provider-settings";
import { Buffer, Host } from "../host/host";
import { Refusal } from "../protocol/refusal";
import { utf8 } from "../text/bytes";
import { Translation } from "../translator/translation";
import { AnswerTranslation } from "./answer-translation";
import { planJson } from "./finish-json";
import { Observer } from "./observer";
import { hostFailure } from "./refusals";
import { sendJson } from "./reply";
import { RequestHead } from "./request-head";
import { finishEmpty, sendOn } from "./send-on";
import { body } from "./shared-body";
import { RequestTranslation } from "./translate-request";
import { headersOf } from "./translated-head";

const DETAILS = utf8("aisle.estimate");
const OK: i32 = 200;

/** Translates the body and sends the request on; null, or why it cannot be sent. */
export function finishTranslated(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  translation: Translation,
  context: ContextSettings | null,
): Refusal | null {
  if (translation.isLocal) return hostFailure(); // whoever could be asked instead is not asked for this
  const request = new RequestTranslation(host, provider, translation);
  if (translation.isEditedAsAsked) return translateLast(host, observer, provider, head, translation, request, context);
  return translateFirst(host, observer, provider, head, translation, request, context);
}

function translateLast(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  translation: Translation,
  request: RequestTranslation,
  context: ContextSettings | null,
): Refusal | null {
  const limit = provider.limits.maxRequestBytes;
  body.keeps = observer.payloadBytes;
  const edit = planJson(host, provider, translation.client, context, <u32>min(head.announced, limit), limit);
  if (edit.refusal === null && body.isEmpty) return finishEmpty(host, observer, provider, head);
  observer.edit(edit, body.kept);
  if (edit.refusal !== null) return edit.refusal;
  if (!request.translate(body.take(host), body.splices, 0)) return request.refusal;
  body.splices.clear();
  if (!request.send(head)) return hostFailure();
  observer.translate(new AnswerTranslation(translation, request.translator));
  return sendOn(host, observer, provider, head, edit);
}

function translateFirst(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  translation: Translation,
  request: RequestTranslation,
  context: ContextSettings | null,
): Refusal | null {
  if (!request.translate(host.takeBody(Buffer.RequestBody), null, observer.payloadBytes)) return request.refusal;
  if (!request.send(head)) return hostFailure();
  const size = <u32>request.written.byteLength;
  const limit = max(provider.limits.maxRequestBytes, size);
  const edit = planJson(host, provider, translation.upstream, context, size, limit);
  observer.edit(edit, request.kept);
  if (edit.refusal !== null) return edit.refusal;
  observer.translate(new AnswerTranslation(translation, request.translator));
  return sendOn(host, observer, provider, head, edit);
}

/** Answers a request that no provider is asked for; null, or why it cannot be answered. */
export function answerHere(host: Host, provider: ProviderSettings, translation: Translation): Refusal | null {
  const request = new RequestTranslation(host, provider, translation);
  if (!request.translate(host.takeBody(Buffer.RequestBody), null, 0)) return request.refusal;
  sendJson(host, OK, DETAILS, request.written, headersOf(request.translator));
  return null;
}
