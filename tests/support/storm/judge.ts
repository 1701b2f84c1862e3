// What a storm has shown, judged from what clients, providers and Envoy's access log noted: a pure function of it.

/** What a client saw of one of its requests. Times are milliseconds since the storm began. */
export interface Seen {
  serial: number;
  isStream: boolean;
  startedAt: number;
  /** null: it never ended. */
  endedAt: number | null;
  /** 0: no head came. */
  status: number;
  body: string;
  /** The body ended as it should. */
  isComplete: boolean;
}

/** What a provider noted of one request. */
export interface Served {
  serial: number;
  provider: string;
  authorization: string;
  path: string;
  body: string;
  /** It answered well, to the end; null: it did not. */
  answeredAt: number | null;
}

/** What Envoy noted of one request. */
export interface Logged {
  serial: number;
  attempts: number;
  status: number;
}

/** A span in which a provider answered well, and was left out for nothing it had done before. */
export interface WellSpan {
  provider: string;
  from: number;
  to: number;
}

export interface StormNotes {
  seen: Seen[];
  served: Served[];
  logged: Logged[];
  well: WellSpan[];
  /** When each provider was killed, with all its connections. */
  kills: { provider: string; at: number }[];
  mostAttempts: number;
}

/** What must not happen, by kind: a sentence for each time that it did. */
export interface Verdict {
  lost: string[];
  doubled: string[];
  hanging: string[];
  leaked: string[];
}

// An answer that was on its way when its provider was killed may not have arrived.
const ON_ITS_WAY_MS = 5000;
const FINAL = "data: [DONE]\n\n";

export function judge(notes: StormNotes): Verdict {
  const logged = new Map(notes.logged.map((line) => [line.serial, line]));
  return {
    lost: notes.seen.flatMap((seen) => findLoss(seen, logged.get(seen.serial), notes)),
    doubled: [...notes.seen.flatMap(findMixture), ...findDoubles(notes)],
    hanging: notes.seen
      .filter(({ endedAt }) => endedAt === null)
      .map(({ serial, startedAt }) => `${serial}, begun at ${startedAt}, never ended`),
    leaked: notes.served.flatMap(findLeak),
  };
}

/** True for an answer as a client wants it. */
export function isGood({ status, isComplete, isStream, body }: Seen): boolean {
  return status === 200 && isComplete && (!isStream || body.endsWith(FINAL));
}

// An error, or no answer, though attempts were left and somebody answered well all the while. What had begun to reach the
// client could not be begun again.
function findLoss(seen: Seen, logged: Logged | undefined, { well, mostAttempts }: StormNotes): string[] {
  if (seen.endedAt === null || isGood(seen)) return [];
  const hasBegun = seen.status === 200 && seen.body.length > 0;
  const wasLeft = logged === undefined || logged.attempts < mostAttempts;
  const savior = well.find(({ from, to }) => from <= seen.startedAt && to >= seen.endedAt!);
  if (hasBegun || !wasLeft || savior === undefined) return [];
  return [
    `${seen.serial}: ${seen.status} after ${logged?.attempts ?? "?"} attempts, though ${savior.provider} answered`,
  ];
}

// A client's answer is to its own request, from one provider, and there once.
function findMixture(seen: Seen): string[] {
  const answers = [...seen.body.matchAll(/(\w+) answers (\d+)/g)];
  const strange = answers.find(([, , serial]) => Number(serial) !== seen.serial);
  if (strange !== undefined) return [`${seen.serial} got the answer to ${strange[2]}`];
  return answers.length > 1 ? [`${seen.serial} was answered by ${answers.map(([, name]) => name).join(" and ")}`] : [];
}

// A request that was answered well is not sent again, unless the answer was lost with its provider.
function findDoubles({ served, kills }: StormNotes): string[] {
  const bySerial = new Map<number, Served[]>();
  for (const each of served) {
    if (each.answeredAt !== null) bySerial.set(each.serial, [...(bySerial.get(each.serial) ?? []), each]);
  }
  return [...bySerial].flatMap(([serial, answers]) => {
    const kept = answers.filter(
      ({ provider, answeredAt }) =>
        !kills.some(
          (kill) => kill.provider === provider && kill.at >= answeredAt! - 50 && kill.at - answeredAt! < ON_ITS_WAY_MS,
        ),
    );
    return kept.length > 1 ? [`${serial} was answered by ${kept.map(({ provider }) => provider).join(" and ")}`] : [];
  });
}

// Each provider has a key, a parameter and an option of its own, which bear its name.
function findLeak({ serial, provider, authorization, path, body }: Served): string[] {
  const names = [
    ["credential", /^Bearer key-(\w+)$/.exec(authorization)?.[1]],
    ["parameter", /[?&]k=(\w+)/.exec(path)?.[1]],
    ["option", /"mark":"(\w+)"/.exec(body)?.[1]],
  ] as const;
  return names
    .filter(([, name]) => name !== provider)
    .map(([what, name]) => `${serial}: ${provider} got the ${what} of ${name ?? "nobody"}`);
}
