// A provider as configured: everything an exchange asks about it, ready to use.

import { TokenSigner } from "../auth/token-signer";
import { Capability, CAPABILITIES, Trait } from "../protocol/capability";
import { ChatEdit } from "../protocol/openai/chat-edit";
import { ProviderRow } from "../provider/spec";
import { TRANSLATIONS } from "../translator/registry";
import { Translation } from "../translator/translation";
import { ProviderTraits } from "../translator/provider-traits";
import { Bytes, concat, EMPTY, indexOfByte, startsWith, utf8 } from "../text/bytes";
import { BodyPlan } from "./body-plan";
import { ChatSettings } from "./chat-settings";
import { ContextSettings } from "./context-settings";
import { Limits } from "./limits";
import { ExposedModels } from "./model-list";
import { ModelMapping } from "./model-mapping";
import { Normalization } from "./passthrough";
import { RowHeader } from "./row-headers";
import { RetryPolicy, TokenPolicy } from "./token-failover";

const OPEN: u8 = 0x7b;
const MODEL = utf8("{model}");
const COMMA = utf8(", ");

/** What `basePath` does. */
export enum BasePathHandling {
  None,
  RemovePrefix,
  Prepend,
}

/** When a stream is asked for its usage though its client did not ask. */
export enum StreamUsage {
  /** Where the vendor is known to answer that, and the body is read for another reason. */
  Auto,
  Always,
  Never,
}

/** One provider. Made by `parseProvider`, not changed afterwards. */
@final
export class ProviderSettings {
  /** Name in `activeProviderId` and in endpoints' metadata. */
  id: Bytes = EMPTY;
  /** The header that a token is sent in, and its values, one of which is picked for each request. */
  tokenHeader: Bytes = EMPTY;
  tokens: Array<Bytes> = [];
  /** When a token rests; null: never. */
  tokenPolicy: TokenPolicy | null = null;
  /** When a request is tried again with another token; null: never. */
  retryPolicy: RetryPolicy | null = null;
  /** True when the query has the token. */
  hasTokenInQuery: bool = false;
  /** Signs tokens that the header gets instead; null for none. */
  signer: TokenSigner | null = null;
  /** Headers with credentials, besides. */
  headerNames: Array<Bytes> = [];
  headerValues: Array<Bytes> = [];
  /** Names of all headers that the configuration sets, the token's too. */
  ownHeaders: Array<Bytes> = [];
  /** Names of the query parameters that only the configuration sets, and all of them encoded and joined. */
  queryNames: Array<Bytes> = [];
  query: Bytes = EMPTY;

  /** Headers that its type's requests have, besides. */
  rowHeaders: Array<RowHeader> = [];

  /** All of these secrets alone, for those who look for them. */
  readonly secrets: Array<Bytes> = [];

  /** Its place among all providers of the configuration that requests can go to; -1: it has none yet. */
  index: i32 = -1;
  /** Its share of requests, and the rank of those who are asked first; whether the configuration says either. */
  weight: u32 = 1;
  priority: i32 = 0;
  hasShare: bool = false;
  /** The cluster that its requests leave by; no bytes: that of the route. */
  cluster: Bytes = EMPTY;
  /** The `:authority` to send; no bytes: the request's own stays. */
  authority: Bytes = EMPTY;
  /** Path of each capability by its index; no bytes for those that are not served. Its type's own until one is set. */
  paths: Array<Bytes>;
  /** Parameters of the query that these paths have, so that a client's own of that name do not go on. */
  pathParameters: Array<Bytes> = [];
  /** Indices of the capabilities that the configuration switched off. */
  switchedOff: Array<i32> = [];
  /** The path of every request; no bytes: that of the capability. */
  directPath: Bytes = EMPTY;
  /** True when it is that of every request, also of those whose paths and bodies are the provider's own. */
  fixesPath: bool = false;
  /** Parameters that every request gets which has none of that name: the names, decoded, and the parameters. */
  endpointNames: Array<Bytes> = [];
  endpointParameters: Array<Bytes> = [];
  /** What the direct path is for, whatever a request's own path says; null: not known, or there is none. */
  directCapability: Capability | null = null;
  /** True when paths and bodies are the provider's own (`protocol: original`). */
  isOriginal: bool = false;
  basePath: Bytes = EMPTY;
  basePathHandling: BasePathHandling = BasePathHandling.None;
  providerBasePath: Bytes = EMPTY;

  mapping: ModelMapping = ModelMapping.EMPTY;
  body: BodyPlan = new BodyPlan();
  chat: ChatSettings = new ChatSettings();
  limits: Limits = new Limits();
  streamUsage: StreamUsage = StreamUsage.Auto;
  context: ContextSettings | null = null;
  /** What is made of the answers of chats; null: nothing. */
  chatEdit: ChatEdit | null = null;
  /** True when what it says of errors is logged. */
  logsErrors: bool = false;
  /** Milliseconds for Aisle's own calls. */
  timeout: u32 = new Limits().timeout;
  /** Milliseconds to the head of an answer, where others could give one, too; 0: as long as it takes. */
  deadline: u32 = 0;
  /** Milliseconds to the first byte of a stream, as digits; no bytes for none. */
  firstByteTimeout: Bytes = EMPTY;

  /** The provider as it is for requests on the list of those that pass as they are; null when there is no list. */
  passing: ProviderSettings | null = null;
  /** True for that provider itself: the list names its requests by their paths, also those that ask for nothing known. */
  isListed: bool = false;
  /** In what it differs from others of its protocol, for translations. */
  traits: ProviderTraits;
  /** What is made the same in targets of requests that pass; null for nothing. */
  normalization: Normalization | null = null;
  /** The models that clients are told of; null: nothing of Aisle's own is told. */
  exposed: ExposedModels | null = null;

  constructor(readonly row: ProviderRow) {
    this.paths = row.paths;
    this.traits = row.traits;
  }

  /** Sets the path of the capability with this index. */
  setPath(index: i32, path: Bytes): void {
    // Thousands of providers of one type have the same paths: an array each would be work for every collection.
    if (this.paths === this.row.paths) this.paths = this.row.paths.slice();
    if (index >= 0 && index < this.paths.length) unchecked((this.paths[index] = path));
  }

  /** True when requests are sent with credentials of the configuration, so that the client's must not go on. */
  get hasCredentials(): bool {
    if (this.tokens.length > 0 || this.signer !== null) return true;
    return this.headerNames.length > 0 || this.queryNames.length > 0;
  }

  /** Makes `ownHeaders` what the credentials say. */
  noteOwnHeaders(): void {
    this.ownHeaders = this.headerNames.slice();
    if (this.tokens.length > 0 || this.signer !== null) this.ownHeaders.push(this.tokenHeader);
  }

  /** True when the client's path does not go on, whatever it asks for. */
  get isDirect(): bool {
    return this.directPath.byteLength > 0 && (this.fixesPath || !this.isOriginal);
  }

  /** How a request for `capability` becomes one that it serves; null: it serves that itself, or cannot be asked for it. */
  translationOf(capability: Capability | null): Translation | null {
    if (capability === null || this.isOriginal || this.isSwitchedOff(capability)) return null;
    const direct = this.directPath.byteLength > 0 || this.fixesPath ? this.directCapability : null;
    if (direct === capability || (direct === null && this.pathOf(capability).byteLength > 0)) return null;
    for (let i = 0, count = TRANSLATIONS.length; i < count; i++) {
      const translation = unchecked(TRANSLATIONS[i]); // i < count
      if (translation.client !== capability || this.isSwitchedOff(translation.upstream)) continue;
      const isServed =
        direct === null ? this.pathOf(translation.upstream).byteLength > 0 : direct === translation.upstream;
      if (isServed) return translation;
    }
    return null;
  }

  /** True when a request that asks for nothing known (null), or for `capability`, can be sent to this provider. */
  serves(capability: Capability | null): bool {
    if (capability !== null && this.isSwitchedOff(capability)) return false;
    if (this.isOriginal || this.row.isOpen || this.translationOf(capability) !== null) return true;
    if (this.fixesPath && capability !== null) return true;
    if (capability === null) return this.limits.forwardsUnknown;
    return this.pathOf(capability).byteLength > 0;
  }

  /** True when a request for `capability` (null: nothing known) can be sent to this provider, and clients may ask for it. */
  takes(capability: Capability | null): bool {
    // Where every request has the endpoint's path, the client's own says nothing.
    const direct = this.directCapability;
    const asked = this.fixesPath && direct !== null ? direct : capability;
    return this.serves(asked) && this.allows(asked);
  }

  private isSwitchedOff(capability: Capability): bool {
    return this.switchedOff.includes(capability.index);
  }

  /** True when clients may ask for `capability`, or (null) for nothing known. */
  allows(capability: Capability | null): bool {
    return (capability === null && this.isListed) || this.limits.allows(capability);
  }

  /** The path of a capability; no bytes when it has none here. */
  pathOf(capability: Capability): Bytes {
    return this.pathAt(capability.index);
  }

  /** The path of the capability with this index; no bytes when it has none here. */
  pathAt(index: i32): Bytes {
    return index >= 0 && index < this.paths.length ? unchecked(this.paths[index]) : EMPTY;
  }

  /** True when a request body of `capability` must be read, and so be held, before it can be sent. */
  needsBody(capability: Capability): bool {
    if (!capability.has(Trait.Model)) return false;
    if (this.limits.models !== null || this.limits.isStrict) return true;
    if (this.isOriginal) return false;
    if (!this.mapping.isEmpty) return true;
    if (this.streamUsage == StreamUsage.Always && capability.has(Trait.StreamUsage)) return true;
    if (this.firstByteTimeout.byteLength > 0 && capability.has(Trait.Streamable) && !this.row.limitsEveryFirstByte) {
      return true;
    }
    if (this.body.changes(capability) || namesModel(this.pathOf(capability))) return true;
    return (this.context !== null || this.chat.changesMessages) && capability.has(Trait.Messages);
  }

  /** True when a form of `capability` must be read, and so be held, before it can be sent. */
  needsForm(capability: Capability): bool {
    if (!capability.has(Trait.Form)) return false;
    if (this.limits.models !== null || this.changesModels) return true;
    return !this.isOriginal && namesModel(this.pathOf(capability));
  }

  /** True when some model may be another one to this provider than to the client. */
  get changesModels(): bool {
    if (this.isOriginal) return false;
    return !this.mapping.isEmpty || this.body.forcedModel.byteLength > 0 || this.body.defaultModel.byteLength > 0;
  }

  /** Makes up its mind when streams are asked for usage; `isWanted`: somebody is told of it. */
  decideStreamUsage(isWanted: bool): void {
    const isAnswered = this.row.reportsStreamUsage && isWanted;
    if (this.isOriginal || (this.streamUsage == StreamUsage.Auto && !isAnswered)) this.streamUsage = StreamUsage.Never;
    if (this.streamUsage != StreamUsage.Never) this.body.watchStreamUsage();
  }

  /** The names of the capabilities that this provider serves and its limits allow, joined by commas. */
  describeServed(): Bytes {
    let names = EMPTY;
    for (let i = 0, count = CAPABILITIES.length; i < count; i++) {
      const capability = unchecked(CAPABILITIES[i]); // i < count
      if (!this.allows(capability) || !this.serves(capability)) continue;
      names = names.byteLength == 0 ? capability.name : concat(concat(names, COMMA), capability.name);
    }
    return names;
  }
}

// True for a path that the model is a part of.
function namesModel(path: Bytes): bool {
  for (let at = indexOfByte(path, OPEN); at >= 0; at = indexOfByte(path, OPEN, at + 1)) {
    if (startsWith(path.subarray(at), MODEL)) return true;
  }
  return false;
}
