// `passthrough`: requests that go to the provider as they are, with host and credentials changed and nothing else.

import { hasName } from "../http/header-names";
import { isPlainPath } from "../http/plain-path";
import { normalizePath, pathOf } from "../http/uri";
import { Bytes, EMPTY, equalBytes, textOf } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { NORMALIZE_KEYS, PASSTHROUGH_KEYS } from "./keys";
import { parseModels } from "./limits";
import { ModelPatterns } from "./model-patterns";
import { Problems } from "./problems";

const SLASH: u8 = 0x2f;

/** What is made the same in targets of requests that pass. */
@final
export class Normalization {
  /** Segments taken off the front of the path; no bytes for none. */
  prefix: Bytes = EMPTY;
  /** True when several slashes become one. */
  collapsesSlashes: bool = false;
  /** Query parameters that do not go on. */
  readonly dropped: Array<Bytes> = [];
  /** Query parameters that get another name, and their new names. */
  readonly renamed: Array<Bytes> = [];
  readonly newNames: Array<Bytes> = [];
}

/** The list of requests that pass. */
@final
export class Passthrough {
  /** Methods that pass; none: every one. */
  readonly methods: Array<Bytes> = [];
  /** What is made the same; null for nothing. */
  normalization: Normalization | null = null;

  constructor(private readonly paths: ModelPatterns) {}

  /** True when a request of this method for this target is on the list, and no server can take its path for another. */
  has(method: Bytes, target: Bytes): bool {
    if (this.methods.length > 0 && !hasName(this.methods, method)) return false;
    const path = normalizePath(pathOf(target));
    // What is on the list was judged by the path as it is written.
    return isPlainPath(path) && this.paths.matches(path);
  }
}

/** Reads `passthrough`. */
export function parsePassthrough(node: ConfigNode, problems: Problems): Passthrough {
  checkObject(node, PASSTHROUGH_KEYS, problems);
  const paths = node.member("paths");
  if (paths.list().length == 0) problems.error(paths.path, `expected patterns of paths, found ${paths.kindName}`);
  const passthrough = new Passthrough(parseModels(paths, problems));
  const methods = node.member("methods").list();
  for (let i = 0, length = methods.length; i < length; i++) passthrough.methods.push(unchecked(methods[i]).bytes); // i < length
  const normalize = node.member("normalize");
  if (normalize.exists) passthrough.normalization = parseNormalization(normalize, problems);
  return passthrough;
}

function parseNormalization(node: ConfigNode, problems: Problems): Normalization {
  checkObject(node, NORMALIZE_KEYS, problems);
  const normalization = new Normalization();
  const prefix = node.member("stripPrefix");
  normalization.prefix = prefix.bytes;
  const isPath = prefix.bytes.byteLength == 0 || load<u8>(prefix.bytes.dataStart) == SLASH;
  if (!isPath) problems.error(prefix.path, `expected a path that begins with "/", found "${prefix.text}"`);
  normalization.collapsesSlashes = node.member("collapseSlashes").flag;
  const dropped = node.member("dropQuery").list();
  for (let i = 0, length = dropped.length; i < length; i++) normalization.dropped.push(unchecked(dropped[i]).bytes); // i < length
  const renamed = node.member("renameQuery").children();
  for (let i = 0, length = renamed.length; i < length; i++) {
    const entry = unchecked(renamed[i]); // i < length
    const isSame = equalBytes(entry.name, entry.bytes);
    if (isSame) problems.error(entry.path, `expected another name than "${textOf(entry.name)}"`);
    normalization.renamed.push(entry.name);
    normalization.newNames.push(entry.bytes);
  }
  return normalization;
}
