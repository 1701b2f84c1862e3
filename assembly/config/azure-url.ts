// What the URL of an Azure OpenAI resource says about paths: https://learn.microsoft.com/azure/ai-services/openai/reference

import { removeParameters } from "../http/query";
import { appendQuery, pathOf, queryOf, Url } from "../http/uri";
import { Capability, CAPABILITIES, Trait } from "../protocol/capability";
import { findCapabilityByEnd, findPathOf } from "../protocol/path-table";
import { Bytes, concat, EMPTY, equalBytes, indexOfByte, startsWith, textOf, utf8 } from "../text/bytes";
import { ConfigNode } from "./config-node";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";

const API_VERSION = utf8("api-version");
const V1 = utf8("/v1");
const OPENAI = utf8("/openai");
const OPENAI_V1 = utf8("/openai/v1");
const OPENAI_NAMES = utf8("openai/");
const DEPLOYMENTS = utf8("/openai/deployments/");
const ANY_DEPLOYMENT = utf8("/openai/deployments/{model}");
const SLASH: u8 = 0x2f;
// These name a model in their bodies, and still stand outside of deployments.
const INDEPENDENT: Array<Bytes> = [
  utf8("openai/v1/responses"),
  utf8("openai/v1/fine-tuningjobs"),
  utf8("openai/v1/realtime"),
];

/**
 * Sets the paths that `azureServiceUrl` means: a host alone, one deployment, the base `/openai/v1`, or, with any other
 * path, that path for every request. All but `/openai/v1` need the query parameter `api-version`.
 */
export function applyAzureUrl(node: ConfigNode, url: Url, settings: ProviderSettings, problems: Problems): void {
  const path = withoutEndingSlash(pathOf(url.target));
  const query = queryOf(url.target);
  const hasVersion = removeParameters(query, [API_VERSION]) !== query;
  const isV1 = equalBytes(path, OPENAI_V1) || startsWith(path, concat(OPENAI_V1, utf8("/")));
  if (!isV1 && !hasVersion) {
    const shown = textOf(concat(url.authority, path));
    return problems.error(node.path, `missing api-version query parameter in azureServiceUrl: ${shown}`);
  }
  // Azure's own SDK sends a version, too: the configured one is that of the deployment.
  if (hasVersion) settings.pathParameters.push(API_VERSION);
  if (path.byteLength == 0 || equalBytes(path, OPENAI)) return setPaths(settings, ANY_DEPLOYMENT, query);
  if (equalBytes(path, OPENAI_V1)) return setV1Paths(settings, query);
  if (isDeployment(path)) return setPaths(settings, path, query);
  // Whatever is served goes there; paths only say what that is.
  setV1Paths(settings, query);
  settings.directPath = url.target;
  settings.directCapability = findCapabilityByEnd(path);
}

// What runs a model stands below its deployment, everything else beside them.
function setPaths(settings: ProviderSettings, deployment: Bytes, query: Bytes): void {
  for (let i = 0, count = min(CAPABILITIES.length, settings.paths.length); i < count; i++) {
    const capability = unchecked(CAPABILITIES[i]); // i < count
    const rest = restOf(capability);
    if (rest.byteLength == 0) continue;
    const base = runsDeployment(capability) ? deployment : OPENAI;
    settings.setPath(i, appendQuery(concat(base, rest), query));
  }
}

function setV1Paths(settings: ProviderSettings, query: Bytes): void {
  for (let i = 0, count = min(CAPABILITIES.length, settings.paths.length); i < count; i++) {
    const rest = restOf(unchecked(CAPABILITIES[i])); // i < count
    if (rest.byteLength > 0) settings.setPath(i, appendQuery(concat(OPENAI_V1, rest), query));
  }
}

// OpenAI's path less `/v1`; no bytes for what is not OpenAI's.
function restOf(capability: Capability): Bytes {
  if (!startsWith(capability.name, OPENAI_NAMES)) return EMPTY;
  const path = findPathOf(capability);
  return startsWith(path, V1) ? path.subarray(V1.byteLength) : EMPTY;
}

function runsDeployment(capability: Capability): bool {
  for (let i = 0; i < INDEPENDENT.length; i++) {
    if (equalBytes(capability.name, unchecked(INDEPENDENT[i]))) return false; // i < length
  }
  return capability.has(Trait.Model) || capability.has(Trait.Form);
}

function isDeployment(path: Bytes): bool {
  if (!startsWith(path, DEPLOYMENTS)) return false;
  const name = path.subarray(DEPLOYMENTS.byteLength);
  return name.byteLength > 0 && indexOfByte(name, SLASH) < 0;
}

function withoutEndingSlash(path: Bytes): Bytes {
  const size = path.byteLength;
  return size > 0 && load<u8>(path.dataStart + size - 1) == SLASH ? path.subarray(0, size - 1) : path;
}
