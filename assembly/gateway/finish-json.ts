// A JSON body: read, judged, edited as the configuration wants it.

import { ContextSettings } from "../config/context-settings";
import { ProviderSettings } from "../config/provider-settings";
import { Host } from "../host/host";
import { Capability } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { BodyEdit } from "./body-edit";
import { editChat, roleToFind } from "./chat-edit";
import { Observer } from "./observer";
import { bodyOutOfMemory, hostFailure } from "./refusals";
import { RequestHead } from "./request-head";
import { finishEmpty, sendOn } from "./send-on";
import { body } from "./shared-body";

/** Makes a body of `capability` the provider's and sends the request on; null, or why it cannot be sent. */
export function finishJson(
  host: Host,
  observer: Observer,
  provider: ProviderSettings,
  head: RequestHead,
  capability: Capability,
  context: ContextSettings | null,
): Refusal | null {
  body.keeps = observer.payloadBytes;
  const limit = provider.limits.maxRequestBytes;
  const edit = planJson(host, provider, capability, context, <u32>min(head.announced, limit), limit);
  if (edit.refusal === null && body.isEmpty) return finishEmpty(host, observer, provider, head);
  observer.edit(edit, body.kept);
  const refusal = edit.refusal;
  return refusal !== null ? refusal : sendOn(host, observer, provider, head, edit);
}

/**
 * Reads the body, of which `expected` bytes are announced and `limit` allowed, and notes what changes in it; the result's
 * refusal says why it cannot be sent. An empty body is not judged.
 */
export function planJson(
  host: Host,
  provider: ProviderSettings,
  capability: Capability,
  context: ContextSettings | null,
  expected: u32,
  limit: u32,
): BodyEdit {
  body.sought = roleToFind(provider, capability);
  const result = body.read(host, provider.body.paths, expected, limit);
  const edit = new BodyEdit(body, provider, capability);
  if (host.isShort()) edit.refusal = bodyOutOfMemory();
  else if (!body.isEmpty && !edit.plan(result) && edit.refusal === null) edit.refusal = hostFailure();
  if (edit.refusal === null && !body.isEmpty) edit.refusal = editChat(host, provider, capability, context, body);
  return edit;
}
