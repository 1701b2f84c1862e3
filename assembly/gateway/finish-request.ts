// What is done when a request is complete: its body read and changed, and all of it sent on.

import { ContextSettings } from "../config/context-settings";
import { ProviderSettings } from "../config/provider-settings";
import { HeaderMap, Host } from "../host/host";
import { CONTENT_LENGTH } from "../http/header-names";
import { Refusal } from "../protocol/refusal";
import { Bytes } from "../text/bytes";
import { finishJson } from "./finish-json";
import { finishTranslated } from "./finish-translated";
import { FormEdit } from "./form-edit";
import { Observer } from "./observer";
import { hostFailure } from "./refusals";
import { removeHeader } from "./remove-headers";
import { RequestHead } from "./request-head";
import { finishEmpty, sendOn } from "./send-on";
import { body, form } from "./shared-body";

/**
 * Reads the body of a request that was held, `arrived` bytes, makes it the provider's and sends the request on; `context`
 * is the file to put into it, or null. Returns null, or why the request cannot be sent.
 */
export function finishBody(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  context: ContextSettings | null,
  arrived: u64,
): Refusal | null {
  const refusal = finish(host, observer, provider, head, context, arrived);
  body.release();
  return refusal;
}

function finish(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  context: ContextSettings | null,
  arrived: u64,
): Refusal | null {
  const capability = head.capability;
  if (capability === null) return hostFailure();
  const translation = head.translation;
  if (translation !== null) return finishTranslated(host, observer, provider, head, translation, context);
  const boundary = head.isForm ? head.boundary : null;
  if (boundary !== null) return finishForm(host, observer, provider, head, boundary, arrived);
  return finishJson(host, observer, provider, head, capability, context);
}

function finishForm(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  boundary: Bytes,
  arrived: u64,
): Refusal | null {
  if (arrived == 0) return finishEmpty(host, observer, provider, head);
  form.keeps = observer.payloadBytes;
  const edit = new FormEdit(provider);
  const refusal = form.pass(host, boundary, <u32>arrived, edit);
  observer.edit(edit, form.kept);
  if (refusal !== null) return refusal;
  const isSized = edit.isChanged && !removeHeader(host, HeaderMap.Request, head.headers, CONTENT_LENGTH);
  return isSized ? hostFailure() : sendOn(host, observer, provider, head, edit);
}
