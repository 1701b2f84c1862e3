// A provider is data: what a row of the table says.

import { CAPABILITIES, findCapabilityByName } from "../protocol/capability";
import { PATH_TABLE } from "../protocol/path-table";
import { Bytes, EMPTY, endsWith, startsWith, utf8 } from "../text/bytes";
import { Key, KeyKind } from "./key";

const OPENAI_PREFIX = utf8("openai/");

/** One type of provider. Its methods add to the row and return it. */
@final
export class ProviderRow {
  /** Host of the vendor; no bytes: the request keeps the one it has. */
  host: Bytes = EMPTY;
  /** Path of each capability, by `Capability.index`; no bytes for those it does not serve. */
  readonly paths: Array<Bytes> = [];
  /** True when every request is served on the path it has. */
  isOpen: bool = false;
  /** True when a timeout for the first byte is asked for on every request, not on streams only. */
  limitsEveryFirstByte: bool = false;
  /** True when it is known to take `stream_options.include_usage`. */
  reportsStreamUsage: bool = false;
  /** True when its streams state their usage in a choice. */
  movesChoiceUsage: bool = false;
  /** Keys that only this type has. */
  readonly keys: Array<Key> = [];
  /** The key that holds a URL in place of host and paths, or "". */
  urlKey: string = "";
  /** The key that holds a host, or "". */
  hostKey: string = "";
  /** A custom URL whose path ends like one of these is used as it is for every request. */
  readonly directEnds: Array<Bytes> = [];

  /** The name in `type`, as bytes. */
  readonly name: Bytes;

  constructor(
    /** The name in `type`. */
    readonly type: string,
  ) {
    this.name = utf8(type);
    for (let i = 0, count = CAPABILITIES.length; i < count; i++) this.paths.push(EMPTY);
  }

  /** Sets the vendor's host. */
  hostedAt(host: string): ProviderRow {
    this.host = utf8(host);
    return this;
  }

  /** Serves a capability on this path, which may hold placeholders such as `{file_id}` and `{model}`. */
  serves(capability: string, path: string): ProviderRow {
    const known = findCapabilityByName(utf8(capability));
    if (known !== null && known.index < this.paths.length) unchecked((this.paths[known.index] = utf8(path)));
    return this;
  }

  /** Serves all of OpenAI's capabilities on OpenAI's paths. */
  servesOpenAi(): ProviderRow {
    for (let i = 0, count = PATH_TABLE.length; i < count; i++) {
      const row = unchecked(PATH_TABLE[i]); // i < count
      const index = row.capability.index;
      if (!startsWith(row.capability.name, OPENAI_PREFIX) || index >= this.paths.length) continue;
      unchecked((this.paths[index] = row.pattern.text));
    }
    return this;
  }

  /** Serves every request on the path it has. */
  open(): ProviderRow {
    this.isOpen = true;
    this.limitsEveryFirstByte = true;
    return this;
  }

  /** Takes `stream_options.include_usage`. */
  takesStreamUsage(): ProviderRow {
    this.reportsStreamUsage = true;
    return this;
  }

  /** States the usage of streams in a choice, from where it is moved to where OpenAI has it. */
  statesUsageInChoices(): ProviderRow {
    this.movesChoiceUsage = true;
    return this;
  }

  /** Lets `key` hold a URL; a path with one of these ends is direct. */
  customUrl(key: string, directEnds: Array<string>): ProviderRow {
    this.urlKey = key;
    for (let i = 0; i < directEnds.length; i++) this.directEnds.push(utf8(unchecked(directEnds[i]))); // i < length
    this.keys.push(new Key(key, KeyKind.Text));
    return this;
  }

  /** Lets `key` hold the host. */
  customHost(key: string): ProviderRow {
    this.hostKey = key;
    this.keys.push(new Key(key, KeyKind.Text));
    return this;
  }

  /** True when a custom URL with this path names one endpoint for all requests. */
  isDirect(path: Bytes): bool {
    for (let i = 0, count = this.directEnds.length; i < count; i++) {
      if (endsWith(path, unchecked(this.directEnds[i]))) return true; // i < count
    }
    return false;
  }
}
