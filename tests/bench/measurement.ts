// The figures of one run and what follows from them.

import type { Run } from "./client.ts";
import { bootstrapInterval, median, quantile } from "./statistics.ts";
import { VARIANTS, type VariantName } from "./variant.ts";
import type { Workload } from "./workload.ts";

/** One workload at one number of connections. */
export class Cell {
  /** Envoy's CPU time per request, in microseconds, by variant and block. */
  readonly cpu = byVariant(() => [] as number[]);
  /** Milliseconds per request, by variant, over all blocks. */
  readonly latencies = byVariant(() => [] as number[]);
  private readonly chunks = byVariant(() => 0);

  constructor(
    readonly workload: Workload,
    readonly connections: number,
  ) {}

  /** Takes the run of one block, in which Envoy worked for `cpu` microseconds. */
  add(variant: VariantName, cpu: number, { latencies, chunks }: Run): void {
    this.cpu[variant].push(cpu / latencies.length);
    for (const latency of latencies) this.latencies[variant].push(latency);
    this.chunks[variant] += chunks;
  }

  has(variant: VariantName): boolean {
    return this.workload.variants.includes(variant);
  }

  /** Pieces in which the body of an answer went through Envoy, on average. */
  piecesPerAnswer(variant: VariantName): number {
    return this.chunks[variant] / this.latencies[variant].length;
  }

  /** Median CPU time per request. */
  total(variant: VariantName): number {
    return median(this.cpu[variant]);
  }

  /** CPU time that the filter adds, per request: the median over blocks of its difference to no filter. */
  added(variant: VariantName, blocks: number[] = this.blocks): number {
    return this.difference(variant, "none", blocks);
  }

  addedInterval(variant: VariantName): [number, number] {
    return bootstrapInterval(this.blocks.length, (draw) => this.added(variant, draw));
  }

  /** How many times the floor's added CPU time Aisle adds. */
  ratio(blocks: number[] = this.blocks): number {
    return this.added("aisle", blocks) / this.added("floor", blocks);
  }

  ratioInterval(): [number, number] {
    return bootstrapInterval(this.blocks.length, (draw) => this.ratio(draw));
  }

  /** CPU time that Aisle takes beyond the floor, per request. */
  beyondFloor(blocks: number[] = this.blocks): number {
    return this.difference("aisle", "floor", blocks);
  }

  beyondFloorInterval(): [number, number] {
    return bootstrapInterval(this.blocks.length, (draw) => this.beyondFloor(draw));
  }

  /** CPU time that a large configuration takes beyond a small one, per request. */
  ofLarge(blocks: number[] = this.blocks): number {
    return this.difference("large", "aisle", blocks);
  }

  ofLargeInterval(): [number, number] {
    return bootstrapInterval(this.blocks.length, (draw) => this.ofLarge(draw));
  }

  /** How many times the CPU time of an exchange with Aisle in the listener one with Aisle in the cluster takes. */
  ofAttempt(blocks: number[] = this.blocks): number {
    return median(blocks.map((block) => this.cpu.attempt[block]! / this.cpu.aisle[block]!));
  }

  ofAttemptInterval(): [number, number] {
    return bootstrapInterval(this.blocks.length, (draw) => this.ofAttempt(draw));
  }

  /** How many times the CPU time of an exchange with one provider one with two that take turns takes. */
  ofBalanced(blocks: number[] = this.blocks): number {
    return median(blocks.map((block) => this.cpu.balanced[block]! / this.cpu.aisle[block]!));
  }

  ofBalancedInterval(): [number, number] {
    return bootstrapInterval(this.blocks.length, (draw) => this.ofBalanced(draw));
  }

  /** CPU time that a provider that fails first adds to an exchange in the listener, which goes on by a call-out. */
  ofCallOut(blocks: number[] = this.blocks): number {
    return this.difference("callOut", "balanced", blocks);
  }

  ofCallOutInterval(): [number, number] {
    return bootstrapInterval(this.blocks.length, (draw) => this.ofCallOut(draw));
  }

  /** CPU time that a failing first attempt adds to an exchange, with Aisle in the cluster or without a filter. */
  ofFailover(hasFilter: boolean, blocks: number[] = this.blocks): number {
    return hasFilter
      ? this.difference("failover", "attempt", blocks)
      : this.difference("plainFailover", "none", blocks);
  }

  ofFailoverInterval(hasFilter: boolean): [number, number] {
    return bootstrapInterval(this.blocks.length, (draw) => this.ofFailover(hasFilter, draw));
  }

  /** CPU time that telling all takes beyond telling nothing, per request. */
  told(blocks: number[] = this.blocks): number {
    return this.difference("on", "off", blocks);
  }

  latency(variant: VariantName, q: number): number {
    return quantile(this.latencies[variant], q);
  }

  /** The numbers of all blocks. */
  get blocks(): number[] {
    return this.cpu[this.workload.variants[0]!].map((_, block) => block);
  }

  private difference(more: VariantName, less: VariantName, blocks: number[]): number {
    return median(blocks.map((block) => this.cpu[more][block]! - this.cpu[less][block]!));
  }
}

/** A value for each variant. */
export function byVariant<T>(make: (name: VariantName) => T): Record<VariantName, T> {
  return Object.fromEntries(VARIANTS.map((name) => [name, make(name)])) as Record<VariantName, T>;
}

/** Everything one run found out. */
export interface Measurement {
  cells: Cell[];
  blocks: number;
  blockMs: number;
  residentBytes: Record<VariantName, number>;
  /** Median time from start to ready, in milliseconds. */
  readyMs: Record<VariantName, number>;
  wasmBytes: number;
  /** Median time of `proxy_on_configure` in Node's V8, in milliseconds. */
  configureMs: number;
  /** The same for the large configuration. */
  configureLargeMs: number;
  seconds: number;
}
