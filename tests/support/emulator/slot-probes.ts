// Probes that write many headers twice into each kind of map: which of them share a slot there, and are joined with a comma?

import type { Case } from "../cases/case.ts";
import { readCases } from "../cases/load.ts";

const NAMES = `
  accept accept-encoding access-control-allow-credentials access-control-allow-headers access-control-allow-methods
  access-control-allow-origin access-control-expose-headers access-control-max-age access-control-request-headers
  access-control-request-method age alt-svc authorization cache-control cdn-loop connection content-encoding content-language
  content-length content-type cookie date etag expect expires forwarded grpc-accept-encoding grpc-message grpc-status grpc-timeout
  host if-match if-modified-since if-none-match if-range if-unmodified-since keep-alive last-modified link location origin pragma
  proxy-authenticate proxy-authorization proxy-connection proxy-status range referer retry-after server set-cookie
  strict-transport-security te trailer transfer-encoding upgrade user-agent vary via warning www-authenticate x-api-key
  x-envoy-attempt-count x-envoy-decorator-operation x-envoy-degraded x-envoy-expected-rq-timeout-ms x-envoy-external-address
  x-envoy-internal x-envoy-max-retries x-envoy-original-path x-envoy-overloaded x-envoy-ratelimited x-envoy-retry-on
  x-envoy-upstream-canary x-envoy-upstream-rq-timeout-ms x-envoy-upstream-service-time x-forwarded-client-cert x-forwarded-for
  x-forwarded-host x-forwarded-port x-forwarded-proto x-real-ip x-request-id`;

const TWICE = NAMES.trim()
  .split(/\s+/)
  .map((name) => `${name}=a ${name}=b`)
  .join(" ");

/** One probe for heads and one for trailers. What was written is taken back, so that it goes nowhere. */
export function slotProbes(): Case[] {
  const heads = [
    `request_headers: setpairs 0 :path=/ ${TWICE} | list 0 | reply 400 x`,
    `response_headers: setpairs 2 :status=200 ${TWICE} | list 2 | setpairs 2 :status=200 | answer 0`,
  ];
  const trailers = [
    "request_headers: answer 1",
    `request_trailers: setpairs 1 ${TWICE} | list 1 | setpairs 1 x=1 | answer 0`,
    `response_trailers: setpairs 3 ${TWICE} | list 3 | setpairs 3 x=1 | answer 0`,
  ];
  const request = { path: "/p" };
  const response = { status: 200, details: "via_upstream" };
  const tail = { chunks: ["abc"], trailers: { "x-t": "1" } };
  const probes = [
    { name: "heads' slots", config: heads.join("\n"), request, upstream: "none", response },
    { name: "trailers' slots", config: trailers.join("\n"), request: { ...request, ...tail }, reply: tail },
  ];
  return readCases(JSON.stringify(probes), "slot probes");
}
