// What must hold of every exchange, whatever its configuration and bytes.

import { isDeepStrictEqual } from "node:util";
import type { CaseReply, CaseRequest } from "../../support/cases/case.ts";
import { isEnvoysResponseHeader } from "../../support/cases/envoy-headers.ts";
import type { SeenResponse } from "../../support/cases/observation.ts";
import { HeaderMap, type HeaderPair } from "../../support/emulator/header-map.ts";
import type { MapKind } from "../../support/emulator/joined-headers.ts";
import type { ExchangeInput } from "../exchange-input.ts";
import { parseJson } from "../json-readers.ts";
import { isPassedBy } from "./operators-oracles.ts";
import { isRefused, isServed, isTranslated, type Evidence, type Oracle } from "./oracle.ts";
import { providerOf } from "./secret-oracles.ts";
import { isUnusable } from "./unusable-oracle.ts";
import { isFiltered, isRightBody } from "./usage-added.ts";

export const NO_TRAP: Oracle = {
  name: "no-trap",
  says: "No input ends the VM.",
  judge: ({ played }) => (played.trap === null ? [] : [played.trap]),
};

export const SETTLES: Oracle = {
  name: "settles",
  says: "Every exchange ends: with a complete answer, or cut off, unless it waits for a call-out that nobody answers.",
  judge: ({ played }) => {
    const hangs = played.configured && played.client === null && played.cutOff === null && !played.waits;
    return hangs ? [`neither answered nor cut off (${played.details ?? "no details"})`] : [];
  },
};

/** A body that passes unread is counted as it goes: only then may a part of a refused request have left. */
const COUNTED_IN_PASSING = "aisle.request_too_large";

/** Where the proxy does not take a private header off an answer, the answer is refused, long after the request was sent. */
const ANSWER_UNCLEANED = "aisle.host_failure";

export const REFUSED_UNSENT: Oracle = {
  name: "refused-unsent",
  says: "Of a request that Aisle refused neither headers nor bytes reach the upstream that was to have them.",
  judge: ({ input, played }) => {
    if (!isRefused(played)) return [];
    const answered = input.endpoints.filter(
      ({ reply }) => reply.status >= 500 || isUnusable(input, reply) !== false,
    ).length;
    const earlier = input.mode === "upstream" ? Math.min(answered, played.attempts.length) : 0;
    const sent = played.attempts.slice(earlier);
    if (played.details === COUNTED_IN_PASSING && !played.completes.slice(earlier).includes(true)) return [];
    if (played.details === ANSWER_UNCLEANED && !played.completes.slice(earlier).includes(false)) return [];
    return sent.map((request) => `${played.details}, and yet sent: ${request.method} ${request.path}`);
  },
};

export const LENGTH_RIGHT: Oracle = {
  name: "length-right",
  says: "A request that is sent announces the length that its body has, or none.",
  judge: ({ played }) =>
    played.attempts.flatMap(({ headers, body }, i) => {
      const announced = headers.find(([name]) => name === "content-length")?.[1];
      const isRight = announced === undefined || Number(announced) === body.length || !played.completes[i];
      return isRight ? [] : [`content-length ${announced} and ${body.length} bytes`];
    }),
};

/** Headers of upstreams that Aisle keeps from the client, unless the configuration says otherwise. */
const HYGIENE = new Set([
  "set-cookie",
  "alt-svc",
  "strict-transport-security",
  "openai-organization",
  "openai-project",
]);

export const ANSWER_WHOLE: Oracle = {
  name: "answer-whole",
  says: "The client gets the upstream's status, headers, bytes and trailers unchanged but for chunks of usage that it did not ask for, or a whole refusal in its own dialect.",
  judge: ({ input, played }) => {
    if (played.client === null) return [];
    if (played.details === OWN_LIST) return judgeList(played.client);
    if (played.details === ESTIMATE) return judgeEstimate(played.client);
    if (isRefused(played)) return judgeRefusal(input.request, played.client);
    const reply = input.endpoints.at(played.attempts.length - 1)?.reply;
    if (!isServed(played) || reply === undefined) return [];
    if (isTranslated({ input, played })) return judgeTranslated(reply, played.client);
    return [
      ...judgeServed({ input, played }, reply, played.client),
      ...(isPassedBy({ input, played }) ? [] : judgePrivate(input.configuration, played.client)),
      ...judgeOrigin({ input, played }, played.client),
    ];
  },
};

/** Details of a list of models that Aisle answers itself. */
const OWN_LIST = "aisle.models";

/** Details of an estimate of tokens. */
const ESTIMATE = "aisle.estimate";

function judgeEstimate({ status, body }: SeenResponse): string[] {
  const { input_tokens } = (parseJson(body) ?? {}) as { input_tokens?: unknown };
  return status === 200 && Number.isInteger(input_tokens) ? [] : ["no estimate"];
}

/** An answer that changes its protocol keeps its status, unless it is none, and is JSON or a stream of events. */
function judgeTranslated(reply: CaseReply, { status, headers, body }: SeenResponse): string[] {
  const isKept = status === reply.status || status === 502;
  const isStream = headers.some(([name, value]) => name === "content-type" && /event-stream/i.test(value));
  const isWhole =
    body.length === 0 || isStream || reply.status < 200 || reply.status >= 300 || parseJson(body) !== undefined;
  return [...(isKept ? [] : [`status ${status} instead of ${reply.status}`]), ...(isWhole ? [] : ["no JSON"])];
}

function judgeList({ status, body }: SeenResponse): string[] {
  const { object } = (parseJson(body) ?? {}) as { object?: unknown };
  return status === 200 && (object === "list" || object === "model") ? [] : ["no list of models"];
}

/** What may edit answers, by the configuration: which answers, and how, is what unit tests and cases hold it to. */
const EDITS = /promoteThinkingOnEmpty|hiclawMode|reasoningContentMode|"moonshot"|"kling"|"merge"/;

function mayEdit({ input }: Evidence): boolean {
  return EDITS.test(Buffer.from(input.configuration).toString("latin1"));
}

/** An edited answer is JSON where the provider's was; of a stream only its being there is known here. */
function isRightEdit(reply: CaseReply, body: Uint8Array): boolean {
  const isJson = parseJson(Buffer.concat(reply.chunks)) !== undefined;
  return !isJson || parseJson(body) !== undefined;
}

function judgePrivate(configuration: Uint8Array, client: SeenResponse): string[] {
  if (Buffer.from(configuration).includes('"keep"')) return [];
  return client.headers.filter(([name]) => HYGIENE.has(name)).map(([name]) => `the client sees ${name}`);
}

/** What Aisle tells the client of who answered, where the configuration says so. */
const ORIGIN = /^x-aisle-(provider|model|attempts|overhead-us)$/;

function judgeOrigin({ input, played }: Evidence, client: SeenResponse): string[] {
  const shows = showsOrigin({ input, played });
  if (shows !== true) return [];
  const own = client.headers.filter(([name]) => name.startsWith("x-aisle-"));
  const wrong = own.filter(([name, value]) => !ORIGIN.test(name) || !/^[^\0\r\n]+$/.test(value));
  const attempts = own.find(([name]) => name === "x-aisle-attempts")?.[1];
  return [
    ...wrong.map(([name, value]) => `the client sees ${name}: ${value}`),
    ...(own.some(([name]) => name === "x-aisle-provider") ? [] : ["no x-aisle-provider"]),
    ...(attempts === String(played.attempts.length) ? [] : [`x-aisle-attempts: ${attempts}`]),
  ];
}

/** Whether the last attempt's provider shows who answered; undefined where the configuration is none that could be right. */
function showsOrigin({ input, played }: Evidence): boolean | undefined {
  const endpoint = input.endpoints.at(played.attempts.length - 1)?.provider ?? "";
  const root = parseJson(input.configuration) as { responseHeaders?: { aisle?: unknown } } | undefined;
  const provider = providerOf(input.configuration, endpoint) as typeof root;
  const shows = provider?.responseHeaders?.aisle ?? root?.responseHeaders?.aisle ?? false;
  return typeof shows === "boolean" ? shows : undefined;
}

function judgeServed(evidence: Evidence, reply: CaseReply, client: SeenResponse): string[] {
  const { input, played } = evidence;
  const edits = mayEdit(evidence);
  const dropped = edits || isFiltered(evidence, reply) ? /^content-length$/i : /^$/;
  const own = showsOrigin({ input, played }) === false ? /^$/ : /^x-aisle-/i;
  const isKept = (pair: HeaderPair) => isTheClients(pair) && !dropped.test(pair[0]) && !own.test(pair[0]);
  const kept = linesOf(reply.headers.filter(isKept));
  const got = linesOf(client.headers.filter(isKept));
  const isRightAnswer = edits ? isRightEdit(reply, client.body) : isRightBody(evidence, reply, client.body);
  const [trailers, sent] = [client, reply].map((message) => linesOf(message.trailers, "response trailers"));
  return [
    ...(isRightStatus(input, reply, client.status) ? [] : [`status ${client.status} instead of ${reply.status}`]),
    ...(isRightAnswer ? [] : ["the upstream's body is changed"]),
    ...(isDeepStrictEqual(got, kept) ? [] : [`headers ${got.join(", ")} instead of ${kept.join(", ")}`]),
    ...(isDeepStrictEqual(trailers, sent) ? [] : ["the trailers are changed"]),
  ];
}

/** That of the answer, or 502 for one that is none. */
function isRightStatus(input: ExchangeInput, reply: CaseReply, status: number): boolean {
  const isNone = isUnusable(input, reply);
  return (status === reply.status && isNone !== true) || (status === 502 && isNone !== false);
}

/** Whether a header of an answer is neither taken off by Aisle, nor Envoy's own. */
function isTheClients([name, value]: HeaderPair): boolean {
  return !HYGIENE.has(name.toLowerCase()) && !isEnvoysResponseHeader([name.toLowerCase(), value]);
}

/** Headers as lines in order of their names, joined where Envoy joins them. */
function linesOf(pairs: readonly HeaderPair[], kind: MapKind = "response"): string[] {
  return new HeaderMap(pairs, kind)
    .pairs()
    .map(([name, value]) => `${name}: ${value}`)
    .sort();
}

/** Ends of paths to which clients of Anthropic post, and expect its errors. */
const ANTHROPIC = /\/v1\/(messages|messages\/count_tokens|complete)$/;
const OPENAI = /\/v1\/(chat\/completions|completions|embeddings|responses|models|files)$/;

function judgeRefusal({ method, path }: CaseRequest, { status, headers, body }: SeenResponse): string[] {
  const value = parseJson(body);
  const dialect = dialectOf(value);
  const type = headers.find(([name]) => name === "content-type")?.[1];
  const isBare = body.length === 0;
  const asked = path.replace(/\?.*/s, "");
  return [
    ...(status >= 400 && status <= 599 ? [] : [`a refusal with status ${status}`]),
    ...(isBare || type === "application/json" ? [] : [`a refusal of type ${type}`]),
    ...(!isBare && dialect === null ? [`no error object: ${Buffer.from(body).toString("utf8")}`] : []),
    ...(method === "POST" && ANTHROPIC.test(asked) && dialect === "openai"
      ? ["an Anthropic client gets OpenAI's error"]
      : []),
    ...(OPENAI.test(asked) && dialect === "anthropic" ? ["an OpenAI client gets Anthropic's error"] : []),
  ];
}

function dialectOf(value: unknown): "openai" | "anthropic" | null {
  const outer = value as { type?: unknown; error?: Record<string, unknown> } | null | undefined;
  const error = outer?.error;
  if (typeof error !== "object" || error === null || typeof error.message !== "string") return null;
  if (outer?.type === "error" && typeof error.type === "string") return "anthropic";
  const isOpenAi = typeof error.type === "string" && "param" in error && "code" in error;
  return isOpenAi && Object.keys(outer ?? {}).length === 1 ? "openai" : null;
}
