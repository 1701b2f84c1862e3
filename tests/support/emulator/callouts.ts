// HTTP calls a module makes on its own: known clusters, calls under way, and their answers.

import type { ByteQueue } from "./byte-queue.ts";
import type { HeaderMap } from "./header-map.ts";

/** A call the module has made and nobody has answered yet. */
export interface Callout {
  token: number;
  cluster: string;
  headers: HeaderMap;
  body: Uint8Array;
  timeout: number;
}

/** What a cluster answered; null means the call failed and there are no headers. */
export type CalloutReply = { headers: HeaderMap; body: ByteQueue } | null;

/** The call-outs of one root context. */
export class Callouts {
  /** Clusters that exist; a call to another one is a bad argument. */
  readonly clusters = new Set<string>();

  /** Calls under way, oldest first. */
  readonly pending: Callout[] = [];

  constructor(private readonly nextToken: () => number) {}

  knows(cluster: string): boolean {
    return this.clusters.has(cluster);
  }

  /** Begins a call; returns its token. */
  start(cluster: string, headers: HeaderMap, body: Uint8Array, timeout: number): number {
    const token = this.nextToken();
    this.pending.push({ token, cluster, headers, body, timeout });
    return token;
  }

  /** Takes the oldest call out of those under way. */
  take(): Callout | null {
    return this.pending.shift() ?? null;
  }
}
