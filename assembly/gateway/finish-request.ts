// What is done when a request is complete: its body read and changed, and all of it sent on.

import { ContextSettings } from "../config/context-settings";
import { ProviderSettings } from "../config/provider-settings";
import { HeaderMap, Host } from "../host/host";
import { CONTENT_LENGTH } from "../http/header-names";
import { Capability } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { Bytes } from "../text/bytes";
import { BodyEdit } from "./body-edit";
import { BodyWindow } from "./body-window";
import { editChat, roleToFind } from "./chat-edit";
import { FormBody } from "./form-body";
import { FormEdit } from "./form-edit";
import { Observer } from "./observer";
import { bodyOutOfMemory, emptyBody, hostFailure } from "./refusals";
import { removeHeader } from "./remove-headers";
import { RequestBody } from "./request-body";
import { RequestEdit } from "./request-edit";
import { RequestHead } from "./request-head";
import { sendRequest } from "./send-request";
import { findTaskKind } from "./task-kind";

// One for all exchanges: they hold nothing from one callback to the next.
const bodyWindow = new BodyWindow();
const body = new RequestBody(bodyWindow);
const form = new FormBody(bodyWindow);

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
  const capability = head.capability;
  if (capability === null) return hostFailure();
  const boundary = head.isForm ? head.boundary : null;
  const refusal =
    boundary === null
      ? finishJson(host, observer, provider, head, capability, context)
      : finishForm(host, observer, provider, head, boundary, arrived);
  body.release();
  return refusal;
}

/** Sends on a request that has no body, whose provider says what it thinks of that; null, or why it cannot be sent. */
export function finishEmpty(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
): Refusal | null {
  const mustBeRead = provider.limits.models !== null || provider.limits.isStrict;
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
  const kind = findTaskKind(provider, head, edit === null || head.isForm ? null : body.scan);
  if (kind !== null) observer.noteTask(kind);
  const refusal = sendRequest(host, provider, head, body, edit, observer.editsAnswer, kind);
  if (refusal === null) observer.sent(provider);
  return refusal;
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

function finishJson(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  capability: Capability,
  context: ContextSettings | null,
): Refusal | null {
  const limit = provider.limits.maxRequestBytes;
  body.keeps = observer.payloadBytes;
  body.sought = roleToFind(provider, capability);
  const result = body.read(host, provider.body.paths, <u32>min(head.announced, limit), limit);
  if (host.isShort()) return bodyOutOfMemory();
  if (body.isEmpty) return finishEmpty(host, observer, provider, head);
  const edit = new BodyEdit(body, provider, capability);
  const isPlanned = edit.plan(result);
  observer.edit(edit, body.kept);
  const refusal = edit.refusal;
  if (refusal !== null) return refusal;
  if (!isPlanned) return hostFailure();
  const unfit = editChat(host, provider, capability, context, body);
  return unfit !== null ? unfit : sendOn(host, observer, provider, head, edit);
}
