// Random heads of messages, as Envoy's codecs let them through: names in lower case, no CR, LF or NUL.

import fc from "fast-check";
import type { HeaderPair } from "../support/emulator/header-map.ts";
import { CLIENT_SECRET, QUERY_SECRET } from "./oracles/secret-oracles.ts";

/** The value of every header by which a client tries to steer; it must reach nobody. */
export const STEERING_VALUE = "steered-by-the-client";

/** Headers by which a client could steer Aisle, Envoy or a route, under the configurations of fuzzing. */
const STEERING_NAMES = [
  "x-aisle-cluster",
  "x-aisle-x",
  "x-envoy-original-path",
  "x-envoy-original-dst-host",
  "x-envoy-upstream-rq-timeout-ms",
  "x-envoy-upstream-rq-per-try-timeout-ms",
  "x-envoy-retry-on",
  "x-envoy-retry-grpc-on",
  "x-envoy-max-retries",
  "x-envoy-hedge-on-per-try-timeout",
];

const CREDENTIAL_NAMES = ["authorization", "x-api-key", "api-key", "x-goog-api-key", "proxy-authorization", "cookie"];

const NAMES = [
  "content-type",
  "accept",
  "accept-encoding",
  "x-request-id",
  "set-cookie",
  "location",
  "content-encoding",
  "x-vendor-key",
  "user-agent",
  "x-tenant",
  "alt-svc",
  "etag",
];

const characters = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: 0x20, max: 0x7e }) },
  { weight: 1, arbitrary: fc.integer({ min: 0x80, max: 0xff }) },
);
const VALUES = [
  "",
  "application/json",
  "text/event-stream",
  "a=b; c=d",
  "identity",
  "gzip",
  "multipart/form-data; boundary=x",
];

const value = fc.oneof(
  fc.constantFrom(...VALUES),
  fc.array(characters, { maxLength: 12 }).map((codes) => String.fromCharCode(...codes).trim()),
);

const token = fc
  .array(fc.constantFrom(..."abcdefghijklmnopqrstuvwxyz0123456789-_."), { minLength: 1, maxLength: 10 })
  .map((letters) => letters.join(""));

const plain: fc.Arbitrary<HeaderPair> = fc.tuple(
  fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...NAMES) }, { weight: 1, arbitrary: token.map((t) => `x-${t}`) }),
  value,
);

/** Headers of an answer. */
export const someHeaders: fc.Arbitrary<HeaderPair[]> = fc.array(plain, { maxLength: 5 });

const steering: fc.Arbitrary<HeaderPair> = fc.tuple(fc.constantFrom(...STEERING_NAMES), fc.constant(STEERING_VALUE));

const credential: fc.Arbitrary<HeaderPair> = fc
  .tuple(fc.constantFrom(...CREDENTIAL_NAMES), fc.nat(99))
  .map(([name, n]) => [name, `${CLIENT_SECRET}${n}`] as const);

/** Headers of a request: plain ones, credentials of the client, and headers that steer. */
export const someRequestHeaders: fc.Arbitrary<HeaderPair[]> = fc.array(
  fc.oneof({ weight: 4, arbitrary: plain }, { weight: 1, arbitrary: steering }, { weight: 1, arbitrary: credential }),
  { maxLength: 7 },
);

const SEGMENTS = [
  "v1",
  "v1",
  "v1beta",
  "chat",
  "completions",
  "embeddings",
  "messages",
  "count_tokens",
  "models",
  "files",
  "file-1",
  "content",
  "responses",
  "batches",
  "audio",
  "transcriptions",
  "rerank",
  "realtime",
  "gpt-4o",
  "forbidden",
  "ft%3Agpt%2F4o",
  "a%2Fb",
  "..",
  ".",
  "%2e%2e",
  "%2E",
  "..%2f",
  "%5c..",
  "",
  "proxy",
  "m:generateContent",
  "V1",
  "CHAT",
  ";x=1",
  "completions;x",
  "completions%20",
  "completions%00",
  "%63ompletions",
  "\u00e9",
];

/** Paths that mean something, from the path table and around it. */
const KNOWN_PATHS = [
  "/v1/chat/completions",
  "/v1/completions",
  "/v1/embeddings",
  "/v1/responses",
  "/v1/messages",
  "/v1/messages/count_tokens",
  "/v1/complete",
  "/v1/rerank",
  "/v1/models",
  "/v1/models/gpt-4o",
  "/v1/models/forbidden",
  "/v1/files",
  "/v1/files/file-1/content",
  "/v1/batches",
  "/v1/images/generations",
  "/v1/images/edits",
  "/v1/audio/transcriptions",
  "/v1/videos",
  "/v1/realtime",
  "/v1beta/models/m:generateContent",
];

const QUERIES = [
  "",
  "",
  "",
  "?a=1",
  `?key=${QUERY_SECRET}`,
  `?KEY=1&k%65y=${QUERY_SECRET}`,
  "?",
  "?model=forbidden",
  "?a=?b",
  "#f",
];

const madeUp = fc.array(fc.constantFrom(...SEGMENTS), { maxLength: 6 }).map((segments) => `/${segments.join("/")}`);

const damaged = fc
  .tuple(
    fc.constantFrom(...KNOWN_PATHS),
    fc.integer({ min: 1, max: 40 }),
    fc.constantFrom(...SEGMENTS, "/", "%2f", "//", "\\", "?"),
  )
  .map(([path, at, scrap]) => path.slice(0, at) + scrap + path.slice(at));

/** Paths with an id of the client's in them. */
const PATHS_WITH_ID = [
  "/v1/files/{id}",
  "/v1/files/{id}/content",
  "/v1/models/{id}",
  "/v1/responses/{id}",
  "/v1/responses/{id}/cancel",
  "/v1/chat/completions/{id}",
  "/v1/batches/{id}/cancel",
  "/v1/vector_stores/{id}/search",
];

const withId = fc
  .tuple(fc.constantFrom(...PATHS_WITH_ID), fc.constantFrom(...SEGMENTS), fc.constantFrom(...SEGMENTS, "", ""))
  .map(([path, id, more]) => path.replace("{id}", () => id + more));

/** Paths with a query: known ones, known ones with a scrap inside, and made up ones. */
export const somePath: fc.Arbitrary<string> = fc
  .tuple(fc.oneof(fc.constantFrom(...KNOWN_PATHS), damaged, withId, madeUp), fc.constantFrom(...QUERIES))
  .map(([path, query]) => path + query);
