// What a provider is called and which row it is of: `id` and `type`, or APISIX' `name` and `provider`.

import { findCapabilityByName } from "../protocol/capability";
import { ProviderRow } from "../provider/spec";
import { TYPES } from "../provider/row-list";
import { findProvider } from "../provider/table";
import { findTypeAlias, TYPE_ALIASES } from "../provider/type-alias";
import { Bytes, utf8 } from "../text/bytes";
import { ConfigNode } from "./config-node";
import { findNearest, Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";

/** The name by which a provider is called: `id`, or its `type`. */
export function idOf(node: ConfigNode): Bytes {
  const id = node.member("id").bytes;
  return id.byteLength > 0 ? id : typeOf(node).bytes;
}

/** The row of the type that `node` names; null, and an error, when there is none. */
export function parseType(node: ConfigNode, problems: Problems): ProviderRow | null {
  const type = typeOf(node);
  const alias = findTypeAlias(type.text);
  const row = findProvider(alias === null ? type.text : alias.type);
  if (row !== null) return row;
  if (!type.isScalar) {
    problems.error(type.path, `missing type in provider config: expected a string, found ${type.kindName}`);
    return null;
  }
  const nearest = findNearest(type.text, namesOfTypes());
  const hint = nearest.length > 0 ? `did you mean "${nearest}"?` : `known are ${namesOfTypes().join(", ")}`;
  problems.error(type.path, `unknown provider type: ${type.text}, ${hint}`);
  return null;
}

/** Gives the provider the paths that come with the name by which its type is called. */
export function applyType(node: ConfigNode, settings: ProviderSettings): void {
  const alias = findTypeAlias(typeOf(node).text);
  if (alias === null) return;
  for (let i = 0; i + 1 < alias.paths.length; i += 2) {
    const capability = findCapabilityByName(utf8(unchecked(alias.paths[i]))); // i + 1 < length
    if (capability !== null) settings.setPath(capability.index, utf8(unchecked(alias.paths[i + 1]))); // as above
  }
}

/** True when the name of its type says that requests need no conversion. */
export function isServedAsIs(node: ConfigNode): bool {
  const alias = findTypeAlias(typeOf(node).text);
  return alias !== null && alias.isServedAsIs;
}

/** True when `override` says where the provider is. */
export function hasEndpoint(node: ConfigNode): bool {
  return node.member("override").member("endpoint").bytes.byteLength > 0;
}

// In APISIX' first version the name alone says both.
function typeOf(node: ConfigNode): ConfigNode {
  const type = node.member("type");
  const name = node.member("name");
  return !type.exists && name.exists ? name : type;
}

function namesOfTypes(): Array<string> {
  const names = TYPES.slice();
  for (let i = 0, count = TYPE_ALIASES.length; i < count; i++) names.push(unchecked(TYPE_ALIASES[i]).name); // i < count
  return names;
}
