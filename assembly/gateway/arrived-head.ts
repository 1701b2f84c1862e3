// Reads the head of a request as it arrives: the client's own, also where an earlier attempt has changed it.

import { Settings } from "../config/settings";
import { HeaderList, HeaderListBuilder, valueOf } from "../host/header-list";
import { HeaderMap, Host } from "../host/host";
import { METHOD, PATH } from "../http/header-names";
import { Protocol } from "../protocol/capability";
import { utf8 } from "../text/bytes";
import { beginAttempt, withoutSecrets } from "./attempt-head";
import { notePath } from "./filter-state";
import { RequestHead } from "./request-head";

// What stands for a head of which the path alone can be read.
const POST_HEAD = HeaderList.read(new HeaderListBuilder().add(METHOD, utf8("POST")).build());

/** The client's headers; null when the proxy refused, and the request must not go on. */
export function arrivedHeaders(host: Host, settings: Settings): HeaderList | null {
  return settings.isUpstream ? beginAttempt(host, settings) : host.headers(HeaderMap.Request);
}

/** What these headers ask for; their path is kept for logs. */
export function readArrived(host: Host, settings: Settings, headers: HeaderList): RequestHead {
  const path = valueOf(headers, PATH);
  notePath(host, path, settings.isUpstream);
  return new RequestHead(headers, settings.isUpstream ? withoutSecrets(path, settings) : path);
}

/** Whose errors a client understands, of whose head perhaps the path alone can be read. */
export function dialectByPath(host: Host): Protocol {
  const path = host.header(HeaderMap.Request, PATH);
  return path === null ? Protocol.OpenAi : dialectOf(new RequestHead(POST_HEAD, path));
}

/** Whose errors the client understands that sent this head. */
export function dialectOf(head: RequestHead): Protocol {
  const capability = head.capability;
  return capability === null ? Protocol.OpenAi : capability.protocol;
}
