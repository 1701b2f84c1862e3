// What a type's requests have besides a token: headers with values of the configuration, and a mark in the query.

import { isHeaderValue } from "../http/header-names";
import { HeaderRule, HeaderSpec } from "../provider/header-spec";
import { Bytes, indexOfByte } from "../text/bytes";
import { ConfigNode } from "./config-node";
import { Problems } from "./problems";
import { ProviderSettings } from "./provider-settings";

const EQUALS: u8 = 0x3d;

/** A header as it is sent. */
@final
export class RowHeader {
  constructor(
    readonly name: Bytes,
    readonly value: Bytes,
    readonly rule: HeaderRule,
  ) {}
}

/** Reads them for the provider `node`. */
export function parseRowHeaders(node: ConfigNode, settings: ProviderSettings, problems: Problems): void {
  const row = settings.row;
  for (let i = 0, count = row.headers.length; i < count; i++) {
    const spec = unchecked(row.headers[i]); // i < count
    if (!spec.when.holds(node.member(spec.when.key).text)) continue;
    settings.rowHeaders.push(configured(node, spec, problems));
  }
  if (row.codeKey.length == 0 || !node.member(row.codeKey).flag) return;
  const end = indexOfByte(row.codeParameter, EQUALS);
  settings.endpointNames.push(end < 0 ? row.codeParameter : row.codeParameter.subarray(0, end));
  settings.endpointParameters.push(row.codeParameter);
  settings.traits = row.traits.forClaudeCode();
}

function configured(node: ConfigNode, spec: HeaderSpec, problems: Problems): RowHeader {
  for (let i = 0, count = spec.keys.length; i < count; i++) {
    const key = node.member(unchecked(spec.keys[i])); // i < count
    if (key.bytes.byteLength == 0) continue;
    if (!isHeaderValue(key.bytes)) problems.error(key.path, "expected the value of a header, without line breaks");
    return new RowHeader(spec.name, key.bytes, HeaderRule.Force);
  }
  return new RowHeader(spec.name, spec.value, spec.rule);
}
