// What the head of a request says: what is asked for, how much of a body follows, and whether Aisle can read it.

import { ProviderSettings } from "../config/provider-settings";
import { HeaderList, valueOf } from "../host/header-list";
import { CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, METHOD } from "../http/header-names";
import { boundaryOf, isForm, isIdentity, isJson } from "../http/media-type";
import { isUpgrade } from "../http/upgrade";
import { normalizePath, pathOf } from "../http/uri";
import { Capability, Trait } from "../protocol/capability";
import { Method, methodOf, PathSegments } from "../protocol/path-pattern";
import { findPathRow, PathRow } from "../protocol/path-table";
import { Refusal } from "../protocol/refusal";
import { Translation } from "../translator/translation";
import { Bytes, EMPTY, equalBytes, utf8 } from "../text/bytes";
import { decodeEscapes } from "../text/percent";
import {
  badContentType,
  boundaryMissing,
  emptyBody,
  encodedBody,
  hiddenModel,
  modelNotFound,
  tooLarge,
  unreadableUpgrade,
  unsupported,
} from "./refusals";

const MODEL = utf8("model");
const OPTIONS = utf8("OPTIONS");

// One for all requests: it is cut anew where it is needed.
const segments = new PathSegments();

/** The head of one request, steering headers aside. */
@final
export class RequestHead {
  /** What is asked for, in the form in which the configuration has it edited; null: nothing known. */
  capability: Capability | null;
  /** How it becomes what the provider serves; null: it is sent as it is. Known once a provider has been checked. */
  translation: Translation | null = null;
  /** The row of the path table that says so. */
  readonly row: PathRow | null;
  /** Bytes that the head announces, 0 when it announces none. */
  readonly announced: u64;
  /** True for a CORS preflight and its kind, which ask what may be asked. */
  readonly isOptions: bool;
  /** Which of the provider's tokens is sent. */
  token: i32 = 0;
  private readonly isPost: bool;

  constructor(
    /** All headers. */
    readonly headers: HeaderList,
    /** The client's `:path`. */
    readonly path: Bytes,
  ) {
    // A head may be held for long, and many at a time: only what cannot be found again is kept.
    const name = valueOf(headers, METHOD);
    const method = methodOf(name);
    this.isOptions = equalBytes(name, OPTIONS);
    this.isPost = method == Method.Post;
    this.announced = lengthOf(valueOf(headers, CONTENT_LENGTH));
    const row = findPathRow(method, this.cutPath());
    this.row = row;
    this.capability = row === null ? null : row.capability;
  }

  /** The segments of the path, valid until another request's are asked for. */
  cutPath(): PathSegments {
    segments.cut(normalizePath(pathOf(this.path)));
    return segments;
  }

  /** True when another protocol is spoken after the head. */
  get isUpgrade(): bool {
    return isUpgrade(this.headers);
  }

  /** True when the capability has `trait`. */
  has(trait: Trait): bool {
    const capability = this.capability;
    return capability === null ? false : capability.has(trait);
  }

  /** True when the body is a form in which Aisle looks for the model. */
  get isForm(): bool {
    return this.has(Trait.Form) && isForm(valueOf(this.headers, CONTENT_TYPE));
  }

  /** What stands between the parts of a form; null: nobody can tell. */
  get boundary(): Bytes | null {
    return boundaryOf(valueOf(this.headers, CONTENT_TYPE));
  }

  /** Why `provider` cannot be sent this request, judged by its head alone; or null. */
  check(provider: ProviderSettings, isEnd: bool): Refusal | null {
    // Where every request has the endpoint's path, the client's own says nothing.
    const translation = provider.translationOf(this.capability);
    if (translation !== null) return this.checkTranslated(provider, translation);
    if (provider.fixesPath && provider.directCapability !== null) this.capability = provider.directCapability;
    const capability = this.capability;
    if (!provider.serves(capability) || !provider.allows(capability)) {
      return unsupported(provider, capability, pathOf(this.path));
    }
    // A direct URL gives every request its own path, so it is for what the URL says, and judged so.
    const direct = provider.directCapability;
    if (direct !== null && provider.isDirect) {
      if (!provider.allows(direct)) return unsupported(provider, direct, pathOf(this.path));
      this.capability = direct;
    }
    return this.checkLimits(provider, isEnd);
  }

  /** True when its body changes its protocol. */
  get changesProtocol(): bool {
    const translation = this.translation;
    return translation !== null && translation.readsBody;
  }

  /** What the client asks for; null: nothing known. */
  get asked(): Capability | null {
    const translation = this.translation;
    return translation === null ? this.capability : translation.client;
  }

  /** What the provider is asked for in its own protocol; null: what the client asks for. */
  get translated(): Capability | null {
    const translation = this.translation;
    return translation === null ? null : translation.upstream;
  }

  // Clients may ask for what is allowed to them, whatever it becomes.
  private checkTranslated(provider: ProviderSettings, translation: Translation): Refusal | null {
    if (!provider.allows(translation.client)) return unsupported(provider, translation.client, pathOf(this.path));
    this.translation = translation;
    if (translation.readsBody) this.capability = translation.isLocal ? translation.client : translation.edited;
    return this.checkLimits(provider, false);
  }

  private checkLimits(provider: ProviderSettings, isEnd: bool): Refusal | null {
    const capability = this.capability;
    const limits = provider.limits;
    if (this.announced > limits.maxRequestBytes) return tooLarge(limits.maxRequestBytes);
    const models = limits.models;
    if (models === null) return null;
    // An unknown path without a body names no model that anyone could run.
    if (this.hidesModel) return capability === null && isEnd ? null : hiddenModel();
    const named = this.modelInPath;
    return named === null || models.matches(named) ? null : modelNotFound(named);
  }

  /** True when `provider` needs the body, and there may be one to read. */
  needsBody(provider: ProviderSettings, isEnd: bool): bool {
    const capability = this.capability;
    if (capability === null || this.hidesModel) return false;
    if (this.changesProtocol) return true;
    if (!(this.isForm ? provider.needsForm(capability) : provider.needsBody(capability))) return false;
    // A list asked for on the path where objects are made has no body to check.
    return !isEnd || this.isPost;
  }

  /** Why the body, which is needed, cannot be read; or null. */
  checkBody(provider: ProviderSettings, isEnd: bool): Refusal | null {
    // What follows an upgrade is no body: holding it would hang, and passing it would spare it every check.
    if (this.isUpgrade) return unreadableUpgrade();
    const encoding = this.headers.find(CONTENT_ENCODING);
    if (encoding !== null && !isIdentity(encoding)) return encodedBody(encoding);
    if (this.isForm) return isEnd || this.boundary !== null ? null : boundaryMissing();
    if (!provider.limits.isStrict) return null;
    if (isEnd) return emptyBody();
    const contentType = valueOf(this.headers, CONTENT_TYPE);
    return isJson(contentType) ? null : badContentType(contentType);
  }

  // True when Aisle cannot see which model the request is for.
  private get hidesModel(): bool {
    return this.capability === null || (this.has(Trait.HiddenModel) && !this.isForm);
  }

  /** The model that the path names, or null. */
  get modelInPath(): Bytes | null {
    const row = this.row;
    if (row === null) return null;
    const named = row.pattern.find(MODEL, this.cutPath());
    return named === null ? null : decodeEscapes(named, false);
  }
}

// Envoy has checked the number; more than 18 digits are more than any limit.
function lengthOf(digits: Bytes): u64 {
  if (digits.byteLength > 18) return u64.MAX_VALUE;
  let length: u64 = 0;
  for (let i = 0; i < digits.byteLength; i++) {
    const digit = load<u8>(digits.dataStart + i) - 0x30; // i < byteLength
    if (digit > 9) return 0;
    length = length * 10 + digit;
  }
  return length;
}
