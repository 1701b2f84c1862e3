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
  /** What it got that was not its own. */
  leaks: string[];
  /** It answered well, to the end; null: it did not. */
  answeredAt: number | null;
  /** It broke the connection before. */
  isBroken: boolean;
  /** It had sent a head by then. */
  hasHead: boolean;
}

/** What Envoy noted of one request. */
export interface Logged {
  serial: number;
  attempts: number;
  status: number;
  /** The addresses of those it tried. */
  hosts: string[];
}

/** A span in which a provider answered well, and was left out for nothing it had done before. */
export interface WellSpan {
  provider: string;
  address: string;
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
  /** Of an answer that breaks behind its head Envoy makes a 502 that it shows to no filter: the listener's cannot try again. */
  isHeadFinal: boolean;
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
  const served = groupBySerial(notes.served);
  return {
    lost: notes.seen.flatMap((seen) => findLoss(seen, logged.get(seen.serial), served.get(seen.serial) ?? [], notes)),
    doubled: [...notes.seen.flatMap(findMixture), ...findDoubles(notes)],
    hanging: notes.seen
      .filter(({ endedAt }) => endedAt === null)
      .map(({ serial, startedAt }) => `${serial}, begun at ${startedAt}, never ended`),
    leaked: notes.served.flatMap(({ leaks }) => leaks),
  };
}

/** True for an answer as a client wants it: a provider's own, not a page or an error that calls itself a success. */
export function isGood({ status, isComplete, isStream, body }: Seen): boolean {
  return status === 200 && isComplete && body.includes(" answers ") && (!isStream || body.endsWith(FINAL));
}

/** True for an answer that had begun to reach the client, and so could not be begun again. */
export function hasBegun(seen: Seen): boolean {
  return !isGood(seen) && seen.status === 200 && seen.body.length > 0;
}

/** True for a request that Envoy itself ended because an answer broke off between its head and its body. */
export function isCutBehindHead({ status, body }: Seen, served: Served[], { isHeadFinal }: StormNotes): boolean {
  const isEnvoys = status === 502 && body.startsWith("upstream connect error");
  return isHeadFinal && isEnvoys && served.some(({ isBroken, hasHead }) => isBroken && hasHead);
}

// An error, or no answer, though attempts were left, or were spent on others, and somebody answered well all the while. An
// answer that had begun is lost, too, if it broke off elsewhere than at its provider.
function findLoss(seen: Seen, logged: Logged | undefined, served: Served[], notes: StormNotes): string[] {
  if (seen.endedAt === null || isGood(seen)) return [];
  if (hasBegun(seen)) {
    const isExcused = !seen.isComplete && served.some((each) => each.isBroken || wentDown(each, notes.kills));
    return isExcused ? [] : [`${seen.serial}: cut, or not an answer, though its provider did not break off`];
  }
  if (isCutBehindHead(seen, served, notes)) return [];
  const savior = notes.well.find(({ from, to }) => from <= seen.startedAt && to >= seen.endedAt!);
  if (savior === undefined) return [];
  const wasLeft = logged === undefined || logged.attempts < notes.mostAttempts;
  const wasAsked = logged?.hosts.includes(savior.address);
  if (!wasLeft && wasAsked) return [];
  return [
    `${seen.serial}: ${seen.status} after ${logged?.attempts ?? "?"} attempts, though ${savior.provider} answered`,
  ];
}

// A client's answer is to its own request, from one provider, and there once.
function findMixture(seen: Seen): string[] {
  const answers = [...seen.body.matchAll(/(\w+) answers (\d+)/g)];
  const strange = answers.find(([, , serial]) => Number(serial) !== seen.serial);
  if (strange !== undefined) return [`${seen.serial} got the answer to ${strange[2]}`];
  if (answers.length > 1) return [`${seen.serial} was answered by ${answers.map(([, name]) => name).join(" and ")}`];
  const names = new Set([...seen.body.matchAll(/"model":"(\w+)"/g)].map(([, name]) => name));
  return names.size > 1 ? [`${seen.serial} got an answer in parts from ${[...names].join(" and ")}`] : [];
}

// A request that was answered well is not sent again, unless the answer was lost with its provider.
function findDoubles({ served, kills }: StormNotes): string[] {
  const answered = served.filter((each) => each.answeredAt !== null && !wentDown(each, kills));
  return [...groupBySerial(answered)].flatMap(([serial, answers]) =>
    answers.length > 1 ? [`${serial} was answered by ${answers.map(({ provider }) => provider).join(" and ")}`] : [],
  );
}

function wentDown({ provider, answeredAt }: Served, kills: StormNotes["kills"]): boolean {
  if (answeredAt === null) return false;
  return kills.some(
    (kill) => kill.provider === provider && kill.at >= answeredAt - 50 && kill.at - answeredAt < ON_ITS_WAY_MS,
  );
}

/** What providers noted, by request. */
export function groupBySerial(served: Served[]): Map<number, Served[]> {
  const groups = new Map<number, Served[]>();
  for (const each of served) {
    const group = groups.get(each.serial);
    if (group === undefined) groups.set(each.serial, [each]);
    else group.push(each);
  }
  return groups;
}
