// A station for tests of trouble: what Envoy is told of it differs from that of the cases in a few points.

import { join } from "node:path";
import { messagesOf, type Node } from "../../../envoy/bootstrap.ts";
import { BUFFER_LIMIT, type Station } from "../cases/envoy-station.ts";
import { RELEASE } from "../cases/release.ts";

const LOG_TYPE = "type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog";

/** What a station of these tests is made of. */
export interface TroubledStation {
  name: string;
  configuration: object;
  endpoints: { port: number; provider: string | null }[];
  mode?: "listener" | "upstream";
  /** null: the listener says nothing of it. */
  bufferLimit?: number | null;
  vmId?: string;
  /** Another filter than Aisle. */
  wasm?: string;
  /** Changes the HTTP connection manager. */
  manager?: (manager: Node) => void;
  /** The thresholds of the cluster's circuit breakers. */
  breakers?: Node;
  /** Changes the cluster's HTTP protocol options. */
  cluster?: (options: Node) => void;
}

/** The file in `directory` that the station's access log goes to. */
export function accessLogPath(station: string, directory: string): string {
  return join(directory, `${station}.log`);
}

/** What Envoy is to be told of it; access logs go to `directory`. */
export function toStation(troubled: TroubledStation, directory: string): Station {
  const { name, configuration, endpoints, mode = "listener", bufferLimit = BUFFER_LIMIT } = troubled;
  const listener = (node: Node) => {
    const [manager] = messagesOf(node, "HttpConnectionManager");
    if (bufferLimit === null) delete node.per_connection_buffer_limit_bytes;
    // Envoy's own bodies are to be seen as they are.
    delete manager.local_reply_config;
    manager.access_log = [accessLog(name, accessLogPath(name, directory))];
    // A response that is cut off reaches its end for the client only when this has passed.
    manager.delayed_close_timeout = "0.05s";
    troubled.manager?.(manager);
  };
  return {
    name,
    wasm: troubled.wasm ?? RELEASE,
    vmId: troubled.vmId ?? "aisle",
    configuration: Buffer.from(JSON.stringify(configuration)),
    environment: {},
    mode,
    endpoints,
    bufferLimit: bufferLimit ?? BUFFER_LIMIT,
    adapt: { listener, cluster: (node) => adaptCluster(node, troubled) },
  };
}

/** No connection to an upstream is used twice: what one test broke must not be the next one's trouble. */
function adaptCluster(node: Node, { breakers, cluster }: TroubledStation): void {
  const [options] = messagesOf(node, "upstreams.http.v3.HttpProtocolOptions");
  options.common_http_protocol_options = { max_requests_per_connection: 1 };
  if (breakers !== undefined) node.circuit_breakers = { thresholds: [breakers] };
  cluster?.(options);
}

function accessLog(station: string, path: string): Node {
  const json_format = {
    station,
    status: "%RESPONSE_CODE%",
    details: "%RESPONSE_CODE_DETAILS%",
    flags: "%RESPONSE_FLAGS%",
    attempts: "%UPSTREAM_REQUEST_ATTEMPT_COUNT%",
  };
  return { name: "file", typed_config: { "@type": LOG_TYPE, path, log_format: { json_format } } };
}
