// `context`: where the file is whose text becomes a system message (Higress' ai-proxy).

import { AUTHORITY, isHeaderValue, METHOD, PATH } from "../http/header-names";
import { HeaderListBuilder } from "../host/header-list";
import { Url } from "../http/uri";
import { Bytes, utf8 } from "../text/bytes";
import { checkObject, checkUserInfo } from "./check";
import { ConfigNode } from "./config-node";
import { CONTEXT_KEYS } from "./keys";
import { Problems } from "./problems";

const GET = utf8("GET");

/** A file, and its text once it has been fetched. */
@final
export class ContextSettings {
  /** The system message as JSON, kept after the first successful fetch as long as the configuration lives. */
  message: Bytes | null = null;
  /** The call-out that fetches it now, -1 for none: all chats that need the file wait for the same one. */
  call: i32 = -1;

  constructor(
    /** The cluster to call. */
    readonly cluster: Bytes,
    /** The call's headers, serialized. */
    readonly headers: Bytes,
  ) {}
}

/** Reads `context`; null and errors when it is not complete. */
export function parseContext(node: ConfigNode, problems: Problems): ContextSettings | null {
  checkObject(node, CONTEXT_KEYS, problems);
  const file = node.member("fileUrl");
  const url = Url.parse(file.bytes);
  if (url.authority.byteLength == 0) {
    problems.error(file.path, "expected a URL with a host");
    return null;
  }
  if (!isHeaderValue(file.bytes)) {
    problems.error(file.path, "expected a URL without line breaks");
    return null;
  }
  checkUserInfo(file, url.authority, problems);
  const cluster = parseCluster(node, problems);
  if (cluster.byteLength == 0) return null;
  const path = url.target.byteLength > 0 ? url.target : utf8("/");
  const headers = new HeaderListBuilder().add(METHOD, GET).add(PATH, path).add(AUTHORITY, url.authority);
  return new ContextSettings(cluster, headers.build());
}

function parseCluster(node: ConfigNode, problems: Problems): Bytes {
  const cluster = node.member("cluster").bytes;
  if (cluster.byteLength > 0) return cluster;
  const service = node.member("serviceName");
  const port = node.member("servicePort");
  if (service.bytes.byteLength == 0) problems.error(service.path, "expected the name of a service");
  if (port.count == 0) problems.error(port.path, "expected a port");
  if (service.bytes.byteLength == 0 || port.count == 0) return new Uint8Array(0);
  return utf8(`outbound|${port.count}||${service.text}`);
}
