// Reads what `override` says of bodies: `llmOptions`, and `requestBody`, whose objects are merged into those that are there.

import { JsonKind } from "../json/kind";
import { CAPABILITIES, findCapabilityByName, Trait } from "../protocol/capability";
import { BodyEditSpec, EditOp } from "../provider/body-edit-spec";
import { Bytes, textOf, utf8 } from "../text/bytes";
import { BodyPlan } from "./body-plan";
import { EMPTY_OBJECT } from "./planned-edit";
import { checkClosed } from "./check";
import { ConfigNode } from "./config-node";
import { LLM_OPTION_KEYS } from "./keys";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";
import { limitTokens } from "./token-limit";

const PASSTHROUGH = "passthrough";

// APISIX' names of protocols and the capability of each; what has none of these is passthrough.
const PROTOCOLS: Array<string> = [
  "anthropic-messages",
  "anthropic/v1/messages",
  "bedrock-converse",
  "",
  "openai-chat",
  "openai/v1/chatcompletions",
  "openai-embeddings",
  "openai/v1/embeddings",
  "openai-responses",
  "openai/v1/responses",
  PASSTHROUGH,
  "",
];

/** The names of the protocols. */
export const PROTOCOL_NAMES: Array<string> = PROTOCOLS.filter((_, i) => i % 2 == 0);

/** Reads what `overrides` says of bodies: a limit of tokens, then members by protocol. */
export function parseOverrideBody(overrides: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const options = overrides.member("llmOptions");
  checkClosed(options, LLM_OPTION_KEYS, problems);
  const limit = options.member("maxTokens");
  if (limit.isCount) {
    const error = limitTokens(settings.body, settings.row, utf8(limit.integer.toString()));
    if (error.length > 0) problems.error(limit.path, error);
  }
  const isForced = overrides.member("requestBodyForceOverride").flag;
  parseRequestBody(overrides.member("requestBody"), isForced, settings.body, problems);
}

// Adds to `plan` what `node` says of each protocol; with `isForced` it replaces what the client has sent.
function parseRequestBody(node: ConfigNode, isForced: bool, plan: BodyPlan, problems: Problems): void {
  const protocols = node.children();
  for (let i = 0, count = protocols.length; i < count; i++) {
    const protocol = unchecked(protocols[i]); // i < count
    if (!protocol.exists) continue;
    const name = textOf(protocol.name);
    if (!PROTOCOL_NAMES.includes(name))
      problems.error(protocol.path, `unknown protocol, expected one of "${PROTOCOL_NAMES.join('", "')}"`);
    else if (protocol.kind != JsonKind.Object)
      problems.error(protocol.path, `expected an object, found ${protocol.kindName}`);
    else addMembers(protocol, capabilitiesOf(name), isForced, plan, problems);
  }
}

function capabilitiesOf(protocol: string): Array<i32> {
  const capabilities: Array<i32> = [];
  if (protocol == PASSTHROUGH) {
    for (let i = 0, count = CAPABILITIES.length; i < count; i++) {
      const capability = unchecked(CAPABILITIES[i]); // i < count
      if (capability.has(Trait.Model) && !PROTOCOLS.includes(textOf(capability.name))) capabilities.push(i);
    }
    return capabilities;
  }
  const at = PROTOCOLS.indexOf(protocol) + 1;
  const capability = at > 0 && at < PROTOCOLS.length ? findCapabilityByName(utf8(unchecked(PROTOCOLS[at]))) : null;
  if (capability !== null) capabilities.push(capability.index);
  return capabilities;
}

// An object is merged into one that is there: its members are set, at any depth. Its pending members wait in `nodes`.
function addMembers(
  protocol: ConfigNode,
  capabilities: Array<i32>,
  isForced: bool,
  plan: BodyPlan,
  problems: Problems,
): void {
  const nodes = protocol.children();
  const paths = namesOf(nodes, "");
  for (let i = 0; i < nodes.length && i < paths.length; i++) {
    const node = unchecked(nodes[i]); // i < length
    const path = unchecked(paths[i]); // i < length
    const inner = node.kind == JsonKind.Object ? node.children() : [];
    if (inner.length > 0) {
      const innerPaths = namesOf(inner, path + ".");
      for (let j = 0; j < inner.length && j < innerPaths.length; j++) {
        nodes.push(unchecked(inner[j])); // j < length
        paths.push(unchecked(innerPaths[j])); // j < length
      }
      continue;
    }
    const json = node.kind == JsonKind.Object ? EMPTY_OBJECT : node.json;
    const error = addMember(path, json, isForced ? EditOp.Force : EditOp.Default, capabilities, plan);
    if (error.length > 0) problems.error(node.path, error);
  }
}

function addMember(path: string, json: Bytes, op: EditOp, capabilities: Array<i32>, plan: BodyPlan): string {
  if (path == "model" || path.startsWith("model.")) return "the model can be set in options, for all requests";
  // No path of a client's asks for this protocol.
  if (capabilities.length == 0) return "";
  const spec = new BodyEditSpec(op, path);
  spec.json = json;
  for (let i = 0; i < capabilities.length; i++) spec.capabilities.push(unchecked(capabilities[i])); // i < length
  return plan.addOverride(spec);
}

// Paths of the members called so, in the object whose path is `prefix`; dots and backslashes in names are escaped.
function namesOf(nodes: Array<ConfigNode>, prefix: string): Array<string> {
  const paths: Array<string> = [];
  for (let i = 0, count = nodes.length; i < count; i++) {
    const name = textOf(unchecked(nodes[i]).name); // i < count
    paths.push(prefix + name.replaceAll("\\", "\\\\").replaceAll(".", "\\."));
  }
  return paths;
}
