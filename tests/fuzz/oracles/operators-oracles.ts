// What operators are told of every exchange: log lines, filter state.

import { isDeepStrictEqual } from "node:util";
import { parseJson } from "../json-readers.ts";
import type { Played } from "../laboratory.ts";
import { isServed, type Evidence, type Oracle } from "./oracle.ts";
import { CLIENT_SECRET, isFromClient, QUERY_SECRET, secretsIn } from "./secret-oracles.ts";

const RECORD = "aisle.exchange";
const PAYLOADS = ["aisle.request.payload", "aisle.response.payload"];
/** Members that tell a time, which is another one each time. */
const TIMES = /_(ms|us)$/;
/** So much of a credential gives it away. */
const TELLING_PART = 12;

type Members = Record<string, unknown>;

export const LINES_SOUND: Oracle = {
  name: "lines-sound",
  says: "Each line at level info about an exchange is one line, a JSON object, without a configured credential or one of the client's, or the beginning of one where a body ends.",
  judge: ({ input, played }) =>
    played.told.lines.flatMap((line) => {
      const members = membersOf(Buffer.from(line));
      const secrets = secretsIn(input.configuration);
      const payloads = PAYLOADS.map((name) => members?.[name]).filter((text) => typeof text === "string");
      return [
        ...(/[\u0000-\u001f]/.test(line) ? [`a line break, or another control character: ${line}`] : []),
        ...(line.startsWith("{") && members === null ? [`no JSON object: ${line}`] : []),
        ...[...secrets, CLIENT_SECRET, QUERY_SECRET].filter((text) => line.includes(text)).map((s) => `seen: ${s}`),
        ...secrets.filter((secret) => payloads.some((text) => endsInPartOf(text, secret))).map((s) => `cut: ${s}`),
      ];
    }),
};

export const STATE_SOUND: Oracle = {
  name: "state-sound",
  says: "The record in filter state is a JSON object in UTF-8 with the answer's status, and no filter state holds a credential.",
  judge: ({ input, played }) => {
    const { state } = played.told;
    const record = state.get(RECORD);
    const members = record === undefined ? null : membersOf(record);
    const texts = [...state].map(([name, value]) => `${name}=${Buffer.from(value).toString("latin1")}`);
    const secrets = secretsIn(input.configuration).filter((secret) => !isFromClient(input, secret));
    const status = members?.["http.response.status_code"];
    const isOther = isServed(played) && played.client !== null && members !== null && status !== played.client.status;
    return [
      ...(record !== undefined && members === null ? [`no JSON: ${Buffer.from(record).toString("latin1")}`] : []),
      ...(isOther ? [`status ${String(status)} instead of ${played.client?.status}`] : []),
      ...[...secrets, CLIENT_SECRET].filter((text) => texts.join("\n").includes(text)).map((text) => `seen: ${text}`),
    ];
  },
};

export const TOLD_AS_ASKED: Oracle = {
  name: "told-as-asked",
  says: "An exchange has one line if all are logged and none if none is, its record in filter state unless that is off, the same in both; and bodies only where they are asked for.",
  judge: (evidence) => {
    const { input, played } = evidence;
    const root = parseJson(input.configuration);
    const isOver = played.configured && played.trap === null && (played.client !== null || played.cutOff !== null);
    if (typeof root !== "object" || root === null || !isOver || input.mode === "upstream") return [];
    const { logging, filterState } = root as { logging?: unknown; filterState?: unknown };
    if (isPassedBy(evidence)) return [];
    return [...judgeLines(played, logging), ...judgeState(played, filterState)];
  },
};

/**
 * Whether nobody of a configuration with rules answers this request, or its body is only hashed. Who does is not worked out here: it must have gone on as the
 * client sent it, its keys among it, and then neither a record nor a line is told of it.
 */
export function isPassedBy({ input, played }: Evidence): boolean {
  const root = parseJson(input.configuration) as { _rules_?: unknown; mode?: unknown };
  const mayPass = Array.isArray(root._rules_) || root.mode === "hash";
  if (!mayPass || played.attempts.length !== 1) return false;
  if ([RECORD, "aisle.provider"].some((name) => played.told.state.has(name))) return false;
  if (played.told.lines.some((line) => line.startsWith("{"))) return false;
  const { request } = input;
  const { method, path, authority, headers, body } = played.attempts[0];
  const got = headers.map((pair) => pair.join(": "));
  const isWhole = request.headers.every((pair) => pair[0] === "x-aisle-hash" || got.includes(pair.join(": ")));
  const isSameHead = method === request.method && path === request.path && authority === request.authority;
  return isSameHead && isWhole && Buffer.compare(body, Buffer.concat(request.chunks)) === 0;
}

function judgeLines(played: Played, logging: unknown): string[] {
  const lines = played.told.lines.filter((line) => line.startsWith("{"));
  const { sample = 1, payloads } = (logging ?? {}) as { sample?: unknown; payloads?: unknown };
  const isLogged = logging !== undefined && logging !== null;
  const most = !isLogged || sample === 0 ? 0 : 1;
  const least = isLogged && sample === 1 ? 1 : 0;
  const record = recordInState(played);
  return [
    ...(lines.length > most || lines.length < least ? [`${lines.length} lines`] : []),
    ...lines.flatMap((line) => {
      const { [PAYLOADS[0]]: request, [PAYLOADS[1]]: answer, ...rest } = membersOf(Buffer.from(line)) ?? {};
      const hasBodies = request !== undefined || answer !== undefined;
      return [
        ...(record !== null && !isDeepStrictEqual(rest, record) ? [`the line differs from the record: ${line}`] : []),
        ...(hasBodies && payloads !== true && payloads !== "true" ? [`bodies that nobody asked for: ${line}`] : []),
      ];
    }),
  ];
}

function judgeState({ told }: Played, filterState: unknown): string[] {
  const names = [RECORD, "aisle.provider"].filter((name) => told.state.has(name));
  if (filterState === false) return names.map((name) => `${name} although filter state is off`);
  const isOn = filterState === undefined || filterState === true;
  return isOn && !told.state.has(RECORD) ? ["no record in filter state"] : [];
}

/** The record of an exchange wherever it was told; null where it was not. */
export function recordOf(played: Played): Members | null {
  const line = played.told.lines.find((one) => one.startsWith("{"));
  return recordInState(played) ?? (line === undefined ? null : membersOf(Buffer.from(line)));
}

const MODEL = /"(?:model|modelVersion)"\s*:\s*"([^"]*)"/g;

/**
 * What operators were told, without the times; lines are left out where some are a sample. Where the events of a stream name
 * several models, one of them is told: as soon as one is known, events that say nothing else are not read.
 */
export function comparableTold({ input }: Evidence, { told }: Played): unknown {
  const answers = input.endpoints.map(({ reply }) => Buffer.concat(reply.chunks).toString("latin1"));
  const models = answers.flatMap((answer) => [...answer.matchAll(MODEL)].map(([, model]) => model));
  const left = new Set(models).size > 1 ? /_(ms|us)$|^gen_ai\.response\.model$/ : TIMES;
  const lines = Buffer.from(input.configuration).includes("sample") ? [] : told.lines;
  const state = told.state.get(RECORD);
  const texts = [...(state === undefined ? [] : [state]), ...lines.map((line) => Buffer.from(line))];
  return texts.map((text) => without(left, membersOf(text)) ?? Buffer.from(text).toString("latin1"));
}

function without(names: RegExp, members: Members | null): Members | null {
  return members && Object.fromEntries(Object.entries(members).filter(([name]) => !names.test(name)));
}

function recordInState({ told }: Played): Members | null {
  const state = told.state.get(RECORD);
  return state === undefined ? null : membersOf(state);
}

function membersOf(text: Uint8Array): Members | null {
  const value = parseJson(text);
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : null;
}

function endsInPartOf(text: string, secret: string): boolean {
  const part = secret.slice(0, TELLING_PART);
  const at = part.length < TELLING_PART ? -1 : text.lastIndexOf(part);
  return at >= 0 && secret.startsWith(text.slice(at));
}
