// Defects in what operators are told, and in streams that were asked for usage: each must be found by its oracle.

import type { HeaderPair } from "../support/emulator/header-map.ts";
import { readEvents } from "./event-stream.ts";
import type { Played } from "./laboratory.ts";
import { CLIENT_SECRET } from "./oracles/secret-oracles.ts";
import type { Damage, PlantedDefect } from "./planted-defects.ts";

const RECORD = "aisle.exchange";

function changeLines(change: (line: string) => string): Damage {
  return (played) => ({ ...played, told: { ...played.told, lines: played.told.lines.map(change) } });
}

function changeRecord(change: (record: string) => string): Damage {
  return (played) => {
    const record = played.told.state.get(RECORD);
    if (record === undefined) return played;
    const state = new Map([...played.told.state, [RECORD, Buffer.from(change(Buffer.from(record).toString()))]]);
    return { ...played, told: { ...played.told, state } };
  };
}

function withMetric(...names: string[]): Damage {
  return (played) => ({ ...played, told: { ...played.told, changed: [...played.told.changed, ...names] } });
}

function changeAnswer(change: (body: Uint8Array) => Uint8Array): Damage {
  return (played) => ({ ...played, client: played.client && { ...played.client, body: change(played.client.body) } });
}

const LABELS = ";.;provider=.=p1;.;model=.=other;.;capability=.=openai/v1/embeddings;.;";
const series = Array.from({ length: 1001 }, (_, i) => `aisle_errors_total${LABELS}error_type=.=${i};.;`);

/** A chunk of usage that a filter took for text, at the beginning of a stream. */
const CHUNK = Buffer.from('data: {"choices":[],"usage":{"prompt_tokens":1}}\n\n');

/** What a filter would leave that took out every event whose data has `usage` in it. */
function withoutAnyUsage(body: Uint8Array): Uint8Array {
  const kept = readEvents(body).filter(({ data }) => data === null || !Buffer.from(data).includes('"usage"'));
  return Buffer.concat(kept.map(({ start, end }) => body.subarray(start, end)));
}

/** At least one defect for each oracle of what operators are told. */
export const PLANTED_IN_TELEMETRY: PlantedDefect[] = [
  { oracle: "lines-sound", target: "body", damage: changeLines((line) => line.replace("}", "\n}")) },
  { oracle: "lines-sound", target: "body", damage: changeLines((line) => line.slice(0, -1)) },
  {
    oracle: "lines-sound",
    target: "head",
    damage: changeLines((line) => line.replace("{", `{"a":"${CLIENT_SECRET}",`)),
  },
  {
    oracle: "lines-sound",
    target: "reply",
    damage: (played, input, root) => {
      const secret = /configured-token-1/.exec(Buffer.from(input.configuration).toString());
      if (secret === null) return played;
      const payload = `"aisle.response.payload":"${"configured-token-1".slice(0, 14)}"}`;
      return changeLines((line) => `${line.slice(0, -1)},${payload}`)(played, input, root);
    },
  },
  { oracle: "state-sound", target: "body", damage: changeRecord((record) => record.slice(1)) },
  {
    oracle: "state-sound",
    target: "head",
    damage: changeRecord((record) => `${record.slice(0, -1)},"a":"${CLIENT_SECRET}"}`),
  },
  {
    oracle: "state-sound",
    target: "reply",
    damage: changeRecord((record) => record.replace(/("http[^:]*):\d+/, "$1:99")),
  },
  { oracle: "told-as-asked", target: "body", damage: changeRecord(() => '{"aisle.provider":"another"}') },
  { oracle: "told-as-asked", target: "body", damage: repeated() },
  {
    oracle: "told-as-asked",
    target: "reply",
    damage: changeLines((line) => line.replace("{", '{"aisle.request.payload":"x",')),
  },
  {
    oracle: "told-as-asked",
    target: "head",
    damage: (played) => ({ ...played, told: { ...played.told, state: new Map() } }),
  },
  { oracle: "metrics-sound", target: "body", damage: withMetric('aisle_x;.;model=.=a"b;.;') },
  {
    oracle: "metrics-sound",
    target: "body",
    damage: withMetric(`aisle_x;.;model=.=none;.;error_type=.=${"x".repeat(65)};.;`),
  },
  { oracle: "metrics-sound", target: "body", damage: withMetric(...series) },
  { oracle: "metrics-sound", target: "body", damage: withMetric("aisle_x;.;model=.=forbidden;.;") },
  {
    oracle: "record-true",
    target: "reply",
    damage: changeRecord((record) => record.replace(/(_tokens":)(\d)/, "$11$2")),
  },
  {
    oracle: "record-true",
    target: "reply",
    damage: changeRecord((record) => record.replace('"aisle.usage":"unknown"', '"gen_ai.usage.input_tokens":0')),
  },
  { oracle: "answer-whole", target: "reply", damage: changeAnswer((body) => Buffer.concat([CHUNK, body])) },
  { oracle: "answer-whole", target: "reply", damage: changeAnswer(withoutAnyUsage) },
  {
    oracle: "chunking",
    target: "reply",
    damage: (played, input, root) =>
      input.replyCuts.length > 0 ? changeRecord((text) => text.replace("{", '{"a":1,'))(played, input, root) : played,
  },
  {
    oracle: "headers-kept",
    target: "reply",
    damage: (played, input) => {
      const encodings = input.request.headers.filter(([name]) => name === "accept-encoding");
      const restore = (headers: HeaderPair[]) => [
        ...headers.filter(([name]) => name !== "accept-encoding"),
        ...encodings,
      ];
      return { ...played, attempts: played.attempts.map((one) => ({ ...one, headers: restore(one.headers) })) };
    },
  },
  {
    oracle: "headers-kept",
    target: "head",
    damage: (played) => ({
      ...played,
      attempts: played.attempts.map((one) => ({
        ...one,
        headers: one.headers.filter(([name]) => name !== "accept-encoding"),
      })),
    }),
  },
];

/** A filter that tells of each exchange twice. */
function repeated(): Damage {
  return (played: Played) => ({ ...played, told: { ...played.told, lines: played.told.lines.flatMap((l) => [l, l]) } });
}
