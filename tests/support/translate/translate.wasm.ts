// The translators without a gateway, for Node's tests: bytes in, bytes out, one exchange at a time.
import { SseDecoder, SseFrame } from "../../../assembly/codec/sse";
import { JsonDocument } from "../../../assembly/json/document";
import { JsonKind } from "../../../assembly/json/kind";
import { ByteWriter } from "../../../assembly/json/write";
import { findCapabilityByName } from "../../../assembly/protocol/capability";
import { Bytes, copyOf, EMPTY, utf8 } from "../../../assembly/text/bytes";
import { TranslationPlan } from "../../../assembly/translator/plan";
import { ProviderTraits } from "../../../assembly/translator/provider-traits";
import { TRANSLATIONS } from "../../../assembly/translator/registry";
import { Translation } from "../../../assembly/translator/translation";
import { Translator } from "../../../assembly/translator/translator";

const MODEL = utf8("model");
/** What no request is: a translation that is not there. */
const NO_TRANSLATION: i32 = -2;
const NO_JSON: i32 = -1;

let input: Bytes = EMPTY;
let traits = new ProviderTraits();
let plan: TranslationPlan | null = null;
let translator: Translator | null = null;
let decoder = new SseDecoder();
const document = new JsonDocument();
const output = new ByteWriter();

/** Makes room for `length` bytes and returns their address. */
export function reserve(length: i32): usize {
  input = new Uint8Array(length);
  return input.dataStart;
}

/** What the provider of the next exchange reads. */
export function setTraits(
  completionLimit: bool,
  reasoning: bool,
  cacheControl: bool,
  lateSystem: bool,
  claudeCode: bool,
): void {
  traits = new ProviderTraits();
  if (completionLimit) traits.tokenLimit = "max_completion_tokens";
  traits.readsReasoning = reasoning;
  traits.readsCacheControl = cacheControl;
  traits.readsLateSystem = lateSystem;
  traits.wantsClaudeCode = claudeCode;
}

/** Begins an exchange at `now` seconds; the input names the client's capability. 0, or what is wrong. */
export function begin(now: i32): i32 {
  const way = translationOf(input);
  if (way === null) return NO_TRANSLATION;
  const planned = new TranslationPlan(way.client, way.upstream, traits);
  planned.now = now;
  plan = planned;
  translator = way.begin(planned);
  decoder = new SseDecoder();
  return 0;
}

/** Translates the input, a request: 0, or the status of a refusal, whose body is in the output. */
export function request(): i32 {
  output.clear();
  const open = translator;
  const planned = plan;
  if (open === null || planned === null) return NO_TRANSLATION;
  if (!document.reparse(input) || document.kind(document.root) != JsonKind.Object) return NO_JSON;
  const model = document.text(document.find(document.root, MODEL));
  if (model.byteLength > 0) planned.model = copyOf(model);
  const refusal = open.request(document, output);
  if (refusal === null) return 0;
  output.clear();
  output.bytes(refusal.write(planned.client.protocol));
  return refusal.status;
}

/** Translates the input, a whole answer; false when it is none. */
export function response(): bool {
  output.clear();
  const open = translator;
  document.reparse(input);
  return open !== null && document.root >= 0 && open.response(document, output);
}

/** Translates the input, an answer that failed with this status. */
export function error(status: i32): void {
  output.clear();
  document.reparse(input);
  const open = translator;
  if (open !== null) open.error(status, document, input, output);
}

/** Translates the input, the next piece of a stream; what is written of it is in the output. */
export function feed(): void {
  output.clear();
  decoder.feed(input);
  passEvents();
}

/** The stream has ended. */
export function end(): void {
  output.clear();
  decoder.finish();
  passEvents();
  const open = translator;
  if (open !== null) open.end(output);
}

/** The stream is given up, for the reason that the input says. */
export function fail(): void {
  output.clear();
  const open = translator;
  if (open !== null) open.fail(String.UTF8.decode(input.buffer), output);
}

/** How many bytes of the stream are held back. */
export function held(): i32 {
  const open = translator;
  return decoder.held + (open === null ? 0 : open.held);
}

/** True when the client's stream is complete. */
export function isDone(): bool {
  const open = translator;
  return open !== null && open.isDone;
}

/** Address of the output. */
export function outputStart(): usize {
  return output.view().dataStart;
}

/** Length of the output. */
export function outputLength(): i32 {
  return output.length;
}

function passEvents(): void {
  const open = translator;
  for (let frame = decoder.next(); frame != SseFrame.None; frame = decoder.next()) {
    if (frame == SseFrame.Comment || open === null || open.isDone) continue;
    const data = decoder.data;
    document.reparse(data);
    open.event(document, data, output);
  }
}

function translationOf(name: Bytes): Translation | null {
  const client = findCapabilityByName(name);
  for (let i = 0; i < TRANSLATIONS.length; i++) {
    if (TRANSLATIONS[i].client === client) return TRANSLATIONS[i];
  }
  return null;
}
