// Every answer of Aisle's own to a request, in one place: status, reason, words.

import { describeFormError, FormError } from "../codec/multipart-error";
import { FormReader } from "../codec/multipart";
import { ProviderSettings } from "../config/provider-settings";
import { describeJsonError, JsonError } from "../json/error";
import { JsonDocument } from "../json/document";
import { MemberScan } from "../json/member-scan";
import { Capability } from "../protocol/capability";
import { Refusal } from "../protocol/refusal";
import { Bytes, concat, utf8 } from "../text/bytes";

const QUOTE_END = utf8("' does not exist or you do not have access to it.");
const SUPPORTED = utf8(" is not supported here. Supported are: ");

/** The proxy refused something that the request cannot do without. */
export function hostFailure(): Refusal {
  return Refusal.say(500, "host_failure", "The gateway could not handle this request.");
}

/** What the proxy has does not fit into memory now. */
export function outOfMemory(): Refusal {
  return Refusal.say(503, "out_of_memory", "The gateway is out of memory; try again later.");
}

/** The body does not fit into memory now. */
export function bodyOutOfMemory(): Refusal {
  return Refusal.say(413, "out_of_memory", "The gateway has not enough memory for this request body.");
}

/** No provider answers here; `problem`, if any, is the error of the configuration that is to blame. */
export function noProvider(problem: string): Refusal {
  if (problem.length == 0) return Refusal.say(503, "no_provider", "No provider is configured for this request.");
  return Refusal.say(503, "configuration_error", `The configuration for this request has an error: ${problem}`);
}

/** `provider` does not serve `capability` (null: `path` is no capability's), or clients may not use it. */
export function unsupported(provider: ProviderSettings, capability: Capability | null, path: Bytes): Refusal {
  const asked =
    capability === null ? concat(utf8("The path "), path) : concat(utf8("The capability "), capability.name);
  const message = concat(asked, concat(SUPPORTED, provider.describeServed()));
  const refusal = new Refusal(404, "unsupported_capability", message);
  refusal.code = utf8("unsupported_capability");
  return refusal;
}

/** A body of more than `limit` bytes. */
export function tooLarge(limit: u32): Refusal {
  const message = `The request body has more than ${limit} bytes, the most that this gateway accepts.`;
  return Refusal.say(413, "request_too_large", message);
}

/** Every provider that could be asked has failed. */
export function allFailed(): Refusal {
  return Refusal.say(502, "all_failed", "No provider could answer this request.");
}

/** A body that must be there is not. */
export function emptyBody(): Refusal {
  return Refusal.say(400, "empty_body", "The request body is empty.");
}

/** A body that must be read is encoded. */
export function encodedBody(encoding: Bytes): Refusal {
  const message = utf8("The gateway must read this request body and cannot with content-encoding: ");
  return new Refusal(415, "encoded_body", concat(message, encoding));
}

/** A body is not of the type that strict requests have. */
export function badContentType(contentType: Bytes): Refusal {
  const message = concat(utf8("unsupported content-type: "), contentType);
  return new Refusal(400, "bad_content_type", concat(message, utf8(", only application/json is supported")));
}

/** A request whose body must be read asks for another protocol. */
export function unreadableUpgrade(): Refusal {
  const message = "This request must have a body that the gateway can read; it cannot be an upgrade.";
  return Refusal.say(400, "unreadable_upgrade", message);
}

/** Models are limited, and this request does not show its own. */
export function hiddenModel(): Refusal {
  const message = "The gateway allows some models only and cannot see which one this request is for.";
  return Refusal.say(415, "hidden_model", message);
}

/** The body that `scan` has read is no JSON, or no two readers would agree on it. */
export function malformed(scan: MemberScan, provider: ProviderSettings): Refusal {
  const what = describeJsonError(scan.error);
  if (scan.error == JsonError.CaseVariant || scan.error == JsonError.TooManyOccurrences) {
    const text = utf8(`The request body is ambiguous: ${what} at byte ${scan.errorOffset}, `);
    return new Refusal(400, "ambiguous_member", concat(text, provider.body.paths.nameOf(scan.errorNode)));
  }
  return Refusal.say(400, "bad_json", `The request body is not valid JSON: ${what} at byte ${scan.errorOffset}.`);
}

/** The body that `document` was made of is no JSON. */
export function malformedDocument(document: JsonDocument): Refusal {
  const what = describeJsonError(document.error);
  return Refusal.say(400, "bad_json", `The request body is not valid JSON: ${what} at byte ${document.errorOffset}.`);
}

/** A form does not say, or not to each reader alike, what stands between its parts. */
export function boundaryMissing(): Refusal {
  return Refusal.say(400, "bad_form", "The content-type of the request names no valid boundary.");
}

/** The body that `reader` has read is no form, or no two readers would agree on its model. */
export function malformedForm(reader: FormReader): Refusal {
  const what = `${describeFormError(reader.error)} at byte ${reader.errorOffset}`;
  switch (reader.error) {
    case FormError.LongValue:
      return longModel();
    case FormError.UnclearName:
    case FormError.RepeatedPart:
      return Refusal.say(400, "ambiguous_member", `The form of the request is ambiguous: ${what}, model`);
    default:
      return Refusal.say(400, "bad_form", `The request body is not a valid form: ${what}.`);
  }
}

/** JSON, but no object. */
export function notAnObject(): Refusal {
  return Refusal.say(400, "not_an_object", "The request body must be a JSON object.");
}

/** A context file cannot be put into one of several lists of messages. */
export function severalMessages(): Refusal {
  return Refusal.say(400, "ambiguous_member", "The request body is ambiguous: it has several members messages.");
}

/** A repeated member cannot be made the same everywhere. */
export function repeatedMember(): Refusal {
  const message = "A member that occurs more than once is too large to be compared.";
  return Refusal.say(400, "repeated_member", message);
}

/** A member is changed in a way that takes its value, which is too long to be held. */
export function longMember(): Refusal {
  const message = "A member that the gateway must move or compare is too large for that.";
  return Refusal.say(400, "long_member", message);
}

/** A member that strict requests have is missing; APISIX' words. */
export function missingMember(name: string): Refusal {
  const message = `request format doesn't match schema: property "${name}" is required`;
  return Refusal.say(400, "missing_member", message).about(name, "missing_required_parameter");
}

/** No model is named, and one is needed. */
export function missingModel(): Refusal {
  return Refusal.say(400, "missing_model", "The request names no model.").about("model", "missing_required_parameter");
}

/** The model is no text, and one is needed. */
export function badModel(): Refusal {
  const message = "The member model must be a string that is not empty.";
  return Refusal.say(400, "bad_model", message).about("model", "invalid_type");
}

/** The model's name is no text of one line. */
export function unreadableModel(): Refusal {
  const message = "The name of the model must be UTF-8 without control characters.";
  return Refusal.say(400, "bad_model", message).about("model", "invalid_value");
}

/** The model's name is longer than a name can be. */
export function longModel(): Refusal {
  return Refusal.say(400, "bad_model", "The name of the model is too long.").about("model", "invalid_value");
}

/** The model is not allowed: the words and the code are those of OpenAI's own answer, which clients know. */
export function modelNotFound(model: Bytes): Refusal {
  const message = concat(concat(utf8("The model '"), model), QUOTE_END);
  return new Refusal(404, "model_not_found", message).about("model", "model_not_found");
}

/** The context file cannot be had. */
export function contextUnavailable(): Refusal {
  return Refusal.say(502, "context_unavailable", "The gateway could not fetch the context file of this provider.");
}
