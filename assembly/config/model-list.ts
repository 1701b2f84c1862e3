// `models`: what clients are told of the models that they may name. https://platform.openai.com/docs/api-reference/models

import { ByteWriter } from "../json/write";
import { ModelList } from "../protocol/openai/model-list";
import { Bytes, concat, EMPTY, equalBytes, utf8 } from "../text/bytes";
import { checkObject } from "./check";
import { ConfigNode } from "./config-node";
import { MODELS_KEYS } from "./keys";
import { ModelPatterns } from "./model-patterns";
import { Problems } from "./problems";

const LIST_START = utf8('{"object":"list","data":[');
const LIST_END = utf8("]}");

/** How lists of models are answered. */
@final
export class ModelListing {
  constructor(
    /** True when the names of the mapping are told. */
    readonly isExposed: bool,
    /** True when the provider's own list is asked for, and the names are added to it. */
    readonly isMerged: bool,
  ) {}

  /** Nothing of Aisle's own is told. */
  static readonly NONE: ModelListing = new ModelListing(false, false);
}

/** Reads `models`. */
export function parseModelListing(node: ConfigNode, problems: Problems): ModelListing {
  checkObject(node, MODELS_KEYS, problems);
  const merge = node.member("merge").flag;
  const isExposed = node.member("expose").flag;
  if (merge && !isExposed) problems.error(node.member("merge").path, "has no effect without expose");
  return new ModelListing(isExposed, merge);
}

/** The models of one provider as its clients see them. */
@final
export class ExposedModels {
  /** Their names, each once. */
  readonly names: Array<Bytes> = [];
  /** Adds those to the provider's list that it lacks. */
  readonly missing: ModelList = new ModelList();
  // An object for each, as JSON.
  private readonly entries: Array<Bytes> = [];

  /** Adds `name`, owned by the provider `owner`, unless `allowed` (null: everything is) lacks it. */
  add(name: Bytes, owner: Bytes, allowed: ModelPatterns | null): void {
    if (allowed !== null && !allowed.matches(name)) return;
    const entry = new ByteWriter();
    entry.bytes(utf8('{"id":'));
    entry.jsonString(name);
    entry.bytes(utf8(',"object":"model","created":0,"owned_by":'));
    entry.jsonString(owner);
    entry.bytes(utf8("}"));
    const object = entry.take();
    this.names.push(name);
    this.entries.push(object);
    this.missing.add(name, object);
  }

  /** The entry of the model called `name`; no bytes when there is none. */
  find(name: Bytes): Bytes {
    for (let i = 0, count = min(this.names.length, this.entries.length); i < count; i++) {
      if (equalBytes(unchecked(this.names[i]), name)) return unchecked(this.entries[i]); // i < count
    }
    return EMPTY;
  }

  /** The entries, with commas between them. */
  get joined(): Bytes {
    const out = new ByteWriter();
    for (let i = 0, count = this.entries.length; i < count; i++) {
      if (i > 0) out.byte(0x2c);
      out.bytes(unchecked(this.entries[i])); // i < count
    }
    return out.take();
  }

  /** The whole list, as OpenAI answers it. */
  get whole(): Bytes {
    return concat(concat(LIST_START, this.joined), LIST_END);
  }
}
