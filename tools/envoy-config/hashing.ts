// Which provider has which request: `balancer` as hash policies of Envoy's route, where the algorithm is `chash`.
// https://www.envoyproxy.io/docs/envoy/latest/api-v3/config/route/v3/route_components.proto#config-route-v3-routeaction-hashpolicy

import { ExpressionError, type KeyReader } from "./key-reader.ts";

/** How requests are hashed. */
export interface Hashing {
  policies: object[];
  /** True when only a request with a query has what is hashed: Envoy would hash none as an empty one. */
  needsQuery: boolean;
  /** True when Aisle has to read the body for it, before the router. */
  isBody: boolean;
}

/** The header in which Aisle leaves the hash of a body. */
export const HASH_HEADER = "x-aisle-hash";
/** The header in which gateways name a consumer (https://higress.cn/docs/latest/plugins/authentication/key-auth/). */
const CONSUMER_HEADER = "x-mse-consumer";
// A request without the key is hashed by where it comes from, so that it is not sent anywhere at random.
/** The policy that hashes the client's address. */
export const SOURCE = { connection_properties: { source_ip: true } };

const header = (name: string, regex?: string, substitution = ""): object => ({
  header: {
    header_name: name,
    ...(regex !== undefined && { regex_rewrite: { pattern: { regex }, substitution } }),
  },
});

const QUERY = header(":path", "^[^?]*\\??");

/** nginx' names of what Envoy can hash. */
const VARIABLES: Record<string, object> = {
  request_uri: header(":path"),
  uri: header(":path", "^([^?]*).*$", "\\1"),
  query_string: QUERY,
  host: header(":authority", ":[0-9]+$"),
  server_name: header(":authority", ":[0-9]+$"),
  remote_addr: SOURCE,
};

/** Reads `balancer`; null for round robin. Throws ExpressionError for what Envoy cannot hash. */
export function readHashing(balancer: KeyReader, consumer: KeyReader): Hashing | null {
  if (balancer.text("algorithm") !== "chash") return null;
  const hashOn = balancer.text("hashOn") ?? "vars";
  const key = balancer.text("key") ?? "";
  const first = policiesOf(hashOn, key, balancer, consumer);
  // Several are hashed together. What is terminal ends it where there was anything to hash up to there.
  const last = { ...first[first.length - 1], terminal: true };
  return { policies: [...first.slice(0, -1), last, SOURCE], isBody: hashOn === "body", needsQuery: first[0] === QUERY };
}

function policiesOf(hashOn: string, key: string, balancer: KeyReader, consumer: KeyReader): object[] {
  switch (hashOn) {
    case "header":
      return [header(key.toLowerCase())];
    case "cookie":
      return [{ cookie: { name: key } }];
    case "consumer":
      return [header(consumerHeader(consumer))];
    case "body":
      return [header(HASH_HEADER)];
    case "vars":
      return [variable(key, balancer)];
    default:
      return combination(key, balancer);
  }
}

function consumerHeader(consumer: KeyReader): string {
  if (consumer.has("property"))
    throw new ExpressionError(consumer.pathOf("property"), "Envoy cannot hash a property: name a header");
  return consumer.text("header")?.toLowerCase() ?? CONSUMER_HEADER;
}

function variable(name: string, balancer: KeyReader): object {
  const argument = /^arg_(.+)$/.exec(name)?.[1];
  if (argument !== undefined) return { query_parameter: { name: argument } };
  const nginxHeader = /^http_(.+)$/.exec(name)?.[1];
  if (nginxHeader !== undefined) return header(nginxHeader.replaceAll("_", "-"));
  const cookie = /^cookie_(.+)$/.exec(name)?.[1];
  if (cookie !== undefined) return { cookie: { name: cookie } };
  const known = VARIABLES[name];
  if (known === undefined) throw new ExpressionError(balancer.pathOf("key"), `Envoy cannot hash "${name}"`);
  return known;
}

// `$request_uri$remote_addr`: what stands between the variables is the same for every request.
function combination(template: string, balancer: KeyReader): object[] {
  const names = [...template.matchAll(/\$(?:\{(\w+)\}|(\w+))/g)].map(([, braced, plain]) => braced ?? plain!);
  if (names.length === 0)
    throw new ExpressionError(balancer.pathOf("key"), `expected variables such as $uri, found "${template}"`);
  return names.map((name) => variable(name, balancer));
}
