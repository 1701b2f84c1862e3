// Lists of models that Aisle answers itself (`models.expose`). https://platform.openai.com/docs/api-reference/models

import { ExposedModels } from "../config/model-list";
import { ProviderSettings } from "../config/provider-settings";
import { Host } from "../host/host";
import { Capability, findCapabilityByName } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { Bytes, EMPTY, utf8 } from "../text/bytes";
import { modelNotFound } from "./refusals";
import { sendJson } from "./reply";
import { RequestHead } from "./request-head";

const LIST: Capability | null = findCapabilityByName(utf8("openai/v1/models"));
const ONE: Capability | null = findCapabilityByName(utf8("openai/v1/retrievemodel"));
const DETAILS = utf8("aisle.models");

/** True when this request is for models that `provider` exposes, and needs nothing of the provider itself. */
export function listsModels(provider: ProviderSettings, head: RequestHead): bool {
  const exposed = provider.exposed;
  const capability = head.capability;
  if (exposed === null || capability === null || provider.isOriginal || !provider.allows(capability)) return false;
  if (capability === LIST) return !isMerged(provider, LIST);
  if (capability !== ONE) return false;
  return exposed.find(nameOf(head)).byteLength > 0 || !isMerged(provider, ONE);
}

/** Answers such a request; returns why not when the model it is for is unknown. */
export function answerModels(host: Host, provider: ProviderSettings, head: RequestHead): Refusal | null {
  const exposed = provider.exposed;
  const body = exposed === null ? EMPTY : find(exposed, head);
  if (body.byteLength == 0) return modelNotFound(nameOf(head));
  sendJson(host, 200, DETAILS, body);
  return null;
}

function find(exposed: ExposedModels, head: RequestHead): Bytes {
  return head.capability === LIST ? exposed.whole : exposed.find(nameOf(head));
}

// A provider that has no list of its own is not asked for one.
function isMerged(provider: ProviderSettings, capability: Capability | null): bool {
  if (!provider.limits.listing.isMerged || capability === null) return false;
  return provider.pathOf(capability).byteLength > 0 || provider.translationOf(capability) !== null;
}

function nameOf(head: RequestHead): Bytes {
  const name = head.modelInPath;
  return name === null ? EMPTY : name;
}
