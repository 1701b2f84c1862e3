// What Envoy notes of a storm: each request in its access log, and its counters.

import type { BalancedGateway, Mode } from "../providers/balanced-gateway.ts";
import { groupBySerial, type Logged, type Served } from "./judge.ts";

interface LogLine {
  serial: string;
  /** How often the route sent it. */
  attempts: number | null;
  status: number;
  /** null: none was tried. */
  hosts: string | null;
  /** What Aisle notes of it. */
  exchange: string | null;
}

/** Every request of the access log. In mode `listener` the route knows of one attempt only; Aisle and the providers of all. */
export function readLog({ envoy, providers }: BalancedGateway, mode: Mode, served: Served[]): Logged[] {
  const bySerial = groupBySerial(served);
  const addressOf = ({ provider }: Served): string => `127.0.0.1:${providers.get(provider)!.port}`;
  const lines = envoy
    .accessLog()
    .split("\n")
    .filter((line) => line.startsWith("{"));
  return lines.map((line) => {
    const { serial, status, ...noted } = JSON.parse(line) as LogLine;
    const hosts = (noted.hosts ?? "").split(",");
    const number = Number(serial);
    if (mode === "upstream") return { serial: number, attempts: noted.attempts ?? 0, status, hosts };
    const asked = (bySerial.get(number) ?? []).map(addressOf);
    return { serial: number, attempts: attemptsOf(noted.exchange), status, hosts: [...hosts, ...asked] };
  });
}

function attemptsOf(exchange: string | null): number {
  const record = JSON.parse(exchange ?? "{}") as { "aisle.attempts"?: number };
  return record["aisle.attempts"] ?? 1;
}

const NAMES = ["upstream_rq_retry", "upstream_rq_retry_overflow", "upstream_rq_pending_overflow"];
const EJECTIONS = ["outlier_detection.ejections_enforced_total"];

/** Envoy's counters by their names, added up over all clusters; in mode `listener` those of one that retries do not move. */
export async function readCounters({ envoy }: BalancedGateway, mode: Mode): Promise<Record<string, number>> {
  const text = await (await fetch(`${envoy.admin}/stats?filter=^cluster\\.`)).text();
  const names = mode === "upstream" ? [...NAMES, ...EJECTIONS] : ["upstream_rq_total", ...NAMES.slice(2)];
  const sum = (name: string): number =>
    [...text.matchAll(new RegExp(`^cluster\\.\\w+\\.${name.replaceAll(".", "\\.")}: (\\d+)`, "gm"))]
      .map(([, count]) => Number(count))
      .reduce((total, count) => total + count, 0);
  return Object.fromEntries(names.map((name) => [name, sum(name)]));
}
