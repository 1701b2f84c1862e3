// What must become of JSON bodies: judged by readers of the test's own.

import { isDeepStrictEqual } from "node:util";
import type { ProviderConfig } from "../configurations.ts";
import { demandOf, mustRead, objectOf, permittedModels, requirementsOf } from "../demand.ts";
import { CONTEXT_TEXT } from "../laboratory.ts";
import { parseJson, readMembers, READERS, readPath, type Json } from "../json-readers.ts";
import { isRefused, isServed, type Evidence, type Oracle } from "./oracle.ts";

/** An exchange whose provider is known, for one of the endpoints whose body names a model. */
export interface BodyEvidence extends Evidence {
  provider: ProviderConfig;
  /** The end of the path that says what is asked for. */
  endpoint: string;
  /** Whether somebody is told of usage. */
  isTold: boolean;
}

/** Refusals that are due before the body's text is judged. */
const EARLIER =
  /^aisle\.(unsupported_capability|request_too_large|encoded_body|bad_content_type|empty_body|context_unavailable|host_failure|hidden_model)$/;
const OF_THE_TEXT = /^aisle\.(bad_json|ambiguous_member)$/;

/** What Aisle refuses although it is JSON, by the words of its answer. */
const LIMITS = /nested too deep|number or member name too long|text too large/;

export const INVALID_REFUSED: Oracle<BodyEvidence> = {
  name: "invalid-refused",
  says: "Where the body must be read, a text that JSON.parse refuses is answered with 400 bad_json (or as ambiguous, if that comes first).",
  judge: ({ provider, endpoint, input, played }) => {
    const body = bodyOf(input);
    const isJudged = played.configured && mustRead(provider, endpoint) && body.length > 0 && !played.waits;
    if (!isJudged || parseJson(body) !== undefined || played.details === null) return [];
    if (EARLIER.test(played.details) || played.details === "request_payload_too_large") return [];
    const isRight = OF_THE_TEXT.test(played.details) && played.client?.status === 400;
    return isRight ? [] : [`answered with ${played.details}, ${played.client?.status}`];
  },
};

export const VALID_ACCEPTED: Oracle<BodyEvidence> = {
  name: "valid-accepted",
  says: "A text is called no JSON only if JSON.parse refuses it too, or it passes a limit that the answer names.",
  judge: ({ input, played }) => {
    if (played.details !== "aisle.bad_json" || parseJson(bodyOf(input)) === undefined) return [];
    const words = Buffer.from(played.client?.body ?? []).toString("utf8");
    return LIMITS.test(words) ? [] : [words];
  },
};

export const READERS_AGREE: Oracle<BodyEvidence> = {
  name: "readers-agree",
  says: "Every reader of what reached the upstream finds the model and the members that the configuration demands, and the same stream.",
  judge: (evidence) => {
    const { provider, endpoint, isTold, input, played } = evidence;
    if (!isJudgedBody(evidence)) return [];
    const client = objectOf(bodyOf(input));
    if (client === null) return ["an upstream was asked although the body is no JSON object"];
    const demand = demandOf(provider, endpoint, client, isTold);
    const sent = played.attempts[0].body;
    return READERS.flatMap((reader) =>
      demand.decisive.flatMap((path) => {
        const found = readPath(sent, path, reader);
        const wanted = at(demand.body, path);
        if (isDeepStrictEqual(found, wanted)) return [];
        return [
          `${reader.name} finds ${path.join(".")} = ${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`,
        ];
      }),
    );
  },
};

export const BODY_DEMANDED: Oracle<BodyEvidence> = {
  name: "body-demanded",
  says: "JSON.parse reads what reached the upstream as the client's body with exactly what the configuration demands.",
  judge: (evidence) => {
    const { provider, endpoint, isTold, input, played } = evidence;
    const client = objectOf(bodyOf(input));
    if (!isJudgedBody(evidence) || client === null) return [];
    const found = withoutContext(parseJson(played.attempts[0].body), provider, endpoint);
    const wanted = demandOf(provider, endpoint, client, isTold).body;
    return isDeepStrictEqual(found, wanted) ? [] : [`${JSON.stringify(found)} instead of ${JSON.stringify(wanted)}`];
  },
};

export const BYTES_KEPT: Oracle<BodyEvidence> = {
  name: "bytes-kept",
  says: "Every byte outside the members that are edited reaches the upstream as it was, in the same order.",
  judge: (evidence) => {
    const { provider, endpoint, isTold, input, played } = evidence;
    const client = objectOf(bodyOf(input));
    if (!isJudgedBody(evidence) || client === null) return [];
    const demand = demandOf(provider, endpoint, client, isTold);
    const edited = new Set(demand.decisive.map(([name]) => name));
    if (provider.context !== undefined && provider.protocol !== "original") edited.add("messages");
    const before = rawMembers(bodyOf(input), edited);
    const after = rawMembers(played.attempts[0].body, edited);
    return isDeepStrictEqual(after, before) ? [] : [`${JSON.stringify(after)} instead of ${JSON.stringify(before)}`];
  },
};

export const MODELS_ALLOWED: Oracle<BodyEvidence> = {
  name: "models-allowed",
  says: "With allowModels no reader finds in what reached the upstream a model but an allowed one, mapped, or one that the configuration supplies.",
  judge: (evidence) => {
    const { provider, input, played } = evidence;
    if (provider.allowModels === undefined || played.attempts.length === 0) return [];
    const sent = played.attempts[0].body;
    if (objectOf(sent) === null) return [`a body whose model nobody can check was sent: ${Buffer.from(sent)}`];
    const permitted = permittedModels(provider, bodyOf(input));
    return READERS.flatMap((reader) => {
      const model = readPath(sent, ["model"], reader);
      const isPermitted = typeof model === "string" && permitted.has(model);
      return isPermitted ? [] : [`${reader.name} finds ${JSON.stringify(model)}, permitted are ${[...permitted]}`];
    });
  },
};

export const REFUSED_WHEN_DUE: Oracle<BodyEvidence> = {
  name: "refused-when-due",
  says: "A body without the model that its API requires, or under strictRequests without the required member or of another type, is not sent.",
  judge: (evidence) => {
    const { provider, endpoint, isTold, input } = evidence;
    const client = objectOf(bodyOf(input));
    if (!isJudgedBody(evidence) || client === null) return [];
    const { needsModel, requires } = requirementsOf(endpoint);
    const isNeeded = provider.allowModels !== undefined || (needsModel && provider.protocol !== "original");
    const type = input.request.headers.find(([name]) => name === "content-type")?.[1] ?? "";
    const isStrict = provider.strictRequests === true;
    return [
      ...(isNeeded && demandOf(provider, endpoint, client, isTold).model === "" ? ["no model"] : []),
      ...(isStrict && !Object.hasOwn(client, requires) ? [`no member ${requires}`] : []),
      ...(isStrict && !type.startsWith("application/json") ? [`sent as ${type}`] : []),
    ];
  },
};

export const BODY_ORACLES = [
  REFUSED_WHEN_DUE,
  INVALID_REFUSED,
  VALID_ACCEPTED,
  READERS_AGREE,
  BODY_DEMANDED,
  BYTES_KEPT,
  MODELS_ALLOWED,
];

function bodyOf(input: Evidence["input"]): Uint8Array {
  return Buffer.concat(input.request.chunks);
}

/** Whether a body was read, and reached the upstream. */
function isJudgedBody({ provider, endpoint, input, played }: BodyEvidence): boolean {
  const reads = mustRead(provider, endpoint) && bodyOf(input).length > 0;
  return reads && isServed(played) && !isRefused(played) && played.attempts.length > 0;
}

function at(root: Json, path: string[]): Json | undefined {
  let value: Json | undefined = root;
  for (const name of path) {
    const isObject: boolean = typeof value === "object" && value !== null && !Array.isArray(value);
    value = isObject && Object.hasOwn(value as object, name) ? (value as { [name: string]: Json })[name] : undefined;
  }
  return value;
}

/** The parsed body less the message that the context file became. */
function withoutContext(body: Json | undefined, provider: ProviderConfig, endpoint: string): Json | undefined {
  const isChat = endpoint === "/v1/chat/completions";
  if (provider.context === undefined || provider.protocol === "original" || !isChat) return body;
  const messages = (body as { messages?: Json } | undefined)?.messages;
  if (!Array.isArray(messages)) return body;
  const at = messages.findIndex((m) => isDeepStrictEqual(m, { role: "system", content: CONTEXT_TEXT }));
  if (at >= 0) messages.splice(at, 1);
  return body;
}

function rawMembers(body: Uint8Array, edited: Set<string>): string[] {
  const text = Buffer.from(body).toString("latin1");
  return readMembers(text)
    .filter((member) => !edited.has(member.name))
    .map(({ start, end }) => text.slice(start, end));
}
