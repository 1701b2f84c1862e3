// Where a request goes at its provider: the capability's path there, with the client's ids and query.

import { Normalization } from "../config/passthrough";
import { BasePathHandling, ProviderSettings } from "../config/provider-settings";
import { isPlainPath } from "../http/plain-path";
import { hasParameter, removeParameters } from "../http/query";
import { renameParameters } from "../http/query-rename";
import { appendQuery, collapseSlashes, hasPathPrefix, joinPaths, pathOf, queryOf, removePathPrefix } from "../http/uri";
import { Capability } from "../protocol/capability";
import { PathSegments } from "../protocol/path-pattern";
import { PathRow } from "../protocol/path-table";
import { Refusal } from "../protocol/refusal";
import { TaskKind } from "../provider/task-kinds";
import { Bytes, concat, EMPTY, equalBytes, indexOfByte, startsWith, utf8 } from "../text/bytes";
import { decodeEscapes, encodeSegment, isDotSegment } from "../text/percent";

const OPEN: u8 = 0x7b;
const CLOSE: u8 = 0x7d;
const SLASH: u8 = 0x2f;
const HASH: u8 = 0x23;
const BACKSLASH: u8 = 0x5c;
const MODEL = utf8("model");

/** What a target is made from, and what became of it. */
@final
export class Target {
  /** The `:path` to send, valid when `refusal` is null. */
  path: Bytes;
  /** Why there is none. */
  refusal: Refusal | null = null;

  constructor(
    private readonly provider: ProviderSettings,
    /** The client's `:path`. */
    private readonly original: Bytes,
    /** The kind of the task that the request is about; null for none. */
    private readonly kind: TaskKind | null = null,
    /** What is asked for in the place of what the path says, in another protocol, where the query says nothing; or null. */
    private readonly translated: Capability | null = null,
  ) {
    this.path = original;
  }

  /** Works out the path; `row` is what the client's path fits, cut into `segments`, or null; `model` the mapped model. */
  resolve(row: PathRow | null, segments: PathSegments, model: Bytes): void {
    const provider = this.provider;
    if (provider.isDirect) {
      this.path = provider.directPath;
    } else if (row === null || provider.isOriginal || this.templateOf(row).byteLength == 0) {
      this.path = this.keptPath();
      if (row !== null) this.checkKept(row, segments);
      // A capability that is switched off must not be asked for by a path that only looks like none.
      else if (provider.switchedOff.length > 0 && !isPlainPath(this.path)) this.refuseSegment(this.path);
    } else {
      this.path = this.fill(this.templateOf(row), row, segments, model);
    }
    this.addBasePaths();
    this.addQuery();
  }

  // The provider's path for what is asked for.
  private templateOf(row: PathRow): Bytes {
    const provider = this.provider;
    const kind = this.kind;
    const translated = this.translated;
    if (translated !== null) return provider.pathOf(translated);
    if (kind === null) return provider.pathOf(row.capability);
    const tasks = provider.row.tasks;
    const isNew = tasks !== null && row.capability.index == tasks.first.create;
    return provider.pathAt(isNew ? kind.create : kind.retrieve);
  }

  // The client's own path, less the base path.
  private keptPath(): Bytes {
    const provider = this.provider;
    const normalization = provider.normalization;
    let path = pathOf(this.original);
    if (normalization !== null) path = normalize(path, normalization);
    const isBased =
      provider.basePathHandling == BasePathHandling.RemovePrefix && hasPathPrefix(path, provider.basePath);
    return isBased ? removePathPrefix(path, provider.basePath) : path;
  }

  // What is asked for was judged by the path as it is written: no server may read another one in it.
  private checkKept(row: PathRow, segments: PathSegments): void {
    const names = row.pattern.names;
    for (let i = 0, count = names.length; i < count; i++) {
      const name = unchecked(names[i]); // i < count
      if (name.byteLength == 0) continue;
      const id = row.pattern.find(name, segments);
      if (id !== null && !isOneSegment(id, equalBytes(name, MODEL))) this.refuseSegment(id);
    }
  }

  private addBasePaths(): void {
    const provider = this.provider;
    const isPrepended = provider.basePathHandling == BasePathHandling.Prepend;
    if (isPrepended && !hasPathPrefix(this.path, provider.basePath))
      this.path = joinPaths(provider.basePath, this.path);
    const own = provider.providerBasePath;
    if (own.byteLength > 0 && !hasPathPrefix(this.path, own)) this.path = joinPaths(own, this.path);
  }

  // The path's own query first, then the client's without what only the configuration sets, then that. A parameter of the
  // endpoint gives way to the client's, as in APISIX.
  private addQuery(): void {
    const names = this.provider.queryNames;
    let query = this.translated !== null ? EMPTY : queryOf(this.original);
    const normalization = this.provider.normalization;
    if (normalization !== null) query = normalizeQuery(query, normalization);
    const own = this.provider.pathParameters;
    if (own.length > 0 && !this.provider.isOriginal) query = removeParameters(query, own);
    const tasks = this.provider.row.tasks;
    if (tasks !== null && this.kind !== null) query = removeParameters(query, [tasks.parameter]);
    if (names.length > 0) query = removeParameters(query, names);
    this.addEndpointQuery(query);
    this.path = appendQuery(this.path, query);
    this.path = appendQuery(this.path, this.provider.query);
  }

  private addEndpointQuery(query: Bytes): void {
    const names = this.provider.endpointNames;
    const parameters = this.provider.endpointParameters;
    for (let i = 0, count = min(names.length, parameters.length); i < count; i++) {
      const isGiven = hasParameter(query, unchecked(names[i])); // i < count
      if (!isGiven) this.path = appendQuery(this.path, unchecked(parameters[i])); // i < count
    }
  }

  // Replaces each `{name}`; ids stay as the client wrote them, a model is encoded as one segment.
  private fill(template: Bytes, row: PathRow, segments: PathSegments, model: Bytes): Bytes {
    let rest = template;
    let filled = template.subarray(0, 0);
    for (let open = indexOfByte(rest, OPEN); open >= 0; open = indexOfByte(rest, OPEN)) {
      const close = indexOfByte(rest, CLOSE, open);
      if (close < 0) break;
      const value = this.valueOf(rest.subarray(open + 1, close), row, segments, model);
      filled = concat(concat(filled, rest.subarray(0, open)), value);
      rest = rest.subarray(close + 1);
    }
    return filled.byteLength == 0 ? rest : concat(filled, rest);
  }

  private valueOf(name: Bytes, row: PathRow, segments: PathSegments, model: Bytes): Bytes {
    const id = row.pattern.find(name, segments);
    const isModel = equalBytes(name, MODEL);
    const value = id !== null ? this.ownId(id) : isModel ? encodeSegment(model) : EMPTY;
    if (value.byteLength == 0)
      this.refuse("this request names no value for a placeholder of the provider's path: ", name);
    else if (!isOneSegment(value, isModel)) this.refuseSegment(value);
    return value;
  }

  // The provider's id: without what says of which kind it is.
  private ownId(id: Bytes): Bytes {
    const kind = this.kind;
    return kind !== null && startsWith(id, kind.prefix) ? id.subarray(kind.prefix.byteLength) : id;
  }

  private refuseSegment(value: Bytes): void {
    this.refuse("not a name that can be part of a path: ", value);
  }

  private refuse(message: string, what: Bytes): void {
    this.refusal = new Refusal(400, "bad_path_segment", concat(utf8(message), what));
  }
}

function normalize(path: Bytes, normalization: Normalization): Bytes {
  const single = normalization.collapsesSlashes ? collapseSlashes(path) : path;
  const prefix = normalization.prefix;
  return prefix.byteLength > 0 && hasPathPrefix(single, prefix) ? removePathPrefix(single, prefix) : single;
}

function normalizeQuery(query: Bytes, normalization: Normalization): Bytes {
  const dropped = normalization.dropped;
  const kept = dropped.length == 0 ? query : removeParameters(query, dropped);
  return normalization.renamed.length == 0
    ? kept
    : renameParameters(kept, normalization.renamed, normalization.newNames);
}

// True for what a server takes for one segment, also if it decodes before it cuts. A model's name may have slashes.
function isOneSegment(value: Bytes, mayHaveSlashes: bool): bool {
  // What follows is no part of a path (RFC 3986, section 3.5): Envoy refuses it, a server might cut it off.
  if (indexOfByte(value, HASH) >= 0) return false;
  const meant = decodeEscapes(value, false);
  let start = 0;
  for (let end = 0; end <= meant.byteLength; end++) {
    const isEnd = end == meant.byteLength;
    const byte: u8 = isEnd ? SLASH : load<u8>(meant.dataStart + end); // end < byteLength
    if (byte != SLASH && byte != BACKSLASH) continue;
    if (!isEnd && !mayHaveSlashes) return false;
    if (isDotSegment(meant.subarray(start, end))) return false;
    start = end + 1;
  }
  return true;
}
