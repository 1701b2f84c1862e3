// Where a type of provider is: a host of its own, or what keys of the configuration say.

import { Bytes, EMPTY, endsWith, utf8 } from "../text/bytes";

/** What the key of a URL means for paths. */
export enum UrlKind {
  /** A base for all paths, in the place of `/v1`, or the path of every request. */
  OpenAi,
  /** A resource of Azure's: a host, a deployment, `/openai/v1`, or the path of every request. */
  Azure,
  /** Only its host counts. */
  HostOnly,
}

/** The host of a type, and the keys that say otherwise. */
@final
export class AddressSpec {
  /** Host of the vendor, in which `{key}` is the value of a key; no bytes: the request keeps the one it has. */
  host: Bytes = EMPTY;
  /** The key that holds a URL in place of host and paths, or "". */
  urlKey: string = "";
  /** What that URL means. */
  urlKind: UrlKind = UrlKind.OpenAi;
  /** The key that holds a host, or "". */
  hostKey: string = "";
  /** The key that holds the host's port, or "". */
  portKey: string = "";
  /** A custom URL whose path ends like one of these is used as it is for every request. */
  readonly directEnds: Array<Bytes> = [];

  /** Lets `key` hold a URL; a path with one of these ends is direct. */
  setUrlKey(key: string, directEnds: Array<string>): void {
    this.urlKey = key;
    for (let i = 0; i < directEnds.length; i++) this.directEnds.push(utf8(unchecked(directEnds[i]))); // i < length
  }

  /** True when `key` says where it is. */
  isNamedBy(key: string): bool {
    return key == this.urlKey || key == this.hostKey;
  }

  /** True when a custom URL with this path names one endpoint for all requests. */
  isDirect(path: Bytes): bool {
    for (let i = 0, count = this.directEnds.length; i < count; i++) {
      if (endsWith(path, unchecked(this.directEnds[i]))) return true; // i < count
    }
    return false;
  }
}
