// The body of a request, translated for a provider that speaks another protocol.

import { ProviderSettings } from "../config/provider-settings";
import { Buffer, HeaderMap, Host, Status } from "../host/host";
import { NANOSECONDS_IN_SECOND } from "../host/time";
import { CONTENT_LENGTH } from "../http/header-names";
import { JsonDocument } from "../json/document";
import { Splices } from "../json/edit";
import { JsonError } from "../json/error";
import { JsonKind } from "../json/kind";
import { ByteWriter, MAX_WRITER_BYTES } from "../json/write";
import { Refusal } from "../protocol/refusal";
import { Bytes, copyOf, EMPTY, utf8 } from "../text/bytes";
import { TranslationPlan } from "../translator/plan";
import { Translation } from "../translator/translation";
import { Translator } from "../translator/translator";
import { bodyOutOfMemory, emptyBody, hostFailure, malformedDocument, notAnObject } from "./refusals";
import { removeHeader } from "./remove-headers";
import { RequestHead } from "./request-head";

const MODEL = utf8("model");
// What a translator adds to a short body: names of members, a default.
const SPARE_BYTES: i32 = 256;

/** What the translator of an exchange with `provider` is told. */
export function planOf(host: Host, provider: ProviderSettings, translation: Translation): TranslationPlan {
  const plan = new TranslationPlan(translation.client, translation.upstream, provider.traits);
  plan.now = <i64>(host.now() / NANOSECONDS_IN_SECOND);
  return plan;
}

/** One request whose body changes its protocol. */
@final
export class RequestTranslation {
  /** Why it cannot be sent, or null. */
  refusal: Refusal | null = null;
  /** The request that the provider is sent; for a local translation, the answer. */
  written: Bytes = EMPTY;
  /** The first bytes of the client's body, for the log. */
  kept: Bytes = EMPTY;
  readonly translator: Translator;
  private readonly plan: TranslationPlan;
  /** How many bytes the client's body has. */
  private size: i32 = 0;

  constructor(
    private readonly host: Host,
    provider: ProviderSettings,
    translation: Translation,
  ) {
    const plan = planOf(host, provider, translation);
    this.plan = plan;
    this.translator = translation.begin(plan);
  }

  /**
   * Translates `body`, which is the whole body with `changes` to be made first, into `written`; false, with a refusal,
   * when it cannot be sent.
   */
  translate(body: Bytes | null, changes: Splices | null, payloadBytes: i32): bool {
    if (body === null) return this.refuse(this.host.isShort() ? bodyOutOfMemory() : hostFailure());
    if (body.byteLength == 0) return this.refuse(emptyBody());
    if (payloadBytes > 0) this.kept = copyOf(body.subarray(0, min(payloadBytes, body.byteLength)));
    this.size = body.byteLength;
    const text = changes === null || changes.count == 0 ? body : this.change(body, changes);
    const room = this.host.room();
    const request = JsonDocument.parse(text, room);
    if (request.error == JsonError.TooLarge) return this.refuse(bodyOutOfMemory());
    if (request.error != JsonError.None) return this.refuse(malformedDocument(request));
    if (request.kind(request.root) != JsonKind.Object) return this.refuse(notAnObject());
    this.noteModel(request);
    return this.write(request, text.byteLength);
  }

  /** Puts what was written in the place of the request's body; false when the proxy refused. */
  send(head: RequestHead): bool {
    const host = this.host;
    const isSent = host.replacePrefix(Buffer.RequestBody, <u32>this.size, this.written) == Status.Ok;
    return isSent && removeHeader(host, HeaderMap.Request, head.headers, CONTENT_LENGTH);
  }

  private write(request: JsonDocument, size: i32): bool {
    const out = new ByteWriter(<i32>min<u32>(this.host.room() >> 1, <u32>MAX_WRITER_BYTES));
    out.expect(size + SPARE_BYTES);
    const refusal = this.translator.request(request, out);
    if (refusal !== null) return this.refuse(refusal);
    if (out.overflowed) return this.refuse(bodyOutOfMemory());
    this.written = out.take();
    return true;
  }

  private change(body: Bytes, changes: Splices): Bytes {
    const edited = new ByteWriter();
    changes.apply(body, 0, 0, body.byteLength, edited);
    return edited.take();
  }

  private noteModel(request: JsonDocument): void {
    const model = request.text(request.find(request.root, MODEL));
    if (model.byteLength > 0) this.plan.model = copyOf(model);
  }

  private refuse(refusal: Refusal): bool {
    this.refusal = refusal;
    return false;
  }
}
