// Sends a request on once it is known what becomes of its body.

import { ProviderSettings } from "../config/provider-settings";
import { Host } from "../host/host";
import { Refusal } from "../protocol/refusal";
import { AnswerTranslation } from "./answer-translation";
import { Observer } from "./observer";
import { emptyBody } from "./refusals";
import { RequestEdit } from "./request-edit";
import { RequestHead } from "./request-head";
import { sendRequest } from "./send-request";
import { body } from "./shared-body";
import { findTaskKind } from "./task-kind";
import { planOf } from "./translate-request";

/** Sends on a request that has no body, whose provider says what it thinks of that; null, or why it cannot be sent. */
export function finishEmpty(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
): Refusal | null {
  const mustBeRead = head.changesProtocol || provider.limits.models !== null || provider.limits.isStrict;
  return mustBeRead ? emptyBody() : sendOn(host, observer, provider, head, null);
}

/** Sends a request on; `edit` is what became of its body, null when nobody read it. Null, or why it cannot be sent. */
export function sendOn(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  edit: RequestEdit | null,
): Refusal | null {
  // A translation without a body to read begins here.
  const translation = head.translation;
  if (translation !== null && !translation.readsBody) {
    observer.translate(new AnswerTranslation(translation, translation.begin(planOf(host, provider, translation))));
  }
  const kind = findTaskKind(provider, head, edit === null || head.isForm ? null : body.scan);
  if (kind !== null) observer.noteTask(kind);
  const refusal = sendRequest(host, provider, head, body, edit, observer, kind);
  if (refusal === null) observer.sent(provider);
  return refusal;
}
