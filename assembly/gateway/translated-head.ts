// The head of a request that changes its protocol: what only the client's protocol knows goes, what the provider's needs comes.

import { ProviderSettings } from "../config/provider-settings";
import { HeaderList, HeaderListBuilder } from "../host/header-list";
import { HeaderMap, Host, Status } from "../host/host";
import { ACCEPT, AUTHORIZATION, CONTENT_TYPE } from "../http/header-names";
import { Protocol } from "../protocol/capability";
import { Bytes, concat, equalBytes, utf8 } from "../text/bytes";
import { EditableHeader } from "../translator/header-edit";
import { Translator } from "../translator/translator";
import { AnswerTranslation } from "./answer-translation";
import { removeHeader } from "./remove-headers";

/** Anthropic's own headers begin so. */
export const ANTHROPIC_PREFIX = utf8("anthropic-");
export const ANTHROPIC_VERSION = utf8("anthropic-version");
const API_KEY = utf8("x-api-key");
const ESTIMATED = utf8("x-aisle-estimated");
const BEARER = utf8("Bearer ");
const JSON_TYPE = utf8("application/json");

/** Changes the request's head, which was `head`; false when the proxy refused. */
export function translateHead(
  host: Host,
  head: HeaderList,
  provider: ProviderSettings,
  translation: AnswerTranslation,
): bool {
  if (translation.way.client.protocol == Protocol.Anthropic && !leaveAnthropic(host, head, provider)) return false;
  const edits = translation.translator.headers;
  for (let i = 0, count = edits.length; i < count; i++) {
    const edit = unchecked(edits[i]); // i < count
    const name = nameOf(edit.header);
    if (sendsItself(provider, name)) continue;
    const isDone =
      edit.value.byteLength == 0
        ? removeHeader(host, HeaderMap.Request, head, name)
        : host.setHeader(HeaderMap.Request, name, edit.value) == Status.Ok;
    if (!isDone) return false;
  }
  return true;
}

/** The headers of an answer that `translator` has made. */
export function headersOf(translator: Translator): Bytes {
  const headers = new HeaderListBuilder().add(CONTENT_TYPE, JSON_TYPE);
  const edits = translator.headers;
  for (let i = 0, count = edits.length; i < count; i++) {
    const edit = unchecked(edits[i]); // i < count
    if (edit.value.byteLength > 0) headers.add(nameOf(edit.header), edit.value);
  }
  return headers.build();
}

function nameOf(header: EditableHeader): Bytes {
  if (header == EditableHeader.ContentType) return CONTENT_TYPE;
  if (header == EditableHeader.Accept) return ACCEPT;
  return header == EditableHeader.AnthropicVersion ? ANTHROPIC_VERSION : ESTIMATED;
}

// Where the provider has no credentials of its own, the client's is told in the provider's way.
function leaveAnthropic(host: Host, head: HeaderList, provider: ProviderSettings): bool {
  const key: Bytes | null = provider.hasCredentials ? null : head.find(API_KEY);
  if (key !== null) {
    if (!head.has(AUTHORIZATION)) {
      if (host.setHeader(HeaderMap.Request, AUTHORIZATION, concat(BEARER, key)) != Status.Ok) return false;
    }
    if (host.removeHeader(HeaderMap.Request, API_KEY) != Status.Ok) return false;
  }
  for (let i = 0; i < head.length; i++) {
    if (!head.isNamedWithPrefix(i, ANTHROPIC_PREFIX)) continue;
    if (host.removeHeader(HeaderMap.Request, head.name(i)) != Status.Ok) return false;
  }
  return true;
}

function sendsItself(provider: ProviderSettings, name: Bytes): bool {
  for (let i = 0, count = provider.rowHeaders.length; i < count; i++) {
    if (equalBytes(unchecked(provider.rowHeaders[i]).name, name)) return true; // i < count
  }
  return false;
}
