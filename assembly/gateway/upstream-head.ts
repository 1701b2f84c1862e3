// Turns a request's head into the provider's: path, host, credentials.

import { CLIENT_CREDENTIALS } from "../auth/client-credentials";
import { ProviderSettings } from "../config/provider-settings";
import { HeaderList } from "../host/header-list";
import { RowHeader } from "../config/row-headers";
import { HeaderMap, Host, Status } from "../host/host";
import { ACCEPT, AUTHORITY, hasName, PATH } from "../http/header-names";
import { HeaderRule } from "../provider/header-spec";
import { Bytes, concat, equalBytes, indexOfBytes, utf8 } from "../text/bytes";
import { FIRST_BYTE_TIMEOUT } from "./attempt-head";
import { RequestHead } from "./request-head";

const COMMA = utf8(",");
const EVENT_STREAM = utf8("text/event-stream");

/** Writes heads; each method is false when the proxy refused, and the request must not go on then. */
@final
export class UpstreamHead {
  /** Sets path and host, and the credentials unless `isAnonymous`; `request` is what the request has now. */
  write(host: Host, provider: ProviderSettings, request: RequestHead, path: Bytes, isAnonymous: bool): bool {
    const head = request.headers;
    if (!this.replace(host, head, PATH, path)) return false;
    const authority = provider.authority;
    if (authority.byteLength > 0 && !this.replace(host, head, AUTHORITY, authority)) return false;
    if (!isAnonymous && !this.addRowHeaders(host, provider, head)) return false;
    if (!provider.hasCredentials) return true;
    return (
      this.dropClientCredentials(host, provider, head, isAnonymous) &&
      (isAnonymous || this.authorize(host, provider, request.token))
    );
  }

  /** Tells the provider, and Higress, that the answer is a stream. */
  announceStream(host: Host, provider: ProviderSettings, setsAccept: bool, setsTimeout: bool): bool {
    if (setsAccept && host.setHeader(HeaderMap.Request, ACCEPT, EVENT_STREAM) != Status.Ok) return false;
    if (!setsTimeout || provider.firstByteTimeout.byteLength == 0) return true;
    return host.setHeader(HeaderMap.Request, FIRST_BYTE_TIMEOUT, provider.firstByteTimeout) == Status.Ok;
  }

  private replace(host: Host, head: HeaderList, name: Bytes, value: Bytes): bool {
    const current = head.find(name);
    if (current !== null && equalBytes(current, value)) return true;
    return host.setHeader(HeaderMap.Request, name, value) == Status.Ok;
  }

  private addRowHeaders(host: Host, provider: ProviderSettings, head: HeaderList): bool {
    for (let i = 0, count = provider.rowHeaders.length; i < count; i++) {
      const header = unchecked(provider.rowHeaders[i]); // i < count
      const value = valueWith(header, head.find(header.name));
      if (value !== null && host.setHeader(HeaderMap.Request, header.name, value) != Status.Ok) return false;
    }
    return true;
  }

  // What is overwritten anyway needs no removal.
  private dropClientCredentials(host: Host, provider: ProviderSettings, head: HeaderList, isAnonymous: bool): bool {
    for (let i = 0; i < CLIENT_CREDENTIALS.length; i++) {
      const name = unchecked(CLIENT_CREDENTIALS[i]); // i < length
      if (!head.has(name)) continue;
      if (!isAnonymous && hasName(provider.ownHeaders, name)) continue;
      if (host.removeHeader(HeaderMap.Request, name) != Status.Ok) return false;
    }
    return !isAnonymous || this.dropOwned(host, provider, head);
  }

  // Without a value of ours, the client's would stand in our place.
  private dropOwned(host: Host, provider: ProviderSettings, head: HeaderList): bool {
    for (let i = 0, count = provider.ownHeaders.length; i < count; i++) {
      const name = unchecked(provider.ownHeaders[i]); // i < count
      if (!head.has(name) || hasName(CLIENT_CREDENTIALS, name)) continue; // those are gone already
      if (host.removeHeader(HeaderMap.Request, name) != Status.Ok) return false;
    }
    return true;
  }

  private authorize(host: Host, provider: ProviderSettings, index: i32): bool {
    const token = this.tokenOf(host, provider, index);
    if (token !== null && host.setHeader(HeaderMap.Request, provider.tokenHeader, token) != Status.Ok) return false;
    for (let i = 0, count = min(provider.headerNames.length, provider.headerValues.length); i < count; i++) {
      const name = unchecked(provider.headerNames[i]); // i < count
      if (host.setHeader(HeaderMap.Request, name, unchecked(provider.headerValues[i])) != Status.Ok) return false; // i < count
    }
    return true;
  }

  private tokenOf(host: Host, provider: ProviderSettings, index: i32): Bytes | null {
    const signer = provider.signer;
    if (signer !== null) return provider.row.tokens.present(signer.sign(host.now()));
    const tokens = provider.tokens;
    return index >= 0 && index < tokens.length ? unchecked(tokens[index]) : null;
  }
}

// What is sent where the client's header is `before` (null: it has none); null: nothing is changed.
function valueWith(header: RowHeader, before: Bytes | null): Bytes | null {
  if (before === null || before.byteLength == 0) return header.value;
  if (header.rule == HeaderRule.Default) return null;
  if (header.rule == HeaderRule.Force) return equalBytes(before, header.value) ? null : header.value;
  return indexOfBytes(before, header.value) >= 0 ? null : concat(concat(before, COMMA), header.value);
}
