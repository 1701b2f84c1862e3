// The life of one request and its answer: a state machine whose steps are the proxy's callbacks.

import { ContextSettings } from "../config/context-settings";
import { ProviderSettings } from "../config/provider-settings";
import { Settings } from "../config/settings";
import { HeaderList } from "../host/header-list";
import { Action, HeaderMap, Host, LogLevel, Status } from "../host/host";
import { CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, METHOD, PATH } from "../http/header-names";
import { isForm, isIdentity, isJson } from "../http/media-type";
import { isUpgrade } from "../http/upgrade";
import { pathOf } from "../http/uri";
import { Capability, Protocol, Trait } from "../protocol/capability";
import { Method, methodOf, PathSegments } from "../protocol/path-pattern";
import { findPathRow, PathRow } from "../protocol/path-table";
import { Refusal } from "../protocol/refusal";
import { Bytes, concat, EMPTY, equalBytes, textOf, utf8 } from "../text/bytes";
import { restoreHead, withoutSecrets } from "./attempt-head";
import { BodyEdit, modelNotFound, tooLarge } from "./body-edit";
import { contextUnavailable, insertContext } from "./context-file";
import { sendRefusal } from "./reply";
import { RequestBody } from "./request-body";
import { removeSteering } from "./steering";
import { Target } from "./target";
import { UpstreamHead } from "./upstream-head";

const OPTIONS = utf8("OPTIONS");
const MODEL = utf8("model");
const ENDPOINT_PROVIDER = utf8("xds\0upstream_host_metadata\0filter_metadata\0aisle\0provider");
// Higress holds this much of a body unless it is asked to hold more.
const SMALL_BODY: u32 = 32 << 10;

// One of each for all exchanges: they hold nothing from one callback to the next.
const body = new RequestBody();
const segments = new PathSegments();
const upstreamHead = new UpstreamHead();

enum Phase {
  /** Nothing decided yet. */
  New,
  /** The head is held until the body is complete. */
  Holding,
  /** Head and body are held until a call-out is answered. */
  Waiting,
  /** The request goes on, or has gone. */
  Passing,
  /** Aisle has answered it. */
  Refused,
}

/** One request with its answer, from its first callback to its last. */
@final
export class Exchange {
  private phase: Phase = Phase.New;
  private provider: ProviderSettings | null = null;
  private row: PathRow | null = null;
  private head: HeaderList | null = null;
  private path: Bytes = EMPTY;
  /** Bytes of a body that passes unread. */
  private passed: u64 = 0;
  /** Bytes that the head announces, 0 when it announces none. */
  private announced: u64 = 0;
  /** The call that the request waits for, -1 for none. */
  private call: i32 = -1;

  constructor(
    private readonly host: Host,
    /** The configuration that this exchange began with and keeps. */
    private readonly settings: Settings,
  ) {}

  /** The token of the call-out that the exchange waits for, or -1. */
  get awaitedCall(): i32 {
    return this.call;
  }

  /** The request's head has arrived. */
  onRequestHeaders(isEnd: bool): Action {
    const host = this.host;
    const head = this.settings.isUpstream ? restoreHead(host, this.settings) : host.headers(HeaderMap.Request);
    if (head === null) return this.refuse(hostFailure());
    const provider = this.chooseProvider();
    const trusts = provider !== null && provider.limits.trustsEnvoyHeaders;
    if (!removeSteering(host, head, this.settings.clusterHeader, trusts)) return this.refuse(hostFailure());
    this.head = head;
    this.provider = provider;
    this.path = this.settings.isUpstream ? withoutSecrets(valueOf(head, PATH), this.settings) : valueOf(head, PATH);
    const method = valueOf(head, METHOD);
    segments.cut(pathOf(this.path));
    this.row = findPathRow(methodOf(method), segments);
    if (provider === null) return this.refuse(noProvider());
    if (equalBytes(method, OPTIONS)) return this.passOptions(provider, head);
    return this.beginRequest(provider, head, isEnd);
  }

  /** A part of the request's body has arrived; `size` is that of what can be read now. */
  onRequestBody(size: u32, isEnd: bool): Action {
    const provider = this.provider;
    if (provider === null) return this.phase == Phase.Refused ? Action.Pause : Action.Continue;
    const limit = provider.limits.maxRequestBytes;
    switch (this.phase) {
      case Phase.Holding:
        if (size > limit) return this.refuse(tooLarge(limit));
        return isEnd ? this.finishBody(provider) : Action.Pause;
      case Phase.Passing:
        this.passed += size;
        return this.passed > limit ? this.refuse(tooLarge(limit)) : Action.Continue;
      default:
        return Action.Pause;
    }
  }

  /** The request's trailers have arrived: its body is complete. */
  onRequestTrailers(): Action {
    const provider = this.provider;
    if (this.phase == Phase.Holding && provider !== null) return this.finishBody(provider);
    return this.phase == Phase.Passing ? Action.Continue : Action.Pause;
  }

  /** The awaited call-out has been answered, or has failed; runs inside its callback. */
  onCallAnswer(): void {
    const provider = this.provider;
    this.call = -1;
    if (this.phase != Phase.Waiting || provider === null) return;
    const context = provider.context;
    this.phase = Phase.Holding;
    if (context === null || context.message === null) {
      this.refuse(contextUnavailable());
    } else if (this.finishBody(provider) == Action.Continue) {
      resume(this.host);
    }
  }

  /** The context file that the exchange waits for; null when it waits for none. */
  get awaitedContext(): ContextSettings | null {
    const provider = this.provider;
    return this.call < 0 || provider === null ? null : provider.context;
  }

  private chooseProvider(): ProviderSettings | null {
    if (!this.settings.isUpstream) return this.settings.active;
    const id = this.host.property(ENDPOINT_PROVIDER);
    return id === null ? this.settings.active : this.settings.findProvider(id);
  }

  // A preflight asks for nothing: it goes to the provider's host, without anyone's credentials.
  private passOptions(provider: ProviderSettings, head: HeaderList): Action {
    if (!upstreamHead.write(this.host, provider, head, this.path, true)) return this.refuse(hostFailure());
    this.phase = Phase.Passing;
    return Action.Continue;
  }

  private beginRequest(provider: ProviderSettings, head: HeaderList, isEnd: bool): Action {
    const capability = this.capability;
    if (!provider.serves(capability) || !provider.limits.allows(capability))
      return this.refuse(this.unsupported(provider));
    this.announced = lengthOf(valueOf(head, CONTENT_LENGTH));
    if (this.announced > provider.limits.maxRequestBytes) return this.refuse(tooLarge(provider.limits.maxRequestBytes));
    const contentType = valueOf(head, CONTENT_TYPE);
    const isHidden = hidesModel(capability, contentType);
    if (provider.limits.models !== null && isHidden && (capability !== null || !isEnd))
      return this.refuse(hiddenModel());
    if (capability === null || isHidden) return this.send(provider, null);
    const named = this.findForbiddenModel(provider);
    if (named !== null) return this.refuse(modelNotFound(named));
    if (!provider.needsBody(capability) || (isEnd && !mayHaveBody(head))) return this.send(provider, null);
    // What follows an upgrade is no body: holding it would hang, and passing it would spare it every check.
    if (isUpgrade(head)) return this.refuse(unreadableUpgrade());
    const refusal = checkBodyHeaders(provider, head, contentType, isEnd);
    if (refusal !== null) return this.refuse(refusal);
    if (isEnd) return this.finishEmpty(provider);
    this.phase = Phase.Holding;
    if (this.announced == 0 || this.announced > SMALL_BODY)
      this.host.raiseRequestLimit(provider.limits.maxRequestBytes);
    return Action.Pause;
  }

  // A model that the path names and the limits do not allow, as it is written there; or null.
  private findForbiddenModel(provider: ProviderSettings): Bytes | null {
    const allowed = provider.limits.models;
    const row = this.row;
    if (allowed === null || row === null) return null;
    const named = row.pattern.find(MODEL, segments);
    return named === null || allowed.matches(named) ? null : named;
  }

  // The body is complete: fetch what it needs, read it, change it, and send it on.
  private finishBody(provider: ProviderSettings): Action {
    const capability = this.capability;
    if (capability === null) return this.refuse(hostFailure());
    const context = capability.has(Trait.Messages) && !provider.isOriginal ? provider.context : null;
    if (context !== null && context.message === null) return this.fetchContext(provider, context);
    const limit = provider.limits.maxRequestBytes;
    const result = body.read(this.host, provider.body.paths, <u32>min(this.announced, limit), limit);
    if (body.isEmpty) return this.finishEmpty(provider);
    const edit = new BodyEdit(body, provider, capability);
    const isPlanned = edit.plan(result);
    const refusal = edit.refusal;
    if (refusal !== null) return this.refuse(refusal);
    if (!isPlanned) return this.refuse(hostFailure());
    if (context !== null && !this.addContext(context)) return this.refuse(hostFailure());
    return this.send(provider, edit);
  }

  // Nothing to read, so nothing to judge; the provider says what it thinks of it.
  private finishEmpty(provider: ProviderSettings): Action {
    const mustBeRead = provider.limits.models !== null || provider.limits.isStrict;
    return mustBeRead ? this.refuse(emptyBody()) : this.send(provider, null);
  }

  private addContext(context: ContextSettings): bool {
    const message = context.message;
    const whole = body.take(this.host);
    if (message === null || whole === null) return false;
    insertContext(whole, message, body.splices);
    return true;
  }

  private fetchContext(provider: ProviderSettings, context: ContextSettings): Action {
    this.call = this.host.call(context.cluster, context.headers, EMPTY, provider.timeout);
    if (this.call < 0) return this.refuse(contextUnavailable());
    this.phase = Phase.Waiting;
    return Action.Pause;
  }

  // `edit` is what became of the body; null when nobody read it.
  private send(provider: ProviderSettings, edit: BodyEdit | null): Action {
    const head = this.head;
    if (head === null) return this.refuse(hostFailure());
    const target = new Target(provider, this.path);
    segments.cut(pathOf(this.path));
    target.resolve(this.row, segments, edit === null ? EMPTY : edit.model);
    const refusal = target.refusal;
    if (refusal !== null) return this.refuse(refusal);
    const isSent =
      upstreamHead.write(this.host, provider, head, target.path, false) &&
      this.announceStream(provider, edit) &&
      (edit === null || this.sendBody(head));
    if (!isSent) return this.refuse(hostFailure());
    this.explain(provider, target.path, edit);
    this.phase = Phase.Passing;
    this.head = null;
    return Action.Continue;
  }

  private announceStream(provider: ProviderSettings, edit: BodyEdit | null): bool {
    const isStream = edit !== null && edit.isStream && !provider.isOriginal;
    const setsAccept = isStream && this.has(Trait.AcceptsEvents);
    const setsTimeout = provider.row.limitsEveryFirstByte || (isStream && this.has(Trait.Streamable));
    return upstreamHead.announceStream(this.host, provider, setsAccept, setsTimeout);
  }

  private sendBody(head: HeaderList): bool {
    if (body.splices.count == 0) return true;
    return body.write(this.host) && (!body.isChanged || upstreamHead.dropLength(this.host, head));
  }

  private explain(provider: ProviderSettings, path: Bytes, edit: BodyEdit | null): void {
    if (!this.host.isLogged(LogLevel.Debug)) return;
    const capability = this.capability;
    const asked = capability === null ? "unknown" : textOf(capability.name);
    const model = edit === null ? "" : `, model ${textOf(edit.clientModel)} -> ${textOf(edit.model)}`;
    this.host.log(
      LogLevel.Debug,
      `aisle: capability ${asked} -> provider ${textOf(provider.id)} -> ${textOf(pathOf(path))}${model}`,
    );
  }

  private get capability(): Capability | null {
    const row = this.row;
    return row === null ? null : row.capability;
  }

  private has(trait: Trait): bool {
    const capability = this.capability;
    return capability === null ? false : capability.has(trait);
  }

  // The reply's own callbacks may run before `sendRefusal` returns, so the phase is set first.
  private refuse(refusal: Refusal): Action {
    this.phase = Phase.Refused;
    this.head = null;
    const capability = this.capability;
    sendRefusal(this.host, refusal, capability === null ? Protocol.OpenAi : capability.protocol);
    return Action.Pause;
  }

  private unsupported(provider: ProviderSettings): Refusal {
    const capability = this.capability;
    const asked =
      capability === null ? concat(utf8("path "), pathOf(this.path)) : concat(utf8("capability "), capability.name);
    const served = concat(utf8(" is not supported here. Supported are: "), provider.describeServed());
    const refusal = new Refusal(404, "unsupported_capability", concat(concat(utf8("The "), asked), served));
    refusal.code = utf8("unsupported_capability");
    return refusal;
  }
}

// True when Aisle cannot see which model the request is for.
function hidesModel(capability: Capability | null, contentType: Bytes): bool {
  if (capability === null || capability.has(Trait.HiddenModel)) return true;
  return capability.has(Trait.Form) && isForm(contentType);
}

// A list asked for on the path where objects are made has no body to check.
function mayHaveBody(head: HeaderList): bool {
  return methodOf(valueOf(head, METHOD)) == Method.Post;
}

// A request that is not resumed hangs, so a refusal is not taken at the first time.
function resume(host: Host): void {
  if (host.resumeRequest() != Status.Ok) host.resumeRequest();
}

function valueOf(head: HeaderList, name: Bytes): Bytes {
  const value = head.find(name);
  return value === null ? EMPTY : value;
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

function checkBodyHeaders(
  provider: ProviderSettings,
  head: HeaderList,
  contentType: Bytes,
  isEnd: bool,
): Refusal | null {
  const encoding = head.find(CONTENT_ENCODING);
  if (encoding !== null && !isIdentity(encoding)) {
    const message = concat(
      utf8("The gateway must read this request body and cannot with content-encoding: "),
      encoding,
    );
    return new Refusal(415, "encoded_body", message);
  }
  if (!provider.limits.isStrict) return null;
  if (isEnd) return emptyBody();
  if (isJson(contentType)) return null;
  const message = concat(utf8("unsupported content-type: "), contentType);
  return new Refusal(400, "bad_content_type", concat(message, utf8(", only application/json is supported")));
}

function emptyBody(): Refusal {
  return Refusal.say(400, "empty_body", "The request body is empty.");
}

function unreadableUpgrade(): Refusal {
  return Refusal.say(
    400,
    "unreadable_upgrade",
    "This request must have a body that the gateway can read; it cannot be an upgrade.",
  );
}

function hostFailure(): Refusal {
  return Refusal.say(500, "host_failure", "The gateway could not handle this request.");
}

function noProvider(): Refusal {
  return Refusal.say(503, "no_provider", "No provider is configured for this request.");
}

function hiddenModel(): Refusal {
  return Refusal.say(
    415,
    "hidden_model",
    "The gateway allows some models only and cannot see which one this request is for.",
  );
}
