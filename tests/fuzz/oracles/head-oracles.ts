// What must hold of the head that reaches an upstream.

import { isEnvoysRequestHeader } from "../../support/cases/envoy-headers.ts";
import { isDeepStrictEqual } from "node:util";
import { HeaderMap, type HeaderPair } from "../../support/emulator/header-map.ts";
import type { ProviderConfig } from "../configurations.ts";
import { isAllowed, MODEL_PATHS, permittedModels } from "../demand.ts";
import { STEERING_VALUE } from "../heads.ts";
import { parseJson, READERS, readPath } from "../json-readers.ts";
import { QUERY_SECRET } from "./secret-oracles.ts";
import { isUsageAdded } from "./usage-added.ts";
import { isServed, type Evidence, type Oracle } from "./oracle.ts";

/** An exchange with one provider, whatever it asks for. */
export interface HeadEvidence extends Evidence {
  provider: ProviderConfig;
}

export const UNSTEERED: Oracle = {
  name: "unsteered",
  says: "No header by which a client could steer Aisle, Envoy or a route goes on.",
  judge: ({ played }) =>
    played.attempts.flatMap(({ headers }) =>
      headers.filter(([, value]) => value.includes(STEERING_VALUE)).map(([name]) => `${name} goes on`),
    ),
};

export const ROUTABLE: Oracle = {
  name: "routable",
  says: "A request that Envoy took from the client and Aisle lets go is one that Envoy can send.",
  judge: ({ played }) => {
    const isBroken = /^(filter_removed_required_request_headers|route_not_found)/.test(played.details ?? "");
    return isBroken ? [`Envoy answers ${played.details}`] : [];
  },
};

/** Headers that Aisle itself may write, replace or remove. */
const OURS = new Set(["authorization", "accept", "content-length", "x-envoy-upstream-rq-first-byte-timeout-ms"]);
const GOES = /^(x-aisle-|x-envoy-|x-vendor-key$|x-api-key$|api-key$|x-goog-api-key$|proxy-authorization$|cookie$)/;

export const HEADERS_KEPT: Oracle = {
  name: "headers-kept",
  says: "Every other header of the client reaches the upstream as it was, and none is added.",
  judge: ({ input, played }) => {
    if (!isServed(played)) return [];
    return played.attempts.flatMap(({ headers }, attempt) => {
      // What has to be read is not to be compressed.
      const isRead = isUsageAdded({ input, played }, attempt);
      const sent = linesOf(input.request.headers.filter(([name]) => !isRead || name !== "accept-encoding"));
      const got = linesOf(headers);
      return isDeepStrictEqual(got, sent) ? [] : [`${JSON.stringify(got)} instead of ${JSON.stringify(sent)}`];
    });
  },
};

/** What is not Aisle's, as lines in order of the names, joined where Envoy joins them. */
function linesOf(headers: readonly HeaderPair[]): string[] {
  return new HeaderMap(headers)
    .pairs()
    .filter((pair) => !OURS.has(pair[0]) && !GOES.test(pair[0]) && !isEnvoysRequestHeader(pair))
    .map(([name, value]) => `${name}: ${value}`)
    .sort();
}

export const MODELS_HIDDEN: Oracle<HeadEvidence> = {
  name: "models-limited-by-path",
  says: "With allowModels no spelling of a path brings another model to an endpoint that the upstream could take it for.",
  judge: ({ provider, input, played }) => {
    const patterns = provider.allowModels;
    if (patterns === undefined) return [];
    return played.attempts.flatMap(({ method, path, body }) => {
      const meant = meaningOf(path);
      const named = /\/v1\/models\/([^/]+)$/.exec(meant)?.[1];
      const asks = named !== undefined && /^(GET|HEAD)$/.test(method);
      if (asks && !isAllowed(patterns, named)) return [`${method} ${path} asks for ${named}`];
      const isModel = method === "POST" && MODEL_PATHS.some((end) => meant.toLowerCase().endsWith(end));
      if (!isModel || body.length === 0) return [];
      if (parseJson(body) === undefined) return [`${path} with a body that is no JSON`];
      const permitted = permittedModels(provider, Buffer.concat(input.request.chunks));
      const models = READERS.map((reader) => readPath(body, ["model"], reader));
      return models
        .filter((m) => typeof m === "string" && !permitted.has(m))
        .map((m) => `${path} asks for ${String(m)}`);
    });
  },
};

/** A path as a lenient server reads it: escapes undone, slashes made one, dot segments resolved, parameters left out. */
function meaningOf(path: string): string {
  const plain = decode(path.split(/[?#]/)[0]).replaceAll("\\", "/");
  const kept: string[] = [];
  for (const segment of plain.split("/")) {
    if (segment === "..") kept.pop();
    else if (segment !== "" && segment !== ".") kept.push(segment.split(";")[0].trim());
  }
  return `/${kept.join("/")}`;
}

function decode(text: string): string {
  return text.replace(/%([0-9a-f]{2})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

export const QUERY_APART: Oracle<HeadEvidence> = {
  name: "query-apart",
  says: "A query parameter that the configuration sets has our value only, however the client spells its name.",
  judge: ({ provider, played }) => {
    const own = Object.keys(provider.auth?.query ?? {});
    if (own.length === 0) return [];
    return played.attempts
      .filter(({ path }) => own.some((name) => asksTwice(path, name)))
      .map(({ path }) => `sent: ${path}`);
  },
};

/** Whether the client's value is among those that a server finds under a parameter's name. */
function asksTwice(path: string, name: string): boolean {
  // The constructor drops one question mark; a second one is part of the name that follows.
  const query = new URLSearchParams(path.split("#")[0].replace(/^[^?]*/, ""));
  return query.getAll(name).some((value) => value.includes(QUERY_SECRET));
}

export const PATH_INSIDE: Oracle<HeadEvidence> = {
  name: "path-inside",
  says: "Where the path is the capability's, nothing of the client's leads out of it: no segment is or decodes to a dot segment.",
  judge: ({ provider, input, played }) => {
    if (provider.type === "generic" || provider.protocol === "original" || input.request.method === "OPTIONS")
      return [];
    return played.attempts
      .filter(({ path }) => /(^|[/\\])\.{1,2}($|[/\\])/.test(decode(path.split(/[?#]/)[0])))
      .map(({ path }) => `sent: ${path}`);
  },
};

export const HEAD_ORACLES = [MODELS_HIDDEN, QUERY_APART, PATH_INSIDE];
export const PLAIN_HEAD_ORACLES = [UNSTEERED, ROUTABLE, HEADERS_KEPT];
